//! The stand-in as its callers meet it: over a socket.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod app_keys;
mod app_token;
mod auth_token;
mod changes;
mod client;
mod control;
mod cost;
mod faults;
mod filters;
mod graphql;
mod items;
mod key_set;
mod orders;
mod paging;
mod program;
mod refusals;
mod scopes;
mod secrets_manager;
mod session_token;
mod shell;
mod tenants;
mod token;
mod token_answers;
mod token_endpoint;
mod variables;
mod versions;
mod web;
