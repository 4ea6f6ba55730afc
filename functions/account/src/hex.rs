//! Bytes as lower-case hex digits.

pub(crate) use hex::encode;

/// Exactly so many bytes, in no other spelling than [`encode`]'s.
pub(crate) fn decode<const LENGTH: usize>(text: &str) -> Option<[u8; LENGTH]> {
    let mut bytes = [0; LENGTH];
    hex::decode_to_slice(text, &mut bytes).ok()?;
    (encode(bytes) == text).then_some(bytes)
}
