//! `POST /verify-token`: whether a token is valid here, check by check, as JTL's template answers.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use serde::Serialize;
use serde_json::{Map, Value, json};
use shared::auth::error::{AuthError, WrongClaims};
use shared::request::context::RequestContext;
use shared::request::problem::Problem;
use shared::start::app::App;
use shared::verify::session::{AudienceCheck, Session};
use shared::web::extract::{Verified, presented_token};
use shared::web::openapi::{CookieOfChange, ProblemResponses, Problems};
use utoipa::ToSchema;

/// A token that may be used here.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ValidToken)]
pub struct Valid {
    valid: bool,
    checks: Checks,
    /// All that it says.
    #[schema(value_type = Object)]
    claims: Arc<Map<String, Value>>,
}

/// Checks that a token has passed; `false` also for those that were not made any more. Those that
/// its issuer does not ask for are passed.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[schema(as = TokenChecks)]
#[serde(rename_all = "camelCase")]
struct Checks {
    signature_and_issuer: bool,
    audience: bool,
    app_id: bool,
}

/// Says whether the token is valid here, check by check.
#[utoipa::path(
    post, path = "/verify-token", operation_id = "verifyToken",
    responses(
        (status = 200, description = "It is, and says this.", body = Valid),
        ProblemResponses::<(RefusedToken, CookieOfChange)>,
    ),
)]
pub async fn verify(
    State(app): State<Arc<App>>,
    context: RequestContext,
    request: Request,
) -> Result<Json<Valid>, Problem> {
    let (parts, _) = request.into_parts();
    let verified = async {
        let token = presented_token(&parts, None, || app.cookie_origins())?;
        let token = token.ok_or(AuthError::TokenMissing { asked_for: false })?;
        app.verify(token, &context).await
    };
    match verified.await {
        Ok(verified) => Ok(Json(Valid {
            valid: true,
            checks: Checks::made(
                true,
                AudienceCheck {
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
fn refused(error: AuthError) -> Problem {
    let checks = Checks::before(&error);
    let problem = Problem::from(error);
    match checks {
        Some(checks) => with_checks(problem, checks),
        None => problem,
    }
}

fn with_checks(problem: Problem, checks: Checks) -> Problem {
    problem.member("checks", json!(checks)).member("valid", false)
}

struct RefusedToken;

impl Problems for RefusedToken {
    fn problems() -> Vec<Problem> {
        let problems = Verified::<Session>::problems().into_iter();
        problems
            .map(|problem| match problem.status {
                StatusCode::UNAUTHORIZED => with_checks(problem, Checks::NONE),
                _ => problem,
            })
            .collect()
    }
}

impl Checks {
    const NONE: Self = Self {
        signature_and_issuer: false,
        audience: false,
        app_id: false,
    };

    fn made(signature_and_issuer: bool, made_for: AudienceCheck) -> Self {
        Self {
            signature_and_issuer,
            audience: made_for.audience,
            app_id: made_for.app,
        }
    }

    /// Checks that a token refused so has passed; `None` where nothing is known of the token.
    fn before(error: &AuthError) -> Option<Self> {
        let neither = AudienceCheck {
            audience: false,
            app: false,
        };
        match error {
            AuthError::TokenMissing { .. }
            | AuthError::TokenMalformed
            | AuthError::TokenSignature
            | AuthError::TokenClaims(WrongClaims::Issuer) => Some(Self::made(false, neither)),
            AuthError::TokenExpired { .. }
            | AuthError::TokenNotYetValid
            | AuthError::TokenClaims(WrongClaims::Malformed) => Some(Self::made(true, neither)),
            AuthError::TokenClaims(WrongClaims::Audience(made_for)) => Some(Self::made(true, *made_for)),
            AuthError::TokenConflict | AuthError::TenantMissing | AuthError::CrossSite | AuthError::Unverifiable(_) => {
                None
            }
        }
    }
}
