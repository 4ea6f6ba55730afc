//! An app before the stand-in for JTL, on a clock that is set, sent API Gateway's events.
//!
//! It lets a test of a function go through the front door: event → gateway → router → real sockets →
//! stand-in, and back to the JSON that Lambda would return.

mod captured_logs;
mod common_headers;
mod event;
mod events;
mod every_issuer;
mod relay;
mod reply;
mod routes;
mod secrets;
mod site;
mod stage;

pub use captured_logs::CapturedLogs;
pub use event::Event;
pub use events::{assert_event_files, assert_events};
pub use every_issuer::{MultiIssuerApp, PARTNERS};
pub use relay::ChaosProxy;
pub use reply::TestResponse;
pub use routes::{assert_routes, local_routes};
pub use secrets::{Secrets, SecretsManagerFault, aws_at};
pub use site::{Outage, ProxiedTestApp, Source};
pub use stage::TestApp;
pub use tracing_subscriber::filter::LevelFilter;
