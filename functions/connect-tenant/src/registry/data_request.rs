//! Requests about a tenant's data, as the law lets people make them: its export and its erasure. That one was
//! carried out stays on record beyond the data themselves.

use std::time::Duration;

use serde::Serialize;

use super::minute::Minute;
use super::record::Record;
use super::settings::Settings;

/// An order of the operator's about one tenant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DataRequest<'a> {
    /// The tenant.
    pub tenant_id: &'a str,
    /// The operator, or the number of their ticket.
    pub requested_by: &'a str,
    /// Unix time, exact enough that no two are the same.
    pub at: Duration,
}

/// A request that was carried out; it holds nothing of the tenant but its id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DataRequestRecord {
    /// The tenant whose data it was about.
    pub tenant_id: String,
    /// Its kind.
    pub kind: DataRequestKind,
    /// The operator, or the number of their ticket.
    pub requested_by: String,
    /// Minute in which it was carried out.
    pub requested_at: Minute,
}

/// Kind of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum DataRequestKind {
    /// All that is kept was handed out.
    Export,
    /// All that was kept is gone.
    Erase,
}

/// All that is kept of a tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Export {
    /// Its record.
    pub record: Record,
    /// Its settings.
    pub settings: Settings,
}

/// Some of the requests that were carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataRequestPage {
    /// In the store's own order.
    pub requests: Vec<DataRequestRecord>,
    /// Place after which the next page begins, unless this one was the last.
    pub next: Option<String>,
}

impl DataRequest<'_> {
    /// The minute of the request.
    pub fn minute(&self) -> Minute {
        Minute::from_unix_seconds(self.at.as_secs())
    }

    /// Minute in which its record is removed: three years later, when what it proves can no longer be
    /// claimed in most of Europe.
    pub fn expires_at(&self) -> Minute {
        (0..3).fold(self.minute(), |at, _| at.a_year_later())
    }
}

impl DataRequestKind {
    /// As it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Export => "export",
            Self::Erase => "erase",
        }
    }

    /// The kind that is stored so.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Export, Self::Erase]
            .into_iter()
            .find(|kind| kind.as_str() == text)
    }
}
