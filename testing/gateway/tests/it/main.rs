//! The gateway over real sockets, before a function of the tests' own.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod answers;
mod builds;
mod client;
mod cors;
mod event_files;
mod events;
mod invocations;
mod limits;
mod lines;
mod program;
mod routes;
mod test_gateway;
mod web;
