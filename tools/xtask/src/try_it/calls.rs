//! The calls: what a function answers to somebody who tries it out, deletion last.

use crate::accounts::{self, PASSWORD};
use crate::cargo::Workspace;
use crate::e2e::generic::concrete;

/// A line of a script. Texts may name the script's variables, as in `$TOKEN`.
pub(super) enum Step {
    Comment(String),
    /// Sends a request and shows its answer, of this status where it is always the same.
    Call {
        status: Option<u16>,
        comment: String,
        request: Request,
    },
    /// Keeps an answer in a variable.
    Keep {
        name: &'static str,
        request: Request,
    },
    /// Keeps a member of a kept answer, which is a text, in a variable.
    Member {
        name: &'static str,
        of: &'static str,
        member: &'static str,
    },
    /// Makes an email address that nobody has registered.
    Email {
        name: &'static str,
    },
}

pub(super) struct Request {
    pub(super) method: String,
    pub(super) url: String,
    pub(super) header: Option<&'static str>,
    pub(super) json: Option<String>,
    pub(super) shows_headers: bool,
}

/// Calls to every function, at `port`, with tokens of the stand-in and the id of a product, if one is known.
pub(super) fn all(workspace: &Workspace, port: u16, stand_in: &str, product: Option<&str>) -> Vec<Step> {
    let at = BaseUrl(format!("http://127.0.0.1:{port}"));
    let token = |kind: &str| Request::get(format!("{stand_in}/control/{kind}?tenantId=bikes&as=text"));
    let mut steps = vec![
        Step::Comment("Tokens of a tenant, valid for an hour.".into()),
        Step::Keep {
            name: "TOKEN",
            request: token("session-token"),
        },
        Step::Keep {
            name: "APP_TOKEN",
            request: token("app-token"),
        },
    ];
    let mut last = Vec::new();
    for function in &workspace.functions {
        match function.as_str() {
            "connect-tenant" => {
                steps.extend(of_connect_tenant(&at));
                let disconnect = at.request("DELETE", "/api/connect-tenant", Some(SESSION));
                last.push(call(
                    200,
                    "disconnects the tenant: erases its record, its users and its settings",
                    disconnect,
                ));
            }
            "product-proxy" => steps.extend(of_product_proxy(&at, product)),
            accounts::FUNCTION => steps.extend(of_accounts(&at)),
            other => steps.extend(of_any(workspace, other, &at)),
        }
    }
    steps.extend(last);
    steps
}

/// The functions' base URL.
struct BaseUrl(String);

impl BaseUrl {
    fn request(&self, method: &str, path: &str, header: Option<&'static str>) -> Request {
        Request {
            method: method.into(),
            url: format!("{}{path}", self.0),
            header,
            json: None,
            shows_headers: false,
        }
    }

    fn post(&self, path: &str, json: &str) -> Request {
        let json = Some(json.to_owned());
        Request {
            json,
            ..self.request("POST", path, None)
        }
    }
}

impl Request {
    fn get(url: String) -> Self {
        Self {
            method: "GET".into(),
            url,
            header: None,
            json: None,
            shows_headers: false,
        }
    }
}

fn call(status: u16, comment: &str, request: Request) -> Step {
    Step::Call {
        status: Some(status),
        comment: comment.into(),
        request,
    }
}

fn of_connect_tenant(at: &BaseUrl) -> Vec<Step> {
    let get = |path, header| at.request("GET", path, header);
    let settings = Request {
        shows_headers: true,
        ..get("/api/settings", Some(SESSION))
    };
    vec![
        call(
            200,
            "what is missing in the configuration: nothing",
            get("/health", None),
        ),
        call(
            200,
            "who is calling; the tenant is on record then",
            get("/api/connect-tenant", Some("X-Session-ID: $TOKEN")),
        ),
        call(
            200,
            "the same with the token in the body",
            at.post("/api/connect-tenant", r#"{"sessionToken":"$TOKEN"}"#),
        ),
        call(
            200,
            "the same with an app token",
            get("/api/connect-tenant", Some("Authorization: Bearer $APP_TOKEN")),
        ),
        call(400, "the same without a token", get("/api/connect-tenant", None)),
        call(200, "the tenant's record", get("/api/tenant", Some(SESSION))),
        call(200, "the tenant's settings, and their version as ETag", settings),
    ]
}

fn of_product_proxy(at: &BaseUrl, product: Option<&str>) -> Vec<Step> {
    let get = |path: &str| at.request("GET", path, Some(SESSION));
    let query = Request {
        header: Some(SESSION),
        ..at.post("/api/graphql", QUERY)
    };
    let mut steps = vec![call(
        200,
        "three products of the tenant, by name",
        get("/api/products?first=3&sort=name"),
    )];
    steps.extend(product.map(|id| call(200, "one of them", get(&format!("/api/products/{id}")))));
    steps.extend([
        call(200, "a query of your own to the ERP", query),
        call(400, "a parameter that there is not", get("/api/products?limit=3")),
    ]);
    steps
}

fn of_accounts(at: &BaseUrl) -> Vec<Step> {
    let body = |extra: &str| format!(r#"{{"email":"$EMAIL","password":"{PASSWORD}"{extra}}}"#);
    let refresh = || at.post("/api/refresh-token", r#"{"refreshToken":"$REFRESH_TOKEN"}"#);
    let profile = at.request("GET", "/api/profile", Some("Authorization: Bearer $ACCESS_TOKEN"));
    let member = |name, member| Step::Member {
        name,
        of: "LOGIN",
        member,
    };
    vec![
        Step::Comment("A user of the app's own. An address of the network registers 20 an hour at most.".into()),
        Step::Email { name: "EMAIL" },
        call(
            201,
            "registers the user",
            at.post("/api/register", &body(r#","name":"User One""#)),
        ),
        Step::Keep {
            name: "LOGIN",
            request: at.post("/api/login", &body("")),
        },
        member("ACCESS_TOKEN", "accessToken"),
        member("REFRESH_TOKEN", "refreshToken"),
        call(
            200,
            "the user, by the access token of the login, valid for 15 minutes",
            profile,
        ),
        call(200, "new tokens for the refresh token", refresh()),
        call(
            200,
            "logs out",
            at.post("/api/logout", r#"{"refreshToken":"$REFRESH_TOKEN"}"#),
        ),
        call(401, "the refresh token after the logout", refresh()),
        call(
            200,
            "the keys that sign the access tokens",
            at.request("GET", "/.well-known/jwks.json", None),
        ),
    ]
}

/// Each route, with a session token and without a body.
fn of_any(workspace: &Workspace, function: &str, at: &BaseUrl) -> Vec<Step> {
    let routes = workspace.routes(function).into_iter();
    let calls = routes.map(|(method, path)| Step::Call {
        status: None,
        comment: format!("{function}: {method} {path}"),
        request: at.request(&method, &concrete(&path), Some(SESSION)),
    });
    calls.collect()
}

const SESSION: &str = "X-Session-Token: $TOKEN";
const QUERY: &str = r#"{"query":"{ QueryItems(first: 3) { nodes { id sku name stockTotal } totalCount } }"}"#;
