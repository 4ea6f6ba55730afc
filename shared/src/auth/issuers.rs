//! Every issuer that is trusted, each with keys of its own.

use std::time::Duration;

use crate::auth::access_token::AccessTokens;
use crate::auth::error::AuthError;
use crate::auth::key_set::{KeySetError, KeySetSecret, KeySetSource};
use crate::auth::presented_token::PresentedToken;
use crate::auth::sharing::Sharing;
use crate::auth::verifier::{Reason, Verifier, decide};
use crate::cache::warm_store::ReadThrough;
use crate::cache::{Cached, Unavailable};
use crate::http::client::HttpClient;
use crate::request::clock::Clock;
use crate::request::context::RequestContext;
use verify::issuer::Issuer;
use verify::session::Verified;
use verify::token::UnverifiedToken;

/// The issuers of this deployment, in the order of their naming.
#[derive(Debug)]
pub struct Issuers(Vec<Verifier<ReadThrough<KeySetSource>>>);

/// How key sets are fetched and kept.
#[derive(Clone, Copy, Debug)]
pub struct KeepKeySets<'a> {
    /// Client that fetches them.
    pub http: &'a HttpClient,
    /// Time that keys are trusted for while they cannot be fetched.
    pub stale: Duration,
    /// Clock that they age by.
    pub clock: &'a Clock,
    /// Where other environments find them.
    pub sharing: Option<&'a Sharing>,
    /// Secret with the accounts' key set, if it is not fetched from their issuer.
    pub accounts: Option<&'a KeySetSecret>,
}

impl Issuers {
    /// Nothing is fetched before the first request. `access_tokens` open key sets that demand one.
    pub fn new(issuers: Vec<Issuer>, access_tokens: Option<&AccessTokens>, keep: KeepKeySets<'_>) -> Self {
        let verifiers = issuers.into_iter().map(|issuer| {
            let source = KeySetSource {
                url: issuer.key_set.url.clone(),
                secret: keep.accounts.filter(|_| issuer.is_accounts()).cloned(),
                algorithm: issuer.algorithm,
                access_tokens: access_tokens.filter(|_| issuer.key_set.requires_access_token).cloned(),
                http: keep.http.clone(),
                stale: keep.stale,
            };
            // A secret is as near as the store.
            let sharing = keep.sharing.filter(|_| source.secret.is_none());
            let source = Sharing::read_through(sharing, source, |source| ("key set", &source.url));
            Verifier::new(issuer, Cached::new(source, keep.clock.clone()))
        });
        Self(verifiers.collect())
    }

    /// Fetches the keys of the first issuer; those of the others wait for a request that needs
    /// them.
    pub async fn warm_up(&self, context: &RequestContext) -> Result<(), Unavailable<KeySetError>> {
        match self.0.first() {
            Some(first) => first.keys().get(context).await.map(|_| ()),
            None => Ok(()),
        }
    }

    /// Fetches the keys of those issuers whose tokens go on in the user's own name.
    pub async fn warm_up_kept_tokens(&self, context: &RequestContext) -> Result<(), Unavailable<KeySetError>> {
        for verifier in self.0.iter().filter(|verifier| verifier.issuer.keeps_token) {
            verifier.keys().get(context).await?;
        }
        Ok(())
    }

    /// Verifies a token with the keys of the issuer that it can be of: for one in a cookie there is only
    /// the accounts'.
    pub async fn verify(&self, token: PresentedToken<'_>, context: &RequestContext) -> Result<Verified, AuthError> {
        match token {
            PresentedToken::Explicit(text) => decide(text, |token| self.select(token), context).await,
            PresentedToken::Cookie(text) => match self.accounts() {
                Some(accounts) => accounts.verify(text, context).await,
                None => decide::<ReadThrough<KeySetSource>>(text, |_| Err(Reason::Issuer), context).await,
            },
        }
    }

    fn accounts(&self) -> Option<&Verifier<ReadThrough<KeySetSource>>> {
        self.0.iter().find(|verifier| verifier.issuer.is_accounts())
    }

    /// By the algorithm first, then by `iss`. Only an issuer that promises no `iss` is left for a
    /// token whose `iss` is no issuer's.
    fn select(&self, token: &UnverifiedToken<'_>) -> Result<&Verifier<ReadThrough<KeySetSource>>, Reason> {
        let candidates = || {
            let all = self.0.iter();
            all.filter(|verifier| verifier.issuer.algorithm == token.unverified_algorithm)
        };
        if candidates().next().is_none() {
            return Err(Reason::Header);
        }
        let named = token.unverified_issuer();
        candidates()
            .find(|verifier| named.is_some() && verifier.issuer.iss.as_deref() == named)
            .or_else(|| candidates().find(|verifier| verifier.issuer.iss.is_none()))
            .ok_or(Reason::Issuer)
    }
}
