//! Requests about a tenant's data as rows of a table of their own, which an older program leaves alone.

use rusqlite::{Connection as Database, params};
use shared::store::StoreErrorKind;

use crate::registry::data_request::{DataRequest, DataRequestKind, DataRequestPage, DataRequestRecord};
use crate::registry::minute::Minute;

/// A request, to be put on record.
pub(super) struct Note {
    pub(super) tenant: String,
    kind: DataRequestKind,
    by: String,
    at: Minute,
    expires_at: Minute,
}

impl Note {
    pub(super) fn new(kind: DataRequestKind, request: DataRequest<'_>) -> Self {
        Self {
            tenant: request.tenant_id.to_owned(),
            kind,
            by: request.requested_by.to_owned(),
            at: request.minute(),
            expires_at: request.expires_at(),
        }
    }

    /// Puts it on record, and removes those that are over.
    pub(super) fn write(&self, database: &Database) -> Result<(), StoreErrorKind> {
        database.execute(
            "DELETE FROM data_requests WHERE expires_at <= ?1",
            [self.at.unix_seconds()],
        )?;
        let (kind, at, expiry) = (self.kind.as_str(), self.at.to_string(), self.expires_at.unix_seconds());
        database.execute(INSERT, params![self.tenant, kind, self.by, at, expiry])?;
        Ok(())
    }
}

pub(super) fn page(database: &Database, after: i64, size: u32) -> Result<DataRequestPage, StoreErrorKind> {
    let mut statement = database.prepare(PAGE)?;
    let rows = statement.query_map(params![after, size], |row| {
        Ok((
            row.get::<_, i64>(0)?,
            [row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?],
        ))
    })?;
    let mut page = DataRequestPage {
        requests: Vec::new(),
        next: None,
    };
    for row in rows {
        let (id, columns) = row?;
        page.requests.push(read(columns)?);
        page.next = Some(id.to_string());
    }
    let is_full = page.requests.len() == usize::try_from(size).unwrap_or(usize::MAX);
    page.next = page.next.filter(|_| is_full);
    Ok(page)
}

fn read([tenant_id, kind, requested_by, at]: [String; 4]) -> Result<DataRequestRecord, StoreErrorKind> {
    Ok(DataRequestRecord {
        tenant_id,
        kind: DataRequestKind::parse(&kind).ok_or(StoreErrorKind::Unreadable("kind"))?,
        requested_by,
        requested_at: Minute::parse(&at).ok_or(StoreErrorKind::Unreadable("requested_at"))?,
    })
}

pub(super) const TABLE: &str = "
CREATE TABLE IF NOT EXISTS data_requests (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    of_tenant TEXT NOT NULL,
    kind TEXT NOT NULL,
    requested_by TEXT NOT NULL,
    requested_at TEXT NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
";

const INSERT: &str = "
INSERT INTO data_requests (of_tenant, kind, requested_by, requested_at, expires_at) VALUES (?1, ?2, ?3, ?4, ?5)
";

const PAGE: &str = "
SELECT id, of_tenant, kind, requested_by, requested_at FROM data_requests WHERE id > ?1 ORDER BY id LIMIT ?2
";
