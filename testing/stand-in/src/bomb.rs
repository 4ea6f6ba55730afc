//! A gzip bomb: 64 MiB of zeros in under 64 KiB.

use std::io::{Write, copy, repeat};
use std::sync::LazyLock;

use bytes::Bytes;
use flate2::{Compression, write::GzEncoder};

/// The compressed bytes, packed once.
pub(crate) fn gzip_bomb() -> Bytes {
    static BOMB: LazyLock<Bytes> = LazyLock::new(pack);
    BOMB.clone()
}

fn pack() -> Bytes {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    copy(&mut std::io::Read::take(repeat(0), ZEROS), &mut encoder)
        .and_then(|_| encoder.flush())
        .and_then(|()| encoder.finish())
        .expect("writing into memory does not fail")
        .into()
}

const ZEROS: u64 = 64 << 20;
