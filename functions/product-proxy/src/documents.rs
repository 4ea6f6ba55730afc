//! Pure: the GraphQL documents of this service's own, with their variables.
//!
//! `testing/erp-schemas` holds every one of them against the ERP's published schema.

use serde_json::{Value, json};

pub use crate::item_query::{Direction, ItemQuery, SORTABLE};
use crate::options::ErpVersion;

/// A document and the values of its variables.
#[derive(Clone, Debug, PartialEq)]
pub struct Prepared {
    /// One operation.
    pub document: String,
    /// An object with a member for each variable that has a value.
    pub variables: Value,
}

/// One page of the item list.
///
/// Only scalars are variables. HotChocolate's cost analysis counts a variable `first` as 500 items, and
/// one of an input type, as `order` and `where` have, as all that such an input can hold: by its own
/// limits no such document would be answered.
pub fn list(query: &ItemQuery, version: ErpVersion) -> Prepared {
    let mut declared = "$after: String".to_owned();
    let mut arguments = format!("first: {}, after: $after", query.first);
    let mut variables = json!({});
    if let Some(after) = &query.after {
        variables["after"] = json!(after);
    }
    if let Some(search) = &query.search {
        declared.push_str(", $search: String");
        arguments.push_str(match version {
            ErpVersion::V2_1 => ", searchTerm: $search",
            ErpVersion::V2_0 => ", where: {or: [{name: {contains: $search}}, {sku: {contains: $search}}]}",
        });
        variables["search"] = json!(search);
    }
    if !query.sort.is_empty() {
        let order: Vec<String> = query.sort.iter().map(order).collect();
        arguments += ", order: [";
        arguments += &order.join(", ");
        arguments += "]";
    }
    Prepared {
        document: format!(
            "query Products({declared}) {{ \
               QueryItems({arguments}) {{ \
                 nodes {{ {FIELDS} }} totalCount \
                 pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }} }}"
        ),
        variables,
    }
}

/// The item of this id, as a list of one at most: `GetItemById` has none of the list's fields.
pub fn item(id: &str) -> Prepared {
    Prepared {
        document: format!(
            "query Product($id: ID!) {{ \
               QueryItems(first: 1, where: {{id: {{eq: $id}}}}) {{ nodes {{ {FIELDS} }} }} }}"
        ),
        variables: json!({ "id": id }),
    }
}

fn order((field, direction): &(&'static str, Direction)) -> String {
    let direction = match direction {
        Direction::Ascending => "ASC",
        Direction::Descending => "DESC",
    };
    match *field {
        // Its type is `ArtikelKeySortInput`: an id is a key with a member.
        "id" => format!("{{id: {{kArtikel: {direction}}}}}"),
        plain => format!("{{{plain}: {direction}}}"),
    }
}

/// Of `ItemListItem`, the fields that all versions of the schema have.
const FIELDS: &str = "id sku name unit description shortDescription gtin manufacturerName \
    salesPriceNet salesPriceGross suggestedRetailPrice stockTotal stockAvailable stockInOrders \
    stockIncoming minimumStock isActive defaultImageId modifiedDate";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_scalars_are_variables() {
        let query = ItemQuery {
            first: 37,
            search: Some("box \"}".into()),
            sort: vec![("id", Direction::Descending), ("sku", Direction::Ascending)],
            ..ItemQuery::default()
        };
        for (version, condition) in [
            (ErpVersion::V2_1, "searchTerm: $search"),
            (
                ErpVersion::V2_0,
                "where: {or: [{name: {contains: $search}}, {sku: {contains: $search}}]}",
            ),
        ] {
            let Prepared { document, variables } = list(&query, version);
            let arguments =
                format!("first: 37, after: $after, {condition}, order: [{{id: {{kArtikel: DESC}}}}, {{sku: ASC}}]");
            let head = format!("query Products($after: String, $search: String) {{ QueryItems({arguments}) {{ ");
            assert!(document.starts_with(&head), "{document}");
            assert_eq!(variables, json!({"search": "box \"}"}));
        }
        let Prepared { document, variables } = item("a-b_1");
        assert!(
            document.contains("QueryItems(first: 1, where: {id: {eq: $id}})"),
            "{document}"
        );
        assert_eq!(variables, json!({"id": "a-b_1"}));
    }

    #[test]
    fn a_plain_list_names_neither_search_nor_order() {
        for version in [ErpVersion::V2_0, ErpVersion::V2_1] {
            let Prepared { document, variables } = list(&ItemQuery::default(), version);
            let head = "query Products($after: String) { QueryItems(first: 50, after: $after) { nodes { id ";
            assert!(document.starts_with(head), "{document}");
            assert_eq!(variables, json!({}));
        }
    }
}
