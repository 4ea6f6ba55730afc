//! Accounts in one table of DynamoDB. docs/accounts.md has its keys and what each call costs.

mod counters;
mod item;

use std::time::Duration;

use aws_config::SdkConfig;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder;
use aws_sdk_dynamodb::types::{KeysAndAttributes, Put, ReturnValuesOnConditionCheckFailure, TransactWriteItem};
use shared::store::Answer;
use shared::store::dynamodb::{is_condition_refused, kind_of};

use super::{Found, Registration, Store, StoreError, StoreErrorKind, VERSION};
use crate::account::{Account, Login};
use crate::account_id::AccountId;
use crate::known_addresses::KnownAddresses;
use crate::password::PasswordHash;
use crate::refresh_token::{Family, FamilyId, TokenHash};
use crate::throttle::{Attempt, Counter, RateLimitKey};
use crate::unix_time::UnixTime;
use item::{
    Item, account_id_of, account_item, account_key, account_of, bytes, counter_key, counter_of, family_item,
    family_key, family_of, known, known_addresses, known_addresses_of, login_item, login_key, number, text,
};

/// One table.
#[derive(Debug)]
pub struct DynamoDb {
    name: String,
    table: String,
    client: Client,
}

impl DynamoDb {
    /// The table of this name, reached as `aws` says. Makes no call.
    pub fn new(aws: &SdkConfig, table: &str) -> Self {
        Self {
            name: format!("dynamodb:{table}"),
            table: table.to_owned(),
            client: Client::new(aws),
        }
    }

    async fn register(&self, account: &Account) -> Result<Registration, StoreErrorKind> {
        let mut items = vec![
            account_item(account),
            login_item(Login::Email(&account.email), account.id),
        ];
        items.extend(
            account
                .username
                .iter()
                .map(|username| login_item(Login::Username(username), account.id)),
        );
        let mut writes = Vec::new();
        for item in items {
            let put = Put::builder().table_name(&self.table).set_item(Some(item));
            let put = put.condition_expression("attribute_not_exists(pk)").build();
            let put = put.map_err(|error| StoreErrorKind::Failed(error.into()))?;
            writes.push(TransactWriteItem::builder().put(put).build());
        }
        for pause in PAUSES_MS {
            let write = self.client.transact_write_items();
            let Err(error) = write.set_transact_items(Some(writes.clone())).send().await else {
                return Ok(Registration::Done);
            };
            match error.as_service_error() {
                Some(TransactWriteItemsError::TransactionCanceledException(refusal)) => {
                    let reasons = refusal.cancellation_reasons().iter();
                    let reasons: Vec<_> = reasons.map(|reason| reason.code().unwrap_or_default()).collect();
                    match reasons.as_slice() {
                        [_, "ConditionalCheckFailed", ..] => return Ok(Registration::EmailTaken),
                        [_, _, "ConditionalCheckFailed"] => return Ok(Registration::UsernameTaken),
                        reasons if reasons.contains(&"TransactionConflict") => {}
                        reasons if reasons.iter().any(|reason| THROTTLED.contains(reason)) => {
                            return Err(StoreErrorKind::Busy(error.into()));
                        }
                        _ => return Err(kind_of(error)),
                    }
                }
                _ => return Err(kind_of(error)),
            }
            // Somebody else registers the same at this moment; a little later it is known who.
            tokio::time::sleep(Duration::from_millis(pause)).await;
        }
        Err(StoreErrorKind::Busy("others register the same at once".into()))
    }

    async fn find(&self, login: Login<'_>, subjects: &[RateLimitKey]) -> Result<Found, StoreErrorKind> {
        let item = self.read(login_key(login)).await?;
        // Of nobody too there is a second read: the time of a login must not tell who has an account.
        let id = item.map_or_else(|| Ok(AccountId::new()), |item| account_id_of(&item))?;
        self.find_by_id(id, subjects).await
    }

