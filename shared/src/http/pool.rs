//! Connections that may be kept, and those of them that may be dead by now.

use std::collections::HashMap;
use std::time::Duration;

use reqwest::{Client, Url};

use super::client::Timeouts;
use crate::request::clock::Moment;

/// A client with its kept connections, replaced as a whole once they are not to be trusted.
#[derive(Debug)]
pub(super) struct Pool {
    client: Client,
    limits: Timeouts,
    /// Counts the clients there have been.
    generation: u64,
    /// Time of the last answer of each host and port that has answered through this client: to no
    /// other is there a kept connection.
    answered: HashMap<String, Moment>,
}

/// A client for one call.
pub(super) struct Checkout {
    pub(super) client: Client,
    pub(super) generation: u64,
    /// `true` where the call may go out over a kept connection, which may turn out dead.
    pub(super) may_be_reused: bool,
}

impl Pool {
    pub(super) fn new(limits: Timeouts) -> Result<Self, reqwest::Error> {
        Ok(Self {
            client: build(limits)?,
            limits,
            generation: 0,
            answered: HashMap::new(),
        })
    }

    /// Client for putting a request together; it goes out through the client that is checked out for it.
    pub(super) fn client(&self) -> &Client {
        &self.client
    }

    /// Checks out a client for a call to `url`. The client's own clock may have stood still in a freeze, and a
    /// connection that a gateway has dropped without a word swallows a request until its time
    /// is up.
    pub(super) fn checkout(&mut self, url: &Url, now: Moment) -> Checkout {
        let last = self.answered.get(url.authority()).copied();
        if last.is_some_and(|last| now.since(last) >= LONGEST_IDLE) {
            self.replace();
        }
        self.current(url)
    }

    /// Checks out a client for the repetition of a call whose kept connection was dead: the others are as old.
    pub(super) fn checkout_new(&mut self, url: &Url, seen: u64) -> Checkout {
        if seen == self.generation {
            self.replace();
        }
        self.current(url)
    }

    /// A call to `url` was answered.
    pub(super) fn answered(&mut self, url: &Url, generation: u64, now: Moment) {
        if generation == self.generation {
            self.answered.insert(url.authority().to_owned(), now);
        }
    }

    fn current(&self, url: &Url) -> Checkout {
        Checkout {
            client: self.client.clone(),
            generation: self.generation,
            may_be_reused: self.answered.contains_key(url.authority()),
        }
    }

    fn replace(&mut self) {
        if let Ok(fresh) = build(self.limits) {
            self.client = fresh;
            self.generation += 1;
            self.answered.clear();
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "the one room for HTTP clients")]
fn build(limits: Timeouts) -> Result<Client, reqwest::Error> {
    Client::builder()
        .connect_timeout(limits.connect)
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .tcp_nodelay(true)
        .user_agent(concat!("jtl-cloud-functions/", env!("CARGO_PKG_VERSION")))
        .build()
}

/// Load balancers commonly close what was idle for 60 s.
const LONGEST_IDLE: Duration = Duration::from_secs(50);
