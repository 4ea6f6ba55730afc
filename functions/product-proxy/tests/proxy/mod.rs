use product_proxy::{ErpOptions, ErpVersion};

pub const OPTIONS: ErpOptions = ErpOptions {
    version: ErpVersion::V2_1,
    allow_mutations: false,
};
