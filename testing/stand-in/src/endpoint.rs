//! The endpoints that count their calls and can be made to fail.

use serde::{Deserialize, Serialize};

/// A part of the platform that counts its calls and can be made to fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Endpoint {
    /// `POST /oauth2/token` and `POST /oauth/v2/token`.
    Token,
    /// `GET /account/.well-known/jwks.json`, the guarded keys of session tokens.
    Keys,
    /// `GET /oauth/v2/keys`, the public keys of app tokens.
    AppKeys,
    /// `GET /api/auth/jwks`, the public keys of a Better Auth server.
    AuthKeys,
    /// `POST /erp/v2/graphql`.
    Graphql,
    /// `GET /erp/v2/items`.
    Items,
    /// `POST /`, the secret in AWS Secrets Manager.
    Secrets,
    /// `/elsewhere`, where [`Fault::Redirect`](crate::Fault::Redirect) leads: a call here is a
    /// redirect that was followed.
    Elsewhere,
}

impl Endpoint {
    /// Every endpoint.
    pub const ALL: [Self; 8] = [
        Self::Token,
        Self::Keys,
        Self::AppKeys,
        Self::AuthKeys,
        Self::Graphql,
        Self::Items,
        Self::Secrets,
        Self::Elsewhere,
    ];

    pub(crate) fn is_key_set(self) -> bool {
        matches!(self, Self::Keys | Self::AppKeys | Self::AuthKeys)
    }

    /// Whether JTL's own authentication answers it.
    pub(crate) fn is_auth(self) -> bool {
        matches!(self, Self::Token | Self::Keys | Self::AppKeys)
    }

    pub(crate) fn is_erp(self) -> bool {
        matches!(self, Self::Graphql | Self::Items)
    }
}

/// One value for each endpoint.
#[derive(Default)]
pub(crate) struct PerEndpoint<T>([T; Endpoint::ALL.len()]);

impl<T> PerEndpoint<T> {
    pub(crate) fn of(&mut self, endpoint: Endpoint) -> &mut T {
        &mut self.0[endpoint as usize]
    }

    pub(crate) fn each(&mut self) -> impl Iterator<Item = (Endpoint, &mut T)> {
        Endpoint::ALL.into_iter().zip(&mut self.0)
    }
}
