//! The record of a tenant.

use serde::Serialize;
use utoipa::ToSchema;

use super::minute::Minute;

/// One tenant; its JSON is what `GET /api/tenant` answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = TenantRecord)]
#[serde(rename_all = "camelCase")]
pub struct Record {
    /// The tenant: `[A-Za-z0-9_-]{1,64}`.
    pub tenant_id: String,
    /// Its readable name, if the last token that had one was verified.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub tenant_slug: Option<String>,
    /// Its connection status.
    pub status: Status,
    /// Minute of its first connection; a disconnection does not change it.
    #[schema(value_type = String, format = DateTime)]
    pub first_connected_at: Minute,
    /// Minute of its last connection.
    #[schema(value_type = String, format = DateTime)]
    pub last_connected_at: Minute,
    /// The user who connected first, or first since the last disconnection.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub first_user_id: Option<String>,
    /// The user who connected last, in the minute's first connection.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub last_user_id: Option<String>,
    /// Minute in which the record of a disconnected tenant is removed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    #[schema(value_type = String, format = DateTime, required = false)]
    pub expires_at: Option<Minute>,
}

/// Connection status of a tenant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ConnectionStatus)]
#[serde(rename_all = "camelCase")]
pub enum Status {
    /// It connected, and has not disconnected since.
    Connected,
    /// It disconnected; no user is on record.
    Disconnected,
}

/// One connection, to be put on record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Connection<'a> {
    /// The tenant.
    pub tenant_id: &'a str,
    /// Its readable name; without one the name on record stays.
    pub tenant_slug: Option<&'a str>,
    /// The user who connects.
    pub user_id: &'a str,
    /// Minute of the connection.
    pub at: Minute,
}

/// Outcome of putting a connection on record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Put {
    /// The tenant's first one.
    First,
    /// One more, or one that an even later one has overtaken.
    Again,
}

impl Status {
    /// As it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Connected => "connected",
            Self::Disconnected => "disconnected",
        }
    }

    /// The status that is stored so.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Connected, Self::Disconnected]
            .into_iter()
            .find(|status| status.as_str() == text)
    }
}

/// Until when the record of a tenant that disconnects now is kept: long enough to know one that
/// comes back for the next season.
pub fn expiry(now: Minute) -> Minute {
    now.a_year_later()
}

/// The version of the record as it is described here. A record of a newer one is never touched.
pub const VERSION: u32 = 1;
