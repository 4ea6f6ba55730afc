//! One kept value, its policy, and one fetch at a time.
//!
//! Credentials, access token and key set form a chain, and each is kept warm by the same
//! mechanism. A module that has such a value says how it is fetched ([`Source`]), how long a
//! fetched one lives ([`Ttl`]) and how often it may be refreshed early ([`RefreshLimit`]).

mod cached;
mod policy;
pub mod warm_store;

pub use cached::{Cached, Failure, Fetched, Served, Source, Unavailable};
pub use policy::{Backoff, RefreshLimit, Ttl};
