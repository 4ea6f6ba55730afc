//! Accounts in a file of SQLite, for a developer's machine.
//!
//! Each change is one transaction that also checks the version of the file.

mod row;

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection as Database, OptionalExtension, Params, params};
use shared::store::Answer;
use shared::store::sqlite::{Access, Schema, SqliteFile};

use super::{Found, Registration, Store, StoreErrorKind, VERSION};
use crate::account::{Account, Login};
use crate::account_id::AccountId;
use crate::known_addresses::KnownAddresses;
use crate::password::PasswordHash;
use crate::refresh_token::{Family, FamilyId, TokenHash};
use crate::throttle::{Attempt, Counter, RateLimitKey};
use crate::unix_time::UnixTime;
use crate::username::Username;

/// One file.
#[derive(Debug)]
pub struct Sqlite(SqliteFile);

impl Sqlite {
    /// The file at `path`, which is made if it is missing.
    pub fn new(path: &Path) -> Self {
        Self(SqliteFile::new(path, SCHEMA))
    }

    fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Database) -> Result<T, StoreErrorKind> + Send + 'static,
    ) -> Answer<'_, T> {
        self.0.call(Access::Read, work)
    }

    /// Durably: a rotation that is lost with the power makes the token that its holder has look like
    /// a stranger's.
    fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Database) -> Result<T, StoreErrorKind> + Send + 'static,
    ) -> Answer<'_, T> {
        self.0.call(Access::DurableWrite, work)
    }

    /// A count may be lost with the power.
    fn count<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Database) -> Result<T, StoreErrorKind> + Send + 'static,
    ) -> Answer<'_, T> {
        self.0.call(Access::Write, work)
    }
}

impl Store for Sqlite {
    fn name(&self) -> &str {
        self.0.name()
    }

    fn register<'a>(&'a self, account: &'a Account) -> Answer<'a, Registration> {
        let account = account.clone();
        self.write(move |database| {
            let username = account.username.as_ref();
            let inserted = database.execute(
                "INSERT INTO accounts VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
                 ON CONFLICT (email_canonical) DO NOTHING ON CONFLICT (username_canonical) DO NOTHING",
                params![
                    account.id.to_string(),
                    account.email.as_str(),
                    account.email.canonical(),
                    username.map(Username::as_str),
                    username.map(Username::canonical),
                    account.name.as_str(),
                    account.password_hash.to_stored(),
                    account.session_epoch,
                    account.created_at.as_secs(),
                ],
            )?;
            if inserted == 1 {
                return Ok(Registration::Done);
            }
            let has_email = database
                .prepare("SELECT 1 FROM accounts WHERE email_canonical = ?1")?
                .exists([account.email.canonical()])?;
            Ok(if has_email {
                Registration::EmailTaken
            } else {
                Registration::UsernameTaken
            })
        })
    }

