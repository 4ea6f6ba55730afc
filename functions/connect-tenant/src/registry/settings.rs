//! The settings of a tenant: one JSON object, whose members are the app's own matter.

use serde::de::IgnoredAny;
use shared::store::StoreErrorKind;

use super::minute::Minute;

/// Settings as they are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// A JSON object, without white space between its parts.
    pub json: String,
    /// The number of the change that made them so; 0 where there are none.
    pub version: u64,
}

impl Settings {
    /// The settings of a tenant that has none.
    pub fn none() -> Self {
        Self {
            json: "{}".into(),
            version: 0,
        }
    }

    /// Reads settings that a store has kept.
    pub(super) fn kept(json: String, version: u64) -> Result<Self, StoreErrorKind> {
        let is_object = json.starts_with('{') && serde_json::from_str::<IgnoredAny>(&json).is_ok();
        is_object
            .then_some(Self { json, version })
            .ok_or(StoreErrorKind::Unreadable("settings"))
    }
}

/// A change of all settings of a tenant at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SettingsChange<'a> {
    /// The tenant.
    pub tenant_id: &'a str,
    /// The new settings, as [`Settings::json`].
    pub json: &'a str,
    /// The version that they are to replace.
    pub expected: u64,
    /// The minute of the change.
    pub at: Minute,
}

/// Outcome of a change of settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SettingsPut {
    /// They are on record, as this version.
    Done(u64),
    /// Another version is on record, this one.
    Conflict(u64),
    /// The tenant has disconnected, and leaves nothing here.
    Disconnected,
}
