//! The routes, and the thread they are served on.

use std::{io, net::TcpListener, sync::Arc, thread};

use axum::{
    Router,
    http::StatusCode,
    middleware::from_fn_with_state,
    routing::{MethodRouter, any, get, post},
};
use tokio::{runtime, sync::oneshot};

use crate::{
    control,
    endpoint::Endpoint,
    erp::{graphql, rest},
    gate, key_set,
    listener::{Listener, Peer},
    platform::Platform,
    secrets_manager, shell, token_endpoint,
};

/// A running server; dropping it closes its port and every connection.
pub(crate) struct Server {
    stop: Option<oneshot::Sender<()>>,
    thread: Option<thread::JoinHandle<()>>,
}

impl Server {
    /// Serves on a thread with a runtime of its own, so that neither a blocking client nor a
    /// paused clock in the caller's runtime can stall it.
    pub(crate) fn start(listener: TcpListener, platform: &Arc<Platform>) -> io::Result<Self> {
        let app = routes(platform).into_make_service_with_connect_info::<Peer>();
        let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
        let (stop, stopped) = oneshot::channel();
        let listener = {
            let _context = runtime.enter();
            Listener {
                tcp: tokio::net::TcpListener::from_std(listener)?,
                connections: Arc::clone(&platform.connections),
            }
        };
        let serve = move || {
            runtime.block_on(async {
                tokio::select! {
                    _ = async { axum::serve(listener, app).await } => {}
                    _ = stopped => {}
                }
            });
        };
        let thread = thread::Builder::new().name("stand-in".into()).spawn(serve)?;
        Ok(Self {
            stop: Some(stop),
            thread: Some(thread),
        })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Neither can fail in a way that matters: the thread is gone already, then.
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn routes(platform: &Arc<Platform>) -> Router {
    let gated = |endpoint, route: MethodRouter<Arc<Platform>>| {
        let state = (Arc::clone(platform), endpoint);
        route.layer(from_fn_with_state(state, gate::pass))
    };
    Router::new()
        .route("/oauth2/token", gated(Endpoint::Token, post(token_endpoint::grant)))
        .route(
            "/oauth/v2/token",
            gated(Endpoint::Token, post(token_endpoint::grant_with_scope)),
        )
        .route(
            "/account/.well-known/jwks.json",
            gated(Endpoint::Keys, get(key_set::guarded)),
        )
        .route("/oauth/v2/keys", gated(Endpoint::AppKeys, get(key_set::of_app_tokens)))
        .route(
            "/api/auth/jwks",
            gated(Endpoint::AuthKeys, get(key_set::of_auth_tokens)),
        )
        .route("/erp/v2/graphql", gated(Endpoint::Graphql, post(graphql::answer)))
        .route("/erp/v2/items", gated(Endpoint::Items, get(rest::list)))
        .route(
            "/elsewhere",
            gated(Endpoint::Elsewhere, any(|| async { StatusCode::NOT_FOUND })),
        )
        .route(
            "/",
            gated(Endpoint::Secrets, post(secrets_manager::answer)).get(shell::page),
        )
        .nest("/shell", shell::routes())
        .nest("/control", control::routes())
        .with_state(Arc::clone(platform))
}
