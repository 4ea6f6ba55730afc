//! `POST /api/refresh-token`: a session goes on.

use axum::extract::{Request, State};
use axum::response::Response;
use serde_json::json;
use shared::request::context::RequestContext;
use shared::request::problem::Problem;
use shared::web::openapi::ProblemResponses;

use crate::Function;
use crate::error::AccountError;
use crate::openapi::bodies::{CookiesSwitch, RefreshTokenInBody, Refreshed};
use crate::openapi::problems::{AccountStore, GoOn, ReadRefreshToken, SigningKeys};
use crate::refresh_tokens::Refresh;
use crate::token_transport::{ACCESS_TOKEN, Grant, TokenTransport};
use crate::unix_time::UnixTime;

/// Continues a session. A refusal leaves the cookies alone: in a race, its loser would take away what the
/// winner was given.
#[utoipa::path(
    post, path = "/api/refresh-token", operation_id = "refreshToken", security((), ("refreshCookie" = [])),
    params(CookiesSwitch),
    request_body = Option<RefreshTokenInBody>,
    responses(
        (status = 200, description = "The session with new tokens.", body = Refreshed),
        ProblemResponses::<((ReadRefreshToken, GoOn), SigningKeys, AccountStore)>,
    ),
)]
pub(crate) async fn refresh(
    State(function): State<Function>,
    context: RequestContext,
    request: Request,
) -> Result<Response, Problem> {
    let accounts = function.accounts()?;
    let (parts, body) = request.into_parts();
    let transport = TokenTransport::asked_for(&parts, accounts)?;
    let over = || AccountError::RefreshTokenInvalid;
    let presented = transport.refresh_token(&parts, body).await?.ok_or_else(over)?;
    // First, so that no token is used up without a successor to show for it.
    let keys = accounts.keys(&context).await?;

    let now = UnixTime::from_moment(context.started());
    let refreshed = accounts
        .stored(accounts.refresh_tokens.refresh(&presented, now), &context)
        .await?;
    let account_id = presented.unverified_account();
    match refreshed {
        Refresh::Granted {
            account,
            token,
            is_repeated,
        } => {
            tracing::info!(request.id = context.id(), account.id = %account_id, is_repeated, "session refreshed");
            let grant = Grant {
                account: &account,
                access_token: ACCESS_TOKEN,
                token: &token,
                now,
            };
            Ok(transport.granted(accounts, &keys.value, grant, json!({})))
        }
        Refresh::Over => Err(over().into()),
        Refresh::Replayed => {
            context.metrics().count("RefreshTokenReplayed");
            tracing::warn!(request.id = context.id(), account.id = %account_id, "refresh token reused; family revoked");
            Err(over().into())
        }
    }
}
