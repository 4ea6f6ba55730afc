//! A gzip bomb built by hand: 64 MiB of zeros in under 64 KiB (RFC 1951, 1952).

use bytes::Bytes;

/// The compressed bytes.
pub(crate) fn gzip_bomb() -> Bytes {
    let mut bits = Bits::default();
    let block_is_last = (1, 1);
    let dynamic_codes = (2, 2);
    // HLIT 286 codes, HDIST 1 code, HCLEN 18 code lengths.
    let counts = [(29, 5), (0, 5), (14, 4)];
    for (value, width) in [block_is_last, dynamic_codes].into_iter().chain(counts) {
        bits.push(value, width);
    }
    // The code of the code lengths, in the order 16 17 18 0 8 7 9 6 10 5 11 4 12 3 13 2 14 1:
    // 18 (a run of zeros), 2 and 1 are used. By size: 1 is `0`, 2 is `10`, 18 is `11`.
    for length in [0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 1] {
        bits.push(length, 3);
    }
    let (one, two, zeros) = ((0b0, 1), (0b01, 2), (0b11, 2));
    let run = |bits: &mut Bits, length: u32| {
        bits.push(zeros.0, zeros.1);
        bits.push(length - 11, 7);
    };
    bits.push(two.0, two.1); // literal 0: two bits
    run(&mut bits, 138); // literals 1 to 138
    run(&mut bits, 117); // literals 139 to 255
    bits.push(two.0, two.1); // 256, the end of the block: two bits
    run(&mut bits, 28); // lengths 257 to 284
    bits.push(one.0, one.1); // 285, a copy of 258 bytes: one bit
    bits.push(one.0, one.1); // distance 1: one bit

    for _ in 0..ZEROS % COPIED {
        bits.push(0b01, 2);
    }
    for _ in 0..ZEROS / COPIED {
        bits.push(0b00, 2); // a copy of 258 bytes, from one byte back
    }
    bits.push(0b11, 2);

    let mut gzip = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    gzip.append(&mut bits.into_bytes());
    gzip.extend(CRC_OF_ZEROS.to_le_bytes());
    gzip.extend(ZEROS.to_le_bytes());
    gzip.into()
}

/// Bits, the lowest first.
#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    pending: u32,
    width: u32,
}

impl Bits {
    fn push(&mut self, value: u32, width: u32) {
        self.pending |= value << self.width;
        self.width += width;
        while self.width >= 8 {
            self.bytes.push(self.pending.to_le_bytes()[0]);
            self.pending >>= 8;
            self.width -= 8;
        }
    }

    fn into_bytes(mut self) -> Vec<u8> {
        if self.width > 0 {
            self.bytes.push(self.pending.to_le_bytes()[0]);
        }
        self.bytes
    }
}

const ZEROS: u32 = 64 << 20;

/// The longest copy deflate knows.
const COPIED: u32 = 258;

/// CRC-32 of 64 MiB of zeros.
const CRC_OF_ZEROS: u32 = 0xb2eb_30ed;
