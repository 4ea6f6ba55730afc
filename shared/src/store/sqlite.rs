//! A file of SQLite that several processes may use at once, for a developer's machine.
//!
//! Each call is one transaction that also checks the version of the file.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::{Connection as Database, ErrorCode, OpenFlags, TransactionBehavior};

use super::{Answer, StoreErrorKind};

/// One file, opened at the first call and again after a failure. Clones share it.
#[derive(Clone, Debug)]
pub struct SqliteFile {
    name: Arc<str>,
    file: Arc<File>,
}

/// The tables of a file.
#[derive(Clone, Copy, Debug)]
pub struct Schema {
    /// `PRAGMA user_version` of the file. One of a newer version is never touched.
    pub version: u32,
    /// The tables of a new file.
    pub tables: &'static str,
    /// Tables that files of an older program lack, each with the statements that make it. They take nothing
    /// from that program, which can go on using them, so the version stays.
    pub added: &'static [(&'static str, &'static str)],
    /// Longest wait of a write that may be lost for another process; that of a durable one is 2 s.
    /// Calls of one process wait for each other without it.
    pub busy: Duration,
}

/// Access that a call has to the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Reads.
    Read,
    /// Writes, and waits until the disk has it.
    DurableWrite,
    /// Writes what may be lost with the power.
    Write,
}

impl SqliteFile {
    /// The file at `path`, which is made if it is missing.
    pub fn new(path: &Path, schema: Schema) -> Self {
        Self::with(path, OpenFlags::SQLITE_OPEN_CREATE, schema)
    }

    /// The file at `path`, which must be there.
    pub fn existing(path: &Path, schema: Schema) -> Self {
        Self::with(path, OpenFlags::empty(), schema)
    }

    fn with(path: &Path, flags: OpenFlags, schema: Schema) -> Self {
        Self {
            name: format!("sqlite:{}", path.display()).into(),
            file: Arc::new(File {
                path: path.to_owned(),
                // Not SQLITE_OPEN_URI: a path is a path, whatever it looks like.
                flags: flags | OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
                schema,
                database: Mutex::new(None),
            }),
        }
    }

    /// `sqlite:PATH`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Does `work` in a transaction, which is undone if it fails; on a thread that may block.
    pub fn call<T: Send + 'static>(
        &self,
        access: Access,
        work: impl FnOnce(&Database) -> Result<T, StoreErrorKind> + Send + 'static,
    ) -> Answer<'_, T> {
        let file = Arc::clone(&self.file);
        Box::pin(async move {
            let outcome = tokio::task::spawn_blocking(move || file.with(access, work)).await;
            let outcome = outcome.unwrap_or_else(|lost| Err(StoreErrorKind::Failed(lost.into())));
            outcome.map_err(|kind| kind.at(&self.name))
        })
    }
}

#[derive(Debug)]
struct File {
    path: PathBuf,
    flags: OpenFlags,
    schema: Schema,
    database: Mutex<Option<Database>>,
}

impl File {
    fn with<T>(
        &self,
        access: Access,
        work: impl FnOnce(&Database) -> Result<T, StoreErrorKind>,
    ) -> Result<T, StoreErrorKind> {
        let mut open = self.database.lock().unwrap_or_else(PoisonError::into_inner);
        let mut database = match open.take() {
            Some(database) => database,
            None => self.open(access)?,
        };
        let outcome = self.within_transaction(&mut database, access, work);
        if !matches!(outcome, Err(StoreErrorKind::Damaged(_) | StoreErrorKind::Failed(_))) {
            *open = Some(database);
        }
        outcome
    }

    fn open(&self, access: Access) -> Result<Database, StoreErrorKind> {
        let mut database = Database::open_with_flags(&self.path, self.flags)?;
        database.busy_timeout(self.wait(access))?;
        if version(&database)? == 0 {
            self.make(&mut database)?;
        }
        for (table, statements) in self.schema.added {
            if version(&database)? == u64::from(self.schema.version) && !has_table(&database, table)? {
                let transaction = database.transaction_with_behavior(TransactionBehavior::Immediate)?;
                transaction.execute_batch(statements)?;
                transaction.commit()?;
            }
        }
        Ok(database)
    }

    /// The version is checked where it can no longer change: a program that is newer than this one
    /// may have altered the file since it was opened.
    fn within_transaction<T>(
        &self,
        database: &mut Database,
        access: Access,
        work: impl FnOnce(&Database) -> Result<T, StoreErrorKind>,
    ) -> Result<T, StoreErrorKind> {
        let (behavior, synchronous) = match access {
            Access::Read => (TransactionBehavior::Deferred, "NORMAL"),
            Access::DurableWrite => (TransactionBehavior::Immediate, "FULL"),
            Access::Write => (TransactionBehavior::Immediate, "NORMAL"),
        };
        database.busy_timeout(self.wait(access))?;
        database.pragma_update(None, "synchronous", synchronous)?;
        let transaction = database.transaction_with_behavior(behavior)?;
        match version(&transaction)? {
            version if version > u64::from(self.schema.version) => return Err(StoreErrorKind::Newer(version)),
            0 => return Err(StoreErrorKind::Damaged("it was emptied while it was open".into())),
            _ => {}
        }
        let outcome = work(&transaction)?;
        transaction.commit()?;
        Ok(outcome)
    }

    fn wait(&self, access: Access) -> Duration {
        match access {
            Access::DurableWrite => LONGEST_WAIT,
            Access::Read | Access::Write => self.schema.busy,
        }
    }

    /// The tables of a new file, unless another process has just made them or the file is somebody
    /// else's.
    fn make(&self, database: &mut Database) -> Result<(), StoreErrorKind> {
        if count_tables(database)? > 0 && version(database)? == 0 {
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
            transaction.execute_batch(self.schema.tables)?;
            for (_, statements) in self.schema.added {
                transaction.execute_batch(statements)?;
            }
            transaction.pragma_update(None, "user_version", self.schema.version)?;
        }
        Ok(transaction.commit()?)
    }
}

fn version(database: &Database) -> Result<u64, rusqlite::Error> {
    database.pragma_query_value(None, "user_version", |row| row.get(0))
}

fn count_tables(database: &Database) -> Result<u64, rusqlite::Error> {
    database.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
}

fn has_table(database: &Database, table: &str) -> Result<bool, rusqlite::Error> {
    let query = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1";
    database.prepare(query)?.exists([table])
}

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

fn is_busy(error: &rusqlite::Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked)
    )
}

/// What is written durably is not said again by itself, as a connection is.
const LONGEST_WAIT: Duration = Duration::from_secs(2);
