//! Refresh tokens: 256 random bits, and the family that each belongs to.
//!
//! A login begins a family; each refresh replaces the family's token by its successor, and of the
//! tokens that came before, the store knows no more than SHA-256 of the last one (RFC 9700,
//! section 4.14.2).

mod family;
mod successor;

use std::fmt;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret, SecretBox, SecretString};

use crate::account_id::AccountId;
use crate::random::random;

pub use family::{Decision, Family, FamilyId, Predecessor, SessionLifetime};
pub use successor::SealedSuccessor;

/// A token as its holder has it: account, family and 256 random bits, 86 characters of base64url.
///
/// Account and family only say where to look. The family's own 128 random bits are nowhere but in
/// its tokens and its record, so whoever names a family has had one of its tokens: an unknown
/// secret of a known family is an old token, not a guess.
pub struct RefreshToken {
    account: AccountId,
    family: FamilyId,
    secret: SecretBox<[u8; SECRET]>,
}

/// SHA-256 of a token: all that is stored of it. 256 random bits need no salt and no slow hash.
#[derive(Clone)]
pub struct TokenHash([u8; 32]);

impl RefreshToken {
    /// The first token of a new family.
    pub(crate) fn first(account: AccountId) -> Self {
        Self::of(account, FamilyId::new(), SecretBox::new(Box::new(random())))
    }

    /// A fresh token of the same family.
    pub(crate) fn next(&self) -> Self {
        Self::of(self.account, self.family, SecretBox::new(Box::new(random())))
    }

    fn of(account: AccountId, family: FamilyId, secret: SecretBox<[u8; SECRET]>) -> Self {
        Self {
            account,
            family,
            secret,
        }
    }

    /// Reads a token; `None` for any other form, and for any other spelling of the same bytes.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = Zeroizing::new(URL_SAFE_NO_PAD.decode(text).ok()?);
        let (account, rest) = bytes.split_first_chunk()?;
        let (family, secret) = rest.split_first_chunk()?;
        let secret: &[u8; SECRET] = secret.try_into().ok()?;
        Some(Self::of(
            AccountId::from_bytes(*account),
            FamilyId::from_bytes(*family),
            SecretBox::new(Box::new(*secret)),
        ))
    }

    /// The text for its holder alone.
    pub fn to_text(&self) -> SecretString {
        URL_SAFE_NO_PAD.encode(self.bytes()).into()
    }

    /// The account that it says it belongs to. True only once a family has recognized it.
    pub fn unverified_account(&self) -> AccountId {
        self.account
    }

    /// The family in which it is looked for.
    pub fn family(&self) -> FamilyId {
        self.family
    }

    /// The SHA-256 of its bytes, as it is stored.
    pub fn hash(&self) -> TokenHash {
        let hash = digest(&SHA256, &*self.bytes());
        TokenHash(hash.as_ref().try_into().expect("SHA-256 has 32 bytes"))
    }

    fn bytes(&self) -> Zeroizing<[u8; BYTES]> {
        let mut bytes = Zeroizing::new([0; BYTES]);
        let (account, rest) = bytes.split_at_mut(AccountId::LENGTH);
        let (family, secret) = rest.split_at_mut(FamilyId::LENGTH);
        account.copy_from_slice(self.account.bytes());
        family.copy_from_slice(self.family.bytes());
        secret.copy_from_slice(self.secret.expose_secret());
        bytes
    }
}

impl TokenHash {
    /// The hash that a store has kept.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// For a store to keep.
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl PartialEq for TokenHash {
    fn eq(&self, other: &Self) -> bool {
        verify_slices_are_equal(&self.0, &other.0).is_ok()
    }
}

impl Eq for TokenHash {}

impl fmt::Debug for RefreshToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "RefreshToken(of {})", self.account)
    }
}

impl fmt::Debug for TokenHash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("TokenHash")
    }
}

const SECRET: usize = 32;
const BYTES: usize = AccountId::LENGTH + FamilyId::LENGTH + SECRET;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_86_characters_and_read_back_in_its_own_spelling_only() {
        let token = RefreshToken::first(AccountId::new());
        let text = token.to_text().expose_secret().to_owned();
        assert_eq!(text.len(), 86);
        let read = RefreshToken::parse(&text).unwrap();
        assert!(read.hash() == token.hash() && read.to_text().expose_secret() == text);
        assert_eq!(read.unverified_account(), token.unverified_account());

        // 64 bytes leave four spare bits in the last character.
        let spellings: Vec<_> = (b'0'..=b'z')
            .map(|last| format!("{}{}", &text[..85], char::from(last)))
            .filter(|spelling| RefreshToken::parse(spelling).is_some_and(|read| read.hash() == token.hash()))
            .collect();
        assert_eq!(spellings, [text.as_str()]);
        for wrong in [
            "",
            &text[1..],
            &format!("{text}A"),
            &format!("{text}=="),
            &format!(" {}", &text[1..]),
            &format!("+{}", &text[1..]),
            &"é".repeat(43),
        ] {
            assert!(RefreshToken::parse(wrong).is_none(), "{wrong:?}");
        }
    }

    #[test]
    fn every_token_has_another_secret_and_a_family_shares_the_rest() {
        let token = RefreshToken::first(AccountId::new());
        let next = token.next();
        assert!(token.hash() != next.hash());
        assert!(token.family() == next.family() && token.unverified_account() == next.unverified_account());
        let other = RefreshToken::first(token.unverified_account());
        assert!(token.family() != other.family() && token.secret.expose_secret() != other.secret.expose_secret());
    }

    #[test]
    fn the_hash_is_sha_256_of_the_whole_token() {
        // By `base64 -d | sha256sum` of 86 letters A, which are 64 zero bytes.
        let token = RefreshToken::parse(&"A".repeat(86)).unwrap();
        let expected = "f5a5fd42d16a20302798ef6ed309979b43003d2320d9f0e8ea9831a92759fb4b";
        assert_eq!(crate::hex::encode(token.hash().bytes()), expected);
    }

    #[test]
    fn neither_a_token_nor_its_hash_nor_its_family_prints() {
        let token = RefreshToken::first(AccountId::new());
        let shown = format!("{token:?} {:?} {:?}", token.hash(), token.family());
        let account = token.unverified_account();
        assert_eq!(shown, format!("RefreshToken(of {account}) TokenHash FamilyId"));
    }
}