    fn find<'a>(&'a self, login: Login<'a>, subjects: &'a [RateLimitKey]) -> Answer<'a, Found> {
        let query = match login {
            Login::Email(_) => "SELECT * FROM accounts WHERE email_canonical = ?1",
            Login::Username(_) => "SELECT * FROM accounts WHERE username_canonical = ?1",
        };
        let (canonical, subjects) = (login.canonical().to_owned(), subjects.to_vec());
        self.read(move |database| found(database, one_account(database, query, [canonical])?, &subjects))
    }

    fn find_by_id<'a>(&'a self, id: AccountId, subjects: &'a [RateLimitKey]) -> Answer<'a, Found> {
        let subjects = subjects.to_vec();
        self.read(move |database| found(database, account_by_id(database, id)?, &subjects))
    }

    fn account(&self, id: AccountId) -> Answer<'_, Option<Account>> {
        self.read(move |database| account_by_id(database, id))
    }

    fn rehash<'a>(&'a self, account: &'a Account, hash: &'a PasswordHash) -> Answer<'a, bool> {
        let (id, session_epoch, hash) = (account.id, account.session_epoch, hash.to_stored());
        self.write(move |database| {
            let change = "UPDATE accounts SET password_hash = ?3 WHERE account_id = ?1 AND epoch = ?2";
            Ok(database.execute(change, params![id.to_string(), session_epoch, hash])? == 1)
        })
    }

    fn change_password<'a>(
        &'a self,
        account: &'a Account,
        hash: &'a PasswordHash,
        known: &'a KnownAddresses,
    ) -> Answer<'a, Option<Account>> {
        let (account, hash, known) = (account.clone(), hash.clone(), known.clone());
        self.write(move |database| {
            let change = "UPDATE accounts SET password_hash = ?3, epoch = epoch + 1
                          WHERE account_id = ?1 AND epoch = ?2";
            let changed = params![account.id.to_string(), account.session_epoch, hash.to_stored()];
            if database.execute(change, changed)? == 0 {
                return Ok(None);
            }
            replace_addresses(database, account.id, &known)?;
            Ok(Some(Account {
                password_hash: hash,
                session_epoch: account.session_epoch + 1,
                ..account
            }))
        })
    }

    fn remember_addresses<'a>(&'a self, account: &'a Account, known: &'a KnownAddresses) -> Answer<'a, ()> {
        let (id, session_epoch, known) = (account.id, account.session_epoch, known.clone());
        self.count(move |database| match account_by_id(database, id)? {
            Some(account) if account.session_epoch == session_epoch => replace_addresses(database, id, &known),
            _ => Ok(()),
        })
    }

    fn revoke_all(&self, id: AccountId) -> Answer<'_, ()> {
        self.write(move |database| {
            let change = "UPDATE accounts SET epoch = epoch + 1 WHERE account_id = ?1";
            Ok(database.execute(change, [id.to_string()]).map(drop)?)
        })
    }

    fn create_family<'a>(&'a self, family: &'a Family, ends_at: UnixTime) -> Answer<'a, ()> {
        let family = family.clone();
        self.write(move |database| {
            let predecessor = family.predecessor.as_ref();
            let over = "DELETE FROM families WHERE expires_at <= ?1";
            database.execute(over, [family.begun_at.as_secs()])?;
            database.execute(
                "INSERT INTO families VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                params![
                    family.account.to_string(),
                    family.id.bytes(),
                    family.session_epoch,
                    family.generation,
                    family.current.bytes(),
                    predecessor.map(|predecessor| predecessor.hash.bytes()),
                    predecessor.map(|predecessor| predecessor.successor.bytes()),
                    family.begun_at.as_secs(),
                    family.rotated_at.as_secs(),
                    ends_at.as_secs(),
                ],
            )?;
            Ok(())
        })
    }

    fn find_family(&self, account: AccountId, family: FamilyId) -> Answer<'_, Option<(Account, Family)>> {
        self.read(move |database| {
            let found = database.query_row(FIND_FAMILY, params![account.to_string(), family.bytes()], |row| {
                Ok(row::account(row).and_then(|known| Ok((known, row::family(row, account, family)?))))
            });
            found.optional()?.transpose()
        })
    }

    fn rotate<'a>(&'a self, presented: &'a TokenHash, rotated: &'a Family, ends_at: UnixTime) -> Answer<'a, bool> {
        let (presented, rotated) = (presented.clone(), rotated.clone());
        self.write(move |database| {
            let Some(predecessor) = &rotated.predecessor else {
                return Err(StoreErrorKind::Unreadable("successor"));
            };
            let changed = database.execute(
                "UPDATE families SET current = ?4, previous = ?3, successor = ?5, generation = ?6,
                     rotated_at = ?7, expires_at = ?8
                 WHERE account_id = ?1 AND family_id = ?2 AND current = ?3",
                params![
                    rotated.account.to_string(),
                    rotated.id.bytes(),
                    presented.bytes(),
                    rotated.current.bytes(),
                    predecessor.successor.bytes(),
                    rotated.generation,
                    rotated.rotated_at.as_secs(),
                    ends_at.as_secs(),
                ],
            )?;
            Ok(changed == 1)
        })
    }

    fn revoke_family(&self, account: AccountId, family: FamilyId) -> Answer<'_, ()> {
        self.write(move |database| {
            let change = "DELETE FROM families WHERE account_id = ?1 AND family_id = ?2";
            Ok(database
                .execute(change, params![account.to_string(), family.bytes()])
                .map(drop)?)
        })
    }

    fn counters<'a>(&'a self, subjects: &'a [RateLimitKey]) -> Answer<'a, Vec<Option<Counter>>> {
        let subjects = subjects.to_vec();
        self.read(move |database| counters(database, &subjects))
    }

    fn count_attempt<'a>(&'a self, subject: &'a RateLimitKey, now: UnixTime) -> Answer<'a, Attempt> {
        let subject = subject.clone();
        self.count(move |database| {
            let rule = subject.rule();
            database.execute("DELETE FROM attempts WHERE expires_at <= ?1", [now.as_secs()])?;
            let before = counter(database, &subject)?;
            let attempt = before.map_or(Attempt::Allowed, |counter| rule.judge(counter, now));
            if attempt == Attempt::Allowed {
                let Counter { failures, last_at } = rule.counted(before, now);
                let expiry = last_at.saturating_add(rule.forget_after);
                let values = params![subject.key(), failures, last_at.as_secs(), expiry.as_secs()];
                database.execute("INSERT OR REPLACE INTO attempts VALUES (?1, ?2, ?3, ?4)", values)?;
            }
            Ok(attempt)
        })
    }

    fn take_attempt_back<'a>(&'a self, subject: &'a RateLimitKey) -> Answer<'a, ()> {
        let key = subject.key().to_owned();
        self.count(move |database| {
            let change = "UPDATE attempts SET failures = failures - 1 WHERE subject = ?1 AND failures > 0";
            Ok(database.execute(change, [key]).map(drop)?)
        })
    }

    fn forget_attempts<'a>(&'a self, subject: &'a RateLimitKey) -> Answer<'a, ()> {
        let key = subject.key().to_owned();
        self.count(move |database| {
            let change = "DELETE FROM attempts WHERE subject = ?1";
            Ok(database.execute(change, [key]).map(drop)?)
        })
    }
}

