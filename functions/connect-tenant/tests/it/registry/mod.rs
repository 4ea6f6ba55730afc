//! The registry of connected tenants: what a store promises, how it fails, and what a caller
//! sees of it.

mod faults;
mod promises;
mod routes;
mod settings;
mod stores;
