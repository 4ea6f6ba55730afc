//! The problems of what handlers are given: a session, the ERP, a body.

use std::time::Duration;

use http::StatusCode;
use serde_json::json;
use verify::session::{AudienceCheck, Session, TenantSession};

use super::Problems;
use crate::auth::error::{AuthError, WrongClaims};
use crate::erp::{CallError, DocumentError, Erp, ErpError};
use crate::request::problem::{ApiError, Problem};
use crate::web::extract::Verified;

impl Problems for Verified<Session> {
    fn problems() -> Vec<Problem> {
        let of_token = [
            AuthError::TokenMissing { asked_for: false },
            AuthError::TokenConflict,
            AuthError::TokenMalformed,
            AuthError::TokenSignature,
            AuthError::TokenExpired {
                advice: "ask the shell for a new one",
            },
            AuthError::TokenNotYetValid,
            AuthError::TokenClaims(WrongClaims::Audience(AudienceCheck {
                audience: true,
                app: false,
            })),
        ];
        let of_keys = ApiError::CredentialsRefused { retry_after: SHORTLY };
        let problems = of_token.into_iter().map(Problem::from);
        problems.chain([of_keys.into()]).collect()
    }
}

impl Problems for Verified<TenantSession> {
    fn problems() -> Vec<Problem> {
        let mut problems = Verified::<Session>::problems();
        problems.push(AuthError::TenantMissing.into());
        problems
    }
}

/// A route that changes something, and takes the session cookie: only from a page of the app.
#[derive(Debug)]
pub struct CookieOfChange;

impl Problems for CookieOfChange {
    fn problems() -> Vec<Problem> {
        vec![AuthError::CrossSite.into()]
    }
}

/// Parameters in path, query or headers.
#[derive(Debug)]
pub struct Parameters;

impl Problems for Parameters {
    fn problems() -> Vec<Problem> {
        vec![ApiError::BadRequest("first must be a whole number from 1 to 500.".into()).into()]
    }
}

/// A body of JSON.
#[derive(Debug)]
pub struct JsonBody;

impl Problems for JsonBody {
    fn problems() -> Vec<Problem> {
        let errors = [
            ApiError::BadRequest("The body must be one JSON object without duplicate members.".into()),
            ApiError::TooLarge(16 * 1024),
            ApiError::UnsupportedMediaType,
        ];
        errors.map(Problem::from).to_vec()
    }
}

impl Problems for Erp {
    fn problems() -> Vec<Problem> {
        let kinds = [
            ErpError::Unauthorized,
            ErpError::Forbidden,
            ErpError::UserUnauthorized,
            ErpError::AppTokenRequired,
            ErpError::NotFound,
            ErpError::Refused {
                status: StatusCode::CONFLICT,
            },
            ErpError::Refused {
                status: StatusCode::UNPROCESSABLE_ENTITY,
            },
            ErpError::RateLimited { retry_after: SHORTLY },
            ErpError::TenantRateLimited { retry_after: SHORTLY },
            ErpError::Failed,
            ErpError::TimedOut,
        ];
        let errors = kinds.map(|kind| CallError::Erp {
            kind,
            trace_id: Some("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01".into()),
            errors: vec![json!({"message": "The ERP's own words."})],
        });
        errors.map(Problem::from).to_vec()
    }
}

/// A GraphQL document of the caller's own.
#[derive(Debug)]
pub struct CallersDocument;

impl Problems for CallersDocument {
    fn problems() -> Vec<Problem> {
        let errors = [DocumentError::Invalid, DocumentError::TooExpensive].map(|kind| CallError::Document {
            kind,
            detail: "The ERP does not take the query or its variables; the errors say why.".into(),
            errors: vec![json!({"message": "The field `skus` does not exist on the type `ItemListItem`."})],
        });
        errors.map(Problem::from).to_vec()
    }
}

/// The wait in examples.
const SHORTLY: Duration = Duration::from_secs(2);
