//! The HTTP API: what the template says, and the way from a request to an answer.

mod answer;
mod cors;
mod event;
mod invoke;
mod problem;
mod routes;
mod server;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::time::Duration;

use sam_template::{HttpApi, Parameters, Template};

use crate::lambda::Settings;
use routes::{Matched, RouteTable, Unmatched};

pub(crate) use routes::decoded;
pub(crate) use server::Server;

/// An API and its functions, as a template has them.
#[derive(Debug)]
pub(crate) struct Api {
    routes: RouteTable,
    http: HttpApi,
    functions: BTreeMap<String, Settings>,
}

impl Api {
    /// Reads the template. Fails with a sentence.
    pub(crate) fn read(path: &Path, parameters: &Parameters) -> Result<Self, String> {
        let text = fs::read_to_string(path).map_err(|error| format!("{} cannot be read: {error}", path.display()))?;
        let read = || {
            let template = Template::parse(&text)?;
            let functions = template.functions()?;
            let functions = functions.iter().map(|function| {
                let number = |setting| template.function_number(function, setting, parameters);
                let settings = Settings {
                    timeout: number("Timeout").map_or(DEFAULT_TIMEOUT, Duration::from_secs),
                    memory_megabytes: number("MemorySize").unwrap_or(DEFAULT_MEMORY_MEGABYTES),
                };
                (function.binary.to_owned(), settings)
            });
            Ok(Self {
                functions: functions.collect(),
                routes: RouteTable::new(template.routes()?),
                http: template.http_api(parameters)?,
            })
        };
        read().map_err(|error: sam_template::TemplateError| error.to_string())
    }

    /// The difference of its routes from those before, in words; none where there is none.
    pub(crate) fn difference(&self, before: &Self) -> Option<String> {
        let (new, old): (BTreeSet<String>, BTreeSet<String>) =
            (self.routes.keys().collect(), before.routes.keys().collect());
        let added = new.difference(&old).map(|key| format!("+ {key}"));
        let removed = old.difference(&new).map(|key| format!("- {key}"));
        let all: Vec<String> = added.chain(removed).collect();
        (!all.is_empty()).then(|| all.join(", "))
    }

    /// The functions of the template, those without a route too.
    pub(crate) fn functions(&self) -> impl Iterator<Item = &str> {
        self.functions.keys().map(String::as_str)
    }

    /// The settings of a function.
    pub(crate) fn settings(&self, function: &str) -> Option<Settings> {
        self.functions.get(function).copied()
    }

    /// The route of a request.
    fn find(&self, method: &str, path: &str) -> Result<Matched, Unmatched> {
        let path = self.path_in_stage(path).ok_or(Unmatched::Path)?;
        self.routes.find(method, path)
    }

    /// The path of a request without that of the stage; none where it is another stage's.
    fn path_in_stage<'a>(&self, path: &'a str) -> Option<&'a str> {
        if self.http.stage == "$default" {
            return Some(path);
        }
        let rest = path.strip_prefix('/')?.strip_prefix(self.http.stage.as_str())?;
        match rest {
            "" => Some("/"),
            rest => rest.starts_with('/').then_some(rest),
        }
    }
}

/// Lambda's defaults, where a template says nothing.
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(3);
const DEFAULT_MEMORY_MEGABYTES: u64 = 128;
