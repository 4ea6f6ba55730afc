//! Records in a file of SQLite, which several processes may use at once.
//!
//! Each change is one statement within a transaction that also checks the schema's version.

mod data_requests;
mod settings;

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection as Database, OptionalExtension, Row, params};
use shared::store::sqlite::{Access, Schema, SqliteFile};
use shared::store::{Answer, StoreErrorKind};

use super::data_request::{DataRequest, DataRequestKind, DataRequestPage, Export};
use super::minute::Minute;
use super::record::{Connection, Put, Record, Status, VERSION, expiry};
use super::settings::{Settings, SettingsChange, SettingsPut};
use super::store::{Page, Store};
use data_requests::Note;

/// One file.
#[derive(Debug)]
pub struct Sqlite(SqliteFile);

impl Sqlite {
    /// The file at `path`, which is made if it is missing.
    pub fn new(path: &Path) -> Self {
        Self(SqliteFile::new(path, SCHEMA))
    }

    /// The file at `path`, which must be there.
    pub fn existing(path: &Path) -> Self {
        Self(SqliteFile::existing(path, SCHEMA))
    }

    fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Database) -> Result<T, StoreErrorKind> + Send + 'static,
    ) -> Answer<'_, T> {
        self.0.call(Access::Read, work)
    }

    /// Not durably: after a loss of power the last ones may be missing, and the next connection of a
    /// tenant puts it on record again.
    fn write<T: Send + 'static>(
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

    fn put<'a>(&'a self, connection: Connection<'a>) -> Answer<'a, Put> {
        let Connection {
            tenant_id,
            tenant_slug,
            user_id,
            at,
        } = connection;
        let (tenant, slug, user) = (
            tenant_id.to_owned(),
            tenant_slug.map(ToOwned::to_owned),
            user_id.to_owned(),
        );
        self.write(move |database| {
            let now = at.to_string();
            let revision: Option<u64> = database
                .query_row(PUT, params![tenant, slug, now, user], |row| row.get(0))
                .optional()?;
            Ok(if revision == Some(1) { Put::First } else { Put::Again })
        })
    }

    fn disconnect<'a>(&'a self, tenant_id: &'a str, at: Minute) -> Answer<'a, ()> {
        let tenant = tenant_id.to_owned();
        self.write(move |database| {
            database.execute(DISCONNECT, params![tenant, expiry(at).unix_seconds()])?;
            database.execute("DELETE FROM connections WHERE expires_at <= ?1", [at.unix_seconds()])?;
            Ok(())
        })
    }

    fn find<'a>(&'a self, tenant_id: &'a str) -> Answer<'a, Option<Record>> {
        let tenant = tenant_id.to_owned();
        self.read(move |database| {
            let found = database.query_row(FIND, [tenant], |row| Ok(record(row))).optional()?;
            found.transpose()
        })
    }

    fn page<'a>(&'a self, after: Option<&'a str>, size: u32) -> Answer<'a, Page> {
        let after = after.unwrap_or_default().to_owned();
        self.read(move |database| {
            let mut statement = database.prepare(PAGE)?;
            let records = statement.query_map(params![after, size], |row| Ok(record(row)))?;
            let records = records
                .map(|row| row?)
                .collect::<Result<Vec<Record>, StoreErrorKind>>()?;
            let is_full = records.len() == usize::try_from(size).unwrap_or(usize::MAX);
            let last = records.last().map(|record| record.tenant_id.clone());
            Ok(Page {
                next: last.filter(|_| is_full),
                records,
            })
        })
    }

    fn settings<'a>(&'a self, tenant_id: &'a str) -> Answer<'a, Settings> {
        let tenant = tenant_id.to_owned();
        self.read(move |database| settings::read(database, &tenant))
    }

    /// Durably: nobody says it again as a connection does.
    fn put_settings<'a>(&'a self, change: SettingsChange<'a>) -> Answer<'a, SettingsPut> {
        let (tenant, json) = (change.tenant_id.to_owned(), change.json.to_owned());
        let (expected, now) = (change.expected, change.at.to_string());
        self.0.call(Access::DurableWrite, move |database| {
            settings::replace(database, &tenant, &json, expected, &now)
        })
    }

    fn erase<'a>(&'a self, request: DataRequest<'a>) -> Answer<'a, bool> {
        let note = Note::new(DataRequestKind::Erase, request);
        self.0.call(Access::DurableWrite, move |database| {
            let erased = database.execute("DELETE FROM connections WHERE tenant_id = ?1", [&note.tenant])?;
            if erased > 0 {
                note.write(database)?;
            }
            Ok(erased > 0)
        })
    }

    fn export<'a>(&'a self, request: DataRequest<'a>) -> Answer<'a, Option<Export>> {
        let note = Note::new(DataRequestKind::Export, request);
        self.0.call(Access::DurableWrite, move |database| {
            let found = database
                .query_row(FIND, [&note.tenant], |row| Ok(record(row)))
                .optional()?;
            let Some(record) = found.transpose()? else {
                return Ok(None);
            };
            let settings = settings::read(database, &note.tenant)?;
            note.write(database)?;
            Ok(Some(Export { record, settings }))
        })
    }

    fn data_requests<'a>(&'a self, after: Option<&'a str>, size: u32) -> Answer<'a, DataRequestPage> {
        let after = after.and_then(|id| id.parse().ok()).unwrap_or(0);
        self.read(move |database| data_requests::page(database, after, size))
    }
}

