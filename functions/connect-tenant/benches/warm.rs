//! Measures what a warm request adds to the bare signature, in turns within one process: a whole connect
//! with a session token (Ed25519), and the verification alone of an app token (RS256, 2048 bits).
//!
//! Prints one line of JSON: medians in nanoseconds and the ratios of the whole to the bare.

use std::future::Future;
use std::hint::black_box;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Instant;

use aws_lc_rs::signature::{ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};
use axum::body::Body;
use axum::http::Request;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use connect_tenant::router;
use jsonwebtoken::crypto::verify;
use jsonwebtoken::{Algorithm, DecodingKey};
use serde_json::json;
use shared::auth::presented_token::PresentedToken;
use shared::request::context::RequestContext;
use test_app::MultiIssuerApp;
use tower::ServiceExt;

const ROUNDS: usize = 200;
const CALLS: u32 = 50;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let every = MultiIssuerApp::warm().await;
    let ed25519 = ed25519(&every);
    let rs256 = rs256(&every).await;
    #[expect(clippy::print_stdout, reason = "its output is the result")]
    {
        println!("{}", json!({"ed25519": ed25519, "rs256": rs256}));
    }
}

fn ed25519(every: &MultiIssuerApp) -> serde_json::Value {
    let router = router(every.test_app.app.clone());
    let token = every.test_app.token("tenant-bikes");
    let (signed, signature) = token.rsplit_once('.').expect("a token has three parts");
    let key_set = every.test_app.stand_in.key_set();
    let x = key_set["keys"][0]["x"].as_str().expect("a published key");
    let key = DecodingKey::from_ed_components(x).expect("a published key is usable");
    in_turns(
        || {
            let is_right = verify(
                black_box(signature),
                black_box(signed.as_bytes()),
                &key,
                Algorithm::EdDSA,
            );
            assert!(is_right.expect("a valid form"));
        },
        || {
            let request = Request::get("/api/connect-tenant")
                .header("x-session-id", &token)
                .body(Body::empty());
            let answer = router.clone().oneshot(request.expect("a valid request"));
            assert_eq!(at_once(answer).expect("a router never fails").status(), 200);
        },
    )
}

async fn rs256(every: &MultiIssuerApp) -> serde_json::Value {
    let app = &every.test_app.app;
    let token = every.app_token("tenant-bikes");
    let context = RequestContext::new("bench".into(), app.clock().clone(), None);
    app.authenticate(PresentedToken::Explicit(&token), &context)
        .await
        .expect("the keys are fetched");
    let (signed, signature) = token.rsplit_once('.').expect("a token has three parts");
    let signature = URL_SAFE_NO_PAD.decode(signature).expect("a signature is base64url");
    let key = rsa_key(&every.test_app.stand_in.app_key_set()["keys"][0]);
    in_turns(
        || {
            let verified = key.verify_sig(black_box(signed.as_bytes()), black_box(&signature));
            verified.expect("the right signature");
        },
        || {
            let session = at_once(app.authenticate(PresentedToken::Explicit(&token), &context));
            assert_eq!(session.expect("the right token").user_id(), "user-1");
        },
    )
}

/// Made ready once, as by whoever wants to be fast.
fn rsa_key(jwk: &serde_json::Value) -> ParsedPublicKey {
    let part = |name: &str| {
        let text = jwk[name].as_str().expect("a published key");
        URL_SAFE_NO_PAD.decode(text).expect("a published key is base64url")
    };
    let (n, e) = (part("n"), part("e"));
    let components = RsaPublicKeyComponents { n: &n, e: &e };
    let ready = components.to_parsed_public_key(&RSA_PKCS1_2048_8192_SHA256);
    ready.expect("a published key is usable")
}

fn in_turns(bare: impl Fn(), warm: impl Fn()) -> serde_json::Value {
    let (mut bares, mut warms) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        bares.push(nanoseconds(&bare));
        warms.push(nanoseconds(&warm));
    }
    let (bare, warm) = (median(bares), median(warms));
    json!({"bare_ns": bare.round(), "warm_ns": warm.round(), "ratio": (warm / bare * 1e3).round() / 1e3})
}

/// Polls until it is done: a warm request waits for nothing, so it needs no runtime to wake it.
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
