//! The function from API Gateway's events to its answers, through its router.

mod bad_input;
mod callers;
mod cookies;
mod events;
mod issuers;
mod routes;
mod verify_token;
