//! Connections that are opened ahead of the calls that will go over them: the handshakes take place
//! beside what has to be known before there is anything to send.
//!
//! reqwest has no way to connect without a request, and the type of what its connector is asked for is
//! sealed. It calls the connector in the task of the request, though. So a request that is never sent
//! says "open" to [`EarlyConnector`], which begins to connect and refuses at once; the call that follows
//! says "use", and is given what was begun.

use std::any::Any;
use std::collections::HashMap;
use std::fmt;
use std::future::{poll_fn, ready};
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use hyper::rt::{Read, ReadBuf};
use reqwest::{Client, Method, Request, Response, Url};
use tokio::task::JoinSet;
use tower::{BoxError, Layer, Service};

use crate::request::clock::{Clock, Moment};

/// Begins to connect to `url`, whose origin `client` must not have called: over a kept connection the
/// request would be sent.
pub(super) fn open(client: &Client, url: &Url, origin: String) {
    let request = Request::new(Method::HEAD, url.clone());
    let refused = pin!(PURPOSE.scope(Purpose::Open(origin), client.execute(request)));
    // Once is enough: the connector is called at the first poll, and refuses.
    let _ = refused.poll(&mut Context::from_waker(Waker::noop()));
}

/// Makes `call`, which goes to `origin`, over the connection that was opened for it, if there is one.
pub(super) async fn used_by<F>(origin: String, call: F) -> F::Output
where
    F: Future<Output = Result<Response, reqwest::Error>>,
{
    PURPOSE.scope(Purpose::Use(origin), call).await
}

/// Opened connections of one client, by origin; clones share them.
#[derive(Clone)]
pub(super) struct EarlyConnections(Arc<Inner>);

struct Inner {
    clock: Clock,
    connect: Duration,
    opened: Mutex<HashMap<String, Opened>>,
}

struct Opened {
    at: Moment,
    /// One task, which is given up when this is dropped.
    connecting: JoinSet<Option<Connection>>,
}

/// A connection of reqwest's, whose type has no name outside of it.
type Connection = Box<dyn Any + Send>;

#[derive(Clone)]
enum Purpose {
    Open(String),
    Use(String),
}

tokio::task_local! {
    static PURPOSE: Purpose;
}

impl EarlyConnections {
    /// None yet; each is given up where it does not stand after `connect`.
    pub(super) fn new(connect: Duration, clock: Clock) -> Self {
        Self(Arc::new(Inner {
            clock,
            connect,
            opened: Mutex::default(),
        }))
    }

    /// Returns whether a connection to `origin` is opened, or being opened, and young enough to be used.
    /// Closes those that are not.
    pub(super) fn is_opened(&self, origin: &str) -> bool {
        let now = self.0.clock.now();
        let mut opened = self.opened();
        opened.retain(|_, opened| opened.is_young(now));
        opened.contains_key(origin)
    }

    fn keep<C: Send + 'static>(
        &self,
        origin: String,
        connecting: impl Future<Output = Result<C, BoxError>> + Send + 'static,
    ) {
        let connecting = tokio::time::timeout(self.0.connect, connecting);
        let mut task = JoinSet::new();
        task.spawn(async { Some(Box::new(connecting.await.ok()?.ok()?) as Connection) });
        let opened = Opened {
            at: self.0.clock.now(),
            connecting: task,
        };
        self.opened().insert(origin, opened);
    }

    fn opened(&self) -> MutexGuard<'_, HashMap<String, Opened>> {
        self.0.opened.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for EarlyConnections {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_set().entries(self.opened().keys()).finish()
    }
}

impl Opened {
    fn is_young(&self, now: Moment) -> bool {
        now.since(self.at) < LONGEST_UNUSED
    }

    /// The connection once it stands; `None` where it is not to be trusted.
    async fn connection<C: Read + Unpin + 'static>(mut self, clock: &Clock) -> Option<C> {
        let connection = self.connecting.join_next().await?.ok()??;
        if !self.is_young(clock.now()) {
            return None;
        }
        let mut connection = *connection.downcast::<C>().ok()?;
        // After a freeze the socket knows of nothing that came meanwhile before the runtime has looked.
        tokio::task::yield_now().await;
        is_silent(&mut connection).await.then_some(connection)
    }
}

/// Returns whether a connection is open, and nobody has spoken on it. An answer to what was not asked would be
/// taken for the answer to what will be.
async fn is_silent(connection: &mut (impl Read + Unpin)) -> bool {
    let mut byte = [0];
    let mut byte = ReadBuf::new(&mut byte);
    poll_fn(|context| {
        Poll::Ready(
            Pin::new(&mut *connection)
                .poll_read(context, byte.unfilled())
                .is_pending(),
        )
    })
    .await
}

/// Adds [`EarlyConnector`] to a client.
impl<S> Layer<S> for EarlyConnections {
    type Service = EarlyConnector<S>;

    fn layer(&self, connector: S) -> EarlyConnector<S> {
        EarlyConnector {
            connector,
            early: self.clone(),
        }
    }
}

/// A connector that opens connections and hands opened ones out, as [`PURPOSE`] says.
#[derive(Clone)]
pub(super) struct EarlyConnector<S> {
    connector: S,
    early: EarlyConnections,
}

type Connecting<C> = Pin<Box<dyn Future<Output = Result<C, BoxError>> + Send>>;

impl<S, R> Service<R> for EarlyConnector<S>
where
    S: Service<R, Error = BoxError>,
    S::Response: Read + Unpin + Send + 'static,
    S::Future: Send + 'static,
{
    type Response = S::Response;
    type Error = BoxError;
    type Future = Connecting<S::Response>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.connector.poll_ready(context)
    }

    fn call(&mut self, request: R) -> Self::Future {
        let connecting = self.connector.call(request);
        match PURPOSE.try_with(Clone::clone) {
            Ok(Purpose::Open(origin)) => {
                self.early.keep(origin, connecting);
                Box::pin(ready(Err("the connection is opened for another call".into())))
            }
            Ok(Purpose::Use(origin)) => {
                let opened = self.early.opened().remove(&origin);
                let Some(opened) = opened else {
                    return Box::pin(connecting);
                };
                let clock = self.early.0.clock.clone();
                Box::pin(async move {
                    match opened.connection(&clock).await {
                        Some(connection) => Ok(connection),
                        None => connecting.await,
                    }
                })
            }
            Err(_) => Box::pin(connecting),
        }
    }
}

/// By either clock. A cold start uses a connection within a second; servers close what does not speak after 10 s
/// and more.
const LONGEST_UNUSED: Duration = Duration::from_secs(5);
