//! Accounts, families and counters: what a store promises, how it fails, and what a hundred at
//! once come to.

#[cfg(feature = "dynamodb-tests")]
mod costs;
mod counters;
mod faults;
mod promises;
mod races;
mod sessions;
