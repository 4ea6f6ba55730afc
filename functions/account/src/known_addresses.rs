//! The addresses of an account's recent logins. Pure.

use std::time::Duration;

use aws_lc_rs::digest::{SHA256, digest};

use crate::account_id::AccountId;
use crate::network::Network;
use crate::unix_time::UnixTime;

/// Five at most, each with when it was last used, the latest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KnownAddresses(Vec<(AddressHash, UnixTime)>);

/// The first 128 bits of a SHA-256 of account and network. It does not hide an address of IPv4 from
/// somebody who tries them all; it keeps addresses out of sight and from being looked up.
pub type AddressHash = [u8; 16];

impl KnownAddresses {
    /// The addresses that a store has kept.
    pub fn of(mut addresses: Vec<(AddressHash, UnixTime)>) -> Self {
        addresses.sort_by_key(|(address, at)| (std::cmp::Reverse(*at), *address));
        addresses.truncate(MOST);
        Self(addresses)
    }

    /// For a store to keep.
    pub fn iter(&self) -> impl Iterator<Item = &(AddressHash, UnixTime)> {
        self.0.iter()
    }

    /// Returns whether a login to the account came from there within 30 days.
    pub fn has(&self, account: AccountId, network: &Network, now: UnixTime) -> bool {
        self.seen_at(account, network)
            .is_some_and(|at| now.since(at) < REMEMBERED_FOR)
    }

    /// These and one more, which may push the oldest out; `None` if it was used within the day, or
    /// nobody knows where it is.
    pub fn with(&self, account: AccountId, network: &Network, now: UnixTime) -> Option<Self> {
        let hash = hash(account, network)?;
        if self
            .seen_at(account, network)
            .is_some_and(|at| now.since(at) < RENEWED_AFTER)
        {
            return None;
        }
        let others = self
            .0
            .iter()
            .filter(|(known, at)| *known != hash && now.since(*at) < REMEMBERED_FOR);
        Some(Self::of([(hash, now)].into_iter().chain(others.copied()).collect()))
    }

    fn seen_at(&self, account: AccountId, network: &Network) -> Option<UnixTime> {
        let hash = hash(account, network)?;
        self.0.iter().find(|(known, _)| *known == hash).map(|(_, at)| *at)
    }
}

/// Not of an unknown one: that is everybody's.
fn hash(account: AccountId, network: &Network) -> Option<AddressHash> {
    if *network == Network::Unknown {
        return None;
    }
    let name = network.narrowest();
    let hash = digest(&SHA256, &[&account.bytes()[..], name.as_bytes()].concat());
    Some(*hash.as_ref().first_chunk().expect("a SHA-256 has 32 bytes"))
}

const MOST: usize = 5;
const REMEMBERED_FOR: Duration = Duration::from_hours(30 * 24);
/// So that most logins need not write it down.
const RENEWED_AFTER: Duration = Duration::from_hours(24);

#[cfg(test)]
mod tests {
    use super::*;

    fn at(days: u64) -> UnixTime {
        UnixTime::from_secs(1_767_225_600).saturating_add(Duration::from_hours(24 * days))
    }

    fn network(number: u8) -> Network {
        Network::V4([203, 0, 113, number].into())
    }

    #[test]
    fn an_address_is_known_for_thirty_days_after_its_last_use_and_to_its_account_only() {
        let anna = AccountId::new();
        let none = KnownAddresses::default();
        assert!(!none.has(anna, &network(7), at(0)));
        let one = none.with(anna, &network(7), at(0)).unwrap();
        assert!(one.has(anna, &network(7), at(29)) && !one.has(anna, &network(7), at(30)));
        assert!(!one.has(anna, &network(8), at(0)) && !one.has(AccountId::new(), &network(7), at(0)));
        let just_before = at(1).saturating_sub(Duration::from_secs(1));
        assert_eq!(one.with(anna, &network(7), just_before), None, "nothing to write");
        let renewed = one.with(anna, &network(7), at(1)).unwrap();
        assert!(renewed.has(anna, &network(7), at(30)));
        assert_eq!(renewed.iter().count(), 1);
    }

    #[test]
    fn five_are_known_and_a_sixth_pushes_out_the_one_that_was_not_used_for_longest() {
        let anna = AccountId::new();
        let mut known = KnownAddresses::default();
        for (day, number) in [(0, 1), (1, 2), (2, 3), (3, 4), (4, 5), (6, 1), (7, 6)] {
            known = known.with(anna, &network(number), at(day)).unwrap();
        }
        let has = |number| known.has(anna, &network(number), at(7));
        assert_eq!([1, 2, 3, 4, 5, 6].map(has), [true, false, true, true, true, true]);
        assert_eq!(known.iter().count(), 5);
    }

    #[test]
    fn of_ipv6_the_first_64_bits_are_known_and_an_unknown_address_never_is() {
        let anna = AccountId::new();
        let known = KnownAddresses::default()
            .with(anna, &Network::parse("2001:db8::1"), at(0))
            .unwrap();
        assert!(known.has(anna, &Network::parse("2001:db8::2"), at(0)));
        assert!(!known.has(anna, &Network::parse("2001:db8:0:1::1"), at(0)));
        assert_eq!(known.with(anna, &Network::Unknown, at(0)), None);
        assert!(!known.has(anna, &Network::Unknown, at(0)));
    }
}
