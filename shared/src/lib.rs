//! Everything that functions share. A room uses only the rooms above it:
//!
//! | room | noun |
//! | --- | --- |
//! | [`verify`] | token text → verified session; a pure crate of its own |
//! | [`request`] | one request: time, budget of calls, metrics, errors |
//! | [`http`] | the one client, with limits |
//! | [`store`] | what keeps records: address, errors, a bounded call, sealing; SQLite by feature |
//! | [`cache`] | one kept value: fresh, stale-if-error, back-off, single flight |
//! | [`auth`] | credentials, access token, key set, verifier |
//! | [`erp`] | one tenant's data, for its session |
//! | [`start`] | environment, configuration, services, log, health |
//! | [`web`] | event → request → extractors → answer |

pub mod auth;
pub mod cache;
pub mod erp;
pub mod http;
pub mod request;
pub mod start;
pub mod store;
pub mod web;

pub use verify;
