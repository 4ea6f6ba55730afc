//! The chain that every function shares, under faults: event → router → real sockets → stand-in.

mod cold_start;
mod common_headers;
mod cookies;
mod deadlines;
mod early_connect;
mod erp;
mod fleet;
mod freeze;
mod health;
mod issuers;
mod metrics;
mod outage_cold;
mod outage_warm;
mod request_log;
mod rooms;
mod rotation;
mod router;
mod self_healing;
mod start_up;
mod store;
mod token;
