//! What a warm connect adds to the bare signature, in turns within one process.
//!
//! Prints one line of JSON: medians in nanoseconds and the ratio of the whole to the bare.

use std::future::Future;
use std::hint::black_box;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Instant;

use axum::body::Body;
use axum::http::Request;
use connect_tenant::router;
use jsonwebtoken::crypto::verify;
use jsonwebtoken::{Algorithm, DecodingKey};
use rehearsal::Stage;
use tower::ServiceExt;

const ROUNDS: usize = 200;
const CALLS: u32 = 50;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let stage = Stage::warm().await;
    let router = router(stage.app.clone());
    let token = stage.token("tenant-bikes");
    let (signed, signature) = token.rsplit_once('.').expect("a token has three parts");
    let key_set = stage.stand_in.key_set();
    let x = key_set["keys"][0]["x"].as_str().expect("a published key");
    let key = DecodingKey::from_ed_components(x).expect("a published key is usable");

    let (mut bare, mut warm) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        bare.push(nanoseconds(|| {
            assert!(
                verify(
                    black_box(signature),
                    black_box(signed.as_bytes()),
                    &key,
                    Algorithm::EdDSA
                )
                .expect("a valid form")
            );
        }));
        warm.push(nanoseconds(|| {
            let request = Request::get("/api/connect-tenant")
                .header("x-session-id", &token)
                .body(Body::empty());
            let answer = router.clone().oneshot(request.expect("a valid request"));
            assert_eq!(at_once(answer).expect("a router never fails").status(), 200);
        }));
    }
    let (bare, warm) = (median(bare), median(warm));
    let ratio = warm / bare;
    #[expect(clippy::print_stdout, reason = "its output is the result")]
    {
        println!(r#"{{"bare_ns":{bare:.0},"warm_ns":{warm:.0},"ratio":{ratio:.3}}}"#);
    }
}

/// A warm connect waits for nothing, so it needs no runtime to wake it: polled until it is done.
fn at_once<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
fn nanoseconds(call: impl Fn()) -> f64 {
    let start = Instant::now();
    for _ in 0..CALLS {
        call();
    }
    start.elapsed().as_secs_f64() * 1e9 / f64::from(CALLS)
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}
