//! The function on both stores: through its router, and the stores by themselves.

mod http;
#[path = "../site/mod.rs"]
mod site;
mod store;
#[path = "../stores/mod.rs"]
mod stores;
#[cfg(feature = "dynamodb-tests")]
mod wiretap;
