//! A hundred at once, through five clients, on both stores.

use std::collections::HashSet;
use std::future::Future;
use std::sync::Arc;

use account::families::{Families, Refresh};
use account::refresh_token::{Family, Lives, RefreshToken};
use account::store::{Registration, Store};
use account::throttle::{Attempt, Subject};
use secrecy::ExposeSecret;

use crate::stores::{Place, account, at, hash};

/// The outcomes of a hundred that begin together.
async fn hundred<T: Send + 'static, F: Future<Output = T> + Send + 'static>(
    place: &Place,
    begin: impl Fn(usize, Arc<dyn Store>) -> F,
) -> Vec<T> {
    let clients: Vec<_> = (0..5).map(|_| place.client()).collect();
    let tasks: Vec<_> = (0..100)
        .map(|number| tokio::spawn(begin(number, Arc::clone(&clients[number % clients.len()]))))
        .collect();
    let mut outcomes = Vec::new();
    for task in tasks {
        outcomes.push(task.await.expect("no task panics"));
    }
    outcomes
}

fn copy(token: &RefreshToken) -> RefreshToken {
    RefreshToken::parse(token.to_text().expose_secret()).expect("a token is read back")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_hundred_registrations_of_one_address_exactly_one_is_done() {
    for place in Place::all().await {
        let outcomes = hundred(&place, |number, store| async move {
            // In both cases, and with usernames of their own.
            let email = if number % 2 == 0 {
                "anna@example.org"
            } else {
                "ANNA@example.org"
            };
            let mine = account(email, Some(&format!("anna{number}")));
            (store.register(&mine).await.unwrap(), mine)
        })
        .await;
        let done: Vec<_> = outcomes
            .iter()
            .filter(|(outcome, _)| *outcome == Registration::Done)
            .collect();
        assert_eq!(done.len(), 1, "{}", place.client().name());
        let taken = outcomes
            .iter()
            .filter(|(outcome, _)| *outcome == Registration::EmailTaken);
        assert_eq!(taken.count(), 99);
        let store = place.client();
        for (outcome, mine) in &outcomes {
            let found = store.account(mine.id).await.unwrap();
            assert_eq!(
                found.is_some(),
                *outcome == Registration::Done,
                "no part of a loser is left"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_hundred_registrations_of_one_username_exactly_one_is_done() {
    for place in Place::all().await {
        let outcomes = hundred(&place, |number, store| async move {
            let mine = account(&format!("anna{number}@example.org"), Some("anna"));
            store.register(&mine).await.unwrap()
        })
        .await;
        let count = |wanted| outcomes.iter().filter(|outcome| **outcome == wanted).count();
        assert_eq!((count(Registration::Done), count(Registration::UsernameTaken)), (1, 99));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_refreshes_of_one_token_give_one_successor_to_all_and_log_nobody_out() {
    for place in Place::all().await {
        let store = place.client();
        let anna = account("anna@example.org", None);
        store.register(&anna).await.unwrap();
        let families = Families::new(Arc::clone(&store), Lives::default());
        let token = families.begin(&anna, at(0)).await.unwrap();

        let outcomes = hundred(&place, |_, store| {
            let (families, token) = (Families::new(store, Lives::default()), copy(&token));
            async move { families.refresh(&token, at(60)).await.unwrap() }
        })
        .await;
        let mut successors = HashSet::new();
        let mut winners = 0;
        for outcome in &outcomes {
            let Refresh::Granted { token, is_repeated, .. } = outcome else {
                panic!("{}: {outcome:?}", store.name());
            };
            successors.insert(token.to_text().expose_secret().to_owned());
            winners += u32::from(!is_repeated);
        }
        assert_eq!((winners, successors.len()), (1, 1), "{}", store.name());
        let (_, family) = store.find_family(anna.id, token.family()).await.unwrap().unwrap();
        assert_eq!(family.generation, 1, "one new member");

        let successor = RefreshToken::parse(successors.iter().next().unwrap()).unwrap();
        let next = families.refresh(&successor, at(120)).await.unwrap();
        assert!(matches!(next, Refresh::Granted { is_repeated: false, .. }), "{next:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_hundred_rotations_to_different_successors_exactly_one_is_kept() {
    for place in Place::all().await {
        let store = place.client();
        let anna = account("anna@example.org", None);
        store.register(&anna).await.unwrap();
        let (family, token) = Family::begin(anna.id, 0, at(0));
        let ends_at = family.ends_at(Lives::default());
        store.create_family(&family, ends_at).await.unwrap();
        let outcomes = hundred(&place, |_, store| {
            let (rotated, _) = family.rotated(&token, at(1));
            let presented = token.hash();
            async move { (store.rotate(&presented, &rotated, ends_at).await.unwrap(), rotated) }
        })
        .await;
        let kept: Vec<_> = outcomes.into_iter().filter(|(is_kept, _)| *is_kept).collect();
        assert_eq!(kept.len(), 1, "{}", store.name());
        let (_, found) = store.find_family(anna.id, family.id).await.unwrap().unwrap();
        assert_eq!(found, kept[0].1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_hundred_changes_of_one_password_exactly_one_is_done() {
    for place in Place::all().await {
        let store = place.client();
        let anna = account("anna@example.org", None);
        store.register(&anna).await.unwrap();
        let outcomes = hundred(&place, |number, store| {
            let anna = anna.clone();
            let number = u8::try_from(number).unwrap();
            async move { store.change_password(&anna, &hash(100 + number)).await.unwrap() }
        })
        .await;
        let done: Vec<_> = outcomes.into_iter().flatten().collect();
        assert_eq!(done.len(), 1, "{}", store.name());
        assert_eq!(store.account(anna.id).await.unwrap().as_ref(), done.first());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_hundred_attempts_at_once_only_the_free_ones_are_made() {
    for place in Place::all().await {
        let login = Subject::login("anna@example.org");
        let outcomes = hundred(&place, |_, store| {
            let login = login.clone();
            async move { store.count_attempt(&login, at(0)).await.unwrap() }
        })
        .await;
        let made = outcomes.iter().filter(|outcome| **outcome == Attempt::Counted);
        assert_eq!(made.count(), 5, "{}", place.client().name());
    }
}
