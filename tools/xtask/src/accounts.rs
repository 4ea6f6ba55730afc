//! The function of the accounts: started as the template would, and asked, as an event or over
//! HTTP.

use std::path::Path;

use serde_json::Value;

use crate::cargo::Workspace;
use crate::emulator::Emulator;
use crate::event;
use crate::failure::Failure;
use crate::http;
use crate::local_server::LocalServer;
use crate::moto::Moto;
use crate::tools::Installed;

/// Starts the release binary under AWS's emulator: a table of its own, the keys in `secret`, and
/// nothing of JTL.
pub(crate) fn under_the_emulator(
    workspace: &Workspace,
    aws: &Installed,
    moto: &Moto,
    secret: &str,
    log: &Path,
) -> Result<Emulator, Failure> {
    moto.make_table(TABLE, &["pk", "sk"])?;
    let store = format!("dynamodb:{TABLE}");
    let mut variables = moto.variables().to_vec();
    variables.extend([
        ("ACCOUNT_ISSUER", "https://app.example"),
        ("ACCOUNT_KEYS_SECRET_ID", secret),
        ("ACCOUNTS_STORE", &store),
    ]);
    Emulator::start(workspace, aws, FUNCTION, &variables, log)
}

/// Way to call the function: a release binary, or the local server.
pub(crate) enum Caller<'a> {
    Events(&'a Emulator),
    Http(&'a LocalServer),
}

struct Request<'a> {
    method: &'static str,
    path: &'static str,
    bearer: Option<&'a str>,
    body: Option<Value>,
}

#[derive(Debug)]
pub(crate) struct Answered {
    pub(crate) status: u64,
    pub(crate) body: Value,
}

impl Caller<'_> {
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Events(_) => "account",
            Self::Http(server) => server.name,
        }
    }

    fn send(&self, request: &Request<'_>) -> Result<Answered, Failure> {
        match self {
            Self::Events(function) => {
                let response = function.invoke(&event(request))?;
                Ok(Answered {
                    status: response.status,
                    body: response.body,
                })
            }
            Self::Http(server) => over_http(&server.url, request),
        }
    }

    pub(crate) fn post(&self, path: &'static str, body: Value) -> Result<Answered, Failure> {
        self.send(&Request {
            method: "POST",
            path,
            bearer: None,
            body: Some(body),
        })
    }

    pub(crate) fn get(&self, path: &'static str, bearer: Option<&str>) -> Result<Answered, Failure> {
        self.send(&Request {
            method: "GET",
            path,
            bearer,
            body: None,
        })
    }
}

fn over_http(url: &str, request: &Request<'_>) -> Result<Answered, Failure> {
    let url = format!("{url}{}", request.path);
    let bearer = request.bearer.map(|token| format!("Bearer {token}"));
    let mut headers = Vec::new();
    headers.extend(bearer.iter().map(|bearer| ("authorization", bearer.as_str())));
    let answer = match &request.body {
        Some(body) => {
            headers.push(("content-type", "application/json"));
            http::post(&url, &headers, &body.to_string(), http::LIMIT)
        }
        None => http::get(&url, &headers, http::LIMIT),
    };
    let answer = answer.map_err(|error| Failure::said(format!("{url}: {error}")))?;
    Ok(Answered {
        status: answer.status.into(),
        body: answer.json(),
    })
}

fn event(request: &Request<'_>) -> Value {
    event::request(request.method, request.path, request.bearer, request.body.as_ref())
}

pub(crate) const FUNCTION: &str = "account";

/// Of every user here.
pub(crate) const PASSWORD: &str = "correct horse battery staple";

const TABLE: &str = "jtl-cloud-app-accounts";
