//! The mutations that are passed on, by the names of the ERP's own root fields.

use std::collections::BTreeSet;

use super::ast::Field;
use super::refused::{Refused, shown};

/// `GRAPHQL_MUTATIONS`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AllowedMutations {
    /// These fields of the type `Mutation`, and no others.
    Named(BTreeSet<String>),
    /// Every mutation.
    All,
}

impl AllowedMutations {
    /// Form that [`AllowedMutations::parse`] takes.
    pub const EXPECTED: &'static str =
        "names of mutations separated by commas, such as ChangeItem,CreateSalesOrder, or *";

    /// No mutation at all.
    pub const fn none() -> Self {
        Self::Named(BTreeSet::new())
    }

    /// Reads names separated by commas, or `*`.
    pub fn parse(text: &str) -> Option<Self> {
        if text.trim() == "*" {
            return Some(Self::All);
        }
        let names = text.split(',').map(str::trim);
        let names: Option<BTreeSet<String>> = names.map(|name| is_name(name).then(|| name.to_owned())).collect();
        names.map(Self::Named)
    }

    /// Refuses the first field that is not named. `__typename` changes nothing, and is never named.
    pub(super) fn check(&self, root_fields: &[&Field]) -> Result<(), Refused> {
        let Self::Named(names) = self else { return Ok(()) };
        let mut changing = root_fields.iter().filter(|field| is_change(field));
        match changing.find(|field| !names.contains(&field.name)) {
            Some(field) => Err(Refused::Mutation(shown(&field.name))),
            None => Ok(()),
        }
    }
}

/// Returns whether a field at the root of a mutation may change anything.
pub(super) fn is_change(field: &Field) -> bool {
    field.name != "__typename"
}

/// GraphQL, section 2.1.9; two underscores are the language's own (section 4.2).
fn is_name(text: &str) -> bool {
    !text.is_empty()
        && !text.starts_with("__")
        && !text.starts_with(|first: char| first.is_ascii_digit())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_the_asterisk_are_read_and_nothing_else() {
        let named = |names: &[&str]| {
            let names = names.iter().map(|name| (*name).to_owned());
            Some(AllowedMutations::Named(names.collect()))
        };
        assert_eq!(AllowedMutations::parse("*"), Some(AllowedMutations::All));
        assert_eq!(AllowedMutations::parse("ChangeItem"), named(&["ChangeItem"]));
        assert_eq!(AllowedMutations::parse("B, a_1 ,_c"), named(&["B", "_c", "a_1"]));
        for bad in [
            "",
            ",",
            "A,",
            ",A",
            "A,,B",
            "A B",
            "1a",
            "A;B",
            "*,A",
            "A,*",
            "**",
            "Ä",
            "A.B",
            "__typename",
            "true false",
        ] {
            assert_eq!(AllowedMutations::parse(bad), None, "{bad}");
        }
    }
}
