//! Reads `template.yaml`: its functions, their routes and their settings.
//!
//! One reader for whoever needs a fact of the template: the comparison with the local router, the
//! checks of what no linter knows, tools that add a function.

mod http_api;
mod json;
mod routes;
mod values;
#[cfg(test)]
mod vite_example_tests;

use serde_json::Value;

pub use http_api::{Cors, HttpApi};
pub use routes::Route;
pub use values::Parameters;

/// A SAM template, with CloudFormation's tags in their long form.
#[derive(Clone, Debug, PartialEq)]
pub struct Template(Value);

/// A function of the template.
#[derive(Clone, Copy, Debug)]
pub struct Function<'a> {
    /// The logical id of its resource.
    pub logical_id: &'a str,
    /// The name of its package and binary, `Metadata.BuildProperties.Binary`.
    pub binary: &'a str,
    /// The whole resource.
    pub resource: &'a Value,
}

/// A template that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// It is not YAML, or not of the form that CloudFormation takes.
    #[error("template.yaml is not readable: {0}")]
    Yaml(String),
    /// A function does not name its binary.
    #[error("{0} has no Metadata.BuildProperties.Binary")]
    Binary(String),
    /// An event of type `HttpApi` has no path or method of its own, or one that no API has.
    #[error("the event {event} of {function} must have a Path and one of the methods {}", METHODS.join(", "))]
    Event {
        /// The logical id of the function.
        function: String,
        /// The name of the event.
        event: String,
    },
    /// A setting is neither a literal nor a parameter with a value.
    #[error("{0} must be written out, or be a parameter with a default")]
    Value(&'static str),
    /// A route stands in the template twice.
    #[error("{0} stands in the template twice")]
    Twice(String),
}

impl Template {
    /// Reads the text of a template.
    pub fn parse(text: &str) -> Result<Self, TemplateError> {
        json::read(text).map(Self)
    }

    /// The template as CloudFormation's JSON.
    pub fn as_json(&self) -> &Value {
        &self.0
    }

    /// The resource of this logical id; `null` where there is none.
    pub fn resource(&self, logical_id: &str) -> &Value {
        &self.0["Resources"][logical_id]
    }

    /// The functions, in the order of the template.
    pub fn functions(&self) -> Result<Vec<Function<'_>>, TemplateError> {
        let resources = self.0["Resources"].as_object().into_iter().flatten();
        let functions = resources.filter(|(_, resource)| resource["Type"] == "AWS::Serverless::Function");
        let named = functions.map(|(logical_id, resource)| {
            let binary = resource["Metadata"]["BuildProperties"]["Binary"].as_str();
            binary.map_or_else(
                || Err(TemplateError::Binary(logical_id.clone())),
                |binary| {
                    Ok(Function {
                        logical_id,
                        binary,
                        resource,
                    })
                },
            )
        });
        named.collect()
    }
}

/// The methods that a route of ours may have; `ANY` would hide which ones a function answers.
const METHODS: [&str; 6] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"];
