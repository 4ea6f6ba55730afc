//! Families of refresh tokens from the login to their end, on both stores.

use std::slice;
use std::sync::Arc;

use account::account::Account;
use account::known_addresses::KnownAddresses;
use account::refresh_token::{RefreshToken, SessionLifetime};
use account::refresh_tokens::{Refresh, RefreshTokens};
use account::store::Store;

use crate::stores::{Place, account, at, hash};

const MINUTE: u64 = 60;
const DAY: u64 = 24 * 60 * MINUTE;

/// A store with one account, and one login of it.
async fn login(place: &Place) -> (RefreshTokens, Arc<dyn Store>, Account, RefreshToken) {
    let store = place.client();
    let anna = account("anna@example.org", None);
    store.register(&anna).await.expect("the store works");
    let refresh_tokens = RefreshTokens::new(Arc::clone(&store), SessionLifetime::default());
    let token = refresh_tokens.begin(&anna, at(0)).await.expect("the store works");
    (refresh_tokens, store, anna, token)
}

async fn granted(refresh_tokens: &RefreshTokens, token: &RefreshToken, seconds: u64) -> (Account, RefreshToken) {
    match refresh_tokens
        .refresh(token, at(seconds))
        .await
        .expect("the store works")
    {
        Refresh::Granted { account, token, .. } => (*account, token),
        refused => panic!("{refused:?}"),
    }
}

async fn is_over(refresh_tokens: &RefreshTokens, token: &RefreshToken, seconds: u64) -> bool {
    matches!(
        refresh_tokens
            .refresh(token, at(seconds))
            .await
            .expect("the store works"),
        Refresh::Over
    )
}

#[tokio::test]
async fn a_refresh_gives_the_account_and_the_next_token() {
    for place in Place::all().await {
        let (refresh_tokens, _, anna, mut token) = login(&place).await;
        for generation in 1..5 {
            let (account, next) = granted(&refresh_tokens, &token, generation * 15 * MINUTE).await;
            assert_eq!(account, anna);
            assert!(next.hash() != token.hash());
            token = next;
        }
    }
}

#[tokio::test]
async fn a_lost_answer_is_given_again_within_thirty_seconds() {
    for place in Place::all().await {
        let (refresh_tokens, _, _, token) = login(&place).await;
        let (_, lost) = granted(&refresh_tokens, &token, MINUTE).await;
        for seconds in [MINUTE, MINUTE + 30] {
            let outcome = refresh_tokens.refresh(&token, at(seconds)).await.unwrap();
            let Refresh::Granted {
                token,
                is_repeated: true,
                ..
            } = outcome
            else {
                panic!("{outcome:?}");
            };
            assert!(token.hash() == lost.hash());
        }
        granted(&refresh_tokens, &lost, 2 * MINUTE).await;
    }
}

#[tokio::test]
async fn a_replayed_token_ends_its_family_and_no_other() {
    for place in Place::all().await {
        let (refresh_tokens, store, anna, stolen) = login(&place).await;
        let elsewhere = refresh_tokens.begin(&anna, at(0)).await.unwrap();
        let (_, second) = granted(&refresh_tokens, &stolen, MINUTE).await;
        let (_, third) = granted(&refresh_tokens, &second, MINUTE + 1).await;
        let outcome = refresh_tokens.refresh(&stolen, at(MINUTE + 2)).await.unwrap();
        assert!(matches!(outcome, Refresh::Replayed), "{outcome:?}");
        for token in [&stolen, &second, &third] {
            assert!(is_over(&refresh_tokens, token, MINUTE + 3).await, "{}", store.name());
        }
        granted(&refresh_tokens, &elsewhere, MINUTE + 3).await;
    }
}

#[tokio::test]
async fn the_one_before_ends_its_family_after_thirty_seconds() {
    for place in Place::all().await {
        let (refresh_tokens, _, _, token) = login(&place).await;
        let (_, next) = granted(&refresh_tokens, &token, MINUTE).await;
        let outcome = refresh_tokens.refresh(&token, at(MINUTE + 31)).await.unwrap();
        assert!(matches!(outcome, Refresh::Replayed), "{outcome:?}");
        assert!(is_over(&refresh_tokens, &next, MINUTE + 32).await);
    }
}

#[tokio::test]
async fn a_token_of_another_family_or_account_is_worth_nothing_and_harms_nobody() {
    for place in Place::all().await {
        let (refresh_tokens, _, anna, token) = login(&place).await;
        let ben = account("ben@example.org", None);
        let stranger = refresh_tokens.begin(&ben, at(0)).await.unwrap();
        assert!(
            is_over(&refresh_tokens, &stranger, MINUTE).await,
            "there is no such account"
        );
        let guess = account::refresh_token::Family::begin(anna.id, 0, at(0)).1;
        assert!(
            is_over(&refresh_tokens, &guess, MINUTE).await,
            "there is no such family"
        );
        granted(&refresh_tokens, &token, MINUTE).await;
    }
}

