//! `POST /token` and `POST /authenticate`: names under which front ends of Express guides log in.
//!
//! Each is `POST /api/login` with all its rules and counters. Its access token is called `token`, and
//! its failures say `success: false` too.

use axum::extract::{Request, State};
use axum::response::Response;
use shared::request::context::RequestContext;
use shared::request::problem::Problem;
use shared::web::openapi::ProblemResponses;

use crate::Function;
use crate::caller::Caller;
use crate::login::{LoginAnswer, log_in};
use crate::openapi::bodies::{CookiesSwitch, Credentials, LoggedInWithToken};
use crate::openapi::problems::LogInOfGuides;

/// Begins a session, as `POST /api/login` does.
#[utoipa::path(
    post, path = "/token", operation_id = "token", security(()),
    params(CookiesSwitch),
    request_body = Credentials,
    responses(
        (status = 200, description = "The session.", body = LoggedInWithToken),
        ProblemResponses::<LogInOfGuides>,
    ),
)]
pub(crate) async fn token(
    State(function): State<Function>,
    context: RequestContext,
    caller: Caller,
    request: Request,
) -> Result<Response, Problem> {
    log_in_answering(&function, context, caller, request, true).await
}

/// Begins a session, as `POST /api/login` does; the user is not named.
#[utoipa::path(
    post, path = "/authenticate", operation_id = "authenticate", security(()),
    params(CookiesSwitch),
    request_body = Credentials,
    responses(
        (status = 200, description = "The session.", body = LoggedInWithToken),
        ProblemResponses::<LogInOfGuides>,
    ),
)]
pub(crate) async fn authenticate(
    State(function): State<Function>,
    context: RequestContext,
    caller: Caller,
    request: Request,
) -> Result<Response, Problem> {
    log_in_answering(&function, context, caller, request, false).await
}

async fn log_in_answering(
    function: &Function,
    context: RequestContext,
    caller: Caller,
    request: Request,
    has_user: bool,
) -> Result<Response, Problem> {
    let answer = LoginAnswer {
        access_token: "token",
        has_user,
    };
    let answered = log_in(function, context, caller, request, answer).await;
    answered.map_err(|problem| problem.member("success", false))
}
