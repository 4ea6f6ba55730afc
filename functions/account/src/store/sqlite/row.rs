//! Rows as records.

use rusqlite::Row;

use crate::account::Account;
use crate::account_id::AccountId;
use crate::email::Email;
use crate::name::Name;
use crate::password::PasswordHash;
use crate::refresh_token::{Family, FamilyId, Predecessor, SealedSuccessor, TokenHash};
use crate::store::StoreErrorKind;
use crate::throttle::Counter;
use crate::unix_time::UnixTime;
use crate::username::Username;

pub(super) fn account(row: &Row<'_>) -> Result<Account, StoreErrorKind> {
    let username: Option<String> = row.get("username")?;
    Ok(Account {
        id: parsed(row, "account_id", AccountId::parse)?,
        email: parsed(row, "email", |text| Email::parse(text).ok())?,
        username: username
            .map(|text| Username::parse(&text).map_err(|_| StoreErrorKind::Unreadable("username")))
            .transpose()?,
        name: parsed(row, "name", |text| Name::parse(text).ok())?,
        password_hash: parsed(row, "password_hash", PasswordHash::parse)?,
        session_epoch: row.get("epoch")?,
        created_at: time(row, "created_at")?,
    })
}

pub(super) fn family(row: &Row<'_>, account: AccountId, id: FamilyId) -> Result<Family, StoreErrorKind> {
    let hash = |column: &'static str| {
        let bytes: Option<[u8; 32]> = row.get(column)?;
        Ok::<_, StoreErrorKind>(bytes.map(TokenHash::from_bytes))
    };
    let successor: Option<Vec<u8>> = row.get("successor")?;
    let predecessor = match (hash("previous")?, successor) {
        (Some(hash), Some(sealed)) => Some(Predecessor {
            hash,
            successor: SealedSuccessor::from_bytes(sealed),
        }),
        (None, None) => None,
        _ => return Err(StoreErrorKind::Unreadable("successor")),
    };
    Ok(Family {
        account,
        id,
        session_epoch: row.get("family_epoch")?,
        generation: row.get("generation")?,
        current: hash("current")?.ok_or(StoreErrorKind::Unreadable("current"))?,
        predecessor,
        begun_at: time(row, "begun_at")?,
        rotated_at: time(row, "rotated_at")?,
    })
}

pub(super) fn counter(row: &Row<'_>) -> Result<Counter, StoreErrorKind> {
    Ok(Counter {
        failures: row.get("failures")?,
        last_at: time(row, "last_at")?,
    })
}

fn time(row: &Row<'_>, column: &'static str) -> Result<UnixTime, StoreErrorKind> {
    Ok(UnixTime::from_secs(row.get(column)?))
}

fn parsed<T>(row: &Row<'_>, column: &'static str, parse: impl Fn(&str) -> Option<T>) -> Result<T, StoreErrorKind> {
    let text: String = row.get(column)?;
    parse(&text).ok_or(StoreErrorKind::Unreadable(column))
}
