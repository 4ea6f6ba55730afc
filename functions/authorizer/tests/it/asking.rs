//! Asking the function, as each kind of API does.

use authorizer::{Authorizer, AuthorizerOptions};
use serde_json::Value;
use shared::start::config::Env;
use test_app::{Event, TestApp};

/// A kind of API that asks, by the file of its event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Api {
    pub file: &'static str,
    /// Place of the token in its event, as the variable names it.
    pub source: &'static str,
    /// The stage in its event; `None` where the answer is a simple one.
    pub test_app: Option<&'static str>,
}

/// Every kind.
pub const APIS: [Api; 5] = [
    HTTP_2,
    Api {
        file: "authorizer-http-1",
        source: AUTHORIZATION,
        test_app: Some("$default"),
    },
    Api {
        file: "authorizer-rest-token",
        source: AUTHORIZATION,
        test_app: Some("prod"),
    },
    REST,
    WEB_SOCKET,
];

pub const HTTP_2: Api = Api {
    file: "authorizer-http-2",
    source: AUTHORIZATION,
    test_app: None,
};

pub const REST: Api = Api {
    file: "authorizer-rest-request",
    source: AUTHORIZATION,
    test_app: Some("prod"),
};

pub const WEB_SOCKET: Api = Api {
    file: "authorizer-websocket",
    source: "route.request.querystring.token",
    test_app: Some("prod"),
};

pub const AUTHORIZATION: &str = "$request.header.Authorization";

impl Api {
    /// Asks about a token, with a function that is told the right source.
    pub async fn ask(self, test_app: &TestApp, token: &str) -> Result<Value, &'static str> {
        let authorizer = authorizer(test_app, &[("AUTHORIZER_IDENTITY_SOURCE", self.source)]);
        ask(&authorizer, &self.event(token)).await
    }

    pub fn event(self, token: &str) -> Event {
        Event::file(self.file, &[("session-token", token)])
    }
}

/// The function with these variables of its own.
pub fn authorizer(test_app: &TestApp, variables: &[(&str, &str)]) -> Authorizer {
    let read = |name: &str| {
        let known = variables.iter().find(|(known, _)| *known == name);
        known.map(|(_, value)| (*value).to_owned())
    };
    let mut read = Env::new(&read);
    let options = AuthorizerOptions::read(&mut read);
    assert_eq!(read.into_errors(), []);
    Authorizer::new(test_app.app.clone(), options)
}

/// The answer as Lambda returns it, or the code of the error.
pub async fn ask(authorizer: &Authorizer, event: &Event) -> Result<Value, &'static str> {
    match authorizer.clone().answer(event.handed_over()).await {
        Ok(answer) => Ok(serde_json::to_value(answer).expect("an answer is JSON")),
        Err(error) => Err(error.code()),
    }
}
