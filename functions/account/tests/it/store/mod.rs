//! Accounts, families and counters: what a store promises, how it fails, and what a hundred at
//! once come to.

mod costs;
mod counters;
mod days;
mod faults;
mod promises;
mod races;
mod sessions;
#[expect(dead_code, reason = "the suite of the routes uses the rest")]
mod stores;
mod wiretap;
