//! Numbers that look random and are the same on every machine and in every run.

/// `SplitMix64`, seeded with a tenant, a kind of record and its number.
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(tenant: &str, kind: &str, number: usize) -> Self {
        let seed = tenant
            .bytes()
            .chain(kind.bytes())
            .fold(0, |seed: u64, byte| seed.wrapping_mul(31).wrapping_add(u64::from(byte)));
        let mut dice = Self(seed ^ ((number as u64) << 32));
        dice.next();
        dice
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 to below `bound`.
    pub(super) fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound as u64).expect("below a usize")
    }

    /// The same from 0 to below a bound that is no place in a list.
    pub(super) fn number(&mut self, bound: usize) -> i64 {
        i64::try_from(self.below(bound)).expect("the bounds are small")
    }

    pub(super) fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }

    pub(super) fn uuid(&mut self) -> String {
        let (high, low) = (self.next(), self.next());
        format!(
            "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
            high >> 32,
            high >> 16 & 0xffff,
            high & 0xfff,
            low >> 48 & 0x3fff | 0x8000,
            low & 0xffff_ffff_ffff,
        )
    }

    /// A time of this year, RFC 3339, in UTC and of one length, so that text sorts as time.
    pub(super) fn date(&mut self, year: u16) -> String {
        let (month, day) = (1 + self.below(12), 1 + self.below(28));
        let (hour, minute) = (7 + self.below(12), self.below(60));
        format!("{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:00Z")
    }
}
