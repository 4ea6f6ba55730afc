//! The start of a function: environment, configuration, log, services.

pub mod app;
mod calls_as;
pub mod config;
pub mod env;
pub mod health;
pub mod log;
pub mod services;
pub mod start_up;
