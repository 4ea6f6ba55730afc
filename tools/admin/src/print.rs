//! Records on the terminal. Whatever a tenant chose is escaped: a name may hold what turns a
//! line round.

use std::io::Write as _;

use connect_tenant::registry::{DataRequestPage, Export, Page, Record};
use serde_json::json;
use shared::verify::log_value::Excerpt;

pub(crate) struct Printer {
    pub(crate) is_json: bool,
}

impl Printer {
    pub(crate) fn page(&self, page: &Page) {
        if self.is_json {
            return line(&json!({ "tenants": page.records, "next": page.next }).to_string());
        }
        line(&columns([
            "TENANT",
            "STATUS",
            "FIRST CONNECTED",
            "LAST CONNECTED",
            "NAME",
        ]));
        for record in &page.records {
            let Record {
                tenant_id, tenant_slug, ..
            } = record;
            line(&columns([
                tenant_id,
                record.status.as_str(),
                &record.first_connected_at.to_string(),
                &record.last_connected_at.to_string(),
                &escaped(tenant_slug.as_deref()),
            ]));
        }
        if let Some(next) = &page.next {
            line(&format!("There may be more: --after {next}"));
        }
    }

    pub(crate) fn record(&self, record: Option<&Record>) {
        let Some(record) = record else { return };
        if self.is_json {
            return line(&json!(record).to_string());
        }
        let expiry = record.expires_at.map(|at| at.to_string());
        for (name, value) in [
            ("tenant", record.tenant_id.clone()),
            ("name", escaped(record.tenant_slug.as_deref())),
            ("status", record.status.as_str().to_owned()),
            ("first connected", record.first_connected_at.to_string()),
            ("last connected", record.last_connected_at.to_string()),
            ("first user", escaped(record.first_user_id.as_deref())),
            ("last user", escaped(record.last_user_id.as_deref())),
            (
                "kept until",
                expiry.unwrap_or_else(|| "a year after it disconnects".into()),
            ),
        ] {
            line(&format!("{name:<16} {value}"));
        }
    }

    /// JSON in any case, the settings byte for byte as they are kept.
    pub(crate) fn export(export: Option<&Export>) {
        let Some(Export { record, settings }) = export else {
            return;
        };
        line(&format!(
            r#"{{"tenant":{},"settings":{},"settingsVersion":{}}}"#,
            json!(record),
            settings.json,
            settings.version
        ));
    }

    pub(crate) fn requests(&self, page: &DataRequestPage) {
        if self.is_json {
            return line(&json!({ "requests": page.requests, "next": page.next }).to_string());
        }
        line(&format!("{:<36}  {:<7}  {:<20}  BY", "TENANT", "KIND", "AT"));
        for request in &page.requests {
            line(&format!(
                "{:<36}  {:<7}  {:<20}  {}",
                request.tenant_id,
                request.kind.as_str(),
                request.requested_at.to_string(),
                escaped(Some(&request.requested_by)),
            ));
        }
        if let Some(next) = &page.next {
            line(&format!("There may be more: --after {next}"));
        }
    }

    pub(crate) fn erased(&self, tenant: &str) {
        if self.is_json {
            return line(&json!({ "erased": tenant }).to_string());
        }
        line(&format!("erased {tenant}"));
    }
}

/// Prints a line. A closed pipe, as of `head`, is nobody's mistake.
pub(crate) fn line(line: &str) {
    let _ = writeln!(std::io::stdout().lock(), "{line}");
}

/// Prints a line about something that went wrong.
pub(crate) fn complaint(line: &str) {
    let _ = writeln!(std::io::stderr().lock(), "error: {line}");
}

fn columns([tenant, status, first, last, name]: [&str; 5]) -> String {
    let line = format!("{tenant:<36}  {status:<12}  {first:<20}  {last:<20}  {name}");
    line.trim_end().to_owned()
}

fn escaped(text: Option<&str>) -> String {
    text.map(|text| Excerpt(text).to_string()).unwrap_or_default()
}
