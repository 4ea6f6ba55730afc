//! Promises that a store makes of accounts, asked of both.

use account::account::{Account, Login};
use account::account_id::AccountId;
use account::attempts::Attempts;
use account::caller::Caller;
use account::known_addresses::KnownAddresses;
use account::network::Network;
use account::refresh_token::{Family, SessionLifetime};
use account::signing_keys::{KeyRing, Seed};
use account::store::{Registration, Store, StoreErrorKind};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::ExposeSecret;

use crate::stores::{Place, account, at, hash};

async fn on_record(store: &dyn Store, account: &Account) -> Account {
    let found = store.account(account.id).await.expect("the store works");
    found.expect("the account is on record")
}

#[tokio::test]
async fn a_registered_account_is_found_by_each_of_its_names_in_any_case() {
    for place in Place::all().await {
        let store = place.client();
        let anna = account("Anna@Example.org", Some("Anna_Lee"));
        assert_eq!(store.account(anna.id).await.unwrap(), None);
        assert_eq!(store.register(&anna).await.unwrap(), Registration::Done);

        let other = place.client();
        let found = on_record(&*other, &anna).await;
        assert_eq!(found, anna);
        assert_eq!(found.email.as_str(), "Anna@Example.org", "as it was sent");
        let asked = account("ANNA@example.ORG", Some("anna_lee"));
        let by_email = other.find(Login::Email(&asked.email), &[]).await.unwrap().account;
        assert_eq!(by_email, Some(anna.clone()));
        let by_username = other
            .find(Login::Username(asked.username.as_ref().unwrap()), &[])
            .await
            .unwrap()
            .account;
        assert_eq!(by_username, Some(anna));

        let nobody = account("ben@example.org", Some("ben"));
        assert_eq!(
            other.find(Login::Email(&nobody.email), &[]).await.unwrap().account,
            None
        );
        let by_username = Login::Username(nobody.username.as_ref().unwrap());
        assert_eq!(other.find(by_username, &[]).await.unwrap().account, None);
        assert_eq!(other.account(AccountId::new()).await.unwrap(), None);
    }
}

#[tokio::test]
async fn an_address_and_a_username_belong_to_one_account_and_a_refusal_writes_nothing() {
    for place in Place::all().await {
        let store = place.client();
        let anna = account("anna@example.org", Some("anna"));
        assert_eq!(store.register(&anna).await.unwrap(), Registration::Done);
        let before = place.contents().await;
        for (email, username, outcome) in [
            ("ANNA@example.org", None, Registration::EmailTaken),
            ("anna@example.org", Some("other"), Registration::EmailTaken),
            ("anna@example.org", Some("anna"), Registration::EmailTaken),
            ("other@example.org", Some("ANNA"), Registration::UsernameTaken),
        ] {
            let second = account(email, username);
            assert_eq!(store.register(&second).await.unwrap(), outcome, "{email} {username:?}");
        }
        assert_eq!(place.contents().await, before);
        // Any number of accounts may have no username.
        for email in ["ben@example.org", "carl@example.org"] {
            let next = account(email, None);
            assert_eq!(store.register(&next).await.unwrap(), Registration::Done);
            assert_eq!(on_record(&*store, &next).await.username, None);
        }
    }
}

#[tokio::test]
async fn a_new_hash_of_the_same_password_changes_nothing_else() {
    for place in Place::all().await {
        let store = place.client();
        let anna = account("anna@example.org", None);
        store.register(&anna).await.unwrap();
        assert!(store.rehash(&anna, &hash(2)).await.unwrap());
        let expected = Account {
            password_hash: hash(2),
            ..anna
        };
        assert_eq!(on_record(&*store, &expected).await, expected);
    }
}

#[tokio::test]
async fn a_changed_password_begins_an_epoch_and_what_was_read_before_changes_nothing() {
    for place in Place::all().await {
        let store = place.client();
        let before = account("anna@example.org", None);
        store.register(&before).await.unwrap();
        let changed = store
            .change_password(&before, &hash(2), &KnownAddresses::default())
            .await
            .unwrap()
            .unwrap();
        assert_eq!((changed.session_epoch, &changed.password_hash), (1, &hash(2)));
        assert_eq!(on_record(&*store, &before).await, changed);

        // A login that had verified the old password, and a second change that had.
        assert!(!store.rehash(&before, &hash(3)).await.unwrap());
        assert_eq!(
            store
                .change_password(&before, &hash(3), &KnownAddresses::default())
                .await
                .unwrap(),
            None
        );
        assert_eq!(on_record(&*store, &before).await, changed);
    }
}