    async fn find_by_id(&self, id: AccountId, subjects: &[RateLimitKey]) -> Result<Found, StoreErrorKind> {
        let keys = [account_key(id)].into_iter().chain(subjects.iter().map(counter_key));
        let mut items = self.read_all(keys.collect()).await?.into_iter();
        let item = items.next().flatten();
        Ok(Found {
            account: item.as_ref().map(|item| account_of(item, id)).transpose()?,
            known_addresses: item
                .as_ref()
                .map_or_else(|| Ok(KnownAddresses::default()), known_addresses_of)?,
            counters: items
                .map(|item| item.as_ref().map(counter_of).transpose())
                .collect::<Result<_, _>>()?,
        })
    }

    async fn counters(&self, subjects: &[RateLimitKey]) -> Result<Vec<Option<Counter>>, StoreErrorKind> {
        let items = self.read_all(subjects.iter().map(counter_key).collect()).await?;
        items
            .iter()
            .map(|item| item.as_ref().map(counter_of).transpose())
            .collect()
    }

    async fn account(&self, id: AccountId) -> Result<Option<Account>, StoreErrorKind> {
        let item = self.read(account_key(id)).await?;
        item.map(|item| account_of(&item, id)).transpose()
    }

    async fn rehash(&self, account: &Account, hash: &PasswordHash) -> Result<bool, StoreErrorKind> {
        let update = self.update(account_key(account.id));
        let update = update.update_expression("SET passwordHash = :hash");
        is_done(in_epoch(update, account.session_epoch, hash)).await
    }

    async fn change_password(
        &self,
        account: &Account,
        hash: &PasswordHash,
        known: &KnownAddresses,
    ) -> Result<Option<Account>, StoreErrorKind> {
        let next = account.session_epoch + 1;
        let update = self.update(account_key(account.id));
        let update = update.update_expression("SET passwordHash = :hash, epoch = :next, knownAddresses = :known");
        let update = update.expression_attribute_values(":next", number(next));
        let update = update.expression_attribute_values(":known", known_addresses(known));
        let is_done = is_done(in_epoch(update, account.session_epoch, hash)).await?;
        Ok(is_done.then(|| Account {
            password_hash: hash.clone(),
            session_epoch: next,
            ..account.clone()
        }))
    }

    async fn remember_addresses(&self, account: &Account, known: &KnownAddresses) -> Result<(), StoreErrorKind> {
        let update = self
            .update(account_key(account.id))
            .update_expression("SET knownAddresses = :known")
            .condition_expression("epoch = :epoch AND recordVersion <= :version")
            .expression_attribute_values(":epoch", number(account.session_epoch))
            .expression_attribute_values(":version", number(VERSION))
            .expression_attribute_values(":known", known_addresses(known));
        is_done(update).await.map(drop)
    }

    async fn revoke_all(&self, id: AccountId) -> Result<(), StoreErrorKind> {
        let update = self
            .update(account_key(id))
            .update_expression("ADD epoch :one")
            .condition_expression("attribute_exists(pk) AND recordVersion <= :version")
            .expression_attribute_values(":one", number(1_u32))
            .expression_attribute_values(":version", number(VERSION))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        let Err(error) = update.send().await else {
            return Ok(());
        };
        match error.as_service_error() {
            Some(UpdateItemError::ConditionalCheckFailedException(refusal)) => refusal.item().map_or(Ok(()), known),
            _ => Err(kind_of(error)),
        }
    }

    async fn create_family(&self, family: &Family, ends_at: UnixTime) -> Result<(), StoreErrorKind> {
        let put = self.client.put_item().table_name(&self.table);
        let put = put.set_item(Some(family_item(family, ends_at)));
        let put = put.condition_expression("attribute_not_exists(pk)");
        put.send().await.map(drop).map_err(kind_of)
    }

