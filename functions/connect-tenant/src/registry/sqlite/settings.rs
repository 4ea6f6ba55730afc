//! Settings as rows of a table of their own, which an older program leaves alone.

use rusqlite::{Connection as Database, OptionalExtension, params};
use shared::store::StoreErrorKind;

use crate::registry::record::Status;
use crate::registry::settings::{Settings, SettingsPut};

/// The settings of a tenant.
pub(super) fn read(database: &Database, tenant: &str) -> Result<Settings, StoreErrorKind> {
    let query = "SELECT json, version FROM settings WHERE tenant_id = ?1 AND json IS NOT NULL";
    let found: Option<(String, u64)> = database
        .query_row(query, [tenant], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    found.map_or_else(|| Ok(Settings::none()), |(json, version)| Settings::kept(json, version))
}

/// Replaces the settings if they are of the version `expected`, within a transaction that nobody
/// else writes in. A tenant without a record, whose connection could not be stored, gets one without
/// users.
pub(super) fn replace(
    database: &Database,
    tenant: &str,
    json: &str,
    expected: u64,
    now: &str,
) -> Result<SettingsPut, StoreErrorKind> {
    let status: Option<String> = database
        .query_row("SELECT status FROM connections WHERE tenant_id = ?1", [tenant], |row| {
            row.get(0)
        })
        .optional()?;
    if status.as_deref() == Some(Status::Disconnected.as_str()) {
        return Ok(SettingsPut::Disconnected);
    }
    let present = read(database, tenant)?.version;
    if present != expected {
        return Ok(SettingsPut::Conflict(present));
    }
    database.execute(RECORD, params![tenant, now])?;
    let version = database.query_row(REPLACE, params![tenant, json], |row| row.get(0))?;
    Ok(SettingsPut::Done(version))
}

/// Its revision is 0, so that the tenant's first connection is known as such.
const RECORD: &str = "
INSERT INTO connections VALUES (?1, NULL, 'connected', ?2, ?2, NULL, NULL, NULL, 0) ON CONFLICT DO NOTHING
";

const REPLACE: &str = "
INSERT INTO settings VALUES (?1, ?2, 1)
ON CONFLICT (tenant_id) DO UPDATE SET json = excluded.json, version = version + 1
RETURNING version
";

/// The version outlives a disconnection, lest one that was read before it fit what comes after.
pub(super) const TABLE: &str = "
CREATE TABLE IF NOT EXISTS settings (
    tenant_id TEXT NOT NULL PRIMARY KEY,
    json TEXT,
    version INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TRIGGER IF NOT EXISTS settings_of_disconnected AFTER UPDATE ON connections
WHEN new.status = 'disconnected' BEGIN
    UPDATE settings SET json = NULL WHERE tenant_id = new.tenant_id;
END;
CREATE TRIGGER IF NOT EXISTS settings_of_erased AFTER DELETE ON connections BEGIN
    DELETE FROM settings WHERE tenant_id = old.tenant_id;
END;
";
