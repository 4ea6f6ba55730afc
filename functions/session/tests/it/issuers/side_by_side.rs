//! Several issuers side by side: what happens to one is nothing to the others.

use std::time::Duration;

use stand_in::{Endpoint, Fault};
use test_app::{Event, TestResponse};

use super::field::{Field, Jose};

const ALL: [&str; 4] = ["session", "app", "auth", "other"];

async fn me(field: &Field, token: &str) -> TestResponse {
    Event::get("/api/me").token(token).send(&field.router).await
}

#[tokio::test]
async fn an_outage_of_one_is_503_for_its_own_tokens_only() {
    let jose = Jose::read();
    for failing in ALL {
        let field = Field::of(&jose, &jose.key_sets).await;
        field.server(failing).fault(Endpoint::AuthKeys, Fault::Status(500));
        for issuer in ALL {
            let response = me(&field, jose.token(issuer, "right")).await;
            let expected = if issuer == failing {
                (503, "platform_unavailable")
            } else {
                (200, "")
            };
            assert_eq!(
                (response.status, response.code()),
                expected,
                "{issuer} while {failing} fails"
            );
        }
    }
}

#[tokio::test]
async fn nobody_waits_for_the_keys_of_another_issuer() {
    let jose = Jose::read();
    for hanging in ALL {
        let field = Field::of(&jose, &jose.key_sets).await;
        field.server(hanging).fault(Endpoint::AuthKeys, Fault::Hang);
        let (router, event) = (
            field.router.clone(),
            Event::get("/api/me").token(jose.token(hanging, "right")),
        );
        let waiting = tokio::spawn(async move { event.send(&router).await });
        while field.server(hanging).calls(Endpoint::AuthKeys) == 0 && !waiting.is_finished() {
            tokio::task::yield_now().await;
        }
        for issuer in ALL.into_iter().filter(|issuer| *issuer != hanging) {
            assert_eq!(me(&field, jose.token(issuer, "right")).await.status, 200, "{issuer}");
        }
        assert!(
            !waiting.is_finished(),
            "the others took longer than the limit of one hop"
        );
        waiting.abort();
    }
}

#[tokio::test]
async fn forged_tokens_of_one_leave_the_others_their_renewals() {
    let jose = Jose::read();
    for attacked in ALL {
        for rotating in ALL.into_iter().filter(|issuer| *issuer != attacked) {
            let mut before = jose.key_sets.clone();
            let family = if ["app", "other"].contains(&rotating) {
                ["app", "other"]
            } else {
                ["session", "auth"]
            };
            let another = if family[0] == rotating { family[1] } else { family[0] };
            before[rotating] = jose.key_sets[another].clone();
            let field = Field::of(&jose, &before).await;
            let right = jose.token(rotating, "right");
            assert_eq!(me(&field, right).await.code(), "token_signature");

            for _ in 0..20 {
                field.time.advance(Duration::from_secs(6));
                let forged = me(&field, jose.token(attacked, "an unpublished key")).await;
                assert_eq!(forged.code(), "token_signature");
            }
            let calls = field.server(attacked).calls(Endpoint::AuthKeys);
            assert!((3..=8).contains(&calls), "{attacked}: {calls} calls in two minutes");

            field
                .server(rotating)
                .publish_auth_keys(jose.key_sets[rotating].clone());
            assert_eq!(
                me(&field, right).await.status,
                200,
                "{rotating} while {attacked} is attacked"
            );
        }
    }
}
