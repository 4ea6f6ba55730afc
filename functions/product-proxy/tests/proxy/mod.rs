use product_proxy::{AllowedMutations, ErpOptions, ErpVersion};

pub const OPTIONS: ErpOptions = ErpOptions {
    version: ErpVersion::V2_1,
    mutations: AllowedMutations::none(),
};
