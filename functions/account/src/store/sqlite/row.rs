//! Rows as records.

use rusqlite::Row;

use crate::account::Account;
use crate::account_id::AccountId;
use crate::email::Email;
use crate::name::Name;
use crate::password::PasswordHash;
use crate::refresh_token::{Family, FamilyId, Predecessor, SealedSuccessor, TokenHash};
use crate::store::StoreFault;
use crate::throttle::Counter;
use crate::unix_time::UnixTime;
use crate::username::Username;

pub(super) fn account(row: &Row<'_>) -> Result<Account, StoreFault> {
    let username: Option<String> = row.get("username")?;
    Ok(Account {
        id: parsed(row, "account_id", AccountId::parse)?,
        email: parsed(row, "email", |text| Email::parse(text).ok())?,
        username: username
            .map(|text| Username::parse(&text).map_err(|_| StoreFault::Unreadable("username")))
            .transpose()?,
        name: parsed(row, "name", |text| Name::parse(text).ok())?,
        password_hash: parsed(row, "password_hash", PasswordHash::parse)?,
        epoch: row.get("epoch")?,
        created_at: time(row, "created_at")?,
    })
}

pub(super) fn family(row: &Row<'_>, account: AccountId, id: FamilyId) -> Result<Family, StoreFault> {
    let hash = |column: &'static str| {
        let bytes: Option<[u8; 32]> = row.get(column)?;
        Ok::<_, StoreFault>(bytes.map(TokenHash::of_bytes))
    };
    let successor: Option<Vec<u8>> = row.get("successor")?;
    let predecessor = match (hash("previous")?, successor) {
        (Some(hash), Some(sealed)) => Some(Predecessor {
            hash,
            successor: SealedSuccessor::of_bytes(sealed),
        }),
        (None, None) => None,
        _ => return Err(StoreFault::Unreadable("successor")),
    };
    Ok(Family {
        account,
        id,
        epoch: row.get("family_epoch")?,
        generation: row.get("generation")?,
        current: hash("current")?.ok_or(StoreFault::Unreadable("current"))?,
        predecessor,
        begun_at: time(row, "begun_at")?,
        rotated_at: time(row, "rotated_at")?,
    })
}

pub(super) fn counter(row: &Row<'_>) -> Result<Counter, StoreFault> {
    Ok(Counter {
        failures: row.get("failures")?,
        last_at: time(row, "last_at")?,
    })
}

fn time(row: &Row<'_>, column: &'static str) -> Result<UnixTime, StoreFault> {
    Ok(UnixTime::of_seconds(row.get(column)?))
}

fn parsed<T>(row: &Row<'_>, column: &'static str, parse: impl Fn(&str) -> Option<T>) -> Result<T, StoreFault> {
    let text: String = row.get(column)?;
    parse(&text).ok_or(StoreFault::Unreadable(column))
}
