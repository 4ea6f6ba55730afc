//! `GET /shell/state`: what the page cannot find out by itself. A browser would write each attempt at a
//! port where nobody answers into its console as an error.

use std::{sync::Arc, time::Duration};

use axum::{Json, extract::State};
use serde_json::{Value, json};
use tokio::{net::TcpStream, time::timeout};

use crate::{front_end::address, platform::Platform};

pub(super) async fn show(State(platform): State<Arc<Platform>>) -> Json<Value> {
    let front_end = platform.front_end();
    let url = front_end.url();
    let (manifest, mistake) = match front_end.manifest() {
        Ok(manifest) => (manifest, None),
        Err(mistake) => (None, Some(mistake)),
    };
    let (app, vite) = tokio::join!(answers(url), answers(VITE));
    Json(json!({
        "app": { "url": url, "answers": app },
        "vite": { "url": VITE, "answers": vite },
        "manifest": manifest,
        "mistake": mistake,
    }))
}

/// Whether somebody listens there.
async fn answers(origin: &str) -> bool {
    let Some(address) = address(origin) else {
        return false;
    };
    matches!(timeout(PATIENCE, TcpStream::connect(address)).await, Ok(Ok(_)))
}

/// A developer's own front end, as Vite serves it.
const VITE: &str = "http://localhost:5173";

/// On one machine a connection is there at once or not at all.
const PATIENCE: Duration = Duration::from_millis(500);
