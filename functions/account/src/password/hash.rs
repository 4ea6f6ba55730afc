//! Argon2id as a PHC string, and the bcrypt hashes that were brought from elsewhere.

use std::fmt;

use argon2::password_hash::phc::{self, Output, ParamsString, Salt};
use argon2::{ARGON2ID_IDENT, Algorithm, Argon2, Block, Params, Version};
use aws_lc_rs::constant_time::verify_slices_are_equal;

use super::Password;
use crate::random::random;

/// A stored hash. It does not print: with it, passwords can be tried without us.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(Scheme);

/// Cost of one hash, for us and for whoever tries passwords. Always one lane: what a second one
/// would add is done one after the other here, but side by side by an attacker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    memory_kib: u32,
    passes: u32,
}

/// Memory in which one hash is made, and then the next one: given back, it costs half a hash to be
/// had anew, page by page. It never shrinks, as a smaller hash between two larger ones would make the
/// second slower. What is left in it of a password is overwritten by the next hash of its size.
#[derive(Default)]
pub(super) struct Memory {
    blocks: Vec<Block>,
    /// Block-passes of all hashes that were made in it.
    #[cfg(test)]
    pub(super) work: u64,
}

/// There was not enough memory for a hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not enough memory for a hash")]
pub struct NoMemory;

#[derive(Clone, PartialEq, Eq)]
enum Scheme {
    Argon2id(Box<phc::PasswordHash>, Cost),
    Bcrypt(String),
}

impl Cost {
    /// OWASP's first recommendation: 19 MiB, 2 passes, 1 lane; 13 ms on a full core.
    pub const DEFAULT: Self = Self {
        memory_kib: 19 * 1024,
        passes: 2,
    };

    /// 19 to 256 MiB and 2 to 10 passes.
    pub fn new(memory_mib: u32, passes: u32) -> Option<Self> {
        let is_within = (19..=MOST_MEMORY_MIB).contains(&memory_mib) && (2..=MOST_PASSES).contains(&passes);
        is_within.then(|| Self {
            memory_kib: memory_mib * 1024,
            passes,
        })
    }

    /// Blocks of 1 KiB times passes over them, to which Argon2's time is proportional.
    pub(super) fn work(self) -> u32 {
        work(&self.params())
    }

    /// The Argon2id that takes what such a hash takes beyond `spent` block-passes, in no more memory;
    /// `None` if that is less than Argon2's least, 8 blocks.
    fn beyond(self, spent: u32) -> Option<Params> {
        let missing = self.work().saturating_sub(spent);
        let passes = missing.div_ceil(self.memory_kib);
        Params::new(missing.checked_div(passes)?, passes, 1, Some(OUTPUT)).ok()
    }

    fn params(self) -> Params {
        Params::new(self.memory_kib, self.passes, 1, Some(OUTPUT)).expect("Argon2 takes far more memory and passes")
    }
}

impl PasswordHash {
    /// Reads a stored hash: Argon2id as a PHC string, or bcrypt as `$2a$`, `$2b$` or `$2y$`.
    /// `None` also where verifying it would cost more than ours ever may.
    pub fn parse(text: &str) -> Option<Self> {
        match text.get(..4) {
            Some("$2a$" | "$2b$" | "$2y$") => bcrypt_of(text).map(Self),
            _ => argon2id_of(text).map(Self),
        }
    }

    /// As it is stored.
    pub fn to_stored(&self) -> String {
        match &self.0 {
            Scheme::Argon2id(hash, _) => hash.to_string(),
            Scheme::Bcrypt(text) => text.clone(),
        }
    }

    /// Hashes with a fresh salt. Takes [`Cost`]'s time, without a pause.
    pub(super) fn of(password: &Password, cost: Cost, memory: &mut Memory) -> Result<Self, NoMemory> {
        let (salt, mut output) = (random(), [0; OUTPUT]);
        memory.argon2id(cost.params(), password, &salt, &mut output)?;
        Ok(Self::of_parts(cost, &salt, &output))
    }

