//! Names that may stand in one place once only (GraphQL, section 5): of two arguments of one name
//! we might look at the first, and the ERP take the second.

use std::collections::HashSet;

use super::refused::Refused;

/// Refuses the first of `names` that has stood before.
pub(super) fn require<'a>(kind: &'static str, mut names: impl Iterator<Item = &'a str> + Clone) -> Result<(), Refused> {
    let is_short = names.clone().nth(SHORT).is_none();
    let twice = if is_short {
        let mut at = names.clone().enumerate();
        at.find(|(at, name)| names.clone().take(*at).any(|before| before == *name))
            .map(|(_, name)| name)
    } else {
        let mut seen = HashSet::new();
        names.find(|name| !seen.insert(*name))
    };
    match twice {
        Some(name) => Err(Refused::twice(kind, name)),
        None => Ok(()),
    }
}

/// So many are compared one with another faster than they are hashed.
const SHORT: usize = 8;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_repetition_is_found_in_short_and_long_lists() {
        for length in [2, 8, 9, 100] {
            let mut names: Vec<String> = (0..length).map(|n| format!("n{n}")).collect();
            assert_eq!(require("field", names.iter().map(String::as_str)), Ok(()));
            names[length - 1] = "n0".into();
            let twice = Err(Refused::twice("field", "n0"));
            assert_eq!(require("field", names.iter().map(String::as_str)), twice);
        }
    }
}
