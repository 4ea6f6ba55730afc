//! One request: its time, its budget of calls, what is counted of it, and how it fails.

pub mod clock;
pub mod context;
pub mod error_chain;
pub mod metrics;
pub mod problem;
pub mod trace;
