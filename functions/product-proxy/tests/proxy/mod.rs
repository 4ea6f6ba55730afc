use product_proxy::{AllowedMutations, CallsAs, ErpOptions, ErpVersion};

pub const OPTIONS: ErpOptions = ErpOptions {
    version: ErpVersion::V2_1,
    calls_as: CallsAs::Service,
    mutations: AllowedMutations::none(),
};
