//! Rules for how soon the next attempt may be made after so many failures. Pure.
//!
//! An attempt is judged before a password is verified, and again when its outcome is known: only
//! what is counted then is answered as wrong, and only what might still be counted then is let in.
//! So of a thousand guesses at once, that are all verified, no more are answered than if they had
//! come one after the other; and of a thousand right ones none has to wait for another.

mod rule;
mod subject;

pub use rule::{Attempt, Counter, Rule, Step, Then};
pub use subject::Subject;
