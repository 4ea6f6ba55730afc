//! One kept value, its policy, and one fetch at a time.
//!
//! Credentials, access token and key set form a chain, and each is kept warm by the same
//! mechanism. A module that has such a value says how it is fetched ([`Source`]), how long a
//! fetched one lives ([`Lifetime`]) and how often it may be renewed early ([`Renewals`]).

mod cached;
mod policy;

pub use cached::{Cell, Failure, Fetched, Served, Source, Unavailable};
pub use policy::{Lifetime, Renewals, Rest};
