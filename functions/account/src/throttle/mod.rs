//! Rules for how soon the next attempt may be made after so many failures. Pure.
//!
//! An attempt is judged before a password is verified. A caller whose free failures are used up is
//! counted there and then: of a thousand guesses at once one is verified. While there are free ones,
//! all that are judged at once are verified, and judged again when the outcome is known: no more
//! wrong ones are answered than are counted, which are five, and a right one is let in only where its
//! last judgement comes before the fifth is counted. It then forgets the failures of its caller, to
//! whom five more are answered. Of a thousand right ones without a failure none has to wait.

mod rate_limit_key;
mod rule;

pub use rate_limit_key::RateLimitKey;
pub use rule::{Attempt, Counter, Rule, Step, Then};
