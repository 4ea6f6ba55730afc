//! The size of the operation that would be sent. One small document may stand for 2^40 fields:
//! each fragment is measured once, and counted wherever it is spread.

use super::ast::{OperationDefinition, Selection};
use super::fragments::Fragments;
use super::refused::Refused;

/// Refuses an operation beyond any of the limits.
pub(super) fn check(operation: &OperationDefinition, fragments: &Fragments<'_>) -> Result<(), Refused> {
    let mut known = vec![Size::default(); fragments.count()];
    for place in fragments.in_order() {
        known[*place] = Size::of(&fragments.at(*place).selections, fragments, &known);
    }
    let size = Size::of(&operation.selections, fragments, &known);
    if size.depth > DEEPEST {
        return Err(Refused::TooDeep {
            depth: size.depth,
            most: DEEPEST,
        });
    }
    if size.root_fields > MOST_ROOT_FIELDS {
        return Err(Refused::TooManyRootFields {
            count: size.root_fields,
            most: MOST_ROOT_FIELDS,
        });
    }
    if size.fields > MOST_FIELDS {
        return Err(Refused::TooManyFields {
            count: size.fields,
            most: MOST_FIELDS,
        });
    }
    Ok(())
}

/// Beyond `u64` it stays the largest there is.
#[derive(Clone, Copy, Default)]
struct Size {
    depth: u64,
    root_fields: u64,
    fields: u64,
}

impl Size {
    /// `known` has the sizes of the fragments that are spread.
    fn of(selections: &[Selection], fragments: &Fragments<'_>, known: &[Self]) -> Self {
        let mut all = Self::default();
        for selection in selections {
            let one = match selection {
                Selection::Field(field) => {
                    let below = Self::of(&field.selections, fragments, known);
                    Self {
                        depth: below.depth.saturating_add(1),
                        root_fields: 1,
                        fields: below.fields.saturating_add(1),
                    }
                }
                Selection::Inline(inline) => Self::of(&inline.selections, fragments, known),
                Selection::Spread(name, _) => known[fragments.place(name)],
            };
            all.depth = all.depth.max(one.depth);
            all.root_fields = all.root_fields.saturating_add(one.root_fields);
            all.fields = all.fields.saturating_add(one.fields);
        }
        all
    }
}

/// The ERP's own data nests less than half as deep.
const DEEPEST: u64 = 15;
/// Size of the batches that apps send in one document; the ERP weighs each root with 10 of its default 1,000.
const MOST_ROOT_FIELDS: u64 = 20;
/// 20 roots with 250 fields each.
const MOST_FIELDS: u64 = 5_000;
