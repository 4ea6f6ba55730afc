//! Ways in which tokens go out and come back: JSON, or a browser's cookies where `?cookies=true`
//! asks for them. Never both: a refresh token in both is refused, except by a logout with
//! `?cookies=true`, which ends it all. An access token in a header outranks the one in a cookie.

use axum::Json;
use axum::body::Body;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use shared::auth::error::AuthError;
use shared::auth::presented_token::PresentedToken;
use shared::request::context::RequestContext;
use shared::request::problem::Problem;
use shared::verify::session::Session;
use shared::web::csrf;
use shared::web::extract::presented_token;

use crate::account::Account;
use crate::accounts::Accounts;
use crate::body::{Fields, invalid};
use crate::cookies;
use crate::query::{COOKIES, switch};
use crate::refresh_token::RefreshToken;
use crate::signing_keys::WarmKeys;
use crate::unix_time::UnixTime;

/// The place of a request's tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TokenTransport {
    /// In the body and the header `Authorization`.
    Json,
    /// In cookies.
    Cookies,
}

impl TokenTransport {
    /// The one that a request asks for; cookies only where no other site can have asked.
    pub fn asked_for(parts: &Parts, accounts: &Accounts) -> Result<Self, Problem> {
        if !switch(&parts.uri, COOKIES)? {
            return Ok(Self::Json);
        }
        csrf::check(&parts.headers, &accounts.origins)?;
        Ok(Self::Cookies)
    }

    /// The refresh token of a request; `None` where no cookie holds one.
    pub async fn refresh_token(self, parts: &Parts, body: Body) -> Result<Option<RefreshToken>, Problem> {
        let mut fields = Fields::read(&parts.headers, body).await?;
        let cookie = cookies::refresh(&parts.headers)?;
        match self {
            Self::Cookies if fields.has(FIELD) => Err(invalid(FIELD, TWICE).into()),
            Self::Cookies => Ok(cookie.and_then(RefreshToken::parse)),
            Self::Json if cookie.is_some() => Err(invalid(FIELD, TWICE).into()),
            Self::Json => Ok(Some(fields.required(FIELD, |text| token(&text))?)),
        }
    }

    /// The refresh tokens of a logout: with cookies, each one that the cookies and the body name, so
    /// that nothing which was put beside a session keeps it from ending. [`MOST_ENDED`] at most,
    /// since each costs calls to the store.
    pub async fn refresh_tokens(self, parts: &Parts, body: Body) -> Result<Vec<RefreshToken>, Problem> {
        if self == Self::Json {
            return Ok(self.refresh_token(parts, body).await?.into_iter().collect());
        }
        let mut fields = Fields::read(&parts.headers, body).await?;
        let in_body = fields.optional(FIELD, |text| token(&text))?;
        let in_cookies = cookies::all_refresh(&parts.headers).filter_map(RefreshToken::parse);
        let mut tokens: Vec<RefreshToken> = Vec::new();
        for token in in_body.into_iter().chain(in_cookies) {
            if tokens.len() < MOST_ENDED && tokens.iter().all(|known| known.hash() != token.hash()) {
                tokens.push(token);
            }
        }
        Ok(tokens)
    }

    /// The answer that lets a user in: `besides` is what it says in JSON next to both tokens, and
    /// with cookies instead of them.
    pub fn granted(self, accounts: &Accounts, keys: &WarmKeys, grant: Grant<'_>, mut members: Value) -> Response {
        let access = accounts.issuer.access_token(grant.account, &keys.ring, grant.now);
        let refresh = grant.token.to_text();
        let (access, refresh) = (access.expose_secret(), refresh.expose_secret());
        match self {
            Self::Json => {
                members[grant.access_token] = access.into();
                members[FIELD] = refresh.into();
                Json(members).into_response()
            }
            Self::Cookies => {
                let mut response = Json(json!({"user": user(grant.account)})).into_response();
                let session_lifetime = (accounts.issuer.life, accounts.session_lifetime.idle);
                cookies::set(
                    &mut response,
                    (access, session_lifetime.0),
                    (refresh, session_lifetime.1),
                );
                response
            }
        }
    }
}

/// A session that a login or refresh has granted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Grant<'a> {
    /// The account it belongs to.
    pub account: &'a Account,
    /// Name of the member that holds its access token.
    pub access_token: &'static str,
    /// The refresh token that continues it.
    pub token: &'a RefreshToken,
    /// Time of the grant.
    pub now: UnixTime,
}

/// Verifies the access token of a request; its session, and its transport.
pub(crate) async fn authenticated(
    accounts: &Accounts,
    parts: &Parts,
    context: &RequestContext,
) -> Result<(Session, TokenTransport), Problem> {
    let presented = presented_token(parts, None, || Ok(Some(&accounts.origins)))?;
    let (token, transport) = match presented.ok_or(AuthError::TokenMissing { asked_for: false })? {
        PresentedToken::Explicit(token) => (token, TokenTransport::Json),
        PresentedToken::Cookie(token) => (token, TokenTransport::Cookies),
    };
    Ok((accounts.authenticate(token, context).await?, transport))
}

/// The public view of an account.
pub(crate) fn user(account: &Account) -> Value {
    json!({"id": account.id.to_string(), "name": account.name.as_str(), "email": account.email.as_str()})
}

fn token(text: &str) -> Result<RefreshToken, &'static str> {
    RefreshToken::parse(text).ok_or("must be a refresh token of this service")
}

/// Name of the access token in the answers of our own routes.
pub(crate) const ACCESS_TOKEN: &str = "accessToken";
const FIELD: &str = "refreshToken";
/// A browser of ours names two at most, the present one and one of an earlier version.
const MOST_ENDED: usize = 8;
const TWICE: &str = "must be sent in the body, or, with ?cookies=true, in its cookie, and not in both";
