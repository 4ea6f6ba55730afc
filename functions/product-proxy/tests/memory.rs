//! Bodies without an end and gzip of 64 MiB cost no memory worth speaking of, wherever they
//! come from. The platform runs in the same process, so its share is counted too.
#![cfg(target_os = "linux")] // by /proc/self

use product_proxy::router;
use stand_in::{Endpoint, Fault};
use test_app::{Event, TestApp};

mod proxy;
use proxy::OPTIONS;

#[tokio::test]
async fn hostile_bodies_raise_the_resident_size_by_less_than_20_megabytes() {
    assert!(
        peak_while(async { drop(std::hint::black_box(vec![1_u8; 64 << 20])) }).await > 60,
        "the measure is blind"
    );
    // What is read once for all applications, such as the system's roots, is no matter of bodies.
    let warmed_up = TestApp::cold().await;
    for event in [list(), query()] {
        let event = event.token(&warmed_up.token("tenant-books"));
        assert_eq!(event.send(&router(warmed_up.app.clone(), OPTIONS)).await.status, 200);
    }

    for fault in [Fault::Endless, Fault::GzipBomb] {
        for (endpoint, status) in [(Endpoint::Token, 503), (Endpoint::Keys, 503), (Endpoint::Graphql, 502)] {
            let test_app = TestApp::cold().await;
            test_app.stand_in.fault(endpoint, fault.clone());
            let token = test_app.token("tenant-books");
            let router = router(test_app.app.clone(), OPTIONS);
            let risen = peak_while(async {
                for event in [list(), query()] {
                    let response = event.token(&token).send(&router).await;
                    assert_eq!(response.status, status, "{fault:?} at {endpoint:?}: {}", response.text);
                }
            })
            .await;
            println!("{fault:?} at {endpoint:?}: {risen} MB more");
            assert!(risen < 20, "{fault:?} at {endpoint:?}: {risen} MB more");
            assert!(test_app.stand_in.calls(endpoint) > 0);
        }
    }
}

fn list() -> Event {
    Event::get("/api/products?first=1")
}

fn query() -> Event {
    Event::post("/api/graphql", r#"{"query":"{ QueryItems { totalCount } }"}"#)
}

/// Megabytes by which the resident size is higher at the peak of `work` than before it.
async fn peak_while(work: impl Future<Output = ()>) -> u64 {
    // Starts the peak anew (proc(5), clear_refs).
    std::fs::write("/proc/self/clear_refs", "5").expect("a process may clear its own peak");
    let before = kilobytes("VmRSS:");
    work.await;
    kilobytes("VmHWM:").saturating_sub(before) * 1024 / 1_000_000
}

fn kilobytes(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux has it");
    let line = status
        .lines()
        .find(|line| line.starts_with(name))
        .expect("it has this line");
    line[name.len()..]
        .trim()
        .trim_end_matches(" kB")
        .parse()
        .expect("a number")
}
