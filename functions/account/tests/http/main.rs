//! The function from API Gateway's events to the store and back, through its router.

mod round_trip;
#[path = "../site/mod.rs"]
mod site;
#[path = "../store/stores.rs"]
#[expect(dead_code, reason = "the suite of the stores uses the rest")]
mod stores;
