//! The warm store as the chain uses it: items named by what they hold, and sealed under a key that is
//! made of the client credentials.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use crate::auth::credentials::CredentialsSource;
use crate::cache::Cached;
use crate::cache::warm_store::{ItemKey, ItemStore, ReadThrough, SealingKeys, Shareable, WarmStore};
use crate::request::clock::Clock;
use crate::request::context::RequestContext;
use crate::store::sealing::SealingKey;

/// A warm store, and the names that tell one deployment's items from another's.
#[derive(Clone, Debug)]
pub struct Sharing {
    store: WarmStore,
    /// Name or ARN of the secret, or the client id.
    credentials: String,
    /// `API_ENVIRONMENT`.
    environment: String,
}

impl Sharing {
    /// Shares by `items` what is fetched with these credentials, whose name is known before they are read.
    pub fn new(
        items: impl ItemStore,
        credentials: &Cached<CredentialsSource>,
        (name, environment): (String, String),
        clock: &Clock,
    ) -> Self {
        Self {
            store: WarmStore::new(items, credentials.clone(), clock.clone()),
            credentials: name,
            environment,
        }
    }

    /// `source`, with the item of its kind and URL where there is a store.
    pub fn read_through<S: Shareable>(
        sharing: Option<&Self>,
        source: S,
        item: impl FnOnce(&S) -> (&str, &str),
    ) -> ReadThrough<S> {
        let key = sharing.map(|sharing| {
            let (kind, url) = item(&source);
            ItemKey::new(&[kind, url, &sharing.credentials, &sharing.environment])
        });
        ReadThrough::new(source, sharing.map(|sharing| &sharing.store).zip(key))
    }
}

/// Nobody without the client credentials can read, make or move an item.
impl SealingKeys for Cached<CredentialsSource> {
    fn current<'a>(
        &'a self,
        context: &'a RequestContext,
    ) -> Pin<Box<dyn Future<Output = Option<Arc<SealingKey>>> + Send + 'a>> {
        Box::pin(async move {
            let credentials = self.get(context).await.ok()?.value;
            let id = credentials.id();
            let secret = [id.as_bytes(), b"\0", credentials.expose_secret().as_bytes()].concat();
            let secret = secrecy::zeroize::Zeroizing::new(secret);
            Some(Arc::new(SealingKey::derive(&secret, &[b"warm store 1"])))
        })
    }
}
