// <product-proxy>
//! The command line. The configuration is the environment's, as of the functions.

use std::io::Read as _;

use clap::Parser;
use secrecy::SecretString;

/// Compares what the functions assume of the JTL platform with what it answers.
#[derive(Parser)]
#[command(name = "doctor", disable_version_flag = true)]
pub(crate) struct Arguments {
    /// A token of a real session; - reads it from the standard input
    #[arg(long, value_name = "TOKEN", allow_hyphen_values = true)]
    token: Option<String>,
}

impl Arguments {
    /// The token, if one is given.
    pub(crate) fn token(self) -> Result<Option<SecretString>, String> {
        let Some(given) = self.token else { return Ok(None) };
        let text = if given == "-" { standard_input()? } else { given };
        let text = text.trim();
        if text.is_empty() {
            return Err("--token is empty: give a token, or - and the token on the standard input".into());
        }
        Ok(Some(text.into()))
    }
}

fn standard_input() -> Result<String, String> {
    let mut text = String::new();
    let input = std::io::stdin().lock().take(LONGEST);
    let read = { input }.read_to_string(&mut text);
    read.map_err(|error| format!("the standard input cannot be read: {error}"))?;
    Ok(text)
}

/// Longer than any token, with the white space around it.
const LONGEST: u64 = 64 * 1024;
// </product-proxy>
