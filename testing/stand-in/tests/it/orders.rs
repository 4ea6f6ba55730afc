//! Sales orders and customers.

use serde_json::{Value, json};
use stand_in::StandIn;

use crate::client::Client;

const ORDERS: &str = "query($where: SalesOrderListItemFilterInput, $order: [SalesOrderListItemSortInput!]) {
    QuerySalesOrders(first: 100, where: $where, order: $order) { totalCount nodes {
        id salesOrderNumber salesOrderDate customerId totalNetAmount totalGrossAmount isCancelled taxSetting
        paymentStatus billingAddressCity salesInvoices { salesInvoiceId } } } }";

#[tokio::test]
async fn an_order_has_the_lines_and_the_customer_that_the_list_promises() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);
    let newest = json!({ "order": [{ "salesOrderDate": "DESC" }] });
    let list = client.data("outdoor", ORDERS, &newest)["QuerySalesOrders"].take();
    assert_eq!(list["totalCount"], 240);
    let dates: Vec<_> = list["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|order| order["salesOrderDate"].as_str())
        .collect();
    assert!(dates.len() == 100 && dates.is_sorted_by(|one, other| one >= other));

    let listed = &list["nodes"][0];
    let document = "query($id: ID!, $customer: ID!) {
        GetSalesOrderById(salesOrderId: $id) { salesOrderNumber billingAddress { city }
            keyFigures { totalGrossAmount }
            lineItems { itemId sku quantity salesPriceGross totalSalesPriceGross lineItemType } }
        GetCustomerById(customerId: $customer) { customerAddresses { city addressType } customerGroup { name } } }";
    let variables = json!({ "id": listed["id"], "customer": listed["customerId"] });
    let data = client.data("outdoor", document, &variables);
    let order = &data["GetSalesOrderById"];
    assert_eq!(order["salesOrderNumber"], listed["salesOrderNumber"]);
    assert_eq!(order["keyFigures"]["totalGrossAmount"], listed["totalGrossAmount"]);
    assert_eq!(order["billingAddress"]["city"], listed["billingAddressCity"]);
    assert_eq!(
        data["GetCustomerById"]["customerAddresses"][0]["city"],
        listed["billingAddressCity"]
    );
    let lines = order["lineItems"].as_array().unwrap();
    let cents = |value: &Value| value.to_string().replace('.', "").parse::<u64>().unwrap();
    let sum: u64 = lines.iter().map(|line| cents(&line["totalSalesPriceGross"])).sum();
    assert!(!lines.is_empty());
    assert_eq!(sum, cents(&listed["totalGrossAmount"]));
    let of_item = json!({ "id": lines[0]["itemId"] });
    let item = "query($id: ID!) { QueryItems(first: 1, where: { id: { eq: $id } }) { nodes { sku } } }";
    let item = client.data("outdoor", item, &of_item);
    assert_eq!(item["QueryItems"]["nodes"][0]["sku"], lines[0]["sku"]);
}

#[tokio::test]
async fn orders_are_filtered_by_enumerations_and_dates() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);
    let count = |filter: Value| {
        client.data("bikes", ORDERS, &json!({ "where": filter }))["QuerySalesOrders"]["totalCount"].as_u64()
    };
    let unpaid = count(json!({ "paymentStatus": { "eq": "UNPAID" } }));
    assert_eq!(unpaid, Some(48));
    assert_eq!(
        count(json!({ "paymentStatus": { "in": ["UNPAID", "PARTIALLY_PAID"] } })),
        unpaid
    );
    let summer = json!({ "gte": "2025-06-01T00:00:00Z", "lt": "2025-09-01T00:00:00Z" });
    assert_eq!(count(json!({ "salesOrderDate": summer })), Some(60));
    let wrong = client
        .query(
            "bikes",
            ORDERS,
            &json!({ "where": { "paymentStatus": { "eq": "PAID" } } }),
        )
        .json();
    assert_eq!(wrong["errors"][0]["extensions"]["code"], "HC0016");
}

#[tokio::test]
async fn members_that_the_stand_in_does_not_fill_are_null_or_their_types_default() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);
    let data = client.data("bikes", ORDERS, &json!({}));
    let order = &data["QuerySalesOrders"]["nodes"][0];
    assert_eq!(order["taxSetting"], "DELIVERY_WITH_VAT");
    assert_eq!(order["salesInvoices"], Value::Null);
    let item = "{ QueryItems(first: 1) { nodes { series stockReservedTotal isTopItem buffer } } }";
    let item = client.data("bikes", item, &json!({}))["QueryItems"]["nodes"][0].take();
    assert_eq!(
        item,
        json!({ "series": null, "stockReservedTotal": 0, "isTopItem": false, "buffer": 0 })
    );
}

#[tokio::test]
async fn a_null_that_may_not_be_takes_its_list_with_it() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);
    let document = "{ QuerySalesOrders(last: 2) { totalCount nodes { salesOrderNumber } } }";
    let mut answer = client.query("edge-cases", document, &json!({})).json();
    assert_eq!(
        answer["data"],
        json!({ "QuerySalesOrders": { "totalCount": 240, "nodes": null } })
    );
    let error = &mut answer["errors"][0];
    error["extensions"].as_object_mut().unwrap().remove("traceId");
    let expected = json!({
        "message": "Cannot return null for non-nullable field.",
        "path": ["QuerySalesOrders", "nodes", 1, "salesOrderNumber"],
        "extensions": { "code": "HC0018" },
    });
    assert_eq!(*error, expected);
}
