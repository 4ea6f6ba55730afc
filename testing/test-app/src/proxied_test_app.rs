//! Everything an app depends on, each part behind a line of its own that can break.

use std::time::Duration;

use shared::http::client::Timeouts;
use stand_in::{Endpoint, Fault, StandIn};

use crate::test_app::IN_A_SECRET;
use crate::{ChaosProxy, TestApp};

/// An app whose client credentials are in a secret.
#[derive(Debug)]
pub struct ProxiedTestApp {
    /// The app and its platform.
    pub test_app: TestApp,
    lines: [ChaosProxy; Source::ALL.len()],
}

/// Source of a value that an app keeps warm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// Secrets Manager.
    Secret,
    /// The token endpoint.
    Token,
    /// The key set; the ERP has the same line.
    Keys,
}

/// A way for a source to fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outage {
    /// Status 500.
    Failing,
    /// Status 429, with a request to come back in 10 s where there is a header for it.
    RateLimited,
    /// The port is closed.
    Refused,
    /// Every connection is reset.
    Reset,
    /// No answer.
    Hang,
    /// 200 and something that is no JSON.
    Nonsense,
    /// 200 and a page.
    Html,
    /// 200 and nothing in it.
    Empty,
    /// 200 and a body without an end.
    Endless,
    /// 200 and a body of 64 MiB, packed into 64 KiB.
    GzipBomb,
}

impl ProxiedTestApp {
    /// An app that has not called anybody yet.
    pub async fn cold() -> Self {
        Self::with_limits(LIMITS).await
    }

    /// The same, whose calls are given up early only where the outage is one that hangs: elsewhere a
    /// busy machine has time.
    pub async fn cold_before(outage: Outage) -> Self {
        Self::with_limits(outage.limits()).await
    }

    /// The same with other limits for each call.
    pub async fn with_limits(limits: Timeouts) -> Self {
        let stand_in = StandIn::start().await;
        let lines = [
            ChaosProxy::to(stand_in.url()).await,
            ChaosProxy::to(stand_in.url()).await,
            ChaosProxy::to(stand_in.url()).await,
        ];
        let [to_secrets, to_token, to_keys] = &lines;
        let mut variables = IN_A_SECRET.to_vec();
        variables.extend([("JTL_AUTH_URL", to_token.url()), ("JTL_API_URL", to_keys.url())]);
        let test_app = TestApp::before(stand_in, &variables, limits, Some(to_secrets.url())).await;
        Self { test_app, lines }
    }

    /// An app that has been warmed up, a second ago.
    pub async fn warm() -> Self {
        Self::warmed_up(Self::cold().await).await
    }

    /// The same, with the limits of [`ProxiedTestApp::cold_before`].
    pub async fn warm_before(outage: Outage) -> Self {
        Self::warmed_up(Self::cold_before(outage).await).await
    }

    async fn warmed_up(proxied: Self) -> Self {
        proxied.test_app.app.warm_up().await;
        assert_eq!(proxied.all_calls(), [1; 3], "the machine is too busy for a warm-up");
        proxied.test_app.time.advance(Duration::from_secs(1));
        proxied
    }

    /// The line to `source`.
    pub fn line(&self, source: Source) -> &ChaosProxy {
        &self.lines[source as usize]
    }

    /// Lets every call to `source` fail.
    pub async fn fail(&self, source: Source, outage: Outage) {
        match outage {
            Outage::Refused => self.line(source).refuse().await,
            Outage::Reset => self.line(source).reset(true),
            _ => self.test_app.stand_in.fault(source.endpoint(), outage.fault()),
        }
    }

    /// Ends every outage.
    pub async fn recover(&self) {
        self.test_app.stand_in.clear_faults();
        for line in &self.lines {
            line.reset(false);
            line.accept().await;
        }
    }

    /// Calls to `source`, those included that were reset on their way.
    pub fn calls(&self, source: Source) -> u64 {
        self.test_app.stand_in.calls(source.endpoint()) + self.line(source).resets()
    }

    /// The same for all sources, in their order.
    pub fn all_calls(&self) -> [u64; Source::ALL.len()] {
        Source::ALL.map(|source| self.calls(source))
    }

    /// Counts from zero again.
    pub fn reset_calls(&self) {
        self.test_app.stand_in.reset_calls();
        for line in &self.lines {
            line.reset_count();
        }
    }
}

impl Source {
    /// Every source, in the order in which they build on each other.
    pub const ALL: [Self; 3] = [Self::Secret, Self::Token, Self::Keys];

    fn endpoint(self) -> Endpoint {
        match self {
            Self::Secret => Endpoint::Secrets,
            Self::Token => Endpoint::Token,
            Self::Keys => Endpoint::Keys,
        }
    }
}

impl Outage {
    /// Every way.
    pub const ALL: [Self; 10] = [
        Self::Failing,
        Self::RateLimited,
        Self::Refused,
        Self::Reset,
        Self::Hang,
        Self::Nonsense,
        Self::Html,
        Self::Empty,
        Self::Endless,
        Self::GzipBomb,
    ];

    fn fault(self) -> Fault {
        match self {
            Self::Failing => Fault::Status(500),
            Self::RateLimited => Fault::RateLimited { retry_after: Some(10) },
            Self::Hang => Fault::Hang,
            Self::Nonsense => Fault::Nonsense,
            Self::Html => Fault::Html,
            Self::Empty => Fault::Empty,
            Self::Endless => Fault::Endless,
            Self::GzipBomb => Fault::GzipBomb,
            Self::Refused | Self::Reset => unreachable!("an outage of the line"),
        }
    }
}

impl Outage {
    fn limits(self) -> Timeouts {
        match self {
            Self::Hang => LIMITS,
            _ => PATIENT,
        }
    }
}

const PATIENT: Timeouts = Timeouts {
    connect: Duration::from_secs(20),
    total: Duration::from_secs(20),
};

/// Short, so that what hangs is not waited for; long enough for a busy machine.
const LIMITS: Timeouts = Timeouts {
    connect: Duration::from_secs(1),
    total: Duration::from_secs(1),
};
