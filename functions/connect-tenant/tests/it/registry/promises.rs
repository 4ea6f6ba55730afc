//! Promises that a store makes, asked of both.

use std::collections::BTreeSet;

use connect_tenant::registry::{Connection, Put, Record, Status, Store, StoreErrorKind};

use super::stores::{Place, change, data_request, minute};

fn connection<'a>(tenant_id: &'a str, user_id: &'a str, at: u64) -> Connection<'a> {
    Connection {
        tenant_id,
        tenant_slug: Some("bikes"),
        user_id,
        at: minute(at),
    }
}

async fn record(store: &dyn Store, tenant_id: &str) -> Record {
    let found = store.find(tenant_id).await.expect("the store works");
    found.expect("the tenant is on record")
}

#[tokio::test]
async fn a_first_connection_is_put_on_record_as_it_was() {
    for place in Place::all().await {
        let store = place.client();
        assert_eq!(store.find("bikes").await.unwrap(), None);
        assert_eq!(store.put(connection("bikes", "anna", 3)).await.unwrap(), Put::First);
        let expected = Record {
            tenant_id: "bikes".into(),
            tenant_slug: Some("bikes".into()),
            status: Status::Connected,
            first_connected_at: minute(3),
            last_connected_at: minute(3),
            first_user_id: Some("anna".into()),
            last_user_id: Some("anna".into()),
            expires_at: None,
        };
        assert_eq!(record(&*place.client(), "bikes").await, expected);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_at_once_give_one_record_and_one_first_connection() {
    for place in Place::all().await {
        let clients: Vec<_> = (0..5).map(|_| place.client()).collect();
        let puts: Vec<_> = (0..100)
            .map(|number| {
                let store = clients[number % clients.len()].clone();
                tokio::spawn(async move {
                    let user = format!("user-{number}");
                    store.put(connection("bikes", &user, 1)).await.unwrap()
                })
            })
            .collect();
        let mut first = 0;
        for put in puts {
            first += u32::from(put.await.unwrap() == Put::First);
        }
        assert_eq!(first, 1, "{}", clients[0].name());
        let page = clients[0].page(None, 100).await.unwrap();
        assert_eq!(page.records.len(), 1);
        assert_eq!(page.records[0].status, Status::Connected);
        assert!(page.records[0].first_user_id.is_some() && page.records[0].last_user_id.is_some());
    }
}

#[tokio::test]
async fn a_later_connection_changes_only_what_is_last() {
    for place in Place::all().await {
        let (store, other) = (place.client(), place.client());
        store.put(connection("bikes", "anna", 1)).await.unwrap();
        let without_slug = Connection {
            tenant_slug: None,
            ..connection("bikes", "ben", 5)
        };
        assert_eq!(other.put(without_slug).await.unwrap(), Put::Again);
        let after = record(&*store, "bikes").await;
        assert_eq!(
            (after.first_connected_at, after.last_connected_at),
            (minute(1), minute(5))
        );
        assert_eq!(
            (after.first_user_id.as_deref(), after.last_user_id.as_deref()),
            (Some("anna"), Some("ben"))
        );
        assert_eq!(after.tenant_slug.as_deref(), Some("bikes"));
    }
}

#[tokio::test]
async fn a_connection_that_arrives_late_overwrites_nothing() {
    for place in Place::all().await {
        let store = place.client();
        store.put(connection("bikes", "anna", 1)).await.unwrap();
        store.put(connection("bikes", "ben", 5)).await.unwrap();
        let before = record(&*store, "bikes").await;
        assert_eq!(store.put(connection("bikes", "carl", 4)).await.unwrap(), Put::Again);
        assert_eq!(record(&*store, "bikes").await, before);
    }
}

#[tokio::test]
async fn a_disconnected_tenant_has_no_users_and_keeps_its_first_connection() {
    for place in Place::all().await {
        let store = place.client();
        store.put(connection("bikes", "anna", 1)).await.unwrap();
        store.disconnect("bikes", minute(7)).await.unwrap();
        let after = record(&*store, "bikes").await;
        assert_eq!(after.status, Status::Disconnected);
        assert_eq!((&after.first_user_id, &after.last_user_id), (&None, &None));
        assert_eq!(
            (after.first_connected_at, after.last_connected_at),
            (minute(1), minute(1))
        );
        assert_eq!(after.expires_at, Some(minute(7 + 365 * 24 * 60)));

        store.disconnect("bikes", minute(9)).await.unwrap();
        assert_eq!(record(&*store, "bikes").await, after, "once more changes nothing");
    }
}

#[tokio::test]
async fn a_connection_revives_a_disconnected_tenant_even_if_its_clock_is_behind() {
    for place in Place::all().await {
        for (tenant, returned_at) in [("bikes", 8), ("coffee", 4)] {
            let store = place.client();
            store.put(connection(tenant, "anna", 1)).await.unwrap();
            store.put(connection(tenant, "anna", 5)).await.unwrap();
            store.disconnect(tenant, minute(6)).await.unwrap();
            assert_eq!(
                store.put(connection(tenant, "ben", returned_at)).await.unwrap(),
                Put::Again
            );
            let after = record(&*store, tenant).await;
            assert_eq!((after.status, after.expires_at), (Status::Connected, None));
            assert_eq!(
                (after.first_connected_at, after.last_connected_at),
                (minute(1), minute(returned_at))
            );
            assert_eq!(after.first_user_id.as_deref(), Some("ben"));
        }
    }
}

#[tokio::test]
async fn a_tenant_that_never_connected_is_not_put_on_record_by_disconnecting() {
    for place in Place::all().await {
        let store = place.client();
        store.put(connection("bikes", "anna", 1)).await.unwrap();
        store.disconnect("coffee", minute(1)).await.unwrap();
        assert_eq!(store.find("coffee").await.unwrap(), None);
        assert_eq!(record(&*store, "bikes").await.status, Status::Connected);
    }
}

#[tokio::test]
async fn every_record_is_on_exactly_one_page() {
    for place in Place::all().await {
        let store = place.client();
        let tenants: BTreeSet<String> = (0..25).map(|number| format!("tenant-{number}")).collect();
        for tenant in &tenants {
            store.put(connection(tenant, "anna", 1)).await.unwrap();
        }
        let (mut seen, mut after, mut pages) = (Vec::new(), None, 0);
        loop {
            let page = store.page(after.as_deref(), 10).await.unwrap();
            assert!(page.records.len() <= 10);
            seen.extend(page.records.into_iter().map(|record| record.tenant_id));
            pages += 1;
            match page.next {
                Some(next) => after = Some(next),
                None => break,
            }
        }
        assert_eq!((seen.len(), pages), (25, 3));
        assert_eq!(seen.into_iter().collect::<BTreeSet<_>>(), tenants);
    }
}

#[tokio::test]
async fn an_erased_record_is_gone_and_the_next_connection_is_the_first() {
    for place in Place::all().await {
        let store = place.client();
        store.put(connection("bikes", "anna", 1)).await.unwrap();
        store.put(connection("coffee", "anna", 1)).await.unwrap();
        assert!(store.erase(data_request("bikes")).await.unwrap());
        assert!(!store.erase(data_request("bikes")).await.unwrap());
        assert_eq!(store.find("bikes").await.unwrap(), None);
        assert_eq!(record(&*store, "coffee").await.tenant_id, "coffee");
        assert_eq!(store.put(connection("bikes", "ben", 2)).await.unwrap(), Put::First);
    }
}

#[tokio::test]
async fn what_a_newer_program_has_written_is_refused_and_left_as_it_is() {
    for place in Place::all().await {
        let store = place.client();
        store.put(connection("bikes", "anna", 1)).await.unwrap();
        place.write_newer("bikes").await;
        let before = place.contents().await;
        let refusals = [
            store.put(connection("bikes", "ben", 2)).await.map(drop),
            // Its clock is behind: two reasons to refuse it, and the graver one counts.
            store.put(connection("bikes", "ben", 0)).await.map(drop),
            store.disconnect("bikes", minute(2)).await,
            store.find("bikes").await.map(drop),
            store.page(None, 10).await.map(drop),
            store.erase(data_request("bikes")).await.map(drop),
            store.export(data_request("bikes")).await.map(drop),
            store.settings("bikes").await.map(drop),
            store.put_settings(change("bikes")).await.map(drop),
            place.client().find("bikes").await.map(drop),
        ];
        for refusal in refusals {
            let error = refusal.unwrap_err();
            assert!(matches!(error.fault, StoreErrorKind::Newer(2)), "{error:?}");
            assert!(error.to_string().starts_with(store.name()), "{error}");
        }
        assert_eq!(place.contents().await, before);
    }
}
