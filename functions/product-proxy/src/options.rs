//! The variables of this function alone.
//!
//! | variable | meaning | default |
//! | --- | --- | --- |
//! | `ERP_API_VERSION` | `2.0`, `2.1`, `2.2` or `2.3` | `2.1` |
//! | `ERP_CALLS_AS` | `service` or `user`: see [`CallsAs`] | `service` |
//! | `GRAPHQL_ALLOW_MUTATIONS` | `true` or `false` | `false` |

use shared::config::Variables;

use crate::calls_as::CallsAs;

/// How to speak with the ERP.
#[derive(Clone, Copy, Debug)]
pub struct ErpOptions {
    /// `ERP_API_VERSION`.
    pub version: ErpVersion,
    /// `ERP_CALLS_AS`.
    pub calls_as: CallsAs,
    /// `GRAPHQL_ALLOW_MUTATIONS`.
    pub allow_mutations: bool,
}

/// A form of the ERP's schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErpVersion {
    /// Without `searchTerm`.
    V2_0,
    /// With `searchTerm`. 2.2 and 2.3 are equal to it in all that is asked here.
    V2_1,
}

impl ErpOptions {
    /// Reads the variables above; mistakes are left with `variables`.
    pub fn read(variables: &mut Variables<'_>) -> Self {
        let version = variables.parsed("ERP_API_VERSION", "2.0, 2.1, 2.2 or 2.3", |text| match text {
            "2.0" => Some(ErpVersion::V2_0),
            "2.1" | "2.2" | "2.3" => Some(ErpVersion::V2_1),
            _ => None,
        });
        Self {
            version: version.unwrap_or(ErpVersion::V2_1),
            calls_as: CallsAs::read(variables),
            allow_mutations: variables
                .parsed("GRAPHQL_ALLOW_MUTATIONS", "true or false", |text| text.parse().ok())
                .unwrap_or(false),
        }
    }
}
