//! A plain HTTP client, with the steps every test begins with.

use std::{io::Read, time::Duration};

use serde_json::{Value, json};
use stand_in::StandIn;
use ureq::{Agent, Error, RequestExt, http::Request};

/// A client of one stand-in.
pub(crate) struct Client {
    agent: Agent,
    url: String,
}

/// An answer, read to its end.
pub(crate) struct Reply {
    pub(crate) status: u16,
    headers: ureq::http::HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Client {
    pub(crate) fn of(stand_in: &StandIn) -> Self {
        Self::with_patience(stand_in, Duration::from_secs(20))
    }

    /// A client that gives up after `patience`.
    pub(crate) fn with_patience(stand_in: &StandIn, patience: Duration) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_global(Some(patience))
            .build();
        Self {
            agent: config.into(),
            url: stand_in.url().into(),
        }
    }

    pub(crate) fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Result<Reply, Error> {
        self.send_and_read(method, path, headers, body, u64::MAX)
    }

    /// Reads `most` bytes of the body at most.
    pub(crate) fn send_and_read(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
        most: u64,
    ) -> Result<Reply, Error> {
        let mut request = Request::builder().method(method).uri(format!("{}{path}", self.url));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(body.to_owned())?;
        let response = request.with_agent(&self.agent).run()?;
        let (parts, body) = response.into_parts();
        let mut bytes = Vec::new();
        body.into_reader().take(most).read_to_end(&mut bytes)?;
        Ok(Reply {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body: bytes,
        })
    }

    pub(crate) fn get(&self, path: &str, headers: &[(&str, &str)]) -> Reply {
        self.send("GET", path, headers, "").unwrap()
    }

    pub(crate) fn post_form(&self, path: &str, headers: &[(&str, &str)], form: &str) -> Reply {
        let mut all = vec![("content-type", "application/x-www-form-urlencoded")];
        all.extend(headers);
        self.send("POST", path, &all, form).unwrap()
    }

    /// A live access token.
    pub(crate) fn access_token(&self) -> String {
        let response = self.post_form("/oauth2/token", &[CREDENTIALS], "grant_type=client_credentials");
        response.json()["access_token"].as_str().unwrap().into()
    }

    /// The answer to a GraphQL query for `tenant`, under a fresh access token.
    pub(crate) fn query(&self, tenant: &str, query: &str, variables: &Value) -> Reply {
        let bearer = format!("Bearer {}", self.access_token());
        let headers = [
            ("authorization", bearer.as_str()),
            ("x-tenant-id", tenant),
            ("content-type", "application/json"),
        ];
        let body = json!({ "query": query, "variables": variables });
        self.send("POST", "/erp/v2/graphql", &headers, &body.to_string())
            .unwrap()
    }

    /// The `data` of such an answer, which must have no errors.
    pub(crate) fn data(&self, tenant: &str, query: &str, variables: &Value) -> Value {
        let mut answer = self.query(tenant, query, variables).json();
        assert_eq!(answer["errors"], Value::Null, "{query}");
        answer["data"].take()
    }
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }
}

/// `stand-in-client:stand-in-secret`, as every stand-in starts out.
pub(crate) const CREDENTIALS: (&str, &str) = ("authorization", "Basic c3RhbmQtaW4tY2xpZW50OnN0YW5kLWluLXNlY3JldA==");
