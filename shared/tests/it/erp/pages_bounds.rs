//! A list is bounded in its pages, its calls and its time, and says which bound has ended it.

use std::ops::Range;
use std::time::Duration;

use axum::extract::State;
use axum::{Json, Router};
use serde_json::{Value, json};
use shared::erp::{Erp, Failure, MOST_PAGES};
use shared::http::client::Timeouts;
use shared::request::clock::MockClock;
use shared::request::context::RequestContext;
use shared::verify::session::TenantSession;
use shared::web::extract::Verified;
use stand_in::{Endpoint, Fault};
use test_app::{TestApp, TestResponse};

use super::pages::page;
use super::{Item, PATH, answer};

/// Ten pages of the 500 items.
const DOCUMENT: &str = "query($after: String) { \
    QueryItems(first: 50, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } }";
const SECOND: Duration = Duration::from_secs(1);
const DAY: Duration = Duration::from_hours(24);

#[derive(Clone, Default)]
struct Bounds {
    at_most: Option<u16>,
    timeout: Option<Duration>,
    /// Time that passes after each page.
    work: Option<(MockClock, Duration)>,
}

impl Bounds {
    fn at_most(at_most: Option<u16>) -> Self {
        Self {
            at_most,
            ..Self::default()
        }
    }
}

/// The numbers of pages and nodes, and the bound that ended them.
async fn count(
    bounds: Bounds,
    erp: Erp,
    context: RequestContext,
    session: TenantSession,
) -> Result<Json<Value>, Failure> {
    let mut pages = erp.pages::<Item, _>(&session, &context, DOCUMENT, json!({}));
    if let Some(most) = bounds.at_most {
        pages = pages.at_most(most);
    }
    if let Some(timeout) = bounds.timeout {
        pages = pages.timeout(timeout);
    }
    let (mut count, mut nodes) = (0, 0);
    while let Some(page) = pages.next().await? {
        count += 1;
        nodes += page.nodes.len();
        if let Some((time, span)) = &bounds.work {
            time.advance(*span);
        }
    }
    assert!(pages.next().await?.is_none(), "behind the last page there is none");
    let bound = pages.bound().map(|bound| format!("{bound:?}"));
    Ok(Json(json!([count, nodes, bound])))
}

fn router(test_app: &TestApp, bounds: Bounds) -> Router {
    let handler = move |State(erp): State<Erp>, context: RequestContext, Verified(session): Verified<TenantSession>| {
        count(bounds.clone(), erp, context, session)
    };
    super::router(&test_app.app, handler)
}

async fn counted(test_app: &TestApp, bounds: Bounds) -> TestResponse {
    TestResponse::to(&router(test_app, bounds), PATH, &test_app.token("tenant-books")).await
}

/// Page after page without an end.
fn endless(test_app: &TestApp, pages: Range<u16>) {
    for number in pages {
        let page = page("1", true, Some(&number.to_string()));
        test_app.stand_in.fault_times(Endpoint::Graphql, answer(&page), 1);
    }
}

#[tokio::test]
async fn as_many_pages_are_read_as_may_be_and_a_list_that_ends_there_is_whole() {
    for (at_most, expected) in [
        (Some(0), json!([1, 50, "Pages"])),
        (Some(9), json!([9, 450, "Pages"])),
        (Some(10), json!([10, 500, null])),
        (None, json!([10, 500, null])),
    ] {
        let test_app = TestApp::warm().await;
        let response = counted(&test_app, Bounds::at_most(at_most)).await;
        assert_eq!(response.body, expected, "{at_most:?}");
        assert_eq!(Some(test_app.stand_in.calls(Endpoint::Graphql)), expected[0].as_u64());
    }
}

#[tokio::test]
async fn a_list_without_an_end_costs_twenty_calls_and_never_more_than_a_hundred() {
    for (at_most, pages) in [(None, 20), (Some(u16::MAX), MOST_PAGES)] {
        let test_app = TestApp::warm().await;
        endless(&test_app, 0..2 * MOST_PAGES);
        let response = counted(&test_app, Bounds::at_most(at_most)).await;
        assert_eq!(response.body, json!([pages, pages, "Pages"]));
        assert_eq!(test_app.stand_in.calls(Endpoint::Graphql), u64::from(pages));
    }
}

