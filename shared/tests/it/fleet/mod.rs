//! Many environments, one client: the code of one environment, many times, on a store in memory and in
//! time that passes when everybody waits.

#[cfg(feature = "dynamodb-tests")]
mod dynamodb;
mod environment;
mod forged;
mod interleavings;
mod leases;
mod memory;
mod outages;
mod platform;
mod simulation;
mod story;
mod tampering;
