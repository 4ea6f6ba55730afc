//! Examples of the document: what the functions behind the local gateway answer, JTL played by the stand-in.
//! What differs from run to run, tokens, ids and times, is replaced by a value that does not.

use std::fs;

use serde_json::{Map, Value, json};

use crate::accounts::{FUNCTION as ACCOUNT, PASSWORD};
use crate::cargo::Workspace;
use crate::edit;
use crate::failure::Failure;
use crate::http::{self, Answer};
use crate::stand_in::StandIn;
use crate::tools::unwritable;

/// Writes the examples anew.
pub(crate) fn write(workspace: &Workspace, server: &str, stand_in: &StandIn) -> Result<(), Failure> {
    let path = workspace.root.join(EXAMPLES);
    let text = format!("{:#}\n", Value::from(recorded(workspace, server, stand_in)?));
    fs::write(&path, text).map_err(|error| unwritable(&path, &error))
}

/// Compares the committed examples with the answers of this server; returns how many there are.
pub(crate) fn check(workspace: &Workspace, server: &str, stand_in: &StandIn) -> Result<String, Failure> {
    let committed: Value = serde_json::from_str(&edit::read(workspace, EXAMPLES)?)
        .map_err(|error| Failure::said(format!("{EXAMPLES} cannot be read: {error}")))?;
    let recorded = recorded(workspace, server, stand_in)?;
    for (operation, answer) in &recorded {
        if committed[operation] != *answer {
            return Err(Failure::said(format!(
                "{operation} answers {answer:#}\n{EXAMPLES} has another example; run cargo xtask openapi --examples"
            )));
        }
    }
    Ok(format!("{} answers", recorded.len()))
}

/// The answer of each operation, by its id in the document.
fn recorded(workspace: &Workspace, server: &str, stand_in: &StandIn) -> Result<Map<String, Value>, Failure> {
    let mut recorder = Recorder {
        server,
        token: stand_in.session_token("tenant-bikes")?,
        email: format!("examples-{}@example.org", std::process::id()),
        examples: Map::new(),
    };
    recorder.connections()?;
    if workspace.has("product-proxy") {
        recorder.products()?;
    }
    if workspace.has("session") {
        recorder.caller()?;
    }
    if workspace.has(ACCOUNT) {
        recorder.account()?;
    }
    Ok(recorder.examples)
}

struct Recorder<'a> {
    server: &'a str,
    token: String,
    email: String,
    examples: Map<String, Value>,
}

