//! Users of an app's own: their passwords, their sessions and the tokens that name them.
//!
//! - `POST /api/register`, `/api/login`, `/api/refresh-token`, `/api/logout`, `/api/change-password`
//! - `POST /token`, `/authenticate`: a login for front ends of Express guides.
//! - `GET /api/profile`: who is calling, as on record.
//! - `GET /.well-known/jwks.json`: the keys that verify access tokens.
//!
//! Each module uses only those above it:
//!
//! | module | noun |
//! | --- | --- |
//! | [`unix_time`] | a second, as stores and tokens name it |
//! | [`error`] | an error of this function's own, and its answer |
//! | [`account_id`] | the name of an account that never changes |
//! | [`email`], [`username`], [`name`] | what a user is called, and when two are the same |
//! | [`password`] | which may be chosen; hashing and verifying on blocking threads |
//! | [`account`] | one user, as on record |
//! | [`network`], [`known_addresses`] | a caller's network, and the addresses of an account's logins |
//! | [`refresh_token`] | a token, its family, and purely what it deserves |
//! | [`signing_keys`] | the keys of access tokens: one signs, one will, others did; kept warm |
//! | [`device`], [`caller`] | a device that has logged in; the caller of a request |
//! | [`throttle`] | purely how soon the next attempt may be made |
//! | [`store`] | what keeps accounts, families and counters: DynamoDB or SQLite |
//! | [`refresh_tokens`] | sessions: begun, continued and ended on a store |
//! | [`attempts`] | attempts: judged and counted on a store |
//! | [`access_token`] | an access token for an account |
//! | [`options`] | variables → all of the above |
//! | [`accounts`] | all of it, opened and warmed once; from a token to a session |
//! | `body`, `query`, `cookies` | what a request holds |
//! | `token_transport` | how tokens go out and come back |
//! | `register` … `key_set` | a room for each route |
//! | `openapi` | the routes as documented |
//!
//! `docs/accounts.md` has the promises with their tests, and the keys and costs of the table.

pub mod access_token;
pub mod account;
pub mod account_id;
pub mod accounts;
pub mod attempts;
mod body;
pub mod caller;
mod cookies;
pub mod device;
pub mod distribution;
pub mod email;
pub mod error;
mod guides;
mod hex;
mod key_set;
pub mod known_addresses;
mod login;
mod logout;
pub mod name;
pub mod network;
mod openapi;
pub mod options;
pub mod password;
mod password_change;
mod profile;
mod query;
mod random;
mod refresh;
pub mod refresh_token;
pub mod refresh_tokens;
mod register;
pub mod signing_keys;
pub mod store;
pub mod throttle;
mod token_transport;
pub mod unix_time;
pub mod username;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};
use shared::request::problem::ApiError;
use shared::start::app::App;
use shared::web::layer;

use crate::accounts::Accounts;

pub use openapi::ApiDoc;

/// Every route of this function.
pub const ROUTES: &[(&str, &str)] = &[
    ("GET", "/.well-known/jwks.json"),
    ("POST", "/api/change-password"),
    ("POST", "/api/login"),
    ("POST", "/api/logout"),
    ("GET", "/api/profile"),
    ("POST", "/api/refresh-token"),
    ("POST", "/api/register"),
    ("POST", "/authenticate"),
    ("POST", "/token"),
];

/// The function as a router. Accounts are absent where they are switched off, and nothing is found then,
/// or where the variables are wrong, which each route says.
pub fn router(app: Arc<App>, accounts: Option<Accounts>) -> Router {
    if accounts.is_none() && app.services().is_ok() {
        return layer::finish(Router::new(), app);
    }
    let routes = Router::new()
        .route("/api/register", post(register::register))
        .route("/api/login", post(login::login))
        .route("/token", post(guides::token))
        .route("/authenticate", post(guides::authenticate))
        .route(cookies::REFRESH_PATH, post(refresh::refresh))
        .route(cookies::LOGOUT_PATH, post(logout::logout))
        .route("/api/change-password", post(password_change::change))
        .route("/api/profile", get(profile::show))
        .route("/.well-known/jwks.json", get(key_set::show))
        .with_state(Function(accounts.map(Arc::new)));
    layer::finish(routes, app)
}

/// The state of the handlers; `None` where the configuration is wrong.
#[derive(Clone, Debug)]
struct Function(Option<Arc<Accounts>>);

impl Function {
    fn accounts(&self) -> Result<&Accounts, ApiError> {
        self.0.as_deref().ok_or(ApiError::Misconfigured)
    }
}