    /// A hash that no password has, but for one chance in 2^256, and that takes as long to
    /// verify as any other of this cost.
    pub(super) fn dummy(cost: Cost) -> Self {
        Self::of_parts(cost, &random(), &random())
    }

    fn of_parts(cost: Cost, salt: &[u8; SALT], output: &[u8; OUTPUT]) -> Self {
        let hash = phc::PasswordHash {
            algorithm: ARGON2ID_IDENT,
            version: Some(Version::V0x13.into()),
            params: ParamsString::try_from(&cost.params()).expect("Argon2's own parameters have a PHC form"),
            salt: Some(Salt::new(salt).expect("a salt may have 16 bytes")),
            hash: Some(Output::new(output).expect("a hash may have 32 bytes")),
        };
        Self(Scheme::Argon2id(Box::new(hash), cost))
    }

    /// Returns whether it is the hash of this password. Takes the hash's own time, without a pause.
    pub(super) fn verifies(&self, password: &Password, memory: &mut Memory) -> Result<bool, NoMemory> {
        match &self.0 {
            Scheme::Argon2id(hash, _) => {
                let params = params_of(hash);
                let (Some(salt), Some(output)) = (hash.salt, hash.hash) else {
                    unreachable!("a hash without either is not read");
                };
                let mut presented = vec![0; output.len()];
                memory.argon2id(params, password, salt.as_ref(), &mut presented)?;
                Ok(verify_slices_are_equal(&presented, output.as_bytes()).is_ok())
            }
            // It reads 72 bytes, as it did where the hash was made.
            Scheme::Bcrypt(text) => Ok(bcrypt::verify(password.expose().as_bytes(), text).unwrap_or(false)),
        }
    }

    /// Takes the time by which verifying this hash was shorter than verifying one of `cost`. None
    /// for bcrypt, whose time is not counted in Argon2's blocks.
    pub(super) fn make_up(&self, cost: Cost, password: &Password, memory: &mut Memory) -> Result<(), NoMemory> {
        let spent = match &self.0 {
            Scheme::Argon2id(hash, _) => work(&params_of(hash)),
            Scheme::Bcrypt(_) => return Ok(()),
        };
        let Some(params) = cost.beyond(spent) else {
            return Ok(());
        };
        let mut output = [0; OUTPUT];
        memory.argon2id(params, password, &[0; SALT], &mut output)?;
        std::hint::black_box(output);
        Ok(())
    }

    /// Returns whether a new one is due: it is bcrypt, or was cheaper than `cost` in memory or passes.
    pub(super) fn is_weaker_than(&self, cost: Cost) -> bool {
        match &self.0 {
            Scheme::Argon2id(_, own) => own.memory_kib < cost.memory_kib || own.passes < cost.passes,
            Scheme::Bcrypt(_) => true,
        }
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("PasswordHash")
    }
}

impl Memory {
    #[cfg(test)]
    pub(super) fn blocks(&self) -> usize {
        self.blocks.len()
    }

    /// Takes the memory of a hash of this cost, so that no caller waits for it longer than another.
    pub(super) fn grow(&mut self, cost: Cost) -> Result<(), NoMemory> {
        self.grow_to(cost.params().block_count())
    }

    fn grow_to(&mut self, blocks: usize) -> Result<(), NoMemory> {
        let present = self.blocks.len();
        if blocks > present {
            self.blocks.try_reserve_exact(blocks - present).map_err(|_| NoMemory)?;
            self.blocks.resize(blocks, Block::default());
        }
        Ok(())
    }

    fn argon2id(
        &mut self,
        params: Params,
        password: &Password,
        salt: &[u8],
        output: &mut [u8],
    ) -> Result<(), NoMemory> {
        let blocks = params.block_count();
        self.grow_to(blocks)?;
        #[cfg(test)]
        {
            self.work += u64::from(work(&params));
        }
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        argon2
            .hash_password_into_with_memory(password.expose().as_bytes(), salt, output, &mut self.blocks[..blocks])
            .expect("salt and output have lengths that Argon2 takes, and the memory is there");
        Ok(())
    }
}