#[tokio::test]
async fn revoking_all_begins_an_epoch_and_leaves_the_password() {
    for place in Place::all().await {
        let store = place.client();
        let (anna, ben) = (account("anna@example.org", None), account("ben@example.org", None));
        store.register(&anna).await.unwrap();
        store.register(&ben).await.unwrap();
        store.revoke_all(anna.id).await.unwrap();
        store.revoke_all(anna.id).await.unwrap();
        let expected = Account {
            session_epoch: 2,
            ..anna.clone()
        };
        assert_eq!(on_record(&*store, &anna).await, expected);
        assert_eq!(on_record(&*store, &ben).await, ben);
    }
}

#[tokio::test]
async fn what_is_not_on_record_is_not_put_there_by_a_change() {
    for place in Place::all().await {
        let store = place.client();
        let nobody = account("anna@example.org", None);
        let (family, token) = Family::begin(nobody.id, 0, at(0));
        let (rotated, _) = family.rotated(&token, at(1));
        assert!(!store.rehash(&nobody, &hash(2)).await.unwrap());
        assert_eq!(
            store
                .change_password(&nobody, &hash(2), &KnownAddresses::default())
                .await
                .unwrap(),
            None
        );
        store.revoke_all(nobody.id).await.unwrap();
        store.revoke_family(nobody.id, family.id).await.unwrap();
        let ends_at = rotated.ends_at(SessionLifetime::default());
        assert!(!store.rotate(&token.hash(), &rotated, ends_at).await.unwrap());
        assert!(store.find_family(nobody.id, family.id).await.unwrap().is_none());
        assert_eq!(place.contents().await, Vec::<String>::new());
    }
}

#[tokio::test]
async fn a_family_is_kept_as_it_was_begun_and_rotated() {
    for place in Place::all().await {
        let (store, session_lifetime) = (place.client(), SessionLifetime::default());
        let anna = account("anna@example.org", None);
        store.register(&anna).await.unwrap();
        let (family, token) = Family::begin(anna.id, anna.session_epoch, at(0));
        assert!(store.find_family(anna.id, family.id).await.unwrap().is_none());
        store
            .create_family(&family, family.ends_at(session_lifetime))
            .await
            .unwrap();
        let found = place.client().find_family(anna.id, family.id).await.unwrap();
        assert_eq!(found, Some((anna.clone(), family.clone())));

        let (rotated, _) = family.rotated(&token, at(5));
        assert!(
            store
                .rotate(&token.hash(), &rotated, rotated.ends_at(session_lifetime))
                .await
                .unwrap()
        );
        let found = place.client().find_family(anna.id, family.id).await.unwrap();
        assert_eq!(found, Some((anna.clone(), rotated.clone())));

        // The token is used up, whatever follows it.
        let (again, _) = family.rotated(&token, at(6));
        assert!(
            !store
                .rotate(&token.hash(), &again, again.ends_at(session_lifetime))
                .await
                .unwrap()
        );
        assert_eq!(store.find_family(anna.id, family.id).await.unwrap().unwrap().1, rotated);

        store.revoke_family(anna.id, family.id).await.unwrap();
        store.revoke_family(anna.id, family.id).await.unwrap();
        assert!(store.find_family(anna.id, family.id).await.unwrap().is_none());
    }
}

#[tokio::test]
async fn the_hashes_of_tokens_are_on_record_and_their_secrets_are_not() {
    for place in Place::all().await {
        let (store, session_lifetime) = (place.client(), SessionLifetime::default());
        let anna = account("anna@example.org", None);
        store.register(&anna).await.unwrap();
        let (family, first) = Family::begin(anna.id, anna.session_epoch, at(0));
        store
            .create_family(&family, family.ends_at(session_lifetime))
            .await
            .unwrap();
        let (rotated, second) = family.rotated(&first, at(5));
        let ends_at = rotated.ends_at(session_lifetime);
        assert!(store.rotate(&first.hash(), &rotated, ends_at).await.unwrap());

        let contents = place.contents().await.concat();
        let is_there = |bytes: &[u8]| printed(bytes).iter().any(|form| contents.contains(form));
        for token in [&first, &second] {
            let text = token.to_text().expose_secret().to_owned();
            let bytes = URL_SAFE_NO_PAD.decode(&text).unwrap();
            assert!(is_there(token.hash().bytes()), "{}", store.name());
            assert!(!is_there(&bytes[32..]) && !contents.contains(&text), "{}", store.name());
        }
    }
}

