//! `POST /api/logout`: a session ends, or with `?everywhere=true` all sessions of its user.

use axum::Json;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use shared::request::context::RequestContext;
use shared::request::problem::Problem;
use shared::web::openapi::ProblemResponses;

use crate::Function;
use crate::cookies;
use crate::openapi::bodies::{CookiesSwitch, Done, RefreshTokenInBody};
use crate::openapi::problems::{AccountStore, ReadRefreshToken};
use crate::query::switch;
use crate::token_transport::TokenTransport;
use crate::unix_time::UnixTime;

/// Ends a session; with `?cookies=true` all that the cookies name, and the cookies go. It may be repeated: a
/// session that is over already has ended.
#[utoipa::path(
    post, path = "/api/logout", operation_id = "logOut", security((), ("refreshCookie" = [])),
    params(
        CookiesSwitch,
        ("everywhere" = Option<bool>, Query, description = "`true`: all sessions of the user end."),
    ),
    request_body = Option<RefreshTokenInBody>,
    responses(
        (status = 200, description = "It has ended.", body = Done),
        ProblemResponses::<(ReadRefreshToken, AccountStore)>,
    ),
)]
pub(crate) async fn logout(
    State(function): State<Function>,
    context: RequestContext,
    request: Request,
) -> Result<Response, Problem> {
    let accounts = function.accounts()?;
    let (parts, body) = request.into_parts();
    let transport = TokenTransport::asked_for(&parts, accounts)?;
    let everywhere = switch(&parts.uri, "everywhere")?;
    let tokens = transport.refresh_tokens(&parts, body).await?;
    let now = UnixTime::from_moment(context.started());
    let end = async {
        if everywhere {
            accounts.refresh_tokens.end_everywhere(&tokens, now).await
        } else {
            accounts.refresh_tokens.end(&tokens).await
        }
    };
    accounts.stored(end, &context).await?;
    let mut response = Json(json!({"message": "Logged out."})).into_response();
    if transport == TokenTransport::Cookies {
        cookies::clear(&mut response);
    }
    Ok(response)
}
