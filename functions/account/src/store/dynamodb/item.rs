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
use crate::store::{StoreFault, VERSION};
use crate::throttle::{Counter, Subject};
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

pub(super) fn counter_key(subject: &Subject) -> Item {
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
            ("epoch", number(account.epoch)),
            ("createdAt", number(account.created_at.seconds())),
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
            ("epoch", number(family.epoch)),
            ("generation", number(family.generation)),
            ("current", bytes(family.current.bytes())),
            ("begunAt", number(family.begun_at.seconds())),
            ("rotatedAt", number(family.rotated_at.seconds())),
            ("expiresAt", number(ends_at.seconds())),
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

pub(super) fn account_of(item: &Item, id: AccountId) -> Result<Account, StoreFault> {
    known(item)?;
    let username = optional(item, "username", |value| value.as_s().ok())?;
    Ok(Account {
        id,
        email: parsed(item, "email", |text| Email::parse(text).ok())?,
        username: username
            .map(|text| Username::parse(text).map_err(|_| StoreFault::Unreadable("username")))
            .transpose()?,
        name: parsed(item, "name", |text| Name::parse(text).ok())?,
        password_hash: parsed(item, "passwordHash", PasswordHash::parse)?,
        epoch: whole(item, "epoch")?,
        created_at: UnixTime::of_seconds(whole(item, "createdAt")?),
    })
}

pub(super) fn account_id_of(login_item: &Item) -> Result<AccountId, StoreFault> {
    parsed(login_item, "accountId", AccountId::parse)
}

pub(super) fn family_of(item: &Item, account: AccountId, id: FamilyId) -> Result<Family, StoreFault> {
    known(item)?;
    let hash = |name| {
        let hash = optional(item, name, |value| value.as_b().ok()?.as_ref().try_into().ok())?;
        Ok::<_, StoreFault>(hash.map(TokenHash::of_bytes))
    };
    let successor = optional(item, "successor", |value| value.as_b().ok())?;
    let predecessor = match (hash("previous")?, successor) {
        (Some(hash), Some(sealed)) => Some(Predecessor {
            hash,
            successor: SealedSuccessor::of_bytes(sealed.as_ref().to_vec()),
        }),
        (None, None) => None,
        _ => return Err(StoreFault::Unreadable("successor")),
    };
    Ok(Family {
        account,
        id,
        epoch: whole(item, "epoch")?,
        generation: whole(item, "generation")?,
        current: hash("current")?.ok_or(StoreFault::Unreadable("current"))?,
        predecessor,
        begun_at: UnixTime::of_seconds(whole(item, "begunAt")?),
        rotated_at: UnixTime::of_seconds(whole(item, "rotatedAt")?),
    })
}

/// The addresses as a map: the hash in hex → when it was last used.
pub(super) fn known_addresses(known: &KnownAddresses) -> AttributeValue {
    let entries = known.iter().map(|(hash, at)| (hex::encode(hash), number(at.seconds())));
    AttributeValue::M(entries.collect())
}

/// None where an older program has made the account.
pub(super) fn known_addresses_of(item: &Item) -> Result<KnownAddresses, StoreFault> {
    let map = optional(item, "knownAddresses", |value| value.as_m().ok())?;
    let read = |(hash, at): (&String, &AttributeValue)| {
        let at = at.as_n().ok()?.parse().ok().map(UnixTime::of_seconds)?;
        Some((hex::decode(hash)?, at))
    };
    let addresses = map.into_iter().flatten().map(read).collect::<Option<_>>();
    addresses
        .map(KnownAddresses::of)
        .ok_or(StoreFault::Unreadable("knownAddresses"))
}

pub(super) fn counter_of(item: &Item) -> Result<Counter, StoreFault> {
    Ok(Counter {
        // One that was counted beyond any bound is as good as the greatest.
        failures: u32::try_from(whole(item, "failures")?).unwrap_or(u32::MAX),
        last_at: UnixTime::of_seconds(whole(item, "lastAt")?),
    })
}

/// An item that we may read and write.
pub(super) fn known(item: &Item) -> Result<(), StoreFault> {
    match whole(item, "recordVersion")? {
        version if version > u64::from(VERSION) => Err(StoreFault::Newer(version)),
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

fn parsed<T>(item: &Item, name: &'static str, parse: impl Fn(&str) -> Option<T>) -> Result<T, StoreFault> {
    let value = optional(item, name, |value| parse(value.as_s().ok()?))?;
    value.ok_or(StoreFault::Unreadable(name))
}

fn whole(item: &Item, name: &'static str) -> Result<u64, StoreFault> {
    let number = optional(item, name, |value| value.as_n().ok()?.parse().ok())?;
    number.ok_or(StoreFault::Unreadable(name))
}

fn optional<'a, T>(
    item: &'a Item,
    name: &'static str,
    read: impl Fn(&'a AttributeValue) -> Option<T>,
) -> Result<Option<T>, StoreFault> {
    let value = item
        .get(name)
        .map(|value| read(value).ok_or(StoreFault::Unreadable(name)));
    value.transpose()
}
