//! `POST /token` and `POST /authenticate`: names under which front ends of Express guides log in.
//!
//! Each is `POST /api/login` with all its rules and counters. Its access token is called `token`, and
//! its failures say `success: false` too.

use axum::extract::{Request, State};
use axum::response::Response;
use shared::request::context::RequestContext;
use shared::request::problem::Problem;

use crate::Function;
use crate::caller::Caller;
use crate::login::{LoginAnswer, log_in};

/// → `{user, token, refreshToken}`.
pub(crate) async fn token(
    State(function): State<Function>,
    context: RequestContext,
    caller: Caller,
    request: Request,
) -> Result<Response, Problem> {
    let answer = LoginAnswer {
        access_token: TOKEN,
        has_user: true,
    };
    let answered = log_in(&function, context, caller, request, answer).await;
    answered.map_err(without_success)
}

/// → `{token, refreshToken}`.
pub(crate) async fn authenticate(
    State(function): State<Function>,
    context: RequestContext,
    caller: Caller,
    request: Request,
) -> Result<Response, Problem> {
    let answer = LoginAnswer {
        access_token: TOKEN,
        has_user: false,
    };
    let answered = log_in(&function, context, caller, request, answer).await;
    answered.map_err(without_success)
}

fn without_success(problem: Problem) -> Problem {
    problem.member("success", false)
}

const TOKEN: &str = "token";
