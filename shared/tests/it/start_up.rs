//! The start of a function: what it needs is fetched before the first request, and nothing else.

use std::sync::Arc;

use serde_json::{Value, json};
use shared::auth::presented_token::PresentedToken;
use shared::erp::CallsAs;
use shared::request::clock::MockClock;
use shared::request::context::RequestContext;
use shared::request::problem::Problem;
use shared::start::app::{App, AppDeps};
use shared::start::start_up::{Needs, Options};
use stand_in::{Endpoint, SessionClaims, StandIn};

struct Needing(Needs);

impl Options for Needing {
    fn needs(&self) -> Needs {
        self.0
    }
}

/// A function that has started before `jtl`, with client credentials and an app of JTL's.
async fn started(jtl: &StandIn, needs: Needs, session_tokens: &str) -> Arc<App> {
    let (url, id, secret) = (jtl.url(), jtl.client_id(), jtl.client_secret());
    let variables = [
        ("CLIENT_ID", id.as_str()),
        ("CLIENT_SECRET", &secret),
        ("JTL_AUTH_URL", url),
        ("JTL_API_URL", url),
        ("JTL_APP_ID", StandIn::app_id()),
        ("JTL_ISSUER", url),
        ("JTL_SESSION_TOKENS", session_tokens),
    ];
    let environment = |name: &str| {
        let known = variables.iter().find(|(known, _)| *known == name);
        known.map(|(_, value)| (*value).to_owned())
    };
    let deps = AppDeps {
        clock: MockClock::at_present().clock(),
        ..AppDeps::for_function("started")
    };
    let (app, _) = App::start_in(environment, deps, |_| Needing(needs)).await;
    app
}

#[tokio::test]
async fn what_a_function_needs_is_there_before_its_first_request() {
    let (service, user) = (Needs::ErpCalls(CallsAs::Service), Needs::ErpCalls(CallsAs::User));
    for (needs, session_tokens, expected) in [
        (Needs::Nothing, "on", [0, 0, 0]),
        (Needs::Tokens, "on", [1, 1, 0]),
        (Needs::Tokens, "off", [0, 0, 1]),
        (service, "on", [1, 1, 0]),
        (service, "off", [1, 0, 1]),
        (user, "on", [0, 0, 1]),
    ] {
        let jtl = StandIn::start().await;
        // Made at first use, which would take up the time of the warm-up.
        jtl.app_key_set();
        let _app = started(&jtl, needs, session_tokens).await;
        let calls = [Endpoint::Token, Endpoint::Keys, Endpoint::AppKeys].map(|endpoint| jtl.calls(endpoint));
        assert_eq!(calls, expected, "{needs:?} with session tokens {session_tokens}");
    }
}

#[tokio::test]
async fn the_erp_is_called_in_the_name_that_the_function_has_chosen() {
    for (calls_as, expected) in [(CallsAs::Service, None), (CallsAs::User, Some("app_token_required"))] {
        let jtl = StandIn::start().await;
        jtl.app_key_set();
        let app = started(&jtl, Needs::ErpCalls(calls_as), "on").await;
        let context = RequestContext::new("1".into(), app.clock().clone(), None);
        let token = jtl.session_token(&SessionClaims::of("tenant-bikes"));
        let session = app.authenticate(PresentedToken::Explicit(&token), &context).await;
        let session = session.expect("the token is good").into_tenant_session();
        let session = session.expect("it names a tenant");
        let answer = app
            .erp()
            .query::<Value>(&session, &context, "{ __typename }", &json!({}))
            .await;
        let code = answer.err().map(|failure| Problem::from(failure).code);
        assert_eq!(code, expected, "{calls_as:?}");
    }
}
