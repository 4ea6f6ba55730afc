//! The function from API Gateway's events to the store and back, through its router.

mod attempts;
mod bad_input;
mod cookies;
#[cfg(feature = "dynamodb-tests")]
mod costs;
mod events;
mod guides;
mod issuers;
mod keys;
mod outage;
mod round_trip;
mod routes;
mod sessions;
