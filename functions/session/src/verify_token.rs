//! `POST /verify-token`: whether a token is valid here, check by check, as JTL's template answers.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::{Map, Value, json};
use shared::request::context::Invocation;
use shared::request::problem::{ApiError, Besides, ClaimsFault};
use shared::start::app::App;
use shared::verify::session::MadeFor;
use shared::web::extract::token_in;

/// A token that may be used here.
#[derive(Debug, Serialize)]
pub struct Valid {
    valid: bool,
    checks: Checks,
    /// All that it says.
    claims: Map<String, Value>,
}

/// Checks that a token has passed; `false` also for those that were not made any more. Those that
/// its issuer does not ask for are passed.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Checks {
    signature_and_issuer: bool,
    audience: bool,
    app_id: bool,
}

pub async fn verify(
    State(app): State<Arc<App>>,
    invocation: Invocation,
    headers: HeaderMap,
) -> Result<Json<Valid>, Response> {
    let verified = async {
        let token = token_in(&headers)?.ok_or(ApiError::TokenMissing { asked_for: false })?;
        app.verify(token, &invocation).await
    };
    match verified.await {
        Ok(verified) => Ok(Json(Valid {
            valid: true,
            checks: Checks::made(
                true,
                MadeFor {
                    audience: true,
                    app: true,
                },
            ),
            claims: verified.claims,
        })),
        Err(error) => Err(refused(error)),
    }
}

/// The error as everywhere, and `valid` and `checks` where it is the token's fault.
fn refused(error: ApiError) -> Response {
    let checks = Checks::before(&error);
    let mut response = error.into_response();
    if let Some(checks) = checks {
        let mut members = Map::new();
        members.insert("valid".into(), false.into());
        members.insert("checks".into(), json!(checks));
        response.extensions_mut().insert(Besides(members));
    }
    response
}

impl Checks {
    fn made(signature_and_issuer: bool, made_for: MadeFor) -> Self {
        Self {
            signature_and_issuer,
            audience: made_for.audience,
            app_id: made_for.app,
        }
    }

    /// Checks that a token refused so has passed; `None` where nothing is known of the token.
    fn before(error: &ApiError) -> Option<Self> {
        let neither = MadeFor {
            audience: false,
            app: false,
        };
        match error {
            ApiError::TokenMissing { .. }
            | ApiError::TokenMalformed
            | ApiError::TokenSignature
            | ApiError::TokenClaims(ClaimsFault::Issuer) => Some(Self::made(false, neither)),
            ApiError::TokenExpired | ApiError::TokenNotYetValid | ApiError::TokenClaims(ClaimsFault::Malformed) => {
                Some(Self::made(true, neither))
            }
            ApiError::TokenClaims(ClaimsFault::Audience(made_for)) => Some(Self::made(true, *made_for)),
            ApiError::TokenConflict
            | ApiError::TenantMissing
            | ApiError::PlatformUnavailable { .. }
            | ApiError::Misconfigured
            | ApiError::CredentialsRefused { .. }
            | ApiError::Erp { .. }
            | ApiError::Document { .. }
            | ApiError::Registry(_)
            | ApiError::Account(_)
            | ApiError::BadRequest(_)
            | ApiError::TooLarge(_)
            | ApiError::UnsupportedMediaType
            | ApiError::MethodNotAllowed
            | ApiError::NoSuchPath
            | ApiError::Internal => None,
        }
    }
}