    async fn find_family(
        &self,
        account_id: AccountId,
        family_id: FamilyId,
    ) -> Result<Option<(Account, Family)>, StoreErrorKind> {
        let keys = vec![account_key(account_id), family_key(account_id, family_id)];
        let items = self.read_all(keys).await?;
        let [Some(account), Some(family)] = &items[..] else {
            return Ok(None);
        };
        Ok(Some((
            account_of(account, account_id)?,
            family_of(family, account_id, family_id)?,
        )))
    }

    async fn rotate(&self, presented: &TokenHash, rotated: &Family, ends_at: UnixTime) -> Result<bool, StoreErrorKind> {
        let Some(predecessor) = &rotated.predecessor else {
            return Err(StoreErrorKind::Unreadable("successor"));
        };
        let update = self
            .update(family_key(rotated.account, rotated.id))
            .update_expression(
                "SET #current = :current, previous = :presented, successor = :successor, \
                 generation = :generation, rotatedAt = :now, expiresAt = :expiry",
            )
            .condition_expression("#current = :presented")
            .expression_attribute_names("#current", "current")
            .expression_attribute_values(":presented", bytes(presented.bytes()))
            .expression_attribute_values(":current", bytes(rotated.current.bytes()))
            .expression_attribute_values(":successor", bytes(predecessor.successor.bytes()))
            .expression_attribute_values(":generation", number(rotated.generation))
            .expression_attribute_values(":now", number(rotated.rotated_at.as_secs()))
            .expression_attribute_values(":expiry", number(ends_at.as_secs()));
        is_done(update).await
    }

    async fn revoke_family(&self, account: AccountId, family: FamilyId) -> Result<(), StoreErrorKind> {
        let delete = self.client.delete_item().table_name(&self.table);
        let delete = delete.set_key(Some(family_key(account, family)));
        delete.send().await.map(drop).map_err(kind_of)
    }

    async fn read(&self, key: Item) -> Result<Option<Item>, StoreErrorKind> {
        let get = self.client.get_item().table_name(&self.table).set_key(Some(key));
        let answer = get.consistent_read(true).send().await.map_err(kind_of)?;
        Ok(answer.item)
    }

    /// The item, if there is one, for each of these keys, in their order, by one call.
    async fn read_all(&self, keys: Vec<Item>) -> Result<Vec<Option<Item>>, StoreErrorKind> {
        let all = KeysAndAttributes::builder()
            .set_keys(Some(keys.clone()))
            .consistent_read(true);
        let all = all.build().map_err(|error| StoreErrorKind::Failed(error.into()))?;
        let request = self.client.batch_get_item().request_items(&self.table, all);
        let answer = request.send().await.map_err(kind_of)?;
        if answer.unprocessed_keys().is_some_and(|keys| !keys.is_empty()) {
            return Err(StoreErrorKind::Busy(
                "it read only a part of what it was asked for".into(),
            ));
        }
        // They come in any order.
        let items = answer.responses().and_then(|tables| tables.get(&self.table));
        let items = items.map(Vec::as_slice).unwrap_or_default();
        let has = |item: &&Item, key: &Item| key.iter().all(|(name, value)| item.get(name) == Some(value));
        Ok(keys
            .iter()
            .map(|key| items.iter().find(|item| has(item, key)).cloned())
            .collect())
    }

    fn update(&self, key: Item) -> UpdateItemFluentBuilder {
        self.client.update_item().table_name(&self.table).set_key(Some(key))
    }

    fn named<T>(&self, outcome: Result<T, StoreErrorKind>) -> Result<T, StoreError> {
        outcome.map_err(|kind| kind.at(&self.name))
    }
}

impl Store for DynamoDb {
    fn name(&self) -> &str {
        &self.name
    }

    fn register<'a>(&'a self, account: &'a Account) -> Answer<'a, Registration> {
        Box::pin(async move { self.named(self.register(account).await) })
    }

