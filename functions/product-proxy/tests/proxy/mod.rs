use product_proxy::{CallsAs, ErpOptions, ErpVersion};

pub const OPTIONS: ErpOptions = ErpOptions {
    version: ErpVersion::V2_1,
    calls_as: CallsAs::Service,
    allow_mutations: false,
};
