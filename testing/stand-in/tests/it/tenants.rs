//! The merchants: ids, slugs, and what they sell.

use std::collections::HashSet;

use serde_json::{Value, json};
use stand_in::{StandIn, TENANTS, Tenant};

use crate::client::Client;

const PAGE: &str = "{ QueryItems(first: 50) { nodes {
    id sku name salesPriceNet salesPriceGross suggestedRetailPrice stockTotal stockAvailable stockInOrders } } }";

fn first_page(client: &Client, tenant: &str) -> Vec<Value> {
    let data = client.data(tenant, PAGE, &json!({}));
    data["QueryItems"]["nodes"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_tenant_is_known_by_its_id_and_by_its_slug() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);
    for tenant in &TENANTS {
        let groups: Vec<_> = tenant.id.split('-').map(str::len).collect();
        assert_eq!(groups, [8, 4, 4, 4, 12], "{} is a UUID", tenant.id);
        let by_id = first_page(&client, tenant.id);
        assert_eq!(first_page(&client, tenant.slug), by_id);
        assert_eq!(first_page(&client, &format!("tenant-{}", tenant.slug)), by_id);
        assert_eq!(Tenant::find(tenant.slug).unwrap().id, tenant.id);
    }
    assert!(Tenant::find("nobody").is_none());
}

#[tokio::test]
async fn a_shop_has_believable_items_on_its_first_page() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);
    for tenant in TENANTS.iter().filter(|tenant| tenant.slug != "edge-cases") {
        let mut names = HashSet::new();
        for item in first_page(&client, tenant.slug) {
            let number = |member: &str| item[member].as_f64().unwrap();
            let (net, gross) = (number("salesPriceNet"), number("salesPriceGross"));
            assert!(
                (gross / net - 1.19).abs() < 0.001 && (1.0..3000.0).contains(&gross),
                "{item}"
            );
            assert!(number("suggestedRetailPrice") >= gross, "{item}");
            assert!((0.0..600.0).contains(&number("stockTotal")), "{item}");
            assert!(number("stockAvailable") >= 0.0, "{item}");
            let name = item["name"].as_str().unwrap().to_owned();
            assert!(name.contains(", ") && names.insert(name), "{item}");
        }
        assert_eq!(names.len(), 50);
    }
}

#[tokio::test]
async fn a_search_finds_something_and_not_everything() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);
    let query = "query($term: String!) { QueryItems(searchTerm: $term) { totalCount } }";
    for (slug, term) in [
        ("bikes", "fjell"),
        ("coffee", "Espresso"),
        ("books", "atlas"),
        ("outdoor", "Tent"),
    ] {
        let data = client.data(slug, query, &json!({ "term": term }));
        let found = data["QueryItems"]["totalCount"].as_u64().unwrap();
        assert!((20..=200).contains(&found), "{term} finds {found}");
    }
}

#[tokio::test]
async fn the_edge_cases_have_a_tenant_of_their_own() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);

    let response = client.query("edge-cases", PAGE, &json!({}));
    for digits in [
        r#""salesPriceNet":19.90,"#,
        r#""salesPriceNet":12345678901234.567890,"#,
        r#""salesPriceNet":79228162514264337593543950335,"#,
        r#""salesPriceNet":0.0000000000000000000000000001,"#,
        r#""salesPriceNet":-0.01,"#,
        r#""salesPriceNet":0.00,"#,
        r#""stockTotal":9007199254740993,"#,
        r#""stockTotal":-3,"#,
    ] {
        assert!(response.text().contains(digits), "{digits}");
    }
    let items = first_page(&client, "edge-cases");
    let names: Vec<_> = items.iter().map(|item| item["name"].as_str()).collect();
    assert!(names.contains(&None) && names.contains(&Some("")));
    assert!(names.iter().flatten().any(|name| name.contains("\u{0}\u{1}")));
    assert!(names.iter().flatten().any(|name| name.len() == 20_000));
    assert_eq!(items.iter().filter(|item| item["id"].is_null()).count(), 1);
}
