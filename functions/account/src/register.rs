//! `POST /api/register`: a new account.

use axum::Json;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;
use shared::request::context::RequestContext;
use shared::request::problem::Problem;
use shared::web::openapi::ProblemResponses;

use crate::Function;
use crate::account::Account;
use crate::accounts::without_hash;
use crate::body::Fields;
use crate::caller::Caller;
use crate::email::Email;
use crate::error::AccountError;
use crate::name::Name;
use crate::openapi::bodies::{Done, Registration as Body, User};
use crate::openapi::problems::{AccountStore, Attempt, ReadFields, Register};
use crate::password::Password;
use crate::store::Registration;
use crate::token_transport::user;
use crate::unix_time::UnixTime;
use crate::username::Username;

/// Makes an account. Where registration is private everybody is answered 202, in the same words and after
/// the same work.
#[utoipa::path(
    post, path = "/api/register", operation_id = "register", security(()),
    request_body = Body,
    responses(
        (status = 201, description = "The account.", body = User),
        (status = 202, description = "Registration is private.", body = Done),
        ProblemResponses::<((ReadFields, Register), Attempt, AccountStore)>,
    ),
)]
pub(crate) async fn register(
    State(function): State<Function>,
    context: RequestContext,
    caller: Caller,
    request: Request,
) -> Result<Response, Problem> {
    let accounts = function.accounts()?;
    let (parts, body) = request.into_parts();
    let mut fields = Fields::read(&parts.headers, body).await?;
    let email = fields.required("email", |text| Email::parse(&text))?;
    let name = fields.required("name", |text| Name::chosen(&text))?;
    let username = fields.optional("username", |text| Username::chosen(&text))?;
    let password = fields.required("password", Password::chosen)?;

    let now = UnixTime::from_moment(context.started());
    // Whatever becomes of it: accounts are for good, and so is what they are named.
    accounts
        .allowed(accounts.attempts.registration(&caller, now), &context)
        .await?;
    let hash = accounts.hasher.hash(&password).await;
    let hash = hash.map_err(|error| without_hash(&error, &context))?;
    let account = Account::new(email, username, name, hash, now);
    let registration = accounts.stored(accounts.store.register(&account), &context).await?;
    if registration == Registration::Done {
        context.metrics().count("AccountRegistered");
        tracing::info!(request.id = context.id(), account.id = %account.id, "account registered");
    }
    if accounts.is_registration_private {
        return Ok((StatusCode::ACCEPTED, Json(json!({"message": ACCEPTED}))).into_response());
    }
    match registration {
        Registration::Done => Ok((StatusCode::CREATED, Json(user(&account))).into_response()),
        Registration::EmailTaken => Err(AccountError::EmailTaken.into()),
        Registration::UsernameTaken => Err(AccountError::UsernameTaken.into()),
    }
}

const ACCEPTED: &str = "If the address and the username were free, the account is there now; log in.";
