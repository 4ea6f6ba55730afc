//! The network of a caller, as far as attempts are counted for it. Pure.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use crate::hex;

/// One address of IPv4, or of IPv6 the 64 bits that its holder cannot choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Network {
    /// An address.
    V4(Ipv4Addr),
    /// A network of 64 bits.
    V6([u8; 8]),
    /// All that is not known, together: an address that cannot be read must not be a way around the
    /// counters.
    Unknown,
}

impl Network {
    /// The network of an address, which may come with a port, in brackets or with a zone (RFC 4007).
    pub fn parse(text: &str) -> Self {
        let host = match text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            Some((host, port)) if is_port_or_nothing(port) => host,
            Some(_) => return Self::Unknown,
            None => text,
        };
        let without_zone = host.split_once('%').map_or(host, |(host, _)| host);
        let address = without_zone.parse().ok();
        address
            .or_else(|| host.parse().ok().map(|with_port: SocketAddr| with_port.ip()))
            .map_or(Self::Unknown, Self::of)
    }

    /// The network of an address.
    pub fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => Self::V4(address),
            IpAddr::V6(address) => Self::V6(*address.octets().first_chunk().expect("an address of IPv6 has 16 bytes")),
        }
    }

    /// Its name and those of the networks around it, the narrowest first, each with how many times
    /// the room of one address it has: providers hand out 56 and 48 bits to one customer (RFC 6177).
    pub fn names(&self) -> Vec<(String, u32)> {
        match self {
            Self::V4(address) => vec![(address.to_string(), 1)],
            Self::V6(octets) => [(8, 1), (7, 4), (6, 16)]
                .map(|(length, room)| (hex::encode(&octets[..length]), room))
                .into(),
            Self::Unknown => vec![("unknown".to_owned(), 1)],
        }
    }

    /// Its own name.
    pub fn narrowest(&self) -> String {
        self.names().swap_remove(0).0
    }

    /// The name of the widest network around it that may be one customer's.
    pub fn widest(&self) -> String {
        let mut names = self.names();
        names.pop().expect("a network has a name").0
    }
}

fn is_port_or_nothing(text: &str) -> bool {
    text.is_empty() || text.strip_prefix(':').is_some_and(|port| port.parse::<u16>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_with_port_brackets_or_zone_and_anything_else_is_one_and_the_same() {
        let v4 = Network::V4([203, 0, 113, 9].into());
        for text in [
            "203.0.113.9",
            "203.0.113.9:443",
            "::ffff:203.0.113.9",
            "[::ffff:203.0.113.9]:1",
        ] {
            assert_eq!(Network::parse(text), v4, "{text}");
        }
        let v6 = Network::V6([0x20, 1, 0x0d, 0xb8, 0, 1, 0, 2]);
        for text in [
            "2001:db8:1:2::1",
            "2001:db8:1:2:ffff::9",
            "[2001:db8:1:2::1]",
            "[2001:db8:1:2::1]:443",
            "2001:db8:1:2::1%eth0",
            "[2001:db8:1:2::1%25]:443",
        ] {
            assert_eq!(Network::parse(text), v6, "{text}");
        }
        for text in [
            "",
            "unknown",
            "203.0.113",
            "203.0.113.9:",
            "203.0.113.9:99999",
            "203.0.113.9, 203.0.113.8",
            " 203.0.113.9",
            "[2001:db8::1",
            "[2001:db8::1]x",
            "localhost:443",
        ] {
            assert_eq!(Network::parse(text), Network::Unknown, "{text}");
        }
    }

    #[test]
    fn of_ipv6_three_networks_have_a_name_and_of_anything_else_one() {
        let network = Network::parse("2001:db8:1:203::9");
        assert_eq!(
            (network.narrowest(), network.widest()),
            ("20010db800010203".into(), "20010db80001".into())
        );
        let network = Network::parse("203.0.113.9");
        assert_eq!(
            (network.narrowest(), network.widest()),
            ("203.0.113.9".into(), "203.0.113.9".into())
        );
        assert_eq!(Network::Unknown.widest(), "unknown");
    }
}
