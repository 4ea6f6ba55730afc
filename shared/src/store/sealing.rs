//! Sealing of what a store keeps but must not read: whoever has the store and not the secret can
//! neither open it nor make or move a piece of it.
//!
//! AES-256-GCM with a random nonce (NIST SP 800-38D, section 8.2.2), because two processes may seal
//! under one key at once. The key is HKDF-SHA256 (RFC 5869) of a secret, without salt.

use std::fmt;

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use aws_lc_rs::hkdf::{HKDF_SHA256, Salt};
use secrecy::zeroize::Zeroizing;

/// A key for one purpose.
pub struct SealingKey(RandomizedNonceKey);

impl SealingKey {
    /// Derives the key from `secret`, which no one can guess; `info` (RFC 5869, section 3.2) says what
    /// it is for, its parts simply joined.
    pub fn derive(secret: &[u8], info: &[&[u8]]) -> Self {
        let mut key = Zeroizing::new([0; 32]);
        let key = Salt::new(HKDF_SHA256, &[])
            .extract(secret)
            .expand(info, HKDF_SHA256)
            .and_then(|output| output.fill(&mut *key))
            .and_then(|()| RandomizedNonceKey::new(&AES_256_GCM, &*key));
        Self(key.expect("HKDF-SHA256 yields the 32 bytes of an AES-256 key"))
    }

    /// Seals `plain` together with the parts of `associated`, which are not kept: ciphertext, tag of 16
    /// bytes, nonce of 12.
    pub fn seal(&self, plain: &[u8], associated: &[&[u8]]) -> Vec<u8> {
        // All of it at once: growing would leave a copy of the plain text behind.
        let mut sealed = Vec::with_capacity(plain.len() + AES_256_GCM.tag_len() + NONCE_LEN);
        sealed.extend_from_slice(plain);
        let nonce = self
            .0
            .seal_in_place_append_tag(Aad::from(joined(associated)), &mut sealed)
            .expect("no record comes near the 64 GiB that GCM seals at most");
        sealed.extend_from_slice(nonce.as_ref());
        sealed
    }

    /// The plain text; `None` if it was sealed under another key, with other parts, or is changed.
    pub fn open(&self, sealed: &[u8], associated: &[&[u8]]) -> Option<Zeroizing<Vec<u8>>> {
        let (sealed, nonce) = sealed.split_last_chunk::<NONCE_LEN>()?;
        let mut opened = Zeroizing::new(sealed.to_vec());
        let aad = Aad::from(joined(associated));
        let length = self.0.open_in_place(Nonce::from(nonce), aad, &mut opened).ok()?.len();
        opened.truncate(length);
        Some(opened)
    }
}

impl fmt::Debug for SealingKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SealingKey")
    }
}

/// Each part behind its length in eight bytes, so that nothing can be moved from one into the next.
fn joined(parts: &[&[u8]]) -> Vec<u8> {
    let mut joined = Vec::new();
    for part in parts {
        joined.extend_from_slice(&(part.len() as u64).to_be_bytes());
        joined.extend_from_slice(part);
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARTS: [&[u8]; 2] = [b"table", b"7"];

    fn key(purpose: &[u8]) -> SealingKey {
        SealingKey::derive(b"a secret of 256 random bits......", &[purpose])
    }

    #[test]
    fn only_the_same_key_and_parts_open_it() {
        let sealed = key(b"a").seal(b"plain", &PARTS);
        assert_eq!(sealed.len(), 5 + 16 + 12);
        assert_eq!(&*key(b"a").open(&sealed, &PARTS).unwrap(), b"plain");
        assert!(key(b"b").open(&sealed, &PARTS).is_none());
        let others: [&[&[u8]]; 5] = [
            &[],
            &[b"table7"],
            &[b"tabl", b"e7"],
            &[b"7", b"table"],
            &[b"table", b"7", b""],
        ];
        for other in others {
            assert!(key(b"a").open(&sealed, other).is_none(), "{other:?}");
        }
    }

    #[test]
    fn nothing_that_was_changed_or_cut_off_opens() {
        let sealed = key(b"a").seal(b"plain", &PARTS);
        for index in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[index] ^= 1;
            assert!(key(b"a").open(&changed, &PARTS).is_none(), "byte {index}");
            assert!(key(b"a").open(&sealed[..index], &PARTS).is_none(), "{index} bytes");
        }
    }

    // Stored formats outlive programs. Python's `cryptography` made it:
    // HKDF(SHA256(), 32, None, b"purpose").derive(bytes(32)) is the key, and the text
    // AESGCM(key).encrypt(bytes(12), b"plain", pack(">Q5sQ1s", 5, b"table", 1, b"7")) + bytes(12).
    #[test]
    fn what_another_implementation_has_sealed_is_opened() {
        let sealed = SEALED.as_chunks::<2>().0.iter();
        let sealed: Vec<u8> = sealed
            .map(|digits| u8::from_str_radix(str::from_utf8(digits).unwrap(), 16).unwrap())
            .collect();
        let opened = SealingKey::derive(&[0; 32], &[b"purp", b"ose"]).open(&sealed, &PARTS);
        assert_eq!(&*opened.unwrap(), b"plain");
    }

    const SEALED: &[u8] = b"c81c3795eec1bf9ea27de2b6634de9d77222a40c08000000000000000000000000";

    #[test]
    fn two_seals_of_one_text_share_no_nonce_and_the_key_does_not_print() {
        let key = key(b"a");
        assert_ne!(key.seal(b"plain", &[])[21..], key.seal(b"plain", &[])[21..]);
        assert_eq!(format!("{key:?}"), "SealingKey");
    }
}
