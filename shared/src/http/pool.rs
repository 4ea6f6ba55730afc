//! Connections that may be kept, and those of them that may be dead by now.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use reqwest::{Client, Url};

use super::client::Timeouts;
use super::early_connect::{self, EarlyConnections};
use crate::request::clock::{Clock, Moment};

/// A client with its kept connections, replaced as a whole once they are not to be trusted.
#[derive(Debug)]
pub(super) struct Pool {
    client: Client,
    early: EarlyConnections,
    limits: Timeouts,
    clock: Clock,
    /// Counts the clients there have been.
    generation: u64,
    /// Origins that were called, through whichever client: only a first call waits for what it has to send.
    called: HashSet<String>,
    /// Time of the last answer of each origin that has answered through this client: to no
    /// other is there a kept connection.
    answered: HashMap<String, Moment>,
}

/// A client for one call.
pub(super) struct Checkout {
    pub(super) client: Client,
    pub(super) origin: String,
    pub(super) generation: u64,
    /// `true` where the call may go out over a connection that was there before it, which may turn out dead.
    pub(super) may_be_reused: bool,
}

impl Pool {
    pub(super) fn new(limits: Timeouts, clock: Clock) -> Result<Self, reqwest::Error> {
        let (client, early) = build(limits, clock.clone())?;
        Ok(Self {
            client,
            early,
            limits,
            clock,
            generation: 0,
            called: HashSet::new(),
            answered: HashMap::new(),
        })
    }

    /// Client for putting a request together; it goes out through the client that is checked out for it.
    pub(super) fn client(&self) -> &Client {
        &self.client
    }

    /// Opens a connection for the first call to the origin of `url`, and sends nothing.
    pub(super) fn open(&self, url: &Url) {
        let origin = origin(url);
        if !self.called.contains(&origin) && !self.early.is_opened(&origin) {
            early_connect::open(&self.client, url, origin);
        }
    }

    /// Checks out a client for a call to `url`. The client's own clock may have stood still in a freeze, and a
    /// connection that a gateway has dropped without a word swallows a request until its time
    /// is up.
    pub(super) fn checkout(&mut self, url: &Url, now: Moment) -> Checkout {
        let origin = origin(url);
        let last = self.answered.get(&origin).copied();
        if last.is_some_and(|last| now.since(last) >= LONGEST_IDLE) {
            self.replace();
        }
        self.current(origin)
    }

    /// Checks out a client for the repetition of a call whose kept connection was dead: the others are as old.
    pub(super) fn checkout_new(&mut self, url: &Url, seen: u64) -> Checkout {
        if seen == self.generation {
            self.replace();
        }
        self.current(origin(url))
    }

    /// A call to `url` was answered.
    pub(super) fn answered(&mut self, url: &Url, generation: u64, now: Moment) {
        if generation == self.generation {
            self.answered.insert(origin(url), now);
        }
    }

    fn current(&mut self, origin: String) -> Checkout {
        self.called.insert(origin.clone());
        Checkout {
            client: self.client.clone(),
            generation: self.generation,
            may_be_reused: self.answered.contains_key(&origin) || self.early.is_opened(&origin),
            origin,
        }
    }

    fn replace(&mut self) {
        if let Ok((client, early)) = build(self.limits, self.clock.clone()) {
            (self.client, self.early) = (client, early);
            self.generation += 1;
            self.answered.clear();
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "the one room for HTTP clients")]
fn build(limits: Timeouts, clock: Clock) -> Result<(Client, EarlyConnections), reqwest::Error> {
    let early = EarlyConnections::new(limits.connect, clock);
    let client = Client::builder()
        .connector_layer(early.clone())
        .connect_timeout(limits.connect)
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .tcp_nodelay(true)
        .user_agent(concat!("jtl-cloud-functions/", env!("CARGO_PKG_VERSION")))
        .build()?;
    Ok((client, early))
}

/// Scheme, host and port: connections are kept for these.
fn origin(url: &Url) -> String {
    url.origin().ascii_serialization()
}

/// Load balancers commonly close what was idle for 60 s.
const LONGEST_IDLE: Duration = Duration::from_secs(50);
