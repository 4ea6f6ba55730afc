//! Random text for access tokens, trace ids and the like.

use std::fmt::Write;

/// A random string of `bytes` bytes in lower-case hexadecimal.
pub(crate) fn hex(bytes: usize) -> String {
    let mut raw = vec![0; bytes];
    aws_lc_rs::rand::fill(&mut raw).expect("the operating system provides random bytes");
    raw.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("writing to a String cannot fail");
        text
    })
}
