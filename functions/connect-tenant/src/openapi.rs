//! The routes of this function for `docs/openapi.json`, and the problems of what it alone uses.

use std::time::Duration;

use shared::auth::error::AuthError;
use shared::request::problem::Problem;
use shared::verify::session::TenantSession;
use shared::web::extract::Verified;
use shared::web::layer;
use shared::web::openapi::Problems;
use utoipa::OpenApi;

use crate::error::RegistryError;
use crate::registry::Registry;
use crate::{connect, settings, tenant};

/// Every route of this function.
#[derive(Debug, OpenApi)]
#[openapi(paths(
    connect::by_headers,
    connect::by_headers_or_body,
    tenant::disconnect,
    tenant::show,
    settings::show,
    settings::replace,
    layer::health
))]
pub struct ApiDoc;

/// A token without which nothing is asked for: 400 where it is missing, as the quick start has it.
pub(crate) struct ConnectingToken;

impl Problems for ConnectingToken {
    fn problems() -> Vec<Problem> {
        let mut problems = Verified::<TenantSession>::problems();
        problems.retain(|problem| problem.code != "token_missing");
        problems.push(AuthError::TokenMissing { asked_for: true }.into());
        problems
    }
}

impl Problems for Registry {
    fn problems() -> Vec<Problem> {
        let retry_after = Duration::from_secs(2);
        let errors = [RegistryError::Absent, RegistryError::Unavailable { retry_after }];
        errors.map(Problem::from).to_vec()
    }
}

/// The record of a tenant that may have none.
pub(crate) struct OwnRecord;

impl Problems for OwnRecord {
    fn problems() -> Vec<Problem> {
        let mut problems = Registry::problems();
        problems.push(RegistryError::NotConnected.into());
        problems
    }
}

/// A change of what the caller has read before.
pub(crate) struct Precondition;

impl Problems for Precondition {
    fn problems() -> Vec<Problem> {
        let errors = [
            RegistryError::PreconditionFailed { present: 8 },
            RegistryError::PreconditionRequired,
        ];
        errors.map(Problem::from).to_vec()
    }
}
