//! The sender of a request, as far as attempts are counted for it.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use lambda_http::request::RequestContext;

use crate::device::PresentedDevice;
use crate::network::Network;

/// The address that API Gateway has seen, never one that a header names: the caller writes those;
/// and what its cookie says of its device.
#[derive(Clone, Copy, Debug)]
pub struct Caller {
    /// The network of its address; without a gateway unknown.
    pub network: Network,
    /// The device that it claims to be.
    pub device: Option<PresentedDevice>,
}

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let address = match parts.extensions.get() {
            Some(RequestContext::ApiGatewayV2(context)) => context.http.source_ip.as_deref(),
            _ => None,
        };
        Ok(Self {
            network: address.map_or(Network::Unknown, Network::parse),
            device: PresentedDevice::in_cookies(&parts.headers),
        })
    }
}