fn params_of(hash: &phc::PasswordHash) -> Params {
    Params::try_from(hash).expect("they were read when the hash was")
}

/// Lanes are gone over one after the other.
fn work(params: &Params) -> u32 {
    let blocks = u32::try_from(params.block_count()).expect("they are no more than KiB of memory");
    blocks * params.t_cost()
}

fn argon2id_of(text: &str) -> Option<Scheme> {
    let hash = phc::PasswordHash::new(text).ok()?;
    let is_whole = hash.algorithm == ARGON2ID_IDENT
        && hash.version == Some(Version::V0x13.into())
        && hash.salt.is_some()
        && hash.hash.is_some();
    let params = Params::try_from(&hash).ok().filter(|_| is_whole)?;
    let is_affordable =
        params.m_cost() <= MOST_MEMORY_MIB * 1024 && params.t_cost() <= MOST_PASSES && params.p_cost() <= MOST_LANES;
    let cost = Cost {
        memory_kib: params.m_cost(),
        passes: params.t_cost(),
    };
    is_affordable.then(|| Scheme::Argon2id(Box::new(hash), cost))
}

fn bcrypt_of(text: &str) -> Option<Scheme> {
    let parts: bcrypt::HashParts = text.parse().ok()?;
    BCRYPT_COSTS
        .contains(&parts.get_cost())
        .then(|| Scheme::Bcrypt(text.to_owned()))
}

