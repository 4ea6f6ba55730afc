//! `POST /api/change-password`: another password, and all sessions end.

use axum::Json;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use shared::invocation::Invocation;
use shared::reply::{AccountFault, ApiError};

use crate::Function;
use crate::accounts::without_hash;
use crate::address::CallersAddress;
use crate::body::{Fields, invalid};
use crate::carrier::{Carrier, authenticated};
use crate::cookies;
use crate::password::{Password, Verdict};
use crate::profile::account_of;
use crate::throttle::Subject;

/// `{currentPassword, newPassword}` → `{message}`. Guesses at the present password are counted as
/// those of a login: a stolen access token opens no other way to it.
pub(crate) async fn change(
    State(function): State<Function>,
    invocation: Invocation,
    address: CallersAddress,
    request: Request,
) -> Result<Response, ApiError> {
    let accounts = function.accounts()?;
    let (parts, body) = request.into_parts();
    let (session, carrier) = authenticated(accounts, &parts, &invocation).await?;
    let mut fields = Fields::read(&parts.headers, body).await?;
    let current = fields.required(CURRENT, Password::presented)?;
    let chosen = fields.required("newPassword", Password::chosen)?;

    let account = account_of(&session, accounts, &invocation).await?;
    let of_login = Subject::login(account.email.canonical());
    let subjects: Vec<_> = address.subject().into_iter().chain([of_login]).collect();
    accounts.count_attempt(&subjects, &invocation).await?;
    let verdict = accounts.hasher.verify(&current, Some(&account.password_hash)).await;
    if verdict.map_err(|error| without_hash(&error, &invocation))? == Verdict::Wrong {
        // Not 401: the access token is good, and front ends take that for the end of the session.
        return Err(invalid(CURRENT, "is not the password of the account"));
    }
    let hash = accounts.hasher.hash(&chosen).await;
    let hash = hash.map_err(|error| without_hash(&error, &invocation))?;
    let change = accounts.store.change_password(&account, &hash);
    if accounts.stored(change, &invocation).await?.is_none() {
        // Somebody else has changed it, or has logged out everywhere, in the meantime.
        return Err(ApiError::Account(AccountFault::Gone));
    }
    accounts.attempt_succeeded(&subjects, &invocation).await?;
    tracing::info!(request.id = invocation.id(), account.id = %account.id, "password changed");
    let mut response = Json(json!({"message": "The password is changed; log in again."})).into_response();
    if carrier == Carrier::Cookies {
        cookies::clear(&mut response);
    }
    Ok(response)
}

const CURRENT: &str = "currentPassword";
