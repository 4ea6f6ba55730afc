//! The problems of what the handlers of this function use.

use std::time::Duration;

use shared::auth::error::AuthError;
use shared::request::problem::{ApiError, Problem};
use shared::verify::session::Session;
use shared::web::extract::Verified;
use shared::web::openapi::Problems;

use crate::error::AccountError;

/// Fields of a body, and switches in the query.
pub(crate) struct ReadFields;

impl Problems for ReadFields {
    fn problems() -> Vec<Problem> {
        let field = AccountError::FieldInvalid {
            field: "email",
            rule: "must be there".into(),
        };
        vec![field.into(), ApiError::TooLarge(4 * 1024).into()]
    }
}

/// Fields, of which a refresh token may be in a cookie instead.
pub(crate) struct ReadRefreshToken;

impl Problems for ReadRefreshToken {
    fn problems() -> Vec<Problem> {
        let mut problems = ReadFields::problems();
        problems.extend([AuthError::TokenConflict.into(), AuthError::CrossSite.into()]);
        problems
    }
}

/// The store of accounts.
pub(crate) struct AccountStore;

impl Problems for AccountStore {
    fn problems() -> Vec<Problem> {
        vec![AccountError::StoreUnavailable { retry_after: SHORTLY }.into()]
    }
}

/// The signing keys.
pub(crate) struct SigningKeys;

impl Problems for SigningKeys {
    fn problems() -> Vec<Problem> {
        vec![AccountError::KeysUnavailable { retry_after: SHORTLY }.into()]
    }
}

/// An attempt that is counted, and a password that is hashed for it.
pub(crate) struct Attempt;

impl Problems for Attempt {
    fn problems() -> Vec<Problem> {
        let errors = [
            AccountError::TooManyAttempts {
                retry_after: Duration::from_mins(1),
            },
            AccountError::Overloaded { retry_after: SHORTLY },
        ];
        errors.map(Problem::from).to_vec()
    }
}

/// A registration that is answered openly.
pub(crate) struct Register;

impl Problems for Register {
    fn problems() -> Vec<Problem> {
        [AccountError::EmailTaken, AccountError::UsernameTaken]
            .map(Problem::from)
            .to_vec()
    }
}

/// A login with a password.
pub(crate) struct LogIn;

impl Problems for LogIn {
    fn problems() -> Vec<Problem> {
        let mut problems = [
            ReadFields::problems(),
            Attempt::problems(),
            AccountStore::problems(),
            SigningKeys::problems(),
        ]
        .concat();
        problems.extend([AuthError::CrossSite.into(), AccountError::CredentialsInvalid.into()]);
        problems
    }
}

/// The same, whose failures say `success: false` too.
pub(crate) struct LogInOfGuides;

impl Problems for LogInOfGuides {
    fn problems() -> Vec<Problem> {
        let problems = LogIn::problems().into_iter();
        problems.map(|problem| problem.member("success", false)).collect()
    }
}

/// A session to go on with.
pub(crate) struct GoOn;

impl Problems for GoOn {
    fn problems() -> Vec<Problem> {
        vec![AccountError::RefreshTokenInvalid.into()]
    }
}

/// An access token of this function's own.
pub(crate) struct OwnSession;

impl Problems for OwnSession {
    fn problems() -> Vec<Problem> {
        let mut problems = [
            Verified::<Session>::problems(),
            SigningKeys::problems(),
            AccountStore::problems(),
        ]
        .concat();
        problems.retain(|problem| problem.code != "credentials_refused");
        problems.push(AccountError::Gone.into());
        problems
    }
}

/// The wait in examples.
const SHORTLY: Duration = Duration::from_secs(1);