const SALT: usize = 16;
const OUTPUT: usize = 32;
const MOST_MEMORY_MIB: u32 = 256;
const MOST_PASSES: u32 = 10;
/// Of hashes from elsewhere.
const MOST_LANES: u32 = 8;
/// From the least that bcrypt takes to about 2 s of work.
const BCRYPT_COSTS: std::ops::RangeInclusive<u32> = 4..=15;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn password(text: &str) -> Password {
        Password::presented(text.to_owned()).unwrap()
    }

    fn verifies(hash: &PasswordHash, text: &str) -> bool {
        hash.verifies(&password(text), &mut Memory::default()).unwrap()
    }

    const FIXTURES: &str = include_str!("../../tests/fixtures/hashes.txt");

    #[test]
    fn hashes_of_other_implementations_verify_their_password_and_no_other() {
        assert_eq!(FIXTURES.lines().count(), 15);
        for line in FIXTURES.lines() {
            let (text, stored) = line.split_once('\t').unwrap();
            let hash = PasswordHash::parse(stored).unwrap();
            assert!(verifies(&hash, text), "{stored}");
            assert!(!verifies(&hash, &text[1..]), "{stored}");
            assert!(!verifies(&hash, &text.to_uppercase()), "{stored}");
            assert_eq!(hash.to_stored(), stored);
        }
    }

    #[test]
    fn a_new_hash_is_argon2id_as_configured_and_salted_afresh() {
        let cost = Cost::new(20, 3).unwrap();
        let hashes =
            [0, 1].map(|_| PasswordHash::of(&password("correct horse"), cost, &mut Memory::default()).unwrap());
        for hash in &hashes {
            let stored = hash.to_stored();
            assert!(stored.starts_with("$argon2id$v=19$m=20480,t=3,p=1$"), "{stored}");
            let read = PasswordHash::parse(&stored).unwrap();
            assert!(read == *hash && verifies(&read, "correct horse"));
        }
        assert_ne!(hashes[0].to_stored(), hashes[1].to_stored());
    }

    #[test]
    fn a_hash_of_nobody_looks_like_one_of_the_same_cost_and_verifies_nothing() {
        let nobody = PasswordHash::dummy(Cost::DEFAULT);
        let real = PasswordHash::of(&password("x"), Cost::DEFAULT, &mut Memory::default()).unwrap();
        let (fake, real) = (nobody.to_stored(), real.to_stored());
        assert_eq!(fake.len(), real.len());
        let parameters = "$argon2id$v=19$m=19456,t=2,p=1$";
        assert!(fake.starts_with(parameters) && real.starts_with(parameters));
        assert!(PasswordHash::parse(&fake).unwrap() == nobody && !verifies(&nobody, "x"));
    }

    #[test]
    fn memory_that_was_used_for_other_passwords_and_costs_changes_no_hash() {
        let mut memory = Memory::default();
        for _ in 0..2 {
            for line in FIXTURES.lines() {
                let (text, stored) = line.split_once('\t').unwrap();
                let hash = PasswordHash::parse(stored).unwrap();
                assert_eq!(hash.verifies(&password(text), &mut memory), Ok(true), "{stored}");
                assert_eq!(hash.verifies(&password(&text[1..]), &mut memory), Ok(false), "{stored}");
            }
        }
    }

    #[test]
    fn a_new_hash_is_due_when_memory_or_passes_have_risen_and_for_bcrypt() {
        let cost = |memory, passes| Cost::new(memory, passes).unwrap();
        let hash = PasswordHash::dummy(cost(20, 3));
        for (configured, is_due) in [
            (cost(20, 3), false),
            (cost(19, 2), false),
            (cost(21, 3), true),
            (cost(20, 4), true),
            (cost(21, 2), true),
        ] {
            assert_eq!(hash.is_weaker_than(configured), is_due, "{configured:?}");
        }
        let bcrypt = FIXTURES.lines().find_map(|line| line.split_once("\t$2b$04$"));
        let bcrypt = format!("$2b$04${}", bcrypt.unwrap().1);
        assert!(PasswordHash::parse(&bcrypt).unwrap().is_weaker_than(Cost::DEFAULT));
    }

    #[test]
    fn anything_else_and_anything_that_costs_too_much_is_no_hash() {
        let salted = "NsIwzLFu+Y4JF3gmg9zxhQ$y1HEv7MqO1ES+788QQzov1VyNw9i/2sk5NCf1z+M4Wc";
        let bcrypt = "zkeGbZ87IEdkSIT9orL5xuNHDbTg8iBl1HG/PA30aYCnmazG6Xggy";
        assert!(PasswordHash::parse(&format!("$argon2id$v=19$m=19456,t=2,p=1${salted}")).is_some());
        assert!(PasswordHash::parse(&format!("$2y$15${bcrypt}")).is_some());
        for stored in [
            String::new(),
            "password".into(),
            format!("$argon2i$v=19$m=19456,t=2,p=1${salted}"),
            format!("$argon2id$v=16$m=19456,t=2,p=1${salted}"),
            format!("$argon2id$m=19456,t=2,p=1${salted}"),
            format!("$argon2id$v=19$m=262145,t=2,p=1${salted}"),
            format!("$argon2id$v=19$m=19456,t=11,p=1${salted}"),
            format!("$argon2id$v=19$m=19456,t=2,p=9${salted}"),
            "$argon2id$v=19$m=19456,t=2,p=1$NsIwzLFu+Y4JF3gmg9zxhQ".into(),
            format!("$2x$10${bcrypt}"),
            format!("$2b$16${bcrypt}"),
            format!("$2b$03${bcrypt}"),
            format!("$2b$10${bcrypt}y"),
            "$2b$é".into(),
            "5f4dcc3b5aa765d61d8327deb882cf99".into(),
        ] {
            assert!(PasswordHash::parse(&stored).is_none(), "{stored}");
        }
    }

    #[test]
    fn a_cost_is_never_below_the_recommended_one_nor_without_a_bound() {
        assert_eq!(Cost::new(19, 2), Some(Cost::DEFAULT));
        assert!(Cost::new(256, 10).is_some());
        for (memory, passes) in [(18, 2), (257, 2), (19, 1), (19, 11), (0, 0), (u32::MAX, 2)] {
            assert_eq!(Cost::new(memory, passes), None);
        }
    }

    /// A hash that is stored with these parameters, and verifies nothing.
    fn stored(memory_kib: u32, passes: u32, lanes: u32) -> PasswordHash {
        let salted = "NsIwzLFu+Y4JF3gmg9zxhQ$y1HEv7MqO1ES+788QQzov1VyNw9i/2sk5NCf1z+M4Wc";
        let text = format!("$argon2id$v=19$m={memory_kib},t={passes},p={lanes}${salted}");
        PasswordHash::parse(&text).unwrap()
    }

    #[test]
    fn what_a_weaker_hash_has_not_taken_is_made_up_and_no_more() {
        const MIB: u32 = 1024;
        for (hash, configured, made_up) in [
            (stored(19 * MIB, 2, 1), (19, 2), 0),
            (stored(19 * MIB, 2, 1), (64, 2), 90 * MIB),
            (stored(19 * MIB, 2, 1), (19, 3), 19 * MIB),
            (stored(12 * MIB, 3, 1), (19, 2), 2 * MIB),
            (stored(19 * MIB, 1, 1), (19, 2), 19 * MIB),
            // Less memory and yet more work.
            (stored(19 * MIB, 10, 1), (64, 2), 0),
            (stored(64 * MIB, 2, 1), (19, 2), 0),
            // Each of 8 lanes has four slices of whole blocks: of 70 KiB, 64 are used.
            (stored(70, 1, 8), (19, 2), 38 * MIB - 64),
        ] {
            let mut memory = Memory::default();
            let cost = Cost::new(configured.0, configured.1).unwrap();
            assert!(!hash.verifies(&password("x"), &mut memory).unwrap());
            let spent = memory.work;
            hash.make_up(cost, &password("x"), &mut memory).unwrap();
            assert_eq!(memory.work - spent, u64::from(made_up), "{} {cost:?}", hash.to_stored());
        }
    }

    #[test]
    fn bcrypt_is_not_counted_in_blocks() {
        let bcrypt = "$2b$04$zkeGbZ87IEdkSIT9orL5xuNHDbTg8iBl1HG/PA30aYCnmazG6Xggy";
        let mut memory = Memory::default();
        let hash = PasswordHash::parse(bcrypt).unwrap();
        hash.make_up(Cost::DEFAULT, &password("x"), &mut memory).unwrap();
        assert_eq!((memory.work, memory.blocks.len()), (0, 0));
    }

    proptest! {
        #[test]
        fn a_stored_hash_and_what_is_made_up_take_what_is_configured(
            memory_kib in 64_u32..=MOST_MEMORY_MIB * 1024,
            passes in 1..=MOST_PASSES,
            lanes in 1..=MOST_LANES,
            configured_mib in 19..=MOST_MEMORY_MIB,
            configured_passes in 2..=MOST_PASSES,
        ) {
            let cost = Cost::new(configured_mib, configured_passes).unwrap();
            let spent = work(&Params::new(memory_kib, passes, lanes, Some(OUTPUT)).unwrap());
            match cost.beyond(spent) {
                Some(params) => {
                    let all = spent + work(&params);
                    prop_assert!(all <= cost.work());
                    // The memory is whole blocks in each of four slices: not even 5 are lost in a pass.
                    prop_assert!(cost.work() - all < 5 * params.t_cost(), "{spent} {params:?}");
                    prop_assert!(params.m_cost() <= cost.memory_kib);
                    prop_assert!(params.t_cost() <= configured_passes);
                }
                None => prop_assert!(spent + 8 > cost.work()),
            }
        }
    }

    #[test]
    fn a_hash_does_not_print() {
        let hash = PasswordHash::dummy(Cost::DEFAULT);
        assert_eq!(format!("{hash:?}"), "PasswordHash");
    }
}
