//! Subjects that attempts are counted for, and their rules.

use std::fmt;
use std::time::Duration;

use aws_lc_rs::digest::{SHA256, digest};

use super::{Rule, Then};
use crate::device::DeviceId;
use crate::hex;
use crate::network::Network;

/// Key that attempts are counted under.
#[derive(Clone, PartialEq, Eq)]
pub struct RateLimitKey {
    key: String,
    rule: Rule,
}

impl RateLimitKey {
    /// Somebody who tries one thing from one place: `login` or `change` of `name`, which is a
    /// canonical login, whether or not there is such an account, or the name of an account.
    pub fn caller(purpose: &str, name: &str, place: &str) -> Self {
        Self {
            key: format!("{purpose}-from#{}", hash(&[purpose, name, place])),
            rule: CALLER,
        }
    }

    /// All who try one thing and are neither on a known device nor at a known address.
    pub fn strangers(purpose: &str, name: &str) -> Self {
        Self {
            key: format!("{purpose}-strangers#{}", hash(&[purpose, name])),
            rule: STRANGERS,
        }
    }

    /// All who try one thing and are at a known address. Refuses nobody: it is there so that an attempt
    /// from there is counted by as many calls as one of a stranger's, or of one at nobody's account.
    pub fn at_known_addresses(purpose: &str, name: &str) -> Self {
        Self {
            key: format!("{purpose}-known#{}", hash(&[purpose, name])),
            rule: AT_KNOWN_ADDRESSES,
        }
    }

    /// A device that its owner has logged in on before.
    pub fn device(device: &DeviceId) -> Self {
        Self {
            key: format!("device#{}", hex::encode(device.bytes())),
            rule: CALLER,
        }
    }

    /// Subjects for the origin of attempts to prove a password: the address, of IPv6 the networks of
    /// 64, 56 and 48 bits. Many people may share one.
    pub fn addresses(network: &Network) -> impl Iterator<Item = Self> + use<> {
        Self::of_networks("address", network, ADDRESS)
    }

    /// Subjects for the origin of registrations, those included that succeed.
    pub fn registrations(network: &Network) -> impl Iterator<Item = Self> + use<> {
        Self::of_networks("registration", network, REGISTRATION)
    }

    fn of_networks(kind: &'static str, network: &Network, rule: Rule) -> impl Iterator<Item = Self> + use<> {
        network.names().into_iter().map(move |(name, room)| Self {
            key: format!("{kind}#{name}"),
            rule: Rule {
                free: rule.free * room,
                ..rule
            },
        })
    }

    /// The key by which a store knows it.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The rule by which its attempts are spaced.
    pub fn rule(&self) -> Rule {
        self.rule
    }
}

/// Not the key: it may be a person's address.
impl fmt::Debug for RateLimitKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.key.split('#').next().unwrap_or_default())
    }
}

/// Not in clear: what is typed into the wrong field may be a password.
fn hash(parts: &[&str]) -> String {
    // No login and no network has a line break.
    hex::encode(digest(&SHA256, parts.join("\n").as_bytes()).as_ref())
}

/// A person mistypes a password a few times. Then 12 tries in 68 minutes, and one an hour: 39 in the
/// first day (ASVS 6.3.1), and never a lock for good (ASVS 6.1.1).
const CALLER: Rule = Rule {
    free: 5,
    then: Then::Wait {
        first: Duration::from_secs(1),
        longest: Duration::from_hours(1),
    },
    forget_after: Duration::from_hours(24),
};

/// More than five callers have, who make 195 tries in their first day. The end is not told: whoever
/// knew it would be the first of the next day. The hour is a coarse, constant advice.
const STRANGERS: Rule = Rule {
    free: 200,
    then: Then::Stop {
        told: Some(Duration::from_hours(1)),
    },
    forget_after: Duration::from_hours(24),
};

/// In all but its room like that of strangers, so that the writes are alike too.
const AT_KNOWN_ADDRESSES: Rule = Rule {
    free: u32::MAX,
    ..STRANGERS
};

/// An office behind one address.
const ADDRESS: Rule = Rule {
    free: 50,
    then: Then::Wait {
        first: Duration::from_secs(1),
        longest: Duration::from_mins(5),
    },
    forget_after: Duration::from_hours(1),
};

/// A class that registers together, and no more than 480 a day.
const REGISTRATION: Rule = Rule {
    free: 20,
    then: Then::Stop { told: None },
    forget_after: Duration::from_hours(1),
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::throttle::{Attempt, Counter};
    use crate::unix_time::UnixTime;

    #[test]
    fn a_login_is_counted_under_its_hash_and_an_address_without_what_its_holder_may_choose() {
        let anna = RateLimitKey::caller("login", "anna@example.org", "203.0.113.7");
        assert_eq!(anna, RateLimitKey::caller("login", "anna@example.org", "203.0.113.7"));
        for other in [
            RateLimitKey::caller("login", "ben@example.org", "203.0.113.7"),
            RateLimitKey::caller("login", "anna@example.org", "203.0.113.8"),
            RateLimitKey::caller("change", "anna@example.org", "203.0.113.7"),
            RateLimitKey::strangers("login", "anna@example.org"),
            RateLimitKey::at_known_addresses("login", "anna@example.org"),
        ] {
            assert_ne!(anna.key(), other.key());
        }
        assert!(!anna.key().contains("anna") && !anna.key().contains("203"));

        let keys = |address: &str| {
            let keys = RateLimitKey::addresses(&Network::parse(address));
            keys.map(|key| key.key().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(keys("203.0.113.7"), ["address#203.0.113.7"]);
        let narrow_first = [
            "address#20010db800010203",
            "address#20010db8000102",
            "address#20010db80001",
        ];
        assert_eq!(keys("2001:db8:1:203::9"), narrow_first);
        assert_eq!(keys("2001:db8:1:2ff::9")[1..], narrow_first[1..]);
        assert_eq!(keys("2001:db8:1:3ff::9")[2..], narrow_first[2..]);
        assert_eq!(keys("somewhere"), ["address#unknown"]);

        let keys = [anna, RateLimitKey::strangers("login", "anna@example.org")];
        assert_eq!(format!("{keys:?}"), "[login-from, login-strangers]");
    }

    #[test]
    fn at_a_known_address_nobody_is_refused_for_what_others_do_there() {
        let rule = RateLimitKey::at_known_addresses("login", "anna@example.org").rule();
        let last_at = UnixTime::from_secs(1_767_225_600);
        let failures = u32::MAX - 1;
        assert_eq!(rule.judge(Counter { failures, last_at }, last_at), Attempt::Allowed);
        let [step] = rule.steps()[..] else {
            panic!("it never waits")
        };
        assert_eq!((step.failures_up_to, step.wait), (Some(failures), Duration::ZERO));
    }

    #[test]
    fn a_wider_network_has_more_room() {
        let room = |keys: Vec<RateLimitKey>| keys.iter().map(|key| key.rule().free).collect::<Vec<_>>();
        let network = Network::parse("2001:db8::1");
        assert_eq!(room(RateLimitKey::addresses(&network).collect()), [50, 200, 800]);
        assert_eq!(room(RateLimitKey::registrations(&network).collect()), [20, 80, 320]);
        assert_eq!(room(RateLimitKey::registrations(&Network::Unknown).collect()), [20]);
    }
}
