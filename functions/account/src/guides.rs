//! `POST /token` and `POST /authenticate`: names under which front ends of Express guides log in.
//!
//! Each is `POST /api/login` with all its rules and counters. Its access token is called `token`, and
//! its failures say `success: false` too.

use axum::extract::{Request, State};
use axum::routing::{MethodRouter, post};
use shared::request::context::RequestContext;

use crate::Function;
use crate::caller::Caller;
use crate::login::{LoginAnswer, log_in};

/// → `{user, token, refreshToken}`.
pub(crate) fn token() -> MethodRouter<Function> {
    login_answering(LoginAnswer {
        access_token: TOKEN,
        has_user: true,
    })
}

/// → `{token, refreshToken}`.
pub(crate) fn authenticate() -> MethodRouter<Function> {
    login_answering(LoginAnswer {
        access_token: TOKEN,
        has_user: false,
    })
}

fn login_answering(answer: LoginAnswer) -> MethodRouter<Function> {
    post(
        async move |State(function): State<Function>, context: RequestContext, caller: Caller, request: Request| {
            let answered = log_in(&function, context, caller, request, answer).await;
            answered.map_err(|problem| problem.member("success", false))
        },
    )
}

const TOKEN: &str = "token";
