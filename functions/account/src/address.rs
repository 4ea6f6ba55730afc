//! Where a request comes from.

use std::convert::Infallible;
use std::net::IpAddr;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use lambda_http::request::RequestContext;

use crate::throttle::Subject;

/// The address that API Gateway has seen, never one that a header names: the caller writes those.
/// None without a gateway.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CallersAddress(Option<IpAddr>);

impl CallersAddress {
    /// What its attempts are counted for.
    pub fn subject(self) -> Option<Subject> {
        self.0.map(Subject::address)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for CallersAddress {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let Some(RequestContext::ApiGatewayV2(context)) = parts.extensions.get() else {
            return Ok(Self(None));
        };
        let address = context.http.source_ip.as_deref();
        Ok(Self(address.and_then(|address| address.parse().ok())))
    }
}
