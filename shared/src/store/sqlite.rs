//! A file of SQLite as a store.

use rusqlite::ErrorCode;

use super::StoreErrorKind;

impl From<rusqlite::Error> for StoreErrorKind {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::CannotOpen) => Self::Missing(error.into()),
            Some(ErrorCode::PermissionDenied | ErrorCode::ReadOnly | ErrorCode::AuthorizationForStatementDenied) => {
                Self::Denied(error.into())
            }
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy(error.into()),
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase | ErrorCode::SchemaChanged) => {
                Self::Damaged(error.into())
            }
            _ => Self::Failed(error.into()),
        }
    }
}
