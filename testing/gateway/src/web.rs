//! The files of a front end beside the API, as its CDN would serve them: where no route takes a path.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use axum::body::Body;
use axum::response::Response;
use http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, LAST_MODIFIED, X_CONTENT_TYPE_OPTIONS,
};
use http::request::Parts;
use http::{HeaderValue, Request, StatusCode};
use tower::ServiceExt;
use tower_http::services::ServeDir;

use crate::http_api::decoded;

/// A front end's folder.
#[derive(Clone, Debug)]
pub(crate) struct Web {
    folder: ServeDir,
    policy: HeaderValue,
}

/// An origin whose pages may show the front end in a frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrameAncestor(String);

/// Mark of an answer that is a file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct IsFile;

impl Web {
    pub(crate) fn new(folder: &Path, ancestors: &[FrameAncestor]) -> Self {
        let origins = ancestors.iter().map(|FrameAncestor(origin)| format!(" {origin}"));
        let policy = format!(
            "default-src 'self'; frame-ancestors {SHELL}{}",
            origins.collect::<String>()
        );
        Self {
            folder: ServeDir::new(PathBuf::from(folder)).append_index_html_on_directories(false),
            policy: HeaderValue::from_str(&policy).expect("origins are of letters, digits and signs"),
        }
    }

    /// The file of a request; none where there is none, or the method is neither GET nor HEAD.
    pub(crate) async fn file(&self, request: &Parts) -> Option<Response<Body>> {
        let path = request.uri.path();
        let path = if PAGES.contains(&path) { INDEX } else { path };
        if !is_plain(&decoded(path)) {
            return None;
        }
        // Without the caller's headers: a time of whole seconds would hide the second save in one.
        let asked = Request::builder().method(&request.method).uri(path).body(Body::empty());
        let answer = self.folder.clone().oneshot(asked.ok()?).await.ok()?;
        if answer.status() != StatusCode::OK {
            return None;
        }
        let mut answer = answer.map(Body::new);
        let headers = answer.headers_mut();
        for name in [LAST_MODIFIED, ACCEPT_RANGES] {
            headers.remove(name);
        }
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        headers.insert(CONTENT_SECURITY_POLICY, self.policy.clone());
        let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        if let Some(text) = content_type.filter(|value| value.starts_with("text/")) {
            let text = HeaderValue::from_str(&format!("{text}; charset=utf-8")).ok()?;
            headers.insert(CONTENT_TYPE, text);
        }
        answer.extensions_mut().insert(IsFile);
        Some(answer)
    }
}

/// Whether every part of a path is a name: none is empty, `..`, `.git`, or has a sign of Windows' paths.
fn is_plain(path: &str) -> bool {
    let is_name = |part: &str| !part.is_empty() && !part.starts_with('.') && !part.contains(['\\', ':']);
    path.split('/').skip(1).all(is_name)
}

impl FromStr for FrameAncestor {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let host = text.strip_prefix("http://").or_else(|| text.strip_prefix("https://"));
        let is_of_a_host = |c: char| c.is_ascii_alphanumeric() || ".-:*[]".contains(c);
        match host {
            Some(host) if !host.is_empty() && host.chars().all(is_of_a_host) => Ok(Self(text.to_owned())),
            _ => Err("it must be an origin such as http://127.0.0.1:7878"),
        }
    }
}

/// The origins of JTL's shell.
const SHELL: &str = "https://*.jtl-cloud.com";
/// The page that is all of the front end's pages.
const INDEX: &str = "/index.html";
/// Paths of the front end, which finds its way by them.
const PAGES: [&str; 4] = ["/", "/setup", "/erp", "/hub"];
