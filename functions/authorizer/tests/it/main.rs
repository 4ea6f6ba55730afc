//! Events in, answers out, the platform played by the stand-in.

mod answers;
mod asking;
mod caching;
mod events;
mod identity_source;
mod issuers;
mod outage;
mod silence;