    fn find<'a>(&'a self, login: Login<'a>, subjects: &'a [RateLimitKey]) -> Answer<'a, Found> {
        Box::pin(async move { self.named(self.find(login, subjects).await) })
    }

    fn find_by_id<'a>(&'a self, id: AccountId, subjects: &'a [RateLimitKey]) -> Answer<'a, Found> {
        Box::pin(async move { self.named(self.find_by_id(id, subjects).await) })
    }

    fn account(&self, id: AccountId) -> Answer<'_, Option<Account>> {
        Box::pin(async move { self.named(self.account(id).await) })
    }

    fn rehash<'a>(&'a self, account: &'a Account, hash: &'a PasswordHash) -> Answer<'a, bool> {
        Box::pin(async move { self.named(self.rehash(account, hash).await) })
    }

    fn change_password<'a>(
        &'a self,
        account: &'a Account,
        hash: &'a PasswordHash,
        known: &'a KnownAddresses,
    ) -> Answer<'a, Option<Account>> {
        Box::pin(async move { self.named(self.change_password(account, hash, known).await) })
    }

    fn remember_addresses<'a>(&'a self, account: &'a Account, known: &'a KnownAddresses) -> Answer<'a, ()> {
        Box::pin(async move { self.named(self.remember_addresses(account, known).await) })
    }

    fn revoke_all(&self, id: AccountId) -> Answer<'_, ()> {
        Box::pin(async move { self.named(self.revoke_all(id).await) })
    }

    fn create_family<'a>(&'a self, family: &'a Family, ends_at: UnixTime) -> Answer<'a, ()> {
        Box::pin(async move { self.named(self.create_family(family, ends_at).await) })
    }

    fn find_family(&self, account: AccountId, family: FamilyId) -> Answer<'_, Option<(Account, Family)>> {
        Box::pin(async move { self.named(self.find_family(account, family).await) })
    }

    fn rotate<'a>(&'a self, presented: &'a TokenHash, rotated: &'a Family, ends_at: UnixTime) -> Answer<'a, bool> {
        Box::pin(async move { self.named(self.rotate(presented, rotated, ends_at).await) })
    }

    fn revoke_family(&self, account: AccountId, family: FamilyId) -> Answer<'_, ()> {
        Box::pin(async move { self.named(self.revoke_family(account, family).await) })
    }

    fn counters<'a>(&'a self, subjects: &'a [RateLimitKey]) -> Answer<'a, Vec<Option<Counter>>> {
        Box::pin(async move { self.named(self.counters(subjects).await) })
    }

    fn count_attempt<'a>(&'a self, subject: &'a RateLimitKey, now: UnixTime) -> Answer<'a, Attempt> {
        Box::pin(async move { self.named(self.count_attempt(subject, now).await) })
    }

    fn take_attempt_back<'a>(&'a self, subject: &'a RateLimitKey) -> Answer<'a, ()> {
        Box::pin(async move { self.named(self.take_attempt_back(subject).await) })
    }

    fn forget_attempts<'a>(&'a self, subject: &'a RateLimitKey) -> Answer<'a, ()> {
        Box::pin(async move { self.named(self.forget_attempts(subject).await) })
    }
}

/// Only while the password is the one that `epoch` has.
fn in_epoch(update: UpdateItemFluentBuilder, session_epoch: u64, hash: &PasswordHash) -> UpdateItemFluentBuilder {
    update
        .condition_expression("epoch = :epoch")
        .expression_attribute_values(":epoch", number(session_epoch))
        .expression_attribute_values(":hash", text(hash.to_stored()))
}

/// Sends a change; whether its condition held.
async fn is_done(update: UpdateItemFluentBuilder) -> Result<bool, StoreErrorKind> {
    match update.send().await {
        Ok(_) => Ok(true),
        Err(error) if is_condition_refused(&error) => Ok(false),
        Err(error) => Err(kind_of(error)),
    }
}

/// After which a transaction that met another one is tried again.
const PAUSES_MS: [u64; 4] = [10, 30, 60, 100];

/// Reasons of a transaction that was cancelled because the table has too much to do.
const THROTTLED: [&str; 2] = ["ProvisionedThroughputExceeded", "ThrottlingError"];
