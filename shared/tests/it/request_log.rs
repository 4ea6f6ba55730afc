//! The last line about a request.

use test_app::{CapturedLogs, Event, TestApp};
use tracing_subscriber::filter::LevelFilter;

use crate::router::{PATH, router};

#[tokio::test]
async fn it_names_the_tenant_of_a_verified_token_and_of_no_other() {
    let test_app = TestApp::warm().await;
    let router = router(test_app.app.clone());
    let named = r#"tenant.id="tenant-bikes" tenant.slug="bikes""#;
    for (token, names_it) in [
        (Some(test_app.token("tenant-bikes")), true),
        (Some(test_app.forged_token()), false),
        (None, false),
    ] {
        let event = match token {
            Some(token) => Event::get(PATH).token(&token),
            None => Event::get(PATH),
        };
        let (logs, listening) = CapturedLogs::of_this_thread(LevelFilter::INFO);
        event.send(&router).await;
        drop(listening);

        let lines = logs.lines();
        let completed: Vec<&String> = lines.iter().filter(|line| line.contains("request completed")).collect();
        assert_eq!(completed.len(), 1, "{lines:?}");
        assert_eq!(completed[0].contains(named), names_it, "{}", completed[0]);
        assert_eq!(completed[0].contains("tenant."), names_it, "{}", completed[0]);
    }
}

#[tokio::test]
async fn it_names_a_trace_that_is_recorded_and_no_other() {
    let test_app = TestApp::warm().await;
    let router = router(test_app.app.clone());
    let event = Event::get(PATH).token(&test_app.token("tenant-bikes"));
    for (sampled, expected) in [("1", 1), ("0", 0)] {
        let trace = format!("Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled={sampled}");
        let (logs, listening) = CapturedLogs::of_this_thread(LevelFilter::INFO);
        event.send_traced(&router, &trace).await;
        drop(listening);
        let lines = logs.lines();
        let named = r#"trace.id="1-5759e988-bd862e3fe1be46a994272793""#;
        assert_eq!(
            lines.iter().filter(|line| line.contains(named)).count(),
            expected,
            "{lines:?}"
        );
    }
}
