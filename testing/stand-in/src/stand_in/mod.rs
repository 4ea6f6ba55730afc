//! The stand-in as tests hold it.

mod app_tokens;
mod auth_tokens;
mod session_tokens;

use std::{
    fmt, io,
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use tokio::net::TcpListener;

use crate::{
    Endpoint, ErpVersion, Fault, FrontEnd, Received, bomb::gzip_bomb, platform::Platform, rate_limit::RateLimit,
    secrets_manager, server::Server,
};

/// A local JTL; dropping it closes its port and every connection.
pub struct StandIn {
    platform: Arc<Platform>,
    _server: Server,
}

/// Starting, and what a client needs to know.
impl StandIn {
    /// Starts on a free port of the loopback interface.
    pub async fn start() -> Self {
        Self::with_front_end(FrontEnd::default()).await
    }

    /// Starts on a free port of the loopback interface, with a shell around this front end.
    pub async fn with_front_end(front_end: FrontEnd) -> Self {
        Self::start_on((Ipv4Addr::LOCALHOST, 0).into(), front_end)
            .await
            .expect("the loopback interface has a free port")
    }

    /// Starts at `address`, port 0 being any free one, with a shell around this front end.
    ///
    /// # Errors
    /// The address is taken or not of this machine.
    pub async fn start_on(address: SocketAddr, front_end: FrontEnd) -> io::Result<Self> {
        let listener = TcpListener::bind(address).await?.into_std()?;
        let url = format!("http://{}", listener.local_addr()?);
        let platform = Arc::new(Platform::at(url, front_end));
        let server = Server::start(listener, &platform)?;
        Ok(Self {
            platform,
            _server: server,
        })
    }

    /// `http://HOST:PORT`, without a slash at its end.
    pub fn url(&self) -> &str {
        self.platform.url()
    }

    /// The client id the token endpoint accepts; `stand-in-client` at first.
    pub fn client_id(&self) -> String {
        self.platform.access().client_id.clone()
    }

    /// The client secret the token endpoint accepts; `stand-in-secret` at first.
    pub fn client_secret(&self) -> String {
        self.platform.access().client_secret.clone()
    }
}

/// Access tokens and the ERP.
impl StandIn {
    /// Refuses every access token handed out so far.
    pub fn revoke_access_tokens(&self) {
        self.platform.access().revoke_all();
    }

    /// Accepts only this pair from now on; access tokens handed out before stay good.
    pub fn set_credentials(&self, client_id: impl Into<String>, client_secret: impl Into<String>) {
        let mut access = self.platform.access();
        access.client_id = client_id.into();
        access.client_secret = client_secret.into();
    }

    /// Keeps this pair in Secrets Manager, whatever the token endpoint accepts.
    pub fn store_credentials(&self, client_id: &str, client_secret: &str) {
        self.store_secret(secrets_manager::pair(client_id, client_secret));
    }

    /// Keeps this text in Secrets Manager; at first the credentials that are accepted at first.
    pub fn store_secret(&self, text: impl Into<String>) {
        *self.platform.secret() = Some(text.into());
    }

    /// Sets the time to live of new access tokens; `None` leaves `expires_in` out of the answer.
    pub fn set_token_lifetime(&self, seconds: Option<u64>) {
        self.platform.access().token_lifetime = seconds;
    }

    /// Sets the version of the ERP's schema; 2.1 at first.
    pub fn set_erp_version(&self, version: ErpVersion) {
        self.platform.erp().version = version;
    }

    /// Sets the number of calls that the token endpoint and JTL's key sets, together, allow in an interval
    /// which begins with the next call; a million in 45 s at first.
    pub fn set_auth_rate_limit(&self, calls: u64, interval_seconds: u64) {
        *self.platform.auth_rate_limit() = RateLimit::new(calls, interval_seconds);
    }

    /// Sets the number of calls that the ERP allows in an interval; a million in 45 s at first.
    pub fn set_rate_limit(&self, calls: u64, interval_seconds: u64) {
        self.platform.erp().rate_limit = RateLimit::new(calls, interval_seconds);
    }
}

/// Refusals of the ERP's GraphQL.
impl StandIn {
    /// Sets the most that a request may cost, in fields and in types; 1,000 each at first.
    pub fn set_cost_limits(&self, field_cost: u64, type_cost: u64) {
        let rules = &mut self.platform.erp().cost_rules;
        (rules.max_field_cost, rules.max_type_cost) = (field_cost, type_cost);
    }

    /// Sets whether a variable of an input type costs as much as all that its type can hold, as in
    /// HotChocolate's source; off at first, since with its limits no `where` and no `order` of an item
    /// list could be a variable, and the platform's limits are not known.
    pub fn count_input_types(&self, on: bool) {
        self.platform.erp().cost_rules.count_input_types = on;
    }

    /// Refuses what needs one of these scopes, such as `items.read`, in place of those before.
    pub fn set_missing_scopes(&self, scopes: &[&str]) {
        self.platform.erp().missing_scopes = scopes.iter().map(ToString::to_string).collect();
    }
}

/// Faults.
impl StandIn {
    /// Lets every answer of the endpoint wait, those of faults too.
    pub fn delay(&self, endpoint: Endpoint, delay: Duration) {
        let milliseconds = u64::try_from(delay.as_millis()).unwrap_or(u64::MAX);
        self.platform.faults().of(endpoint).delay = milliseconds;
    }

    /// Lets every call fail, in place of whatever was set before.
    pub fn fault(&self, endpoint: Endpoint, fault: Fault) {
        if matches!(fault, Fault::GzipBomb) {
            // Packed while nobody waits for it: on a busy machine it takes longer than a caller's second.
            gzip_bomb();
        }
        self.platform.faults().of(endpoint).set(fault);
    }

    /// Lets `times` calls fail, after those that are still to fail already.
    pub fn fault_times(&self, endpoint: Endpoint, fault: Fault, times: u64) {
        self.platform.faults().of(endpoint).queue(fault, times);
    }

    /// Takes back all faults and delays.
    pub fn clear_faults(&self) {
        self.platform.clear_faults();
    }
}

/// Calls and connections that have arrived.
impl StandIn {
    /// Calls that have arrived at the endpoint, whatever became of them.
    pub fn calls(&self, endpoint: Endpoint) -> u64 {
        self.platform.calls().of(endpoint).count
    }

    /// Connections accepted so far; clients that keep theirs open need few.
    pub fn connections(&self) -> u64 {
        self.platform.connections.accepted()
    }

    /// Closes every connection, as a gateway does with idle ones; their clients are not told why.
    pub fn close_connections(&self) {
        self.platform.connections.close_all();
    }

    /// Counts from zero again and forgets the recorded requests.
    pub fn reset_calls(&self) {
        self.platform.reset_calls();
    }

    /// Sets whether requests are kept for [`received`](Self::received); off at first, and turning it
    /// off forgets them.
    pub fn record(&self, on: bool) {
        for (_, calls) in self.platform.calls().each() {
            calls.received = on.then(Default::default);
        }
    }

    /// The requests recorded at the endpoint, oldest first, the newest 20,000 at most.
    pub fn received(&self, endpoint: Endpoint) -> Vec<Received> {
        let mut calls = self.platform.calls();
        calls.of(endpoint).received.iter().flatten().cloned().collect()
    }
}

impl fmt::Debug for StandIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StandIn")
            .field("url", &self.url())
            .finish_non_exhaustive()
    }
}
