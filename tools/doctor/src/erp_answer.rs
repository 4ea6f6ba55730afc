// <product-proxy>
//! Pure: an answer of the ERP by status, codes and headers, none of it about a tenant.

use reqwest::StatusCode;
use serde_json::Value;
use shared::http::client::INTERVAL_HEADER;

use crate::call::Reply;
use crate::fact::{Assumption, Fact};
use crate::text::word;

/// Status and code, as in `200 HC0078`.
pub(crate) fn seen(response: &Reply) -> String {
    let data = match &response.json["data"] {
        Value::Null => "no data",
        _ => "data",
    };
    match code(response) {
        Some(code) => format!("{}, {data}, code {code}", response.status.as_u16()),
        None if has_errors(response) => format!("{}, {data}, errors without a code", response.status.as_u16()),
        None => format!("{}, {data}", response.status.as_u16()),
    }
}

/// The code of the first error that has one, of GraphQL or of REST.
pub(crate) fn code(response: &Reply) -> Option<String> {
    let errors = response.json["errors"].as_array();
    let codes = errors.into_iter().flatten().map(|error| &error["extensions"]["code"]);
    let code = codes.chain([&response.json["errorCode"]]).find(|code| !code.is_null());
    code.map(word)
}

/// Data of one field, and no error beside it.
pub(crate) fn is_good(response: &Reply) -> bool {
    response.status == StatusCode::OK && !has_errors(response) && response.json["data"]["QueryItems"].is_object()
}

/// The reason why an answer is not good, as an instruction.
pub(crate) fn means(response: &Reply) -> &'static str {
    let code = code(response);
    match (code.as_deref(), response.status) {
        (Some("AUTH_NOT_AUTHORIZED"), _) | (None, StatusCode::FORBIDDEN) => {
            "the app lacks the scope items.read; add it in JTL's partner portal"
        }
        (Some("AUTH_NOT_AUTHENTICATED"), _) | (_, StatusCode::UNAUTHORIZED) => {
            "it refuses the token: install the app for this tenant, or set ERP_CALLS_AS to user if it takes app tokens only"
        }
        (_, StatusCode::TOO_MANY_REQUESTS) => "the rate limit is used up; wait and run this again",
        (Some("HC0047"), _) => "the document is too expensive: the functions answer 400 to pages of this size",
        (_, StatusCode::BAD_REQUEST) if response.json["errors"].is_null() => {
            "it does not know the tenant: install the app for it, and compare API_ENVIRONMENT"
        }
        (None, StatusCode::OK | StatusCode::BAD_REQUEST) => {
            "it does not take the functions' document: set ERP_API_VERSION to that of the tenant's ERP"
        }
        _ => "the functions answer 502 erp_failed",
    }
}

/// Names and numbers of the rate limit.
pub(crate) fn rate_limit(response: &Reply) -> Fact {
    let number = |name: &str| response.headers.get(name)?.to_str().ok()?.trim().parse::<u64>().ok();
    let [limit, interval, remaining] = RATE_LIMIT_HEADERS.map(number);
    let shown = |number: Option<u64>| number.map_or_else(|| "none".into(), |number| number.to_string());
    let seen = format!("{} in {} s, {} left", shown(limit), shown(interval), shown(remaining));
    let means = "callers are not told their share, and after a 429 without Retry-After the functions wait 45 s";
    RATE_LIMIT.seen(
        limit.is_some() && interval.is_some() && remaining.is_some(),
        seen,
        means,
    )
}

/// The cost that `GraphQL-Cost: report` asks for, which HotChocolate adds and JTL may not.
pub(crate) fn cost(response: &Reply) -> Fact {
    let cost = &response.json["extensions"]["operationCost"];
    let parts = ["fieldCost", "typeCost"].map(|name| cost[name].as_f64());
    let [Some(field), Some(kind)] = parts else {
        return COST.not_seen("the ERP does not report it");
    };
    let is_within = field.max(kind) <= MOST_COST;
    let means = "pages of the default size are refused as HC0047: lower first";
    COST.seen(is_within, format!("fieldCost {field}, typeCost {kind}"), means)
}

fn has_errors(response: &Reply) -> bool {
    response.json["errors"]
        .as_array()
        .is_some_and(|errors| !errors.is_empty())
}

pub(crate) const RATE_LIMIT: Assumption = Assumption::new("ERP rate limit", "the three headers X-RateLimit");
pub(crate) const COST: Assumption = Assumption::new("ERP cost of a page", "at most 1000, HotChocolate's default");
const RATE_LIMIT_HEADERS: [&str; 3] = ["x-ratelimit-limit", INTERVAL_HEADER, "x-ratelimit-remaining"];
const MOST_COST: f64 = 1000.0;
// </product-proxy>
