//! Ports on this machine.

use std::net::{Ipv4Addr, TcpListener};

use crate::failure::Failure;
use crate::port_holder;

/// Refuses a port that another program listens on, naming the option that chooses another.
pub(crate) fn must_be_free(port: u16, whose: &str, option: &str) -> Result<(), Failure> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port))
        .map(drop)
        .map_err(|error| {
            let why = match port_holder::of(port) {
                Some(holder) => format!("is taken by {holder}: end it"),
                None => format!("cannot be had ({error}): end the program that uses it"),
            };
            Failure::said(format!(
                "port {port} for {whose} {why}, or choose another port with {option} N"
            ))
        })
}

/// A port that was free a moment ago.
pub(crate) fn free() -> Result<u16, Failure> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .map_err(|error| Failure::said(format!("this machine hands out no free port: {error}")))
}
