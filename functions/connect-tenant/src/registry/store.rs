//! Stores of records.

use std::fmt;

use shared::store::Answer;

use super::data_request::{DataRequest, DataRequestPage, Export};
use super::minute::Minute;
use super::record::{Connection, Put, Record};
use super::settings::{Settings, SettingsChange, SettingsPut};

/// Something that keeps records. Whatever is called at once has the outcome of one after the
/// other; nothing reads first and writes then what it has read.
pub trait Store: fmt::Debug + Send + Sync {
    /// As it was configured: `dynamodb:TABLE` or `sqlite:PATH`.
    fn name(&self) -> &str;

    /// Puts a connection on record and revives a disconnected tenant.
    fn put<'a>(&'a self, connection: Connection<'a>) -> Answer<'a, Put>;

    /// Marks the tenant disconnected and erases its users and settings; without a record nothing happens.
    fn disconnect<'a>(&'a self, tenant_id: &'a str, at: Minute) -> Answer<'a, ()>;

    /// The tenant's record, as every earlier call left it.
    fn find<'a>(&'a self, tenant_id: &'a str) -> Answer<'a, Option<Record>>;

    /// At most `size` records, those after `after` in the store's own order.
    fn page<'a>(&'a self, after: Option<&'a str>, size: u32) -> Answer<'a, Page>;

    /// The tenant's settings, as every earlier call left them.
    fn settings<'a>(&'a self, tenant_id: &'a str) -> Answer<'a, Settings>;

    /// Replaces the tenant's settings if they are of the expected version. Of any number at once that
    /// expect the same one exactly one is done.
    fn put_settings<'a>(&'a self, change: SettingsChange<'a>) -> Answer<'a, SettingsPut>;

    /// Removes the tenant's record with its settings and puts on record that it did, both or neither;
    /// whether there was one.
    fn erase<'a>(&'a self, request: DataRequest<'a>) -> Answer<'a, bool>;

    /// All that is kept of the tenant, once it is on record that it was handed out.
    fn export<'a>(&'a self, request: DataRequest<'a>) -> Answer<'a, Option<Export>>;

    /// At most `size` requests that were carried out, those after `after` in the store's own order.
    fn data_requests<'a>(&'a self, after: Option<&'a str>, size: u32) -> Answer<'a, DataRequestPage>;
}

/// Some of the records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// In the store's own order.
    pub records: Vec<Record>,
    /// The tenant after which the next page begins, unless this one was the last.
    pub next: Option<String>,
}
