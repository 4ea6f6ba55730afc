//! A file of SQLite that several processes may use at once.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use rusqlite::{Connection as Database, ErrorCode, OpenFlags, TransactionBehavior};

use super::{ADDED, TABLES};
use crate::store::{StoreErrorKind, VERSION};

/// Access that a call has to the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Access {
    /// Read.
    Read,
    /// Write, and wait until the disk has it: a rotation that is lost with the power makes the token
    /// that its holder has look like a stranger's.
    Write,
    /// Write what may be lost with the power.
    Count,
}

/// One file, opened at the first call and again after a failure.
#[derive(Debug)]
pub(super) struct File {
    path: PathBuf,
    database: Mutex<Option<Database>>,
}

impl File {
    pub(super) fn new(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
            database: Mutex::new(None),
        }
    }

    /// Does `work` in a transaction, which is undone if it fails.
    pub(super) fn with<T>(
        &self,
        access: Access,
        work: impl FnOnce(&Database) -> Result<T, StoreErrorKind>,
    ) -> Result<T, StoreErrorKind> {
        let mut open = self.database.lock().unwrap_or_else(PoisonError::into_inner);
        let mut database = match open.take() {
            Some(database) => database,
            None => self.open()?,
        };
        let outcome = within_transaction(&mut database, access, work);
        if !matches!(outcome, Err(StoreErrorKind::Damaged(_) | StoreErrorKind::Failed(_))) {
            *open = Some(database);
        }
        outcome
    }

    fn open(&self) -> Result<Database, StoreErrorKind> {
        // Not SQLITE_OPEN_URI: a path is a path, whatever it looks like.
        let flags = OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut database = Database::open_with_flags(&self.path, flags)?;
        database.busy_timeout(BUSY)?;
        if version(&database)? == 0 {
            make(&mut database)?;
        }
        if version(&database)? == u64::from(VERSION) && !has_all_tables(&database)? {
            database.execute_batch(ADDED)?;
        }
        Ok(database)
    }
}

/// The version is checked where it can no longer change: a program that is newer than this one
/// may have altered the file since it was opened.
fn within_transaction<T>(
    database: &mut Database,
    access: Access,
    work: impl FnOnce(&Database) -> Result<T, StoreErrorKind>,
) -> Result<T, StoreErrorKind> {
    let (behavior, synchronous) = match access {
        Access::Read => (TransactionBehavior::Deferred, "NORMAL"),
        Access::Write => (TransactionBehavior::Immediate, "FULL"),
        Access::Count => (TransactionBehavior::Immediate, "NORMAL"),
    };
    database.pragma_update(None, "synchronous", synchronous)?;
    let transaction = database.transaction_with_behavior(behavior)?;
    match version(&transaction)? {
        version if version > u64::from(VERSION) => return Err(StoreErrorKind::Newer(version)),
        0 => return Err(StoreErrorKind::Damaged("it was emptied while it was open".into())),
        _ => {}
    }
    let outcome = work(&transaction)?;
    transaction.commit()?;
    Ok(outcome)
}

/// The tables of the first version, unless another process has just made them or the file is
/// somebody else's.
fn make(database: &mut Database) -> Result<(), StoreErrorKind> {
    let tables =
        |database: &Database| database.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, u64>(0));
    if tables(database)? > 0 && version(database)? == 0 {
        return Err(StoreErrorKind::Damaged("it is a database of something else".into()));
    }
    // Readers and a writer do not wait for each other. It fails as busy where another process
    // does the same at this moment, and is then done.
    match database.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(())) {
        Err(error) if is_busy(&error) => {}
        outcome => outcome?,
    }
    let transaction = database.transaction_with_behavior(TransactionBehavior::Immediate)?;
    if version(&transaction)? == 0 {
        transaction.execute_batch(TABLES)?;
        transaction.pragma_update(None, "user_version", VERSION)?;
    }
    Ok(transaction.commit()?)
}

fn has_all_tables(database: &Database) -> Result<bool, rusqlite::Error> {
    let query = "SELECT 1 FROM sqlite_schema WHERE name = 'known_addresses'";
    database.prepare(query)?.exists([])
}

fn version(database: &Database) -> Result<u64, rusqlite::Error> {
    database.pragma_query_value(None, "user_version", |row| row.get(0))
}

fn is_busy(error: &rusqlite::Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked)
    )
}

/// Longest wait for another process. Calls of one process wait for each other without it.
const BUSY: Duration = Duration::from_secs(2);
