//! The passwords that everybody tries first.
//!
//! ASVS 6.2.4 asks for at least the 3,000 commonest that fit the rules of the application: so
//! these have 8 characters or more. Their source is Django's list; `common_passwords.py` tells how they
//! were taken from it and `common_passwords.LICENSE` under which licence.

/// Returns whether it is one of them, in whatever case: `Password1` is tried right after `password1`.
pub(super) fn is_common(password: &str) -> bool {
    // 29 KB are read in microseconds, and only where a password is chosen.
    COMMON.lines().any(|common| common.eq_ignore_ascii_case(password))
}

const COMMON: &str = include_str!("common_passwords.txt");

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn there_are_three_thousand_that_would_pass_otherwise() {
        let distinct: BTreeSet<&str> = COMMON.lines().collect();
        assert_eq!((distinct.len(), COMMON.lines().count()), (3000, 3000));
        assert!(distinct.iter().all(|common| common.len() >= 8 && common.is_ascii()));
    }

    #[test]
    fn the_commonest_are_known_in_any_case_and_only_whole() {
        for common in ["password", "12345678", "iloveyou", "PassWord1", "QWERTYUIOP"] {
            assert!(is_common(common), "{common}");
        }
        for other in ["", "password ", "password1password1", "iloveyou\n", "correct horse"] {
            assert!(!is_common(other), "{other:?}");
        }
    }
}
