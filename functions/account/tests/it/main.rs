//! The function on both stores: through its router, and the stores by themselves.

#[path = "../account_test_app/mod.rs"]
mod account_test_app;
mod days;
mod http;
mod store;
#[path = "../stores/mod.rs"]
mod stores;
#[cfg(feature = "dynamodb-tests")]
mod wiretap;
