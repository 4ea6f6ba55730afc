//! Token sources → extractors: [`RequestContext`], [`Verified`].

use std::sync::Arc;

use axum::extract::{FromRef, FromRequestParts, OptionalFromRequestParts};
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::request::Parts;
use http::{HeaderMap, HeaderName};

use crate::auth::error::AuthError;
use crate::auth::presented_token::PresentedToken;
use crate::erp::Erp;
use crate::request::context::RequestContext;
use crate::request::problem::{ApiError, Problem};
use crate::start::app::App;
use crate::start::config::AllowedOrigins;
use crate::web::cookies;
use verify::session::{Session, TenantSession};

/// The token of a request, if there is one: in a header, or `in_body` where a route takes it there too;
/// and where no such source holds one, in the session cookie. A browser sends its cookies unasked, so
/// they are not looked at beside a token that the caller has chosen to send, and conflict with none.
/// `cookie_origins` is asked only where there is a cookie; it says `None` where none is taken.
pub fn presented_token<'a, 'o>(
    parts: &'a Parts,
    in_body: Option<&'a str>,
    cookie_origins: impl FnOnce() -> Result<Option<&'o AllowedOrigins>, AuthError>,
) -> Result<Option<PresentedToken<'a>>, AuthError> {
    if let Some(token) = single_token([token_in(&parts.headers)?, in_body])? {
        return Ok(Some(PresentedToken::Explicit(token)));
    }
    if cookies::values(&parts.headers, cookies::SESSION).all(str::is_empty) {
        return Ok(None);
    }
    match cookie_origins()? {
        Some(origins) => cookies::session_token(parts, origins),
        None => Ok(None),
    }
}

/// The token in the headers, if there is one. Two sources may hold the same token, but not
/// two: which of them counts would be the caller's choice and a proxy's.
fn token_in(headers: &HeaderMap) -> Result<Option<&str>, AuthError> {
    let bearer = match single_header(headers, &AUTHORIZATION)? {
        Some(value) => bearer(value),
        None => None,
    };
    let session_id = single_header(headers, &X_SESSION_ID)?;
    let session_token = single_header(headers, &X_SESSION_TOKEN)?;
    single_token([bearer, session_id, session_token])
}

/// The one token that the sources hold; an empty source holds none.
pub fn single_token<'a>(sources: impl IntoIterator<Item = Option<&'a str>>) -> Result<Option<&'a str>, AuthError> {
    let mut tokens = sources.into_iter().flatten().filter(|token| !token.is_empty());
    let Some(first) = tokens.next() else {
        return Ok(None);
    };
    if tokens.all(|other| other == first) {
        Ok(Some(first))
    } else {
        Err(AuthError::TokenConflict)
    }
}

/// Returns whether a body is said to be JSON, by `Content-Type: application/json`.
pub fn is_json(headers: &HeaderMap) -> bool {
    let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = content_type
        .and_then(|value| value.split(';').next())
        .unwrap_or_default();
    essence.trim().eq_ignore_ascii_case("application/json")
}

impl<S: Send + Sync> FromRequestParts<S> for RequestContext {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        // Put there by `layer`; without it the router was not finished.
        parts.extensions.get::<Self>().cloned().ok_or(ApiError::Internal)
    }
}

/// The caller by its verified token: `Verified<Session>`, `Option<Verified<Session>>` or
/// `Verified<TenantSession>`.
#[derive(Clone, Debug)]
pub struct Verified<T>(pub T);

impl<S: Send + Sync> FromRequestParts<S> for Verified<Session>
where
    Arc<App>: FromRef<S>,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        <Self as OptionalFromRequestParts<S>>::from_request_parts(parts, state)
            .await?
            .ok_or_else(|| AuthError::TokenMissing { asked_for: false }.into())
    }
}

/// `None` without a token; a token that is refused is still an error.
impl<S: Send + Sync> OptionalFromRequestParts<S> for Verified<Session>
where
    Arc<App>: FromRef<S>,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Option<Self>, Problem> {
        let app = Arc::<App>::from_ref(state);
        let context = RequestContext::from_request_parts(parts, state).await?;
        match presented_token(parts, None, || app.cookie_origins())? {
            Some(token) => app
                .authenticate(token, &context)
                .await
                .map(|session| Some(Self(session)))
                .map_err(Problem::from),
            None => Ok(None),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Verified<TenantSession>
where
    Arc<App>: FromRef<S>,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Verified(session) = <Verified<Session> as FromRequestParts<S>>::from_request_parts(parts, state).await?;
        session
            .into_tenant_session()
            .map(Self)
            .ok_or_else(|| AuthError::TenantMissing.into())
    }
}

/// The ERP, for a router whose state is the app itself.
impl FromRef<Arc<App>> for Erp {
    fn from_ref(app: &Arc<App>) -> Self {
        app.erp().clone()
    }
}

/// The value of a header that may occur once.
fn single_header<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Result<Option<&'a str>, AuthError> {
    let mut values = headers.get_all(name).iter();
    let (first, second) = (values.next(), values.next());
    match (first, second) {
        (None, _) => Ok(None),
        (Some(value), None) => value.to_str().map(Some).map_err(|_| AuthError::TokenMalformed),
        (Some(_), Some(_)) => Err(AuthError::TokenMalformed),
    }
}

/// The token of an `Authorization` header (RFC 6750, section 2.1); another scheme holds none.
pub fn bearer(value: &str) -> Option<&str> {
    let (scheme, token) = value.split_once(' ').unwrap_or((value, ""));
    scheme
        .eq_ignore_ascii_case("bearer")
        .then(|| token.trim_start_matches(' '))
}

const X_SESSION_ID: HeaderName = HeaderName::from_static("x-session-id");
const X_SESSION_TOKEN: HeaderName = HeaderName::from_static("x-session-token");
