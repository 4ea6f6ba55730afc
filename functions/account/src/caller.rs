//! The sender of a request, as far as attempts are counted for it.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use lambda_http::request::RequestContext;

use crate::Function;
use crate::device::PresentedDevice;
use crate::network::Network;

/// The address that API Gateway has seen, or, where a request has come through the distribution, the one that
/// this has: never one that a header of the caller's names; and what its cookie says of its device.
#[derive(Clone, Copy, Debug)]
pub struct Caller {
    /// The network of its address; without a gateway unknown.
    pub network: Network,
    /// The device that it claims to be.
    pub device: Option<PresentedDevice>,
}

impl FromRequestParts<Function> for Caller {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, function: &Function) -> Result<Self, Infallible> {
        let distribution = function.0.as_ref().and_then(|accounts| accounts.distribution.as_ref());
        let viewer = distribution.and_then(|distribution| distribution.viewer_address(&parts.headers));
        let address = viewer.or_else(|| match parts.extensions.get() {
            Some(RequestContext::ApiGatewayV2(context)) => context.http.source_ip.as_deref(),
            _ => None,
        });
        Ok(Self {
            network: address.map_or(Network::Unknown, Network::parse),
            device: PresentedDevice::in_cookies(&parts.headers),
        })
    }
}
