//! `GET /api/profile`: who is calling, as on record.

use axum::Json;
use axum::extract::{Request, State};
use serde_json::Value;
use shared::request::context::RequestContext;
use shared::request::problem::Problem;
use shared::verify::session::Session;
use shared::web::openapi::ProblemResponses;

use crate::Function;
use crate::account::Account;
use crate::account_id::AccountId;
use crate::accounts::Accounts;
use crate::error::AccountError;
use crate::openapi::bodies::Profile;
use crate::openapi::problems::OwnSession;
use crate::token_transport::{authenticated, user};

/// Reads the caller's account.
#[utoipa::path(
    get, path = "/api/profile", operation_id = "getProfile",
    responses(
        (status = 200, description = "The account.", body = Profile),
        ProblemResponses::<OwnSession>,
    ),
)]
pub(crate) async fn show(
    State(function): State<Function>,
    context: RequestContext,
    request: Request,
) -> Result<Json<Value>, Problem> {
    let accounts = function.accounts()?;
    let (parts, _) = request.into_parts();
    let (session, _) = authenticated(accounts, &parts, &context).await?;
    let account = account_of(&session, accounts, &context).await?;
    let mut profile = user(&account);
    profile["createdAt"] = account.created_at.to_string().into();
    if let Some(username) = &account.username {
        profile["username"] = username.as_str().into();
    }
    Ok(Json(profile))
}

/// The account that a session is of.
async fn account_of(session: &Session, accounts: &Accounts, context: &RequestContext) -> Result<Account, Problem> {
    let gone = AccountError::Gone;
    let Some(id) = AccountId::parse(session.user_id()) else {
        return Err(gone.into());
    };
    let account = accounts.stored(accounts.store.account(id), context).await?;
    Ok(account.ok_or(gone)?)
}