impl Recorder<'_> {
    fn connections(&mut self) -> Result<(), Failure> {
        self.call("getHealth", "GET", "/health", None)?;
        self.call("connectTenant", "POST", "/api/connect-tenant", None)?;
        self.call("getConnection", "GET", "/api/connect-tenant", None)?;
        self.call("getTenant", "GET", "/api/tenant", None)?;
        let present = self.answer(&[], "GET", "/api/settings", None)?;
        let version = [("if-match", present.etag.as_deref().unwrap_or_default())];
        let settings = json!({"pageSize": 50});
        self.call_with(&version, "replaceSettings", "PUT", "/api/settings", Some(&settings))?;
        self.call("getSettings", "GET", "/api/settings", None)?;
        self.call("disconnectTenant", "DELETE", "/api/connect-tenant", None)?;
        Ok(())
    }

    fn products(&mut self) -> Result<(), Failure> {
        let page = self.call("listProducts", "GET", "/api/products?first=1", None)?;
        self.call("listItems", "GET", "/api/items?first=1", None)?;
        let id = page["nodes"][0]["id"].as_str().unwrap_or_default();
        self.call("getProduct", "GET", &format!("/api/products/{id}"), None)?;
        self.call("getItem", "GET", &format!("/api/items/{id}"), None)?;
        let query = json!({"query": "{ QueryItems(first: 1) { nodes { sku name } totalCount } }"});
        self.call("query", "POST", "/api/graphql", Some(&query))?;
        self.call("queryAlias", "POST", "/graphql", Some(&query))?;
        Ok(())
    }

    fn caller(&mut self) -> Result<(), Failure> {
        self.call("getMe", "GET", "/api/me", None)?;
        self.call("getSession", "GET", "/api/session", None)?;
        self.call("verifyToken", "POST", "/verify-token", None)?;
        Ok(())
    }

    fn account(&mut self) -> Result<(), Failure> {
        let registration = json!({"name": "Anna", "email": self.email, "password": PASSWORD});
        let credentials = json!({"email": self.email, "password": PASSWORD});
        self.call("register", "POST", "/api/register", Some(&registration))?;
        self.call("token", "POST", "/token", Some(&credentials))?;
        self.call("authenticate", "POST", "/authenticate", Some(&credentials))?;
        let login = self.call("logIn", "POST", "/api/login", Some(&credentials))?;
        let refresh = json!({"refreshToken": login["refreshToken"]});
        let session = self.call("refreshToken", "POST", "/api/refresh-token", Some(&refresh))?;
        session["accessToken"]
            .as_str()
            .unwrap_or_default()
            .clone_into(&mut self.token);
        self.call("getProfile", "GET", "/api/profile", None)?;
        let change = json!({"currentPassword": PASSWORD, "newPassword": format!("{PASSWORD}-2")});
        self.call("changePassword", "POST", "/api/change-password", Some(&change))?;
        let refresh = json!({"refreshToken": session["refreshToken"]});
        self.call("logOut", "POST", "/api/logout", Some(&refresh))?;
        self.call("getKeySet", "GET", "/.well-known/jwks.json", None)?;
        Ok(())
    }

    /// Sends a request, keeps its answer as an example and returns it as it came.
    fn call(&mut self, operation: &str, method: &str, path: &str, body: Option<&Value>) -> Result<Value, Failure> {
        self.call_with(&[], operation, method, path, body)
    }

    /// The same with more headers.
    fn call_with(
        &mut self,
        headers: http::Headers<'_>,
        operation: &str,
        method: &str,
        path: &str,
        body: Option<&Value>,
    ) -> Result<Value, Failure> {
        let answer = self.answer(headers, method, path, body)?;
        let mut example = answer.json();
        fix(&mut example, &self.email);
        self.examples.insert(operation.to_owned(), example);
        Ok(answer.json())
    }

    fn answer(
        &self,
        headers: http::Headers<'_>,
        method: &str,
        path: &str,
        body: Option<&Value>,
    ) -> Result<Answer, Failure> {
        let (url, bearer) = (format!("{}{path}", self.server), format!("Bearer {}", self.token));
        let own = [("authorization", bearer.as_str()), ("content-type", "application/json")];
        let headers = [&own, headers].concat();
        let body = body.map(Value::to_string).unwrap_or_default();
        let answer = http::send(method, &url, &headers, &body, http::LIMIT);
        let answer = answer.map_err(|error| Failure::said(format!("{url}: {error}")))?;
        if (200..300).contains(&answer.status) {
            Ok(answer)
        } else {
            Err(Failure::said(format!("{method} {path} answers {answer:?}")))
        }
    }
}

/// Replaces what differs from run to run.
fn fix(value: &mut Value, email: &str) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                match fixed(name, member) {
                    Some(example) => *member = example,
                    None => fix(member, email),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| fix(item, email)),
        Value::String(text) if text == email => *text = "anna@example.org".into(),
        _ => {}
    }
}

/// The example in place of a member that is never the same.
fn fixed(name: &str, member: &Value) -> Option<Value> {
    Some(match (name, member) {
        ("accessToken" | "token", Value::String(_)) => json!("eyJhbGciOiJFZERTQSIs…"),
        ("refreshToken", Value::String(_)) => json!("3f6c1d5e9b2a47c08e1f…"),
        ("iat" | "nbf", Value::Number(_)) => json!(1_790_000_000),
        ("exp" | "expiresAt", Value::Number(_)) => json!(1_790_000_900),
        ("firstConnectedAt" | "lastConnectedAt" | "createdAt", _) => json!("2026-09-21T13:33:00Z"),
        ("expiresAt", Value::String(_)) => json!("2027-09-21T13:33:00Z"),
        ("kid", Value::String(_)) => json!("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"),
        ("x", Value::String(_)) => json!("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"),
        ("jti", Value::String(_)) => json!("1f0c8f8e"),
        ("iss", Value::String(_)) => json!("https://auth.jtl-cloud.com"),
        ("id", Value::String(id)) if id.len() > 20 => json!("0198f2c4-7d1e-7a52-9c1b-3e5d8a6f4b20"),
        _ => return None,
    })
}

pub(crate) const EXAMPLES: &str = "tools/openapi/examples.json";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_never_the_same_is_replaced() {
        let mut answer = json!({"user": {"id": "a-long-id-of-an-account", "email": "e@x", "name": "Anna"},
            "accessToken": "secret", "nodes": [{"id": "7", "sku": "A"}], "exp": 5});
        fix(&mut answer, "e@x");
        assert_eq!(answer["user"]["email"], "anna@example.org");
        assert_eq!(answer["user"]["name"], "Anna");
        assert_eq!(answer["nodes"], json!([{"id": "7", "sku": "A"}]));
        assert_eq!(answer["exp"], 1_790_000_900);
        assert!(!answer.to_string().contains("secret") && !answer.to_string().contains("a-long-id"));
    }
}
