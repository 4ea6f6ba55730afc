// <product-proxy>
//! The ERP: the functions' own documents, a cursor and a query that it must refuse.

use product_proxy::documents::{self, ItemQuery, Prepared};
use product_proxy::{CallsAs, ErpVersion};
use reqwest::StatusCode;
use reqwest::header::{ACCEPT, CONTENT_TYPE};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use shared::request::context::Upstream;
use shared::verify::session::TenantSession;

use crate::call::{Caller, Party, Reply};
use crate::erp_answer::{COST, RATE_LIMIT, code, cost, is_good, means, rate_limit, seen};
use crate::fact::{Assumption, Fact};
use crate::report::Report;

/// The ERP as the functions call it for one session.
pub(crate) struct Erp<'a> {
    pub(crate) caller: &'a Caller,
    pub(crate) url: String,
    pub(crate) calls_as: CallsAs,
    pub(crate) version: ErpVersion,
    pub(crate) access_token: Option<&'a SecretString>,
}

impl Erp<'_> {
    /// Makes four queries in the name of the session.
    pub(crate) async fn check(&self, session: &TenantSession, report: &mut Report) {
        let page = |after: Option<&str>| {
            let query = ItemQuery {
                after: after.map(ToOwned::to_owned),
                ..ItemQuery::default()
            };
            documents::list(&query, self.version)
        };
        let list = self.ask(session, &page(None), true).await;
        match &list {
            Ok(response) => {
                report.add(LIST.seen(is_good(response), seen(response), means(response)));
                report.extend([rate_limit(response), cost(response)]);
            }
            Err(sentence) => {
                report.add(LIST.failed(sentence));
                report.extend([RATE_LIMIT, COST].map(|assumption| assumption.not_seen("the call failed")));
            }
        }
        report.add(self.one(session, list.ok().as_ref()).await);
        let refused = self.ask(session, &page(Some("no cursor of anybody's")), false).await;
        report.add(CURSOR.judged(
            refused,
            is_bad_cursor,
            "the functions answer 502 erp_failed to a bad after, not 400",
        ));
        let unknown = Prepared {
            document: "{ NoSuchField }".into(),
            variables: json!({}),
        };
        let refused = self.ask(session, &unknown, false).await;
        report.add(QUERY.judged(
            refused,
            is_bad_query,
            "the functions answer 502 erp_failed to a bad query, not 400",
        ));
    }

    async fn one(&self, session: &TenantSession, list: Option<&Reply>) -> Fact {
        let first = list.and_then(|response| response.json["data"]["QueryItems"]["nodes"][0]["id"].as_str());
        let Some(id) = first else {
            return ONE.not_seen("the list has no product");
        };
        match self.ask(session, &documents::item(id), false).await {
            Ok(response) => {
                let is_found = is_good(&response) && response.json["data"]["QueryItems"]["nodes"][0]["id"] == id;
                ONE.seen(is_found, seen(&response), means(&response))
            }
            Err(sentence) => ONE.failed(sentence),
        }
    }

    /// As `shared::erp` calls it, but for the header that asks for the cost.
    async fn ask(&self, session: &TenantSession, prepared: &Prepared, with_cost: bool) -> Result<Reply, String> {
        let request = self.caller.http.post(&self.url);
        let mut request = match self.calls_as {
            CallsAs::Service => {
                let token = self.access_token.ok_or("it needs an access token")?;
                let request = request.bearer_auth(token.expose_secret());
                request.header("x-tenant-id", session.tenant_id())
            }
            CallsAs::User => {
                let token = session
                    .app_token()
                    .ok_or("ERP_CALLS_AS is user, and that needs an app token")?;
                request.bearer_auth(token.expose())
            }
        };
        if with_cost {
            request = request.header("graphql-cost", "report");
        }
        let body = json!({"query": prepared.document, "variables": prepared.variables}).to_string();
        let request = request.header(CONTENT_TYPE, "application/json");
        let party = Party {
            name: "the ERP".into(),
            upstream: Upstream::Erp,
            variable: "API_ENVIRONMENT or JTL_API_URL",
        };
        self.caller
            .send(&party, request.header(ACCEPT, "application/json").body(body))
            .await
    }
}

impl Assumption {
    fn judged(&self, refused: Result<Reply, String>, is_so: fn(&Reply) -> bool, means: &str) -> Fact {
        match refused {
            Ok(response) => self.seen(is_so(&response), seen(&response), means),
            Err(sentence) => self.failed(sentence),
        }
    }
}

fn is_bad_cursor(response: &Reply) -> bool {
    response.status == StatusCode::OK && code(response).as_deref() == Some("HC0078")
}

/// An engine that has not executed anything leaves `data` out.
fn is_bad_query(response: &Reply) -> bool {
    let is_of_engine = matches!(response.status, StatusCode::OK | StatusCode::BAD_REQUEST);
    let has_errors = response.json["errors"]
        .as_array()
        .is_some_and(|errors| !errors.is_empty());
    is_of_engine
        && has_errors
        && response.json["data"] == Value::Null
        && code(response).is_none_or(|code| INVALID.contains(&&*code))
}

/// The facts, where there is no session for the ERP to be called for.
pub(crate) fn not_seen(reason: &str) -> impl Iterator<Item = Fact> {
    ALL.into_iter().map(move |assumption| assumption.not_seen(reason))
}

const ALL: [Assumption; 6] = [LIST, RATE_LIMIT, COST, ONE, CURSOR, QUERY];
const LIST: Assumption = Assumption::new("ERP list of products", "200, data");
const ONE: Assumption = Assumption::new("ERP one product", "200, data");
const CURSOR: Assumption = Assumption::new("ERP bad cursor", "200, code HC0078");
const QUERY: Assumption = Assumption::new(
    "ERP bad query",
    "200 or 400, no data, and no code or one of an invalid document",
);

/// Codes of an invalid document (HotChocolate).
const INVALID: [&str; 6] = ["HC0011", "HC0014", "HC0016", "HC0018", "HC0046", "HC0082"];
// </product-proxy>
