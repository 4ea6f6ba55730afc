//! Cryptographically random bytes.

/// Fresh ones, of the operating system's entropy.
pub(crate) fn random<const LENGTH: usize>() -> [u8; LENGTH] {
    let mut bytes = [0; LENGTH];
    aws_lc_rs::rand::fill(&mut bytes).expect("the operating system has entropy once it runs programs");
    bytes
}
