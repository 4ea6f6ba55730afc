//! The ERP: one tenant's data, in the name of its session.
//!
//! [`Erp`] is the only door to it. [`Erp::query`] answers a query of a function's own with the function's
//! own type, [`Erp::pages`] reads a whole list, [`Erp::batch`] asks for one field with many values, and
//! [`Erp::call`] passes on a document as it is, numbers digit by digit. Each takes a [`TenantSession`](verify::session::TenantSession),
//! which a verified token alone makes: nothing else can name a tenant.
//!
//! A handler of a function that is started with [`CallsAs::read`], and whose router has the `App` as its
//! state:
//!
//! ```
//! use axum::Json;
//! use axum::extract::State;
//! use serde::{Deserialize, Serialize};
//! use serde_json::json;
//! use shared::erp::{Erp, Failure};
//! use shared::request::context::RequestContext;
//! use shared::verify::session::TenantSession;
//! use shared::web::extract::Verified;
//!
//! #[derive(Deserialize)]
//! struct Data {
//!     #[serde(rename = "QueryItems")]
//!     items: Items,
//! }
//!
//! #[derive(Deserialize, Serialize)]
//! struct Items {
//!     nodes: Vec<Item>,
//! }
//!
//! #[derive(Deserialize, Serialize)]
//! struct Item {
//!     sku: Option<String>,
//!     name: Option<String>,
//! }
//!
//! async fn list(
//!     State(erp): State<Erp>,
//!     context: RequestContext,
//!     Verified(session): Verified<TenantSession>,
//! ) -> Result<Json<Items>, Failure> {
//!     let document = "{ QueryItems(first: 10) { nodes { sku name } } }";
//!     let answer = erp.query::<Data>(&session, &context, document, &json!({})).await?;
//!     Ok(Json(answer.data.items))
//! }
//!
//! # use std::sync::Arc;
//! # use shared::start::app::App;
//! fn router(app: Arc<App>) -> axum::Router {
//!     let routes = axum::Router::new().route("/api/orders", axum::routing::get(list));
//!     shared::web::layer::finish(routes.with_state(Arc::clone(&app)), app)
//! }
//! ```

mod answer;
mod batch;
mod blame;
mod cache_use;
mod call;
mod calls_as;
mod data;
mod error;
mod exchange;
mod graphql_error;
mod idempotency;
mod kept_answers;
mod log;
mod pages;
mod query;
mod rate_limit;
mod reads;
mod request;
mod rest_error;

use std::sync::Arc;
use std::time::Duration;

use crate::auth::access_token::AccessTokens;
use crate::http::client::HttpClient;

pub use self::batch::{Batch, BatchField, MOST_VALUES};
pub use self::blame::bad_cursor;
pub use self::calls_as::CallsAs;
pub use self::data::{Data, Failure};
pub use self::error::{CallError, DocumentError, ErpError};
pub use self::pages::{AllPages, Bound, MOST_PAGES, Page, Pages, flag};
pub use self::query::Answer;
pub use self::request::{DocumentOrigin, GraphqlRequest, OperationKind};

use self::cache_use::CacheUse;
use self::rate_limit::RateLimit;
use self::reads::Reads;

/// The ERP of every tenant: made once, and cheap to clone.
#[derive(Clone, Debug)]
pub struct Erp {
    /// Absent where the configuration is wrong.
    endpoint: Option<Arc<Endpoint>>,
    calls_as: CallsAs,
    cache: CacheUse,
}

/// The ERP's endpoint, what it is called with, and what is known of it.
#[derive(Debug)]
struct Endpoint {
    http: HttpClient,
    url: String,
    access_tokens: Option<AccessTokens>,
    rate_limit: RateLimit,
    reads: Reads,
    /// Time for which an answer is served from memory; zero for not at all.
    keep_for: Duration,
}

impl Erp {
    /// The ERP at `api_url`, called as the service. Without access tokens it can be called as the user
    /// only. Answers may be [kept](Erp::with_cache) for `keep_for`.
    pub fn new(http: HttpClient, api_url: &str, access_tokens: Option<AccessTokens>, keep_for: Duration) -> Self {
        let endpoint = Endpoint {
            http,
            url: format!("{api_url}/erp/v2/graphql"),
            access_tokens,
            rate_limit: RateLimit::default(),
            reads: Reads::default(),
            keep_for,
        };
        Self {
            endpoint: Some(Arc::new(endpoint)),
            calls_as: CallsAs::Service,
            cache: CacheUse::Off,
        }
    }

    /// The ERP of a function whose configuration is wrong: every call is answered `misconfigured`, and none is sent.
    pub fn misconfigured() -> Self {
        Self {
            endpoint: None,
            calls_as: CallsAs::Service,
            cache: CacheUse::Off,
        }
    }

    /// The same ERP, called in this name.
    #[must_use]
    pub fn calling_as(&self, calls_as: CallsAs) -> Self {
        Self {
            calls_as,
            ..self.clone()
        }
    }
}