fn one_account(database: &Database, query: &str, key: impl Params) -> Result<Option<Account>, StoreErrorKind> {
    let found = database.query_row(query, key, |row| Ok(row::account(row)));
    found.optional()?.transpose()
}

fn account_by_id(database: &Database, id: AccountId) -> Result<Option<Account>, StoreErrorKind> {
    one_account(
        database,
        "SELECT * FROM accounts WHERE account_id = ?1",
        [id.to_string()],
    )
}

fn found(database: &Database, account: Option<Account>, subjects: &[RateLimitKey]) -> Result<Found, StoreErrorKind> {
    let known = match &account {
        Some(account) => addresses(database, account.id)?,
        None => KnownAddresses::default(),
    };
    Ok(Found {
        account,
        known_addresses: known,
        counters: counters(database, subjects)?,
    })
}

fn counters(database: &Database, subjects: &[RateLimitKey]) -> Result<Vec<Option<Counter>>, StoreErrorKind> {
    subjects.iter().map(|subject| counter(database, subject)).collect()
}

fn counter(database: &Database, subject: &RateLimitKey) -> Result<Option<Counter>, StoreErrorKind> {
    let find = "SELECT failures, last_at FROM attempts WHERE subject = ?1";
    let found = database.query_row(find, [subject.key()], |row| Ok(row::counter(row)));
    found.optional()?.transpose()
}

fn addresses(database: &Database, id: AccountId) -> Result<KnownAddresses, StoreErrorKind> {
    let mut find = database.prepare("SELECT address, seen_at FROM known_addresses WHERE account_id = ?1")?;
    let found = find.query_map([id.to_string()], |row| {
        Ok((row.get(0)?, UnixTime::from_secs(row.get(1)?)))
    })?;
    Ok(KnownAddresses::of(found.collect::<Result<_, _>>()?))
}

fn replace_addresses(database: &Database, id: AccountId, known: &KnownAddresses) -> Result<(), StoreErrorKind> {
    database.execute("DELETE FROM known_addresses WHERE account_id = ?1", [id.to_string()])?;
    for (address, seen_at) in known.iter() {
        let values = params![id.to_string(), address, seen_at.as_secs()];
        database.execute("INSERT INTO known_addresses VALUES (?1, ?2, ?3)", values)?;
    }
    Ok(())
}

const SCHEMA: Schema = Schema {
    version: VERSION,
    tables: TABLES,
    added: &[("known_addresses", ADDED)],
    busy: Duration::from_secs(2),
};

const TABLES: &str = "
CREATE TABLE accounts (
    account_id TEXT NOT NULL PRIMARY KEY,
    email TEXT NOT NULL,
    email_canonical TEXT NOT NULL UNIQUE,
    username TEXT,
    username_canonical TEXT UNIQUE,
    name TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE families (
    account_id TEXT NOT NULL,
    family_id BLOB NOT NULL,
    family_epoch INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    current BLOB NOT NULL,
    previous BLOB,
    successor BLOB,
    begun_at INTEGER NOT NULL,
    rotated_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (account_id, family_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX families_by_expiry ON families (expires_at);
CREATE TABLE attempts (
    subject TEXT NOT NULL PRIMARY KEY,
    failures INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX attempts_by_expiry ON attempts (expires_at);
";

const FIND_FAMILY: &str = "
SELECT * FROM accounts JOIN families USING (account_id) WHERE account_id = ?1 AND family_id = ?2
";

const ADDED: &str = "
CREATE TABLE IF NOT EXISTS known_addresses (
    account_id TEXT NOT NULL,
    address BLOB NOT NULL,
    seen_at INTEGER NOT NULL,
    PRIMARY KEY (account_id, address)
) STRICT, WITHOUT ROWID;
";
