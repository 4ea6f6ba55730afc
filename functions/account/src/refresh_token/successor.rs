//! A successor that can be given twice without being stored in clear.
//!
//! If an answer is lost, or two tabs refresh at once, the holder of a token asks again with a
//! token that is used already, and must get the very successor that the first asker got: a second
//! successor would make one of the two a replay. So the successor has to come from somewhere.
//!
//! - *Derived from its predecessor alone*, every later token of the family could be computed by
//!   whoever steals one, and a replay would never be noticed.
//! - *Derived with a key of ours*, that key would be one more secret to keep, to rotate and to
//!   lose; with it and one old token the same could be done.
//! - *Sealed under its predecessor*, as here: the successor is random, and the record keeps it
//!   encrypted with a key that only the predecessor yields. The store alone cannot open it, since
//!   it knows of the predecessor only its hash; a thief of the predecessor cannot either without
//!   the store, which hands it out for 30 s and forgets it at the next refresh.
//!
//! Two that refresh at once seal two successors under the same key, although only one is kept. The
//! key is derived from the predecessor's 256 random bits, bound to account and family.

use std::fmt;

use secrecy::{ExposeSecret, SecretBox};
use shared::store::sealing::SealingKey;

use super::{RefreshToken, SECRET};

/// A token that can be opened with its predecessor only. 60 bytes: nonce, secret, tag.
#[derive(Clone, PartialEq, Eq)]
pub struct SealedSuccessor(Vec<u8>);

impl SealedSuccessor {
    /// Seals a token of the same family.
    pub(super) fn seal(successor: &RefreshToken, predecessor: &RefreshToken) -> Self {
        Self(key(predecessor).seal(successor.secret.expose_secret(), &[]))
    }

    /// The successor; `None` if something else was sealed, or under another token.
    pub(super) fn open(&self, predecessor: &RefreshToken) -> Option<RefreshToken> {
        let opened = key(predecessor).open(&self.0, &[])?;
        let secret: [u8; SECRET] = opened.as_slice().try_into().ok()?;
        Some(RefreshToken::of(
            predecessor.account,
            predecessor.family,
            SecretBox::new(Box::new(secret)),
        ))
    }

    /// The bytes that a store has kept.
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// For a store to keep.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for SealedSuccessor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SealedSuccessor")
    }
}

fn key(predecessor: &RefreshToken) -> SealingKey {
    let info: [&[u8]; 3] = [PURPOSE, predecessor.account.bytes(), predecessor.family.bytes()];
    SealingKey::derive(predecessor.secret.expose_secret(), &info)
}

const PURPOSE: &[u8] = b"successor of a refresh token, version 1";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account_id::AccountId;

    #[test]
    fn the_predecessor_opens_the_very_successor() {
        let predecessor = RefreshToken::first(AccountId::new());
        let successor = predecessor.next();
        let sealed = SealedSuccessor::seal(&successor, &predecessor);
        assert_eq!(sealed.bytes().len(), 60);
        let opened = sealed.open(&predecessor).unwrap();
        assert!(opened.hash() == successor.hash());
    }

    /// What stores hold must open for as long as they hold it; tests/fixtures/successor.py made it.
    #[test]
    fn what_another_implementation_has_sealed_is_opened() {
        let mut lines = include_str!("../../tests/fixtures/successor.txt").lines();
        let mut token = || RefreshToken::parse(lines.next().unwrap()).unwrap();
        let (predecessor, successor) = (token(), token());
        let sealed: [u8; 60] = crate::hex::decode(lines.next().unwrap()).unwrap();
        let opened = SealedSuccessor::from_bytes(sealed.to_vec()).open(&predecessor);
        assert!(opened.unwrap().hash() == successor.hash());
    }

    #[test]
    fn no_other_token_opens_it_nor_does_it_open_changed() {
        let predecessor = RefreshToken::first(AccountId::new());
        let successor = predecessor.next();
        let sealed = SealedSuccessor::seal(&successor, &predecessor);
        let secret = || SecretBox::new(Box::new(*predecessor.secret.expose_secret()));
        let elsewhere = RefreshToken::first(predecessor.account);
        for other in [
            &successor,
            &predecessor.next(),
            &RefreshToken::of(predecessor.account, elsewhere.family, secret()),
            &RefreshToken::of(AccountId::new(), predecessor.family, secret()),
        ] {
            assert!(sealed.open(other).is_none());
        }
        for index in 0..sealed.bytes().len() {
            let mut changed = sealed.clone();
            changed.0[index] ^= 1;
            assert!(changed.open(&predecessor).is_none(), "byte {index}");
            changed.0.truncate(index);
            assert!(changed.open(&predecessor).is_none(), "{index} bytes");
        }
    }

    #[test]
    fn two_that_seal_under_one_token_share_no_nonce() {
        let predecessor = RefreshToken::first(AccountId::new());
        let nonces = [0, 1].map(|_| SealedSuccessor::seal(&predecessor.next(), &predecessor).0[48..].to_vec());
        assert_ne!(nonces[0], nonces[1]);
    }

    #[test]
    fn the_successor_is_nowhere_in_what_is_stored() {
        let predecessor = RefreshToken::first(AccountId::new());
        let successor = predecessor.next();
        let sealed = SealedSuccessor::seal(&successor, &predecessor);
        for token in [&predecessor, &successor] {
            let secret = token.secret.expose_secret();
            assert!(
                !sealed
                    .bytes()
                    .windows(8)
                    .any(|window| secret.windows(8).any(|own| own == window))
            );
        }
        assert_eq!(format!("{sealed:?}"), "SealedSuccessor");
    }
}
