//! The lines that are logged about calls that failed.

use crate::request::context::RequestContext;
use axum::http::StatusCode;
use serde_json::Value;
use verify::log_value::Excerpt;
use verify::session::TenantSession;

/// The call that each line is about.
pub(super) struct Log<'a> {
    pub(super) session: &'a TenantSession,
    pub(super) context: &'a RequestContext,
}

impl Log<'_> {
    /// The platform failed, or refused us.
    pub(super) fn failed(&self, status: Option<StatusCode>, cause: &str, trace_id: Option<&str>) {
        tracing::warn!(
            request.id = self.context.id(),
            tenant.id = self.session.tenant_id(),
            status = status.map(|status| status.as_u16()),
            cause = %Excerpt(cause),
            trace_id,
            "ERP call failed"
        );
    }

    /// A document of ours has a mistake.
    pub(super) fn defect(&self, error: &Value) {
        tracing::error!(
            request.id = self.context.id(),
            tenant.id = self.session.tenant_id(),
            code = error["extensions"]["code"].as_str().map(|code| tracing::field::display(Excerpt(code))),
            cause = %Excerpt(error["message"].as_str().unwrap_or_default()),
            "ERP rejected a document of this service; set ERP_API_VERSION to the version of the \
             tenant's ERP, or update this service"
        );
    }
}