/// As the two stores' libraries print bytes.
fn printed(bytes: &[u8]) -> [String; 2] {
    let digits: Vec<_> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    [format!("{bytes:?}"), digits.concat()]
}

#[tokio::test]
async fn what_a_newer_program_has_written_is_refused_and_left_as_it_is() {
    for place in Place::all().await {
        let store = place.client();
        let anna = account("anna@example.org", Some("anna"));
        store.register(&anna).await.unwrap();
        let (family, _) = Family::begin(anna.id, 0, at(0));
        store
            .create_family(&family, family.ends_at(SessionLifetime::default()))
            .await
            .unwrap();
        place.write_newer(anna.id).await;
        let before = place.contents().await;
        let refusals = [
            store.account(anna.id).await.map(drop),
            store.find(Login::Email(&anna.email), &[]).await.map(drop),
            store
                .find(Login::Username(anna.username.as_ref().unwrap()), &[])
                .await
                .map(drop),
            store.find_family(anna.id, family.id).await.map(drop),
            store.revoke_all(anna.id).await,
            place.client().account(anna.id).await.map(drop),
        ];
        for refusal in refusals {
            let error = refusal.unwrap_err();
            assert!(matches!(error.fault, StoreErrorKind::Newer(2)), "{error:?}");
            assert!(error.to_string().starts_with(store.name()), "{error}");
        }
        let known = KnownAddresses::default().with(anna.id, &Network::parse("203.0.113.7"), at(0));
        // Refused or in vain, as the store can tell.
        let _ = store.remember_addresses(&anna, &known.unwrap()).await;
        assert_eq!(place.contents().await, before);
    }
}

#[tokio::test]
async fn a_login_with_the_old_password_brings_no_address_back_after_a_change_of_it() {
    for place in Place::all().await {
        let store = place.client();
        let anna = account("anna@example.org", None);
        store.register(&anna).await.unwrap();
        let attempts = Attempts::new(place.client());
        let keys = KeyRing::new(&Seed::fresh(), at(0));
        let thief = Caller {
            network: Network::parse("203.0.113.66"),
            device: None,
        };
        let login = Login::Email(&anna.email);
        let begun = attempts.login(login, &thief, &keys, at(0)).await.unwrap().unwrap();
        // It has verified the old password, and is slower than the change.
        let only = KnownAddresses::default()
            .with(anna.id, &Network::parse("203.0.113.7"), at(0))
            .unwrap();
        let changed = store.change_password(&anna, &hash(2), &only).await.unwrap().unwrap();
        let before = place.contents().await;
        attempts.remember(&anna, &begun, at(1)).await.unwrap();
        assert_eq!(place.contents().await, before, "{}", store.name());
        attempts.remember(&changed, &begun, at(1)).await.unwrap();
        assert_ne!(place.contents().await, before, "{}", store.name());
    }
}

#[tokio::test]
async fn addresses_are_known_until_the_password_is_changed_and_to_an_account_that_is_there() {
    for place in Place::all().await {
        let store = place.client();
        let (anna, network) = (account("anna@example.org", None), |text: &str| Network::parse(text));
        store.register(&anna).await.unwrap();
        let login = Login::Email(&anna.email);
        let found = store.find(login, &[]).await.unwrap();
        assert_eq!(found.known_addresses, KnownAddresses::default());
        let mut known = KnownAddresses::default();
        for (number, text) in (0..).zip(["203.0.113.7", "203.0.113.8", "2001:db8::1"]) {
            known = known.with(anna.id, &network(text), at(number)).unwrap();
            store.remember_addresses(&anna, &known).await.unwrap();
        }
        for found in [store.find(login, &[]).await, store.find_by_id(anna.id, &[]).await] {
            let found = found.unwrap();
            assert_eq!((found.account.as_ref(), &found.known_addresses), (Some(&anna), &known));
        }
        let records = place.contents().await.concat();
        assert!(!records.contains("203.0.113"), "they are hashed");

        let only = KnownAddresses::default()
            .with(anna.id, &network("203.0.113.9"), at(9))
            .unwrap();
        let changed = store.change_password(&anna, &hash(2), &only).await.unwrap();
        let found = store.find(login, &[]).await.unwrap();
        assert_eq!((found.account, found.known_addresses), (changed, only));

        let before = place.contents().await;
        let nobody = account("ben@example.org", None);
        store.remember_addresses(&nobody, &known).await.unwrap();
        assert_eq!(place.contents().await, before, "nobody has none");
    }
}
