//! Answer of `/health`, in the words that JTL's React template expects.

use serde::Serialize;
use utoipa::ToSchema;

use super::app::App;

/// State of a function.
#[derive(Debug, Serialize, ToSchema)]
pub struct Health {
    /// `ok` or `misconfigured`.
    status: &'static str,
    /// Variables and members of the secret that are missing or wrong.
    missing: Vec<&'static str>,
    /// Instructions for the operator.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    mistakes: Vec<String>,
    version: &'static str,
}

impl App {
    /// Returns the state of this function, without any call.
    pub fn health(&self) -> Health {
        match &self.services {
            Err(mistakes) => {
                let mut missing: Vec<_> = mistakes.iter().map(|mistake| mistake.variable).collect();
                missing.dedup();
                let mut instructions: Vec<_> = mistakes.iter().map(ToString::to_string).collect();
                instructions.dedup();
                Health::misconfigured(missing, instructions)
            }
            Ok(services) => match services.credentials_mistake() {
                Some((instruction, variables)) => Health::misconfigured(variables.to_vec(), vec![instruction.into()]),
                None => Health {
                    status: "ok",
                    missing: Vec::new(),
                    mistakes: Vec::new(),
                    version: VERSION,
                },
            },
        }
    }
}

impl Health {
    fn misconfigured(missing: Vec<&'static str>, mistakes: Vec<String>) -> Self {
        Self {
            status: "misconfigured",
            missing,
            mistakes,
            version: VERSION,
        }
    }
}

/// All packages of the workspace have one.
const VERSION: &str = env!("CARGO_PKG_VERSION");
