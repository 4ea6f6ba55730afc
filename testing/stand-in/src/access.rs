//! Client credentials and the access tokens bought with them.

use std::{collections::HashMap, time::Duration};

use crate::random;

pub(crate) struct Access {
    pub(crate) client_id: String,
    pub(crate) client_secret: String,
    /// Seconds, the `expires_in` of new tokens; `None` leaves it out of the answer.
    pub(crate) token_lifetime: Option<u64>,
    /// Each live token with the end of its life.
    live: HashMap<String, Duration>,
}

impl Access {
    pub(crate) fn grant(&mut self, now: Duration) -> String {
        if self.live.len() >= SWEEP_ABOVE {
            self.live.retain(|_, end| *end > now);
        }
        let token = random::hex(32);
        let lifetime = self.token_lifetime.unwrap_or(UNSAID_LIFETIME);
        let end = now.saturating_add(Duration::from_secs(lifetime));
        self.live.insert(token.clone(), end);
        token
    }

    pub(crate) fn is_live(&self, token: &str, now: Duration) -> bool {
        self.live.get(token).is_some_and(|end| now < *end)
    }

    pub(crate) fn revoke_all(&mut self) {
        self.live.clear();
    }
}

impl Default for Access {
    fn default() -> Self {
        Self {
            client_id: "stand-in-client".into(),
            client_secret: "stand-in-secret".into(),
            token_lifetime: Some(3600),
            live: HashMap::new(),
        }
    }
}

/// Seconds a token lives whose `expires_in` was left out of the answer.
const UNSAID_LIFETIME: u64 = 3600;

/// A test buys tens of thousands of tokens; beyond this many the dead are swept out.
const SWEEP_ABOVE: usize = 10_000;
