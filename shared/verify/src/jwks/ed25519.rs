//! Keys of the curve Ed25519 (RFC 8037).

use jsonwebtoken::crypto::verify;
use jsonwebtoken::{Algorithm, DecodingKey};

use crate::token::{UnverifiedToken, decode};

/// A public key that only its owner can sign under.
#[derive(Debug)]
pub(super) struct Ed25519Key(DecodingKey);

impl Ed25519Key {
    /// `x` of a JWK: 32 bytes, canonical, not of small order.
    pub(super) fn new(x: &str) -> Option<Self> {
        let point: [u8; 32] = decode(x)?.try_into().ok()?;
        if !is_canonical(&point) || is_of_small_order(&point) {
            return None;
        }
        DecodingKey::from_ed_components(x).ok().map(Self)
    }

    pub(super) fn has_signed(&self, token: &UnverifiedToken<'_>) -> bool {
        // The algorithm is the key's, whatever the token says. An error means that library or
        // signature are of another form, which is as good as a wrong signature.
        verify(token.signature, token.signed.as_bytes(), &self.0, Algorithm::EdDSA).unwrap_or(false)
    }
}

/// RFC 8032, section 5.1.3: y must be smaller than the prime 2^255 - 19. Some libraries reduce
/// a larger one, so that two texts would name one key.
fn is_canonical(point: &[u8; 32]) -> bool {
    let [first, middle @ .., last] = point;
    let is_above = last & 0x7f == 0x7f && middle.iter().all(|byte| *byte == 0xff) && *first >= 0xed;
    !is_above
}

/// Under a key of small order a signature can be made for any message by anybody, and no
/// library refuses such a key by itself.
fn is_of_small_order(point: &[u8; 32]) -> bool {
    let mut y = *point;
    y[31] &= 0x7f;
    SMALL_ORDER.contains(&y)
}

/// The y coordinates of the eight points whose order divides 8, little-endian, without the
/// sign bit: 0 (order 4), 1 (order 1), -1 (order 2), and the two of order 8.
const SMALL_ORDER: [[u8; 32]; 5] = [
    [0; 32],
    {
        let mut one = [0; 32];
        one[0] = 1;
        one
    },
    {
        let mut minus_one = [0xff; 32];
        minus_one[0] = 0xec;
        minus_one[31] = 0x7f;
        minus_one
    },
    [
        0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f, 0x2a, 0x20,
        0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a,
    ],
    [
        0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0, 0xd5, 0xdf,
        0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05,
    ],
];

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    use super::*;

    #[test]
    fn keys_that_anybody_could_sign_under_are_not_used() {
        for y in SMALL_ORDER {
            for sign in [0, 0x80] {
                let mut point = y;
                point[31] |= sign;
                assert!(Ed25519Key::new(&URL_SAFE_NO_PAD.encode(point)).is_none());
            }
        }
        for first in 0xed..=0xff_u8 {
            let mut point = [0xff; 32];
            point[0] = first;
            assert!(Ed25519Key::new(&URL_SAFE_NO_PAD.encode(point)).is_none());
        }
    }

    #[test]
    fn a_key_is_32_bytes_in_one_spelling() {
        // RFC 8037, appendix A.2.
        let x = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
        assert!(Ed25519Key::new(x).is_some());
        for wrong in [
            format!("{x}="),
            format!("{x}AA"),
            x.replacen('1', "+", 1),
            "AAAA".into(),
            String::new(),
        ] {
            assert!(Ed25519Key::new(&wrong).is_none(), "{wrong}");
        }
    }
}
