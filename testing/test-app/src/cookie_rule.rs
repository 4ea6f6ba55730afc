//! The rule of the session cookie, which every function follows.

use axum::Router;
use serde_json::json;

use crate::Event;

/// The origin besides the app's own whose pages may send cookies.
pub const ORIGIN: &str = "https://www.app.example";

/// A route, and what it answers: a status, and a part of the answer's text.
#[derive(Clone, Copy, Debug)]
pub struct CookieRoute<'a> {
    /// Method of the route.
    pub method: &'a str,
    /// Path of the route.
    pub path: &'a str,
    /// Body of each request, JSON or nothing.
    pub body: &'a str,
    /// Answer to the session of a good cookie.
    pub to_cookie: (u64, &'a str),
    /// Answer to the session of the header's token.
    pub to_header: (u64, &'a str),
    /// Answer where there is no token.
    pub to_nobody: (u64, &'a str),
}

/// Values that a browser may send in the session cookie.
#[derive(Clone, Debug)]
pub struct SessionCookies {
    /// A token of the accounts.
    pub good: String,
    /// Another one.
    pub other: String,
    /// One whose time is over.
    pub expired: String,
    /// One with the signature of nobody.
    pub forged: String,
    /// Tokens of other issuers, good in a header.
    pub foreign: Vec<String>,
}

type Headers<'a> = Vec<(&'a str, &'a str)>;

/// Sends the table of the rule: sources that are there or not, good or not, alone or side by side, from
/// pages of ours and others. `token` is one that a header may hold. Returns the number of requests.
pub async fn assert_cookie_rule(
    router: &Router,
    route: CookieRoute<'_>,
    cookies: &SessionCookies,
    token: &str,
) -> usize {
    let bearer = format!("Bearer {token}");
    let is_safe = route.method == "GET";
    let page = if is_safe { vec![] } else { vec![JSON, SAME_ORIGIN] };
    let ours = |header: &[(&'static str, &'static str)]| [&page[..], header].concat();
    let named = |token: &str| format!("__Host-session={token}");
    let good = named(&cookies.good);
    let mut table: Vec<(Headers<'_>, Vec<String>, (u64, &str))> = Vec::new();

    for beside in [
        &[][..],
        &[("authorization", "")],
        &[("authorization", "Basic dXNlcjpwYXNz")],
        &[("x-session-id", "")],
        &[("x-tenant-id", "tenant-bikes")],
    ] {
        table.push((ours(beside), vec![good.clone()], route.to_cookie));
    }
    for all in [
        vec![good.clone(), good.clone()],
        vec![named(""), good.clone()],
        vec!["planted=\u{e9}".into(), "nonsense".into(), good.clone()],
    ] {
        table.push((ours(&[]), all, route.to_cookie));
    }
    table.push((ours(&[]), vec![], route.to_nobody));
    table.push((ours(&[]), vec![named("")], route.to_nobody));
    table.push((vec![], vec![], route.to_nobody));
    for name in OTHER_NAMES {
        table.push((ours(&[]), vec![format!("{name}={}", cookies.good)], route.to_nobody));
    }
    let two = vec![good.clone(), named(&cookies.other)];
    table.push((ours(&[]), two.clone(), (400, "token_conflict")));
    table.push((ours(&[]), vec![named(&cookies.expired)], (401, "token_expired")));
    table.push((ours(&[]), vec![named(&cookies.forged)], (401, "token_signature")));
    table.push((ours(&[]), vec![named("x")], (401, "token_malformed")));
    for foreign in &cookies.foreign {
        table.push((ours(&[]), vec![named(foreign)], (401, "token_malformed")));
    }

    // A token in a header outranks every cookie, and needs no page of ours.
    let beside = [
        vec![],
        vec![good.clone()],
        two,
        vec![named("x")],
        vec![named(&cookies.expired)],
    ];
    for all in beside {
        for source in [
            ("authorization", &*bearer),
            ("x-session-token", token),
            ("x-session-id", token),
        ] {
            table.push((vec![JSON, source], all.clone(), route.to_header));
        }
    }
    let two_headers = vec![("authorization", &*bearer), ("x-session-id", "other")];
    table.push((
        [page.clone(), two_headers].concat(),
        vec![good.clone()],
        (400, "token_conflict"),
    ));
    let malformed = ours(&[("x-session-token", "x")]);
    table.push((malformed, vec![good.clone()], (401, "token_malformed")));

    let to_others = if is_safe { route.to_cookie } else { (403, "cross_site") };
    for headers in OTHER_PAGES {
        table.push((headers.to_vec(), vec![good.clone()], to_others));
    }
    for headers in OUR_PAGES {
        table.push((headers.to_vec(), vec![good.clone()], route.to_cookie));
    }
    let count = table.len();
    for (headers, all, (status, part)) in table {
        let mut event = Event::new(route.method, route.path).with("cookies", json!(all));
        if !route.body.is_empty() {
            event = event.body(route.body, false);
        }
        for (name, value) in &headers {
            event = event.header(name, value);
        }
        let response = event.send(router).await;
        assert!(
            response.status == status && response.text.contains(part),
            "{} {} with {headers:?} and {all:?}: {} {} in place of {status} {part}",
            route.method,
            route.path,
            response.status,
            response.text
        );
    }
    count
}

const JSON: (&str, &str) = ("content-type", "application/json");
const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
const SAME_ORIGIN: (&str, &str) = ("sec-fetch-site", "same-origin");

/// A browser takes these from any host: to it, they have no prefix, or another one.
const OTHER_NAMES: [&str; 6] = [
    "session",
    "__Secure-session",
    "\u{2000}__Host-session",
    "__Host-session ",
    "__Host-session[]",
    "__host-session",
];
const OTHER_PAGES: &[&[(&str, &str)]] = &[
    &[],
    &[JSON],
    &[JSON, ("origin", "https://evil.example")],
    &[JSON, ("origin", "null")],
    &[JSON, ("origin", "https://www.app.example.evil.example")],
    &[JSON, ("sec-fetch-site", "cross-site")],
    &[JSON, ("sec-fetch-site", "same-site")],
    &[JSON, ("sec-fetch-site", "none")],
    &[SAME_ORIGIN],
    &[FORM, SAME_ORIGIN],
    &[("content-type", "text/plain"), SAME_ORIGIN],
];
const OUR_PAGES: &[&[(&str, &str)]] = &[
    &[JSON, SAME_ORIGIN],
    &[JSON, ("origin", ORIGIN)],
    &[JSON, ("origin", ORIGIN), ("sec-fetch-site", "cross-site")],
    &[("content-type", "application/json; charset=utf-8"), ("origin", ORIGIN)],
];