#[tokio::test]
async fn a_logout_ends_the_family_and_may_be_repeated() {
    for place in Place::all().await {
        let (refresh_tokens, _, anna, token) = login(&place).await;
        let elsewhere = refresh_tokens.begin(&anna, at(0)).await.unwrap();
        refresh_tokens.end(slice::from_ref(&token)).await.unwrap();
        refresh_tokens.end(slice::from_ref(&token)).await.unwrap();
        assert!(is_over(&refresh_tokens, &token, MINUTE).await);
        granted(&refresh_tokens, &elsewhere, MINUTE).await;
    }
}

#[tokio::test]
async fn a_logout_everywhere_ends_every_family_and_a_login_begins_a_new_one() {
    for place in Place::all().await {
        let (refresh_tokens, store, anna, token) = login(&place).await;
        let elsewhere = refresh_tokens.begin(&anna, at(0)).await.unwrap();
        refresh_tokens
            .end_everywhere(slice::from_ref(&token), at(MINUTE))
            .await
            .unwrap();
        refresh_tokens
            .end_everywhere(slice::from_ref(&token), at(MINUTE))
            .await
            .unwrap();
        for token in [&token, &elsewhere] {
            assert!(is_over(&refresh_tokens, token, MINUTE).await, "{}", store.name());
        }
        let anna = store.account(anna.id).await.unwrap().unwrap();
        assert_eq!(anna.session_epoch, 1, "once more changed nothing");
        let again = refresh_tokens.begin(&anna, at(MINUTE)).await.unwrap();
        granted(&refresh_tokens, &again, 2 * MINUTE).await;
    }
}

#[tokio::test]
async fn a_token_that_is_not_good_logs_out_nobody_elsewhere() {
    for place in Place::all().await {
        let (refresh_tokens, _, anna, old) = login(&place).await;
        let elsewhere = refresh_tokens.begin(&anna, at(0)).await.unwrap();
        let (_, second) = granted(&refresh_tokens, &old, MINUTE).await;
        let (_, third) = granted(&refresh_tokens, &second, MINUTE).await;
        refresh_tokens
            .end_everywhere(slice::from_ref(&old), at(MINUTE))
            .await
            .unwrap();
        assert!(
            is_over(&refresh_tokens, &third, MINUTE).await,
            "its own family is revoked"
        );
        granted(&refresh_tokens, &elsewhere, MINUTE).await;
    }
}

#[tokio::test]
async fn a_logout_of_several_tokens_ends_each_family_and_everywhere_what_the_good_ones_name() {
    for place in Place::all().await {
        let (refresh_tokens, store, anna, old) = login(&place).await;
        let ben = account("ben@example.org", None);
        store.register(&ben).await.unwrap();
        let begin = async |account: &Account| refresh_tokens.begin(account, at(0)).await.unwrap();
        let (one, two, of_ben) = (begin(&anna).await, begin(&anna).await, begin(&ben).await);
        let named = [one, of_ben];
        refresh_tokens.end(&named).await.unwrap();
        for token in &named {
            assert!(is_over(&refresh_tokens, token, MINUTE).await, "{}", store.name());
        }
        granted(&refresh_tokens, &two, MINUTE).await;

        let (left, of_ben) = (begin(&anna).await, begin(&ben).await);
        let (_, second) = granted(&refresh_tokens, &old, MINUTE).await;
        let (_, third) = granted(&refresh_tokens, &second, MINUTE).await;
        let unknown = account::refresh_token::Family::begin(ben.id, 0, at(0)).1;
        // The first is a replay, whose family is that of the last.
        let named = [old, unknown, third];
        refresh_tokens.end_everywhere(&named, at(MINUTE)).await.unwrap();
        assert!(is_over(&refresh_tokens, &left, MINUTE).await, "{}", store.name());
        granted(&refresh_tokens, &of_ben, MINUTE).await;
    }
}

#[tokio::test]
async fn a_changed_password_ends_every_family_even_one_that_a_login_is_about_to_begin() {
    for place in Place::all().await {
        let (refresh_tokens, store, before, token) = login(&place).await;
        // The login has verified the old password, and is slower than the change.
        let changed = store
            .change_password(&before, &hash(2), &KnownAddresses::default())
            .await
            .unwrap()
            .unwrap();
        let late = refresh_tokens.begin(&before, at(1)).await.unwrap();
        assert!(is_over(&refresh_tokens, &token, MINUTE).await && is_over(&refresh_tokens, &late, MINUTE).await);
        let own = refresh_tokens.begin(&changed, at(1)).await.unwrap();
        granted(&refresh_tokens, &own, MINUTE).await;
    }
}

#[tokio::test]
async fn a_family_is_over_after_seven_days_without_and_thirty_with_refreshes() {
    for place in Place::all().await {
        let (refresh_tokens, _, anna, mut token) = login(&place).await;
        let idle = refresh_tokens.begin(&anna, at(0)).await.unwrap();
        for day in 1..30 {
            (_, token) = granted(&refresh_tokens, &token, day * DAY).await;
        }
        assert!(is_over(&refresh_tokens, &idle, 7 * DAY).await);
        assert!(is_over(&refresh_tokens, &token, 30 * DAY).await);
        granted(&refresh_tokens, &token, 30 * DAY - 1).await;
    }
}
