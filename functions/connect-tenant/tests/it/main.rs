//! The function from API Gateway's events to its answers, through its router.

mod bad_input;
mod cookies;
mod events;
mod issuers;
mod program;
mod program_lines;
mod registry;
mod routes;
mod silence;
mod sizes;
mod token_sources;
