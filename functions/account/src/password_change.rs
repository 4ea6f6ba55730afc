//! `POST /api/change-password`: another password, and all sessions end.

use axum::Json;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use shared::request::context::RequestContext;
use shared::request::problem::Problem;
use shared::web::openapi::{CookieOfChange, ProblemResponses};

use crate::Function;
use crate::account_id::AccountId;
use crate::accounts::without_hash;
use crate::body::{Fields, invalid};
use crate::caller::Caller;
use crate::cookies;
use crate::device::{self, DeviceId};
use crate::error::AccountError;
use crate::openapi::bodies::{Done, PasswordChange};
use crate::openapi::problems::{Attempt, OwnSession, ReadFields};
use crate::password::{Password, Verification};
use crate::token_transport::{TokenTransport, authenticated};
use crate::unix_time::UnixTime;

/// Changes the password, and ends all sessions. Guesses at the present password are counted by the
/// rules of a login, but for themselves: a stolen access token opens no wide way to it, and whoever
/// has none cannot keep an owner from changing it.
#[utoipa::path(
    post, path = "/api/change-password", operation_id = "changePassword",
    request_body = PasswordChange,
    responses(
        (status = 200, description = "It is changed.", body = Done),
        ProblemResponses::<((OwnSession, CookieOfChange), ReadFields, Attempt)>,
    ),
)]
pub(crate) async fn change(
    State(function): State<Function>,
    context: RequestContext,
    caller: Caller,
    request: Request,
) -> Result<Response, Problem> {
    let accounts = function.accounts()?;
    let (parts, body) = request.into_parts();
    let (session, transport) = authenticated(accounts, &parts, &context).await?;
    let mut fields = Fields::read(&parts.headers, body).await?;
    let current = fields.required(CURRENT, Password::presented)?;
    let chosen = fields.required("newPassword", Password::chosen)?;

    let keys = accounts.keys(&context).await?;
    let now = UnixTime::from_moment(context.started());
    let gone = || AccountError::Gone;
    let id = AccountId::parse(session.user_id()).ok_or_else(gone)?;
    let attempt = accounts.attempts.change(id, &caller, &keys.value.ring, now);
    let attempt = accounts.allowed(attempt, &context).await?;
    let account = attempt.account.as_ref().ok_or_else(gone)?;
    let verification = accounts.hasher.verify(&current, Some(&account.password_hash)).await;
    if verification.map_err(|error| without_hash(&error, &context))? == Verification::Wrong {
        accounts
            .allowed(accounts.attempts.failed(&attempt, now), &context)
            .await?;
        // Not 401: the access token is good, and front ends take that for the end of the session.
        return Err(invalid(CURRENT, "is not the password of the account").into());
    }
    accounts
        .allowed(accounts.attempts.succeeded(&attempt, now), &context)
        .await?;
    let hash = accounts.hasher.hash(&chosen).await;
    let hash = hash.map_err(|error| without_hash(&error, &context))?;
    let known = attempt.only_this_address(id, now);
    let change = accounts.store.change_password(account, &hash, &known);
    // None where somebody else has changed it, or has logged out everywhere, in the meantime.
    let account = accounts.stored(change, &context).await?.ok_or_else(gone)?;
    tracing::info!(request.id = context.id(), account.id = %account.id, "password changed");
    let mut response = Json(json!({"message": "The password is changed; log in again."})).into_response();
    if transport == TokenTransport::Cookies {
        cookies::clear(&mut response);
    }
    // Who has just proved the password is no stranger at the next login.
    let device = DeviceId::fresh().to_text(&account, &keys.value.ring, now);
    device::remember(&mut response, &device);
    Ok(response)
}

const CURRENT: &str = "currentPassword";