fn record(row: &Row<'_>) -> Result<Record, StoreErrorKind> {
    let minute = |column: &'static str| {
        let text: String = row.get(column)?;
        Minute::parse(&text).ok_or(StoreErrorKind::Unreadable(column))
    };
    let status: String = row.get("status")?;
    Ok(Record {
        tenant_id: row.get("tenant_id")?,
        tenant_slug: row.get("tenant_slug")?,
        status: Status::parse(&status).ok_or(StoreErrorKind::Unreadable("status"))?,
        first_connected_at: minute("first_connected_at")?,
        last_connected_at: minute("last_connected_at")?,
        first_user_id: row.get("first_user_id")?,
        last_user_id: row.get("last_user_id")?,
        expires_at: row.get::<_, Option<u64>>("expires_at")?.map(Minute::from_unix_seconds),
    })
}

const SCHEMA: Schema = Schema {
    version: VERSION,
    tables: TABLES,
    added: &[("settings", settings::TABLE), ("data_requests", data_requests::TABLE)],
    // Less than a write may take in all.
    busy: Duration::from_millis(250),
};

/// `revision` counts the changes of a record, so that its first one is known as such.
const TABLES: &str = "
CREATE TABLE connections (
    tenant_id TEXT NOT NULL PRIMARY KEY,
    tenant_slug TEXT,
    status TEXT NOT NULL,
    first_connected_at TEXT NOT NULL,
    last_connected_at TEXT NOT NULL,
    first_user_id TEXT,
    last_user_id TEXT,
    expires_at INTEGER,
    revision INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
";

/// Nothing is returned where a later connection is on record already.
const PUT: &str = "
INSERT INTO connections VALUES (?1, ?2, 'connected', ?3, ?3, ?4, ?4, NULL, 1)
ON CONFLICT (tenant_id) DO UPDATE SET
    tenant_slug = coalesce(excluded.tenant_slug, tenant_slug),
    status = 'connected',
    last_connected_at = excluded.last_connected_at,
    first_user_id = coalesce(first_user_id, excluded.first_user_id),
    last_user_id = excluded.last_user_id,
    expires_at = NULL,
    revision = revision + 1
WHERE status = 'disconnected' OR last_connected_at <= excluded.last_connected_at
RETURNING revision
";

const DISCONNECT: &str = "
UPDATE connections SET status = 'disconnected', first_user_id = NULL, last_user_id = NULL,
    expires_at = coalesce(expires_at, ?2), revision = revision + 1
WHERE tenant_id = ?1
";

const FIND: &str = "SELECT * FROM connections WHERE tenant_id = ?1";

const PAGE: &str = "SELECT * FROM connections WHERE tenant_id > ?1 ORDER BY tenant_id LIMIT ?2";
