//! `POST /api/login`: a password → a session.

use axum::extract::{Request, State};
use axum::response::Response;
use serde_json::json;
use shared::request::context::RequestContext;
use shared::request::error_chain::Chain;
use shared::request::problem::Problem;
use shared::web::openapi::ProblemResponses;

use crate::Function;
use crate::account::{Account, Login};
use crate::accounts::{Accounts, without_hash};
use crate::body::{Fields, invalid};
use crate::caller::Caller;
use crate::device::{self, DeviceId};
use crate::email::Email;
use crate::error::AccountError;
use crate::openapi::bodies::{CookiesSwitch, Credentials, LoggedIn};
use crate::openapi::problems::LogIn;
use crate::password::{Password, Verification};
use crate::token_transport::{ACCESS_TOKEN, Grant, TokenTransport, user};
use crate::unix_time::UnixTime;
use crate::username::Username;

/// Answer of a login in JSON; with `?cookies=true` it is `{user}` under every name of the route.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LoginAnswer {
    /// Name of the member that holds the access token.
    pub access_token: &'static str,
    /// `true` where it names the user beside the tokens.
    pub has_user: bool,
}

/// Begins a session.
#[utoipa::path(
    post, path = "/api/login", operation_id = "logIn", security(()),
    params(CookiesSwitch),
    request_body = Credentials,
    responses(
        (status = 200, description = "The session.", body = LoggedIn),
        ProblemResponses::<LogIn>,
    ),
)]
pub(crate) async fn login(
    State(function): State<Function>,
    context: RequestContext,
    caller: Caller,
    request: Request,
) -> Result<Response, Problem> {
    let answer = LoginAnswer {
        access_token: ACCESS_TOKEN,
        has_user: true,
    };
    log_in(&function, context, caller, request, answer).await
}

/// The same under every name of the route. The cookie of a known device is set with `?cookies=true`
/// and without: it lets nobody in. Whether nobody has the login or the password is another one, the
/// answer is the same, and so is the work.
pub(crate) async fn log_in(
    function: &Function,
    context: RequestContext,
    caller: Caller,
    request: Request,
    answer: LoginAnswer,
) -> Result<Response, Problem> {
    let accounts = function.accounts()?;
    let (parts, body) = request.into_parts();
    let transport = TokenTransport::asked_for(&parts, accounts)?;
    let mut fields = Fields::read(&parts.headers, body).await?;
    let named = Named::in_fields(&mut fields)?;
    let password = fields.required("password", Password::presented)?;
    // First, so that no session begins without an access token.
    let keys = accounts.keys(&context).await?;

    let (now, login) = (UnixTime::from_moment(context.started()), named.login());
    let attempt = accounts.attempts.login(login, &caller, &keys.value.ring, now);
    let attempt = accounts.allowed(attempt, &context).await?;
    let hash = attempt.account.as_ref().map(|account| &account.password_hash);
    let verification = accounts.hasher.verify(&password, hash).await;
    let verification = verification.map_err(|error| without_hash(&error, &context))?;
    let (Some(account), Verification::Right | Verification::NeedsRehash) = (&attempt.account, verification) else {
        accounts
            .allowed(accounts.attempts.failed(&attempt, now), &context)
            .await?;
        context.metrics().count("LoginRefused");
        tracing::info!(request.id = context.id(), "login refused");
        return Err(AccountError::CredentialsInvalid.into());
    };
    // By as many calls as a wrong one that is refused: the time must not tell which was right.
    accounts
        .allowed(accounts.attempts.is_still_allowed(&attempt, now), &context)
        .await?;
    let token = accounts
        .stored(accounts.refresh_tokens.begin(account, now), &context)
        .await?;
    let succeeded = accounts.attempts.succeeded(&attempt, now);
    if let Err(refused) = accounts.allowed(succeeded, &context).await {
        // Nobody has its token; if that fails too, it expires.
        let end = accounts.refresh_tokens.end(std::slice::from_ref(&token));
        let _ = accounts.stored(end, &context).await;
        return Err(refused.into());
    }
    // Not before: an address from which nobody was let in is not known. A failure is logged there,
    // and keeps nobody out.
    let remember = accounts.attempts.remember(account, &attempt, now);
    let _ = accounts.stored(remember, &context).await;
    if verification == Verification::NeedsRehash {
        strengthen(accounts, account, &password, &context).await;
    }
    context.metrics().count("LoggedIn");
    tracing::info!(request.id = context.id(), account.id = %account.id, "login succeeded");
    let grant = Grant {
        account,
        access_token: answer.access_token,
        token: &token,
        now,
    };
    let members = if answer.has_user {
        json!({"user": user(account)})
    } else {
        json!({})
    };
    let mut response = transport.granted(accounts, &keys.value, grant, members);
    let device = attempt.device.unwrap_or_else(DeviceId::fresh);
    device::remember(&mut response, &device.to_text(account, &keys.value.ring, now));
    Ok(response)
}

/// The address or username in a request to log in.
enum Named {
    Email(Email),
    Username(Username),
}

impl Named {
    fn in_fields(fields: &mut Fields) -> Result<Self, AccountError> {
        match fields.optional("username", |text| Username::parse(&text))? {
            Some(_) if fields.has("email") => Err(invalid("username", "must not be sent beside email")),
            Some(username) => Ok(Self::Username(username)),
            None => fields.required("email", |text| Email::parse(&text)).map(Self::Email),
        }
    }

    fn login(&self) -> Login<'_> {
        match self {
            Self::Email(email) => Login::Email(email),
            Self::Username(username) => Login::Username(username),
        }
    }
}

/// Puts a hash of today's cost in the place of a cheaper one. If it fails, the next login does it.
async fn strengthen(accounts: &Accounts, account: &Account, password: &Password, context: &RequestContext) {
    match accounts.hasher.hash(password).await {
        Ok(hash) => {
            // A failure is logged there.
            let _ = accounts.stored(accounts.store.rehash(account, &hash), context).await;
        }
        Err(error) => {
            tracing::warn!(request.id = context.id(), error = %Chain(&error), "rehash failed");
        }
    }
}
