//! Built and warmed once in `main`: from a token to a session.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use aws_config::SdkConfig;

use super::config::{AllowedOrigins, Config, ConfigError};
use super::services::Services;
use crate::auth::error::AuthError;
use crate::auth::presented_token::PresentedToken;
use crate::erp::Erp;
use crate::http::client::{HttpClient, Timeouts};
use crate::request::clock::Clock;
use crate::request::context::RequestContext;
use crate::request::error_chain::Chain;
use crate::request::metrics::{Answered, MetricSink, Metrics, standard_output};
use crate::request::problem::ApiError;
use verify::session::{Session, Verified};

/// The core of every function. It exists also where the variables are wrong, so that the function
/// can say so.
#[derive(Debug)]
pub struct App {
    clock: Clock,
    metrics: Option<Metrics>,
    pub(super) services: Result<Services, Vec<ConfigError>>,
    pub(super) erp: Erp,
}

/// The function's name, and the dependencies that tests replace: clock, limits, metric sink, AWS.
#[derive(Clone)]
pub struct AppDeps {
    /// Name of the function, the `Function` of its metrics.
    pub function: &'static str,
    /// Clock that everything goes by.
    pub clock: Clock,
    /// Time limits of each call.
    pub limits: Timeouts,
    /// Sink of its metrics.
    pub metrics: MetricSink,
    /// Configuration of the AWS SDK, if not the environment's.
    pub aws: Option<SdkConfig>,
}

impl AppDeps {
    /// The machine as it is.
    pub fn for_function(function: &'static str) -> Self {
        Self {
            function,
            clock: Clock::system(),
            limits: Timeouts::default(),
            metrics: standard_output(),
            aws: None,
        }
    }
}

impl App {
    /// Builds everything and logs every mistake; makes no call.
    pub fn new(config: Config, errors: Vec<ConfigError>, deps: AppDeps) -> Arc<Self> {
        Arc::new(Self::build(config, errors, deps))
    }

    pub(super) fn build(config: Config, mut errors: Vec<ConfigError>, deps: AppDeps) -> Self {
        let AppDeps {
            function,
            clock,
            limits,
            metrics,
            aws,
        } = deps;
        for error in &errors {
            tracing::error!(
                variable = error.variable,
                instruction = %error,
                "misconfigured"
            );
        }
        let namespace = config.metrics_namespace.clone();
        let metrics = namespace.map(|namespace| Metrics::new(namespace, function, metrics));
        let services = match HttpClient::new(limits, clock.clone()) {
            Ok(http) if errors.is_empty() => Ok(Services::new(config, http, &clock, aws.as_ref())),
            Ok(_) => Err(errors),
            Err(error) => {
                tracing::error!(
                    variable = NO_ROOTS.variable,
                    instruction = %NO_ROOTS,
                    error = %Chain(&error),
                    "misconfigured"
                );
                errors.push(NO_ROOTS);
                Err(errors)
            }
        };
        Self {
            clock,
            metrics,
            erp: services.as_ref().map_or_else(|_| Erp::misconfigured(), Services::erp),
            services,
        }
    }

    /// Fetches what the first issuer's tokens need, within 3 s; a failure is left to the first
    /// request.
    pub async fn warm_up(&self) {
        self.fetch(async |services, context| warn(services.issuers.warm_up(context).await))
            .await;
    }

    /// The same, and the access token for calls to the platform, which the first issuer's keys may
    /// not need.
    pub async fn warm_up_for_calls(&self) {
        self.fetch(async |services, context| {
            services.open_erp();
            let access_token = async {
                if let Ok(access_tokens) = services.access_tokens() {
                    warn(access_tokens.warm_up(context).await);
                }
            };
            let (keys, ()) = tokio::join!(services.issuers.warm_up(context), access_token);
            warn(keys);
        })
        .await;
    }

    /// Fetches what tokens need that go on in the user's own name, and connects to the ERP; nothing else.
    pub async fn warm_up_for_user_calls(&self) {
        self.fetch(async |services, context| {
            services.open_erp();
            warn(services.issuers.warm_up_kept_tokens(context).await);
        })
        .await;
    }

    async fn fetch(&self, fetch: impl AsyncFnOnce(&Services, &RequestContext)) {
        let Ok(services) = &self.services else { return };
        let context = RequestContext::warm_up(self.clock.clone());
        fetch(services, &context).await;
        if let Some(metrics) = &self.metrics {
            metrics.emit(context.metrics(), None, self.clock.now());
        }
    }

    /// Ends a request: waits for its background tasks and counts it. `outcome` is `ok` or the code of
    /// the error; returned is the time from arrival to answer.
    pub async fn conclude(&self, context: &RequestContext, outcome: &'static str) -> Duration {
        context.join_background().await;
        let now = self.clock.now();
        let latency = now.since(context.started());
        if let Some(metrics) = &self.metrics {
            metrics.emit(context.metrics(), Some(Answered { outcome, latency }), now);
        }
        latency
    }

    /// The clock that everything goes by.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The ERP, called as the service unless [`App::start`] sets another name.
    pub fn erp(&self) -> &Erp {
        &self.erp
    }

    /// Services that exist only when the configuration is valid; else [`ApiError::Misconfigured`].
    pub fn services(&self) -> Result<&Services, ApiError> {
        self.services.as_ref().map_err(|_| ApiError::Misconfigured)
    }

    /// Pages that may send requests with the accounts' cookies; `None` where no cookie is looked at.
    pub fn cookie_origins(&self) -> Result<Option<&AllowedOrigins>, AuthError> {
        // Of a cookie nothing is known as long as the variables are wrong.
        let services = self.services().map_err(AuthError::unverifiable)?;
        Ok(services.cookie_origins())
    }

    /// Verifies a token and returns its session.
    pub async fn authenticate(
        &self,
        token: PresentedToken<'_>,
        context: &RequestContext,
    ) -> Result<Session, AuthError> {
        self.verify(token, context).await.map(|verified| verified.session)
    }

    /// The same, with all that the token says.
    pub async fn verify(&self, token: PresentedToken<'_>, context: &RequestContext) -> Result<Verified, AuthError> {
        let services = self.services().map_err(AuthError::unverifiable).inspect_err(|error| {
            context.metrics().verification(error.code());
        })?;
        let verified = services.issuers.verify(token, context).await?;
        if let Some(session) = verified.session.clone().into_tenant_session() {
            context.note_tenant(&session);
        }
        Ok(verified)
    }
}

fn warn<T, E: std::error::Error + 'static>(outcome: Result<T, E>) {
    if let Err(error) = outcome {
        tracing::warn!(error = %Chain(&error), "warm-up failed");
    }
}

/// Without a single root no certificate can be checked, so no call is possible. Building the
/// client has no other way to fail.
const NO_ROOTS: ConfigError = ConfigError {
    variable: "SSL_CERT_FILE",
    instruction: Cow::Borrowed(
        "set SSL_CERT_FILE to the path of a PEM file with root certificates; none could be loaded from it, or from \
         the system where it is not set",
    ),
};
