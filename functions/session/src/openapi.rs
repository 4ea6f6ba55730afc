//! The routes of this function for `docs/openapi.json`.

use utoipa::OpenApi;

use crate::{caller, verify_token};

/// Every route of this function.
#[derive(Debug, OpenApi)]
#[openapi(paths(caller::me, caller::session, verify_token::verify))]
pub struct ApiDoc;
