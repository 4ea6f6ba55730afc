//! The command line of the binary.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

/// What the command line asks for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Arguments {
    /// Serve at this address.
    Serve(SocketAddr),
    /// Say how to be used.
    Help,
}

impl Arguments {
    /// Reads `[--host ADDRESS] [--port NUMBER] [--help]`.
    ///
    /// # Errors
    /// A sentence that says which argument is wrong.
    pub(crate) fn parse(arguments: impl IntoIterator<Item = String>) -> Result<Self, String> {
        let mut host = IpAddr::V4(Ipv4Addr::LOCALHOST);
        let mut port = DEFAULT_PORT;
        let mut arguments = arguments.into_iter();
        while let Some(argument) = arguments.next() {
            let (name, value) = match argument.split_once('=') {
                Some((name, value)) => (name, Some(value.to_owned())),
                None => (argument.as_str(), None),
            };
            let mut value = || {
                value
                    .clone()
                    .or_else(|| arguments.next())
                    .ok_or_else(|| format!("{name} needs a value"))
            };
            match name {
                "--help" | "-h" => return Ok(Self::Help),
                "--host" => host = address(&value()?)?,
                "--port" => port = number(&value()?)?,
                _ => return Err(format!("{argument} is not an argument of stand-in")),
            }
        }
        Ok(Self::Serve(SocketAddr::new(host, port)))
    }
}

fn address(text: &str) -> Result<IpAddr, String> {
    if text == "localhost" {
        return Ok(Ipv4Addr::LOCALHOST.into());
    }
    text.parse()
        .map_err(|_| format!("--host takes an IP address such as 127.0.0.1, not {text}"))
}

fn number(text: &str) -> Result<u16, String> {
    text.parse()
        .map_err(|_| format!("--port takes a number from 0 to 65535, not {text}"))
}

const DEFAULT_PORT: u16 = 7878;

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Arguments, String> {
        Arguments::parse(line.split_whitespace().map(str::to_owned))
    }

    fn serve(address: &str) -> Arguments {
        Arguments::Serve(address.parse().unwrap())
    }

    #[test]
    fn nothing_asked_is_loopback_and_the_usual_port() {
        assert_eq!(parse("").unwrap(), serve("127.0.0.1:7878"));
    }

    #[test]
    fn host_and_port_are_taken_in_both_spellings() {
        assert_eq!(parse("--port 80 --host ::1").unwrap(), serve("[::1]:80"));
        assert_eq!(parse("--host=localhost --port=0").unwrap(), serve("127.0.0.1:0"));
    }

    #[test]
    fn a_mistake_is_named() {
        let said = |line| parse(line).unwrap_err();
        assert!(said("--port 70000").contains("not 70000"));
        assert!(said("--port").contains("--port needs a value"));
        assert!(said("--host nowhere").contains("not nowhere"));
        assert!(said("--prot 1").contains("--prot is not an argument"));
    }
}
