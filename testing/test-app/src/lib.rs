//! An app before the stand-in for JTL, on a clock that is set, sent API Gateway's events.
//!
//! It lets a test of a function go through the front door: event → gateway → router → real sockets →
//! stand-in, and back to the JSON that Lambda would return.

mod aws;
mod captured_logs;
mod event;
mod events;
mod every_issuer;
mod program;
mod relay;
mod reply;
mod routes;
mod site;
mod stage;

pub use aws::aws_at;
pub use captured_logs::CapturedLogs;
pub use event::Event;
pub use events::{assert_event_files, assert_events};
pub use every_issuer::{MultiIssuerApp, PARTNERS};
pub use program::{AWS_CREDENTIALS, run_program};
pub use relay::ChaosProxy;
pub use reply::TestResponse;
pub use routes::{assert_routes, local_routes};
pub use site::{Outage, ProxiedTestApp, Source};
pub use stage::TestApp;
pub use tracing_subscriber::filter::LevelFilter;
