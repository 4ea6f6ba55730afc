//! Records as items, and back. docs/accounts.md has the keys and attributes.

use std::collections::HashMap;

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;

use crate::account::{Account, Login};
use crate::account_id::AccountId;
use crate::email::Email;
use crate::hex;
use crate::known_addresses::KnownAddresses;
use crate::name::Name;
use crate::password::PasswordHash;
use crate::refresh_token::{Family, FamilyId, Predecessor, SealedSuccessor, TokenHash};
use crate::store::{StoreErrorKind, VERSION};
use crate::throttle::{Counter, RateLimitKey};
use crate::unix_time::UnixTime;
use crate::username::Username;

pub(super) type Item = HashMap<String, AttributeValue>;

pub(super) fn account_key(id: AccountId) -> Item {
    key(format!("account#{id}"), "account")
}

pub(super) fn family_key(account: AccountId, family: FamilyId) -> Item {
    key(
        format!("account#{account}"),
        format!("family#{}", hex::encode(family.bytes())),
    )
}

pub(super) fn login_key(login: Login<'_>) -> Item {
    let kind = match login {
        Login::Email(_) => "email",
        Login::Username(_) => "username",
    };
    key(format!("{kind}#{}", login.canonical()), kind)
}

pub(super) fn counter_key(subject: &RateLimitKey) -> Item {
    key(format!("attempts#{}", subject.key()), "attempts")
}

pub(super) fn account_item(account: &Account) -> Item {
    let mut item = account_key(account.id);
    item.extend(
        [
            ("recordVersion", number(VERSION)),
            ("email", text(account.email.as_str())),
            ("name", text(account.name.as_str())),
            ("passwordHash", text(account.password_hash.to_stored())),
            ("epoch", number(account.session_epoch)),
            ("createdAt", number(account.created_at.as_secs())),
        ]
        .map(named),
    );
    item.extend(
        account
            .username
            .iter()
            .map(|username| named(("username", text(username.as_str())))),
    );
    item
}

/// The item that makes a login lead to an account, and to one only.
pub(super) fn login_item(login: Login<'_>, account: AccountId) -> Item {
    let mut item = login_key(login);
    item.extend([named(("accountId", text(account.to_string())))]);
    item
}

pub(super) fn family_item(family: &Family, ends_at: UnixTime) -> Item {
    let mut item = family_key(family.account, family.id);
    item.extend(
        [
            ("recordVersion", number(VERSION)),
            ("epoch", number(family.session_epoch)),
            ("generation", number(family.generation)),
            ("current", bytes(family.current.bytes())),
            ("begunAt", number(family.begun_at.as_secs())),
            ("rotatedAt", number(family.rotated_at.as_secs())),
            ("expiresAt", number(ends_at.as_secs())),
        ]
        .map(named),
    );
    if let Some(predecessor) = &family.predecessor {
        let previous = ("previous", bytes(predecessor.hash.bytes()));
        let successor = ("successor", bytes(predecessor.successor.bytes()));
        item.extend([previous, successor].map(named));
    }
    item
}

pub(super) fn account_of(item: &Item, id: AccountId) -> Result<Account, StoreErrorKind> {
    known(item)?;
    let username = optional(item, "username", |value| value.as_s().ok())?;
    Ok(Account {
        id,
        email: parsed(item, "email", |text| Email::parse(text).ok())?,
        username: username
            .map(|text| Username::parse(text).map_err(|_| StoreErrorKind::Unreadable("username")))
            .transpose()?,
        name: parsed(item, "name", |text| Name::parse(text).ok())?,
        password_hash: parsed(item, "passwordHash", PasswordHash::parse)?,
        session_epoch: whole(item, "epoch")?,
        created_at: UnixTime::from_secs(whole(item, "createdAt")?),
    })
}

pub(super) fn account_id_of(login_item: &Item) -> Result<AccountId, StoreErrorKind> {
    parsed(login_item, "accountId", AccountId::parse)
}

