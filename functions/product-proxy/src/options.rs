//! The variables of this function alone.
//!
//! | variable | meaning | default |
//! | --- | --- | --- |
//! | `ERP_API_VERSION` | `2.0`, `2.1`, `2.2` or `2.3` | `2.1` |
//! | `ERP_CALLS_AS` | `service` or `user`: see [`CallsAs`] | `service` |
//! | `GRAPHQL_MUTATIONS` | the mutations that are passed on, as in `ChangeItem,CreateSalesOrder`, or `*` | none |

use shared::erp::CallsAs;
use shared::start::config::Env;
use shared::start::start_up::{Needs, Options};

use crate::document::AllowedMutations;

/// Options of calls to the ERP.
#[derive(Clone, Debug)]
pub struct ErpOptions {
    /// `ERP_API_VERSION`.
    pub version: ErpVersion,
    /// `ERP_CALLS_AS`.
    pub calls_as: CallsAs,
    /// `GRAPHQL_MUTATIONS`.
    pub mutations: AllowedMutations,
}

/// A form of the ERP's schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErpVersion {
    /// Schema without `searchTerm`.
    V2_0,
    /// Schema with `searchTerm`. 2.2 and 2.3 are equal to it in all that is asked here.
    V2_1,
}

impl ErpOptions {
    /// Reads the variables above; mistakes are left with `env`.
    pub fn read(env: &mut Env<'_>) -> Self {
        let version = env.parsed("ERP_API_VERSION", "2.0, 2.1, 2.2 or 2.3", |text| match text {
            "2.0" => Some(ErpVersion::V2_0),
            "2.1" | "2.2" | "2.3" => Some(ErpVersion::V2_1),
            _ => None,
        });
        Self {
            version: version.unwrap_or(ErpVersion::V2_1),
            calls_as: CallsAs::read(env),
            mutations: mutations(env),
        }
    }
}

impl Options for ErpOptions {
    fn needs(&self) -> Needs {
        Needs::ErpCalls(self.calls_as)
    }
}

fn mutations(env: &mut Env<'_>) -> AllowedMutations {
    // Ignored silently, `true` would refuse all mutations, and `false` would have no effect.
    if env.is_set(FORMER) {
        env.error(FORMER, INSTEAD);
    }
    env.parsed("GRAPHQL_MUTATIONS", AllowedMutations::EXPECTED, AllowedMutations::parse)
        .unwrap_or(AllowedMutations::none())
}

const FORMER: &str = "GRAPHQL_ALLOW_MUTATIONS";
const INSTEAD: &str = "remove GRAPHQL_ALLOW_MUTATIONS, and set GRAPHQL_MUTATIONS to the names of the allowed mutations, such as ChangeItem,CreateSalesOrder, or to *";

#[cfg(test)]
mod tests {
    use super::*;

    fn read(set: &[(&str, &str)]) -> (AllowedMutations, Vec<String>) {
        let read = |name: &str| {
            let known = set.iter().find(|(known, _)| *known == name);
            known.map(|(_, value)| (*value).to_owned())
        };
        let mut env = Env::new(&read);
        let options = ErpOptions::read(&mut env);
        let errors = env.into_errors();
        (options.mutations, errors.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn mutations_are_allowed_by_name_and_none_unless_told() {
        assert_eq!(read(&[]), (AllowedMutations::none(), vec![]));
        assert_eq!(read(&[("GRAPHQL_MUTATIONS", "*")]), (AllowedMutations::All, vec![]));
        let named = AllowedMutations::Named(["ChangeItem".into(), "CreateSalesOrder".into()].into());
        let set = [("GRAPHQL_MUTATIONS", "ChangeItem,CreateSalesOrder")];
        assert_eq!(read(&set), (named, vec![]));
    }

    #[test]
    fn a_list_that_is_none_allows_nothing_and_is_a_mistake() {
        for text in ["", " ", "ChangeItem,", "Change Item", "true,*"] {
            let (allowed, errors) = read(&[("GRAPHQL_MUTATIONS", text)]);
            assert_eq!(allowed, AllowedMutations::none(), "{text}");
            assert_eq!(
                errors,
                [
                    "set GRAPHQL_MUTATIONS to names of mutations separated by commas, such as ChangeItem,CreateSalesOrder, or *"
                ]
            );
        }
    }

    #[test]
    fn the_former_variable_is_a_mistake_that_says_what_to_set() {
        for text in ["true", "false", ""] {
            let (allowed, errors) = read(&[("GRAPHQL_ALLOW_MUTATIONS", text), ("GRAPHQL_MUTATIONS", "*")]);
            assert_eq!(allowed, AllowedMutations::All);
            assert_eq!(
                errors,
                [
                    "remove GRAPHQL_ALLOW_MUTATIONS, and set GRAPHQL_MUTATIONS to the names of the allowed mutations, such as ChangeItem,CreateSalesOrder, or to *"
                ]
            );
        }
    }
}
