mod choice;
mod form;
mod limits;
mod mutations;

use serde_json::Map;

use super::{AllowedMutations, Operation, Refused, check};

/// The only operation, every mutation allowed.
fn all(text: &str) -> Result<Operation, Refused> {
    check(text, None, &Map::new(), &AllowedMutations::All)
}
