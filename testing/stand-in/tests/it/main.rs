//! The stand-in as its callers meet it: over a socket.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod app_keys;
mod app_token;
mod auth_token;
mod client;
mod control;
mod faults;
mod graphql;
mod items;
mod key_set;
mod paging;
mod program;
mod secrets_manager;
mod session_token;
mod token;
mod token_endpoint;
