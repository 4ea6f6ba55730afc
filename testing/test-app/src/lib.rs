//! An app before the stand-in for JTL, on a clock that is set, sent API Gateway's events.
//!
//! It lets a test of a function go through the front door: event → gateway → router → real sockets →
//! stand-in, and back to the JSON that Lambda would return.

mod accounts_app;
mod aws;
mod captured_logs;
mod chaos_proxy;
mod common_headers;
mod cookie_rule;
mod event;
mod events;
mod multi_issuer_app;
mod program;
mod proxied_test_app;
mod routes;
mod sizes;
mod store;
mod test_app;
mod test_response;

pub use accounts_app::AccountsApp;
pub use aws::aws_at;
pub use captured_logs::CapturedLogs;
pub use chaos_proxy::ChaosProxy;
pub use cookie_rule::{CookieRoute, ORIGIN, SessionCookies, assert_cookie_rule};
pub use event::Event;
pub use events::{assert_event_files, assert_events};
pub use multi_issuer_app::{MultiIssuerApp, PARTNERS};
pub use program::{AWS_CREDENTIALS, run_program};
pub use proxied_test_app::{Outage, ProxiedTestApp, Source};
pub use routes::{assert_routes, local_routes};
pub use sizes::assert_sizes;
pub use store::{DYNAMODB, TemporaryFile, TestStore, dynamodb_at, unique};
pub use test_app::TestApp;
pub use test_response::TestResponse;
pub use tracing_subscriber::filter::LevelFilter;
