//! RSA keys (RFC 7518, section 6.3) for `RS256`.

use std::fmt;

use aws_lc_rs::signature::{ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};

use crate::token::{RSA_KEY_BITS, UnverifiedToken, decode};

/// A public key of 2048 to 4096 bits.
///
/// Read once and kept ready: `jsonwebtoken` would build it again from its numbers for each signature.
pub(super) struct RsaKey {
    ready: ParsedPublicKey,
    modulus_length: usize,
}

impl RsaKey {
    /// `n` and `e` of a JWK, big-endian without leading zeros.
    pub(super) fn new(n: &str, e: &str) -> Option<Self> {
        let (n, e) = (decode(n)?, decode(e)?);
        if !RSA_KEY_BITS.contains(&bits(&n)?) || n.last()? % 2 == 0 || !is_exponent(&e) {
            return None;
        }
        let components = RsaPublicKeyComponents { n: &n, e: &e };
        Some(Self {
            ready: components.to_parsed_public_key(&RSA_PKCS1_2048_8192_SHA256).ok()?,
            modulus_length: n.len(),
        })
    }

    pub(super) fn has_signed(&self, token: &UnverifiedToken<'_>) -> bool {
        // The algorithm is the key's, whatever the token says.
        let signature = &token.signature_bytes;
        signature.len() == self.modulus_length && self.ready.verify_sig(token.signed.as_bytes(), signature).is_ok()
    }
}

impl fmt::Debug for RsaKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "RsaKey({} bytes)", self.modulus_length)
    }
}

/// Length of a number in bits; `None` where it is empty or has leading zeros.
fn bits(number: &[u8]) -> Option<usize> {
    let first = number.first().filter(|first| **first != 0)?;
    Some(number.len() * 8 - usize::try_from(first.leading_zeros()).ok()?)
}

/// Odd and above 2^16, as FIPS 186-5, section 5.4, has it (under 1 everybody could sign), and
/// below 2^33, since a large one makes each verification slow.
fn is_exponent(e: &[u8]) -> bool {
    bits(e).is_some_and(|bits| (17..=33).contains(&bits)) && e.last().is_some_and(|last| last % 2 == 1)
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    use super::*;

    const USUAL: &[u8] = &[1, 0, 1];

    fn key(modulus: &[u8], exponent: &[u8]) -> Option<RsaKey> {
        RsaKey::new(&URL_SAFE_NO_PAD.encode(modulus), &URL_SAFE_NO_PAD.encode(exponent))
    }

    fn modulus(bytes: usize, first: u8, last: u8) -> Vec<u8> {
        let mut modulus = vec![0x5a; bytes];
        modulus[0] = first;
        modulus[bytes - 1] = last;
        modulus
    }

    #[test]
    fn a_key_has_2048_to_4096_bits() {
        for (bytes, first, is_used) in [
            (128, 0x80, false),
            (255, 0xff, false),
            (256, 0x7f, false),
            (256, 0x80, true),
            (384, 0x80, true),
            (512, 0xff, true),
            (513, 0x01, false),
            (1024, 0x80, false),
        ] {
            assert_eq!(
                key(&modulus(bytes, first, 1), USUAL).is_some(),
                is_used,
                "{bytes} {first}"
            );
        }
    }

    #[test]
    fn a_number_has_one_spelling_and_is_odd() {
        assert!(key(&modulus(257, 0, 1), USUAL).is_none());
        assert!(key(&modulus(256, 0x80, 2), USUAL).is_none());
        assert!(key(&[], USUAL).is_none());
        assert!(RsaKey::new(&format!("{}=", URL_SAFE_NO_PAD.encode(modulus(256, 0x80, 1))), "AQAB").is_none());
    }

    #[test]
    fn an_exponent_that_is_weak_or_slow_is_not_used() {
        for exponent in [
            &[][..],
            &[1],
            &[3],
            &[0xff, 0xff],
            &[0, 1, 0, 1],
            &[1, 0, 0],
            &[2, 0, 0, 0, 1],
            &[0xff; 256],
        ] {
            assert!(key(&modulus(256, 0x80, 1), exponent).is_none(), "{exponent:?}");
        }
        assert!(key(&modulus(256, 0x80, 1), &[1, 0, 0, 0, 1]).is_some());
    }
}
