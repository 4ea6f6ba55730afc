//! The variables of this function alone.
//!
//! | variable | meaning | default |
//! | --- | --- | --- |
//! | `AUTHORIZER_IDENTITY_SOURCE` | where the token is, as API Gateway writes it; see [`IdentitySource`] | `$request.header.Authorization` |
//! | `AUTHORIZER_CACHE_SECONDS` | 0 to 3600: how long API Gateway keeps an answer | 0 |
//! | `AUTHORIZER_REQUIRES_TENANT` | `true` or `false`: whether a session without a tenant of JTL's is denied | `false` |

use std::time::Duration;

use shared::start::config::Env;
use shared::start::start_up::{Needs, Options};

use crate::identity_source::IdentitySource;

/// Options of the authorizer.
#[derive(Clone, Debug)]
pub struct AuthorizerOptions {
    /// `AUTHORIZER_IDENTITY_SOURCE`.
    pub identity_source: IdentitySource,
    /// `AUTHORIZER_CACHE_SECONDS`.
    pub kept_for: Duration,
    /// `AUTHORIZER_REQUIRES_TENANT`.
    pub requires_tenant: bool,
}

impl AuthorizerOptions {
    /// Reads the variables above; mistakes are left with `env`.
    pub fn read(env: &mut Env<'_>) -> Self {
        Self {
            identity_source: env
                .parsed(
                    "AUTHORIZER_IDENTITY_SOURCE",
                    "one header other than Cookie, or one query parameter, such as $request.header.Authorization",
                    IdentitySource::parse,
                )
                .unwrap_or(IdentitySource::Authorization),
            kept_for: env
                .parsed("AUTHORIZER_CACHE_SECONDS", "a whole number from 0 to 3600", |text| {
                    text.parse().ok().filter(|seconds| *seconds <= LONGEST_KEPT)
                })
                .map_or(Duration::ZERO, Duration::from_secs),
            requires_tenant: env
                .parsed("AUTHORIZER_REQUIRES_TENANT", "true or false", |text| text.parse().ok())
                .unwrap_or(false),
        }
    }
}

impl Options for AuthorizerOptions {
    fn needs(&self) -> Needs {
        Needs::Tokens
    }
}

/// API Gateway keeps nothing for more than an hour.
const LONGEST_KEPT: u64 = 3600;

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variable: &str, value: &str) -> (AuthorizerOptions, usize) {
        let lookup = |name: &str| (name == variable).then(|| value.to_owned());
        let mut env = Env::new(&lookup);
        let options = AuthorizerOptions::read(&mut env);
        (options, env.into_errors().len())
    }

    #[test]
    fn without_variables_the_bearer_token_is_taken_and_nothing_is_kept() {
        let (options, errors) = read("", "");
        assert_eq!(options.identity_source, IdentitySource::Authorization);
        assert_eq!((options.kept_for, options.requires_tenant), (Duration::ZERO, false));
        assert_eq!(errors, 0);
    }

    #[test]
    fn every_value_out_of_its_range_is_a_mistake() {
        for (variable, value, is_good) in [
            ("AUTHORIZER_CACHE_SECONDS", "0", true),
            ("AUTHORIZER_CACHE_SECONDS", "3600", true),
            ("AUTHORIZER_CACHE_SECONDS", "3601", false),
            ("AUTHORIZER_CACHE_SECONDS", "-1", false),
            ("AUTHORIZER_CACHE_SECONDS", "5m", false),
            ("AUTHORIZER_CACHE_SECONDS", "", false),
            ("AUTHORIZER_REQUIRES_TENANT", "true", true),
            ("AUTHORIZER_REQUIRES_TENANT", "yes", false),
            ("AUTHORIZER_IDENTITY_SOURCE", "$request.querystring.token", true),
            ("AUTHORIZER_IDENTITY_SOURCE", "Authorization", false),
            ("AUTHORIZER_IDENTITY_SOURCE", "$request.header.Cookie", false),
        ] {
            let (_, errors) = read(variable, value);
            assert_eq!(errors == 0, is_good, "{variable}={value}");
        }
        assert_eq!(
            read("AUTHORIZER_CACHE_SECONDS", "300").0.kept_for,
            Duration::from_mins(5)
        );
    }
}
