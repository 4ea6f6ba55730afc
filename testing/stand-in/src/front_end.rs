//! The front end that the shell shows in a frame.

use std::{fs, path::PathBuf};

use serde_json::Value;

/// A front end on this machine.
#[derive(Clone, Debug)]
pub struct FrontEnd {
    url: String,
    manifest: Option<PathBuf>,
}

impl FrontEnd {
    /// The address of the local gateway, where JTL's own quick start has its server.
    pub const QUICK_START: &str = "http://localhost:5273";

    /// The front end at `url`, an origin as [`FrontEnd::origin`] takes it, with its `app.json`.
    pub fn new(url: impl Into<String>, manifest: Option<PathBuf>) -> Self {
        Self {
            url: url.into(),
            manifest,
        }
    }

    /// An origin that the shell may frame.
    ///
    /// # Errors
    /// It is not `http://localhost:PORT` or `http://127.0.0.1:PORT`.
    pub fn origin(text: &str) -> Result<String, &'static str> {
        let origin = text.strip_suffix('/').unwrap_or(text);
        match address(origin) {
            Some(_) => Ok(origin.to_owned()),
            None => Err("give http://localhost:PORT or http://127.0.0.1:PORT"),
        }
    }

    /// `http://HOST:PORT`, without a slash at its end.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// `app.json` as it is at this moment; none where no file is known.
    ///
    /// # Errors
    /// A sentence that says what is wrong with the file.
    pub(crate) fn manifest(&self) -> Result<Option<Value>, String> {
        let Some(path) = &self.manifest else {
            return Ok(None);
        };
        let shown = path.display();
        let text = fs::read_to_string(path).map_err(|error| format!("{shown} cannot be read: {error}"))?;
        let manifest = serde_json::from_str(&text).map_err(|error| format!("{shown} is not JSON: {error}"))?;
        Ok(Some(manifest))
    }
}

impl Default for FrontEnd {
    fn default() -> Self {
        Self::new(Self::QUICK_START, None)
    }
}

/// Host and port of a loopback origin.
pub(crate) fn address(origin: &str) -> Option<(&str, u16)> {
    let authority = origin.strip_prefix("http://")?;
    let (host, port) = authority.split_once(':').unwrap_or((authority, "80"));
    let port = port.parse().ok()?;
    matches!(host, "localhost" | "127.0.0.1").then_some((host, port))
}
