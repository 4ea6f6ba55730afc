//! The function from API Gateway's events to the ERP and back, through its router; and the program
//! itself, behind a runtime of a test.

mod bad_documents;
mod bad_input;
mod calls_as_user;
mod coalescing;
mod connections;
mod cookies;
mod erp_cache;
mod erp_codes;
mod erp_deadlines;
mod erp_faults;
mod erp_log;
mod erp_rate_limit;
mod erp_refusals;
mod erp_self_healing;
mod events;
mod graphql;
mod mutations;
mod no_roots;
mod partners;
mod printed;
mod products;
mod program_aws;
mod program_log;
#[path = "../proxy/mod.rs"]
mod proxy;
mod routes;
mod sizes;
mod tenants;
mod tracing;
