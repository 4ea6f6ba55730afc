//! The operation that a request means (GraphQL, section 6.1; uniqueness 5.2).

use super::ast::OperationDefinition;
use super::refused::Refused;
use super::unique;

/// Of the operations, of which there is at least one, the one of this name; without a name the
/// only one.
pub(super) fn operation<'a>(
    operations: &'a [OperationDefinition],
    name: Option<&str>,
) -> Result<&'a OperationDefinition, Refused> {
    let names = operations.iter().filter_map(|operation| operation.name.as_deref());
    unique::require("operation", names.clone())?;
    if operations.len() > 1 && names.count() < operations.len() {
        return Err(Refused::AnonymousAmongOthers);
    }
    match (name, operations) {
        (Some(name), _) => operations
            .iter()
            .find(|operation| operation.name.as_deref() == Some(name))
            .ok_or(Refused::OperationUnknown),
        (None, [only]) => Ok(only),
        (None, _) => Err(Refused::OperationNameMissing),
    }
}
