//! An app before the stand-in for JTL, on a clock that is set, sent API Gateway's events.
//!
//! It lets a test of a function go through the front door: event → gateway → router → real sockets →
//! stand-in, and back to the JSON that Lambda would return.

mod event;
mod every_issuer;
mod relay;
mod reply;
mod routes;
mod secrets;
mod site;
mod stage;

pub use event::Event;
pub use every_issuer::{EveryIssuer, PARTNERS};
pub use relay::Relay;
pub use reply::Reply;
pub use routes::local_routes;
pub use secrets::{Secrets, SecretsFault, aws_at};
pub use site::{Outage, Site, Source};
pub use stage::Stage;
