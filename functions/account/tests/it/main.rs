//! The function from API Gateway's events to the store and back, through its router.

mod attempts;
mod bad_input;
mod cookies;
mod costs;
mod events;
mod issuers;
mod keys;
mod outage;
mod round_trip;
mod routes;
mod sessions;
#[path = "../site/mod.rs"]
mod site;
#[path = "../store/stores.rs"]
#[expect(dead_code, reason = "the suite of the stores uses the rest")]
mod stores;
#[path = "../store/wiretap.rs"]
mod wiretap;