pub(super) fn family_of(item: &Item, account: AccountId, id: FamilyId) -> Result<Family, StoreErrorKind> {
    known(item)?;
    let hash = |name| {
        let hash = optional(item, name, |value| value.as_b().ok()?.as_ref().try_into().ok())?;
        Ok::<_, StoreErrorKind>(hash.map(TokenHash::from_bytes))
    };
    let successor = optional(item, "successor", |value| value.as_b().ok())?;
    let predecessor = match (hash("previous")?, successor) {
        (Some(hash), Some(sealed)) => Some(Predecessor {
            hash,
            successor: SealedSuccessor::from_bytes(sealed.as_ref().to_vec()),
        }),
        (None, None) => None,
        _ => return Err(StoreErrorKind::Unreadable("successor")),
    };
    Ok(Family {
        account,
        id,
        session_epoch: whole(item, "epoch")?,
        generation: whole(item, "generation")?,
        current: hash("current")?.ok_or(StoreErrorKind::Unreadable("current"))?,
        predecessor,
        begun_at: UnixTime::from_secs(whole(item, "begunAt")?),
        rotated_at: UnixTime::from_secs(whole(item, "rotatedAt")?),
    })
}

/// The addresses as a map: the hash in hex → when it was last used.
pub(super) fn known_addresses(known: &KnownAddresses) -> AttributeValue {
    let entries = known.iter().map(|(hash, at)| (hex::encode(hash), number(at.as_secs())));
    AttributeValue::M(entries.collect())
}

/// None where an older program has made the account.
pub(super) fn known_addresses_of(item: &Item) -> Result<KnownAddresses, StoreErrorKind> {
    let map = optional(item, "knownAddresses", |value| value.as_m().ok())?;
    let read = |(hash, at): (&String, &AttributeValue)| {
        let at = at.as_n().ok()?.parse().ok().map(UnixTime::from_secs)?;
        Some((hex::decode(hash)?, at))
    };
    let addresses = map.into_iter().flatten().map(read).collect::<Option<_>>();
    addresses
        .map(KnownAddresses::of)
        .ok_or(StoreErrorKind::Unreadable("knownAddresses"))
}

pub(super) fn counter_of(item: &Item) -> Result<Counter, StoreErrorKind> {
    Ok(Counter {
        // One that was counted beyond any bound is as good as the greatest.
        failures: u32::try_from(whole(item, "failures")?).unwrap_or(u32::MAX),
        last_at: UnixTime::from_secs(whole(item, "lastAt")?),
    })
}

/// An item that we may read and write.
pub(super) fn known(item: &Item) -> Result<(), StoreErrorKind> {
    match whole(item, "recordVersion")? {
        version if version > u64::from(VERSION) => Err(StoreErrorKind::Newer(version)),
        _ => Ok(()),
    }
}

pub(super) fn text(text: impl Into<String>) -> AttributeValue {
    AttributeValue::S(text.into())
}

pub(super) fn number(number: impl Into<u64>) -> AttributeValue {
    AttributeValue::N(number.into().to_string())
}

pub(super) fn bytes(bytes: &[u8]) -> AttributeValue {
    AttributeValue::B(Blob::new(bytes))
}

fn key(partition: String, sort: impl Into<String>) -> Item {
    Item::from([("pk", text(partition)), ("sk", text(sort))].map(named))
}

fn named((name, value): (&str, AttributeValue)) -> (String, AttributeValue) {
    (name.to_owned(), value)
}

fn parsed<T>(item: &Item, name: &'static str, parse: impl Fn(&str) -> Option<T>) -> Result<T, StoreErrorKind> {
    let value = optional(item, name, |value| parse(value.as_s().ok()?))?;
    value.ok_or(StoreErrorKind::Unreadable(name))
}

fn whole(item: &Item, name: &'static str) -> Result<u64, StoreErrorKind> {
    let number = optional(item, name, |value| value.as_n().ok()?.parse().ok())?;
    number.ok_or(StoreErrorKind::Unreadable(name))
}

fn optional<'a, T>(
    item: &'a Item,
    name: &'static str,
    read: impl Fn(&'a AttributeValue) -> Option<T>,
) -> Result<Option<T>, StoreErrorKind> {
    let value = item
        .get(name)
        .map(|value| read(value).ok_or(StoreErrorKind::Unreadable(name)));
    value.transpose()
}