#[tokio::test]
async fn all_pages_together_may_cost_one_call_more_than_there_are_pages() {
    let bounds = Bounds::at_most(Some(3));
    for (dead, status, calls) in [(1, 200, 4), (2, 502, 4)] {
        let test_app = TestApp::warm().await;
        endless(&test_app, 0..1);
        for number in 1..=dead {
            // The kept connection is dead, and the page comes by a new one.
            test_app.stand_in.fault_times(Endpoint::Graphql, Fault::Reset, 1);
            let page = page("1", true, Some(&format!("behind {number}")));
            test_app.stand_in.fault_times(Endpoint::Graphql, answer(&page), 1);
        }
        endless(&test_app, 3..6);
        let response = counted(&test_app, bounds.clone()).await;
        assert_eq!(response.status, status, "{}", response.text);
        assert_eq!(test_app.stand_in.calls(Endpoint::Graphql), calls);
    }
}

#[tokio::test]
async fn the_work_between_the_pages_counts_and_what_was_read_by_then_is_kept() {
    let test_app = TestApp::warm().await;
    let bounds = Bounds {
        timeout: Some(10 * SECOND),
        work: Some((test_app.time.clone(), 5 * SECOND)),
        ..Bounds::default()
    };
    assert_eq!(counted(&test_app, bounds).await.body, json!([2, 100, "Time"]));
    assert_eq!(test_app.stand_in.calls(Endpoint::Graphql), 2);
}

#[tokio::test]
async fn the_time_of_the_request_bounds_the_pages_too() {
    let test_app = TestApp::warm().await;
    let work = Some((test_app.time.clone(), 10 * SECOND));
    let router = router(
        &test_app,
        Bounds {
            work,
            ..Bounds::default()
        },
    );
    let deadline = test_app.time.clock().now().wall + 20 * SECOND;
    let response = TestResponse::to_before(&router, PATH, &test_app.token("tenant-books"), deadline).await;
    assert_eq!(response.body, json!([2, 100, "Time"]));
}

/// Nothing but the time for all pages can end the one that hangs.
#[tokio::test]
async fn a_page_that_is_late_ends_the_list_and_a_first_one_is_an_error() {
    let endless_limits = Timeouts {
        connect: DAY,
        total: DAY,
    };
    for pages in [0, 2] {
        let test_app = TestApp::with_limits(&[], endless_limits).await;
        endless(&test_app, 0..pages);
        test_app.stand_in.fault_times(Endpoint::Graphql, Fault::Hang, 1);
        let timeout = Some(SECOND / 4);
        let router = router(
            &test_app,
            Bounds {
                timeout,
                ..Bounds::default()
            },
        );
        let deadline = test_app.time.clock().now().wall + DAY;
        let response = TestResponse::to_before(&router, PATH, &test_app.token("tenant-books"), deadline).await;
        match pages {
            0 => assert_eq!(
                (response.status, response.code()),
                (504, "erp_timeout"),
                "{}",
                response.text
            ),
            _ => assert_eq!(response.body, json!([pages, pages, "Time"])),
        }
    }
}

#[tokio::test]
async fn a_page_that_outlasts_the_request_is_an_error() {
    let test_app = TestApp::warm().await;
    endless(&test_app, 0..1);
    test_app.stand_in.fault_times(Endpoint::Graphql, Fault::Hang, 1);
    let deadline = test_app.time.clock().now().wall + SECOND;
    let router = router(&test_app, Bounds::default());
    let response = TestResponse::to_before(&router, PATH, &test_app.token("tenant-books"), deadline).await;
    assert_eq!(
        (response.status, response.code()),
        (504, "erp_timeout"),
        "{}",
        response.text
    );
}
