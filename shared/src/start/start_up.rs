//! [`App::start`]: log, environment, configuration, clients and warm-up in one sentence.

use std::sync::Arc;

use super::app::{App, AppDeps};
use super::config::{Config, ConfigError, Env, environment};
use super::log;
use crate::erp::CallsAs;

/// The variables that one function alone has, as it understands them.
pub trait Options {
    /// The needs of a function with these options.
    fn needs(&self) -> Needs;
}

/// The needs of a function: they decide which of the common variables are read and demanded, and
/// what is fetched before the first request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Nobody else's tokens and no calls to the platform. Of the common variables only
    /// `METRICS_NAMESPACE` is read.
    Nothing,
    /// Verified tokens, and so an issuer that is trusted.
    Tokens,
    /// Verified tokens, and what calls to the ERP are made with.
    ErpCalls(CallsAs),
}

/// Of a function without variables of its own, which verifies tokens.
impl Options for () {
    fn needs(&self) -> Needs {
        Needs::Tokens
    }
}

/// Of a function that calls the ERP and has no other variable of its own than `ERP_CALLS_AS`.
impl Options for CallsAs {
    fn needs(&self) -> Needs {
        Needs::ErpCalls(*self)
    }
}

impl App {
    /// Starts the function `name`, a package: begins to log, reads the environment, builds every
    /// client, and fetches what the first request needs, within 3 s. A mistake in a variable, or a
    /// fetch that fails, is logged and ends nothing: `/health` says the one, the first request
    /// makes up for the other.
    ///
    /// ```no_run
    /// # async fn start() {
    /// use shared::erp::CallsAs;
    /// use shared::start::app::App;
    ///
    /// let (app, _) = App::start(env!("CARGO_PKG_NAME"), CallsAs::read).await;
    /// # }
    /// ```
    pub async fn start<O: Options>(name: &'static str, read_options: impl FnOnce(&mut Env<'_>) -> O) -> (Arc<Self>, O) {
        log::start(&name.replace('-', "_"), environment);
        Self::start_in(environment, AppDeps::for_function(name), read_options).await
    }

    /// The same in an environment and with dependencies of a test, whose log has begun.
    pub async fn start_in<O: Options>(
        environment: impl Fn(&str) -> Option<String>,
        deps: AppDeps,
        read_options: impl FnOnce(&mut Env<'_>) -> O,
    ) -> (Arc<Self>, O) {
        let (config, errors, options) = read(read_options, &environment);
        let mut app = Self::build(config, errors, deps);
        match options.needs() {
            Needs::Nothing => {}
            Needs::Tokens => app.warm_up().await,
            Needs::ErpCalls(calls_as) => {
                app.erp = app.erp.calling_as(calls_as);
                calls_as.warm_up(&app).await;
            }
        }
        (Arc::new(app), options)
    }
}

/// Reads what a function is told, the common variables as far as it needs them, with every mistake:
/// those in common variables first.
pub fn read<O: Options>(
    read_options: impl FnOnce(&mut Env<'_>) -> O,
    environment: &dyn Fn(&str) -> Option<String>,
) -> (Config, Vec<ConfigError>, O) {
    let mut own = Env::new(environment);
    let options = read_options(&mut own);
    let mut common = Env::new(environment);
    let config = match options.needs() {
        Needs::Nothing => Config::without_issuers(&mut common),
        Needs::Tokens => Config::read(&mut common),
        Needs::ErpCalls(calls_as) => {
            let config = Config::read(&mut common);
            calls_as.require(&config, &mut own);
            config
        }
    };
    let mut errors = common.into_errors();
    errors.extend(own.into_errors());
    (config, errors, options)
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    struct Lonely;

    impl Options for Lonely {
        fn needs(&self) -> Needs {
            Needs::Nothing
        }
    }

    #[test]
    fn a_function_that_needs_nothing_is_asked_for_nothing() {
        let asked = RefCell::new(Vec::new());
        let environment = |name: &str| {
            asked.borrow_mut().push(name.to_owned());
            None
        };
        let (config, errors, _) = read(|_| Lonely, &environment);
        assert_eq!(errors, []);
        assert!(config.issuers.is_empty() && config.credentials.is_none());
        assert_eq!(asked.into_inner(), ["METRICS_NAMESPACE"]);
    }

    #[test]
    fn calls_to_the_erp_demand_what_they_are_made_with() {
        let sentences = |set: &[(&str, &str)], options: fn(&mut Env<'_>) -> CallsAs| {
            let environment = |name: &str| {
                let found = set.iter().find(|(known, _)| *known == name);
                found.map(|(_, value)| (*value).to_owned())
            };
            let (_, errors, calls_as) = read(options, &environment);
            assert_eq!(calls_as.needs(), Needs::ErpCalls(calls_as));
            errors.iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        let app = ("JTL_APP_ID", "app");
        let as_user = ("ERP_CALLS_AS", "user");
        assert_eq!(sentences(&[app, as_user], CallsAs::read), Vec::<String>::new());
        assert_eq!(
            sentences(&[app], CallsAs::read),
            ["set either CREDENTIALS_SECRET_ID or CLIENT_ID and CLIENT_SECRET"]
        );
        let both = sentences(
            &[("API_ENVIRONMENT", "moon"), app, ("ERP_CALLS_AS", "me")],
            CallsAs::read,
        );
        assert_eq!(
            both,
            [
                "set API_ENVIRONMENT to prod, beta, qa or dev",
                "set ERP_CALLS_AS to service or user",
                "set either CREDENTIALS_SECRET_ID or CLIENT_ID and CLIENT_SECRET",
            ]
        );
    }

    #[test]
    fn a_function_without_variables_of_its_own_verifies_tokens() {
        let (_, errors, ()) = read(|_| (), &|_| None);
        let env: Vec<_> = errors.iter().map(|error| error.variable).collect();
        assert_eq!(env, ["CLIENT_ID", "CLIENT_SECRET"]);
    }
}
