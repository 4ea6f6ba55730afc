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
pub fn list(query: &ItemQuery, version: ErpVersion) -> Prepared {
    let (declared, argument) = match version {
        ErpVersion::V2_1 => ("$search: String", "searchTerm: $search"),
        ErpVersion::V2_0 => ("$where: ItemListItemFilterInput", "where: $where"),
    };
    // `first` is a literal: HotChocolate's cost analysis counts a variable as 500 items.
    let first = query.first;
    Prepared {
        document: format!(
            "query Products($after: String, $order: [ItemListItemSortInput!], {declared}) {{ \
               QueryItems(first: {first}, after: $after, order: $order, {argument}) {{ \
                 nodes {{ {FIELDS} }} totalCount \
                 pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }} }}"
        ),
        variables: list_variables(query, version),
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

fn list_variables(query: &ItemQuery, version: ErpVersion) -> Value {
    let mut variables = json!({});
    if let Some(after) = &query.after {
        variables["after"] = json!(after);
    }
    if !query.sort.is_empty() {
        variables["order"] = query.sort.iter().map(order).collect();
    }
    match (&query.search, version) {
        (None, _) => {}
        (Some(search), ErpVersion::V2_1) => variables["search"] = json!(search),
        (Some(search), ErpVersion::V2_0) => {
            variables["where"] = json!({"or": [{"name": {"contains": search}}, {"sku": {"contains": search}}]});
        }
    }
    variables
}

fn order((field, direction): &(&'static str, Direction)) -> Value {
    let direction = match direction {
        Direction::Ascending => "ASC",
        Direction::Descending => "DESC",
    };
    match *field {
        // Its type is `ArtikelKeySortInput`: an id is a key with a member.
        "id" => json!({"id": {"kArtikel": direction}}),
        plain => json!({ plain: direction }),
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
    fn page_sizes_are_literals() {
        let query = ItemQuery {
            first: 37,
            ..ItemQuery::default()
        };
        for version in [ErpVersion::V2_0, ErpVersion::V2_1] {
            let Prepared { document, variables } = list(&query, version);
            assert!(document.contains("QueryItems(first: 37,"), "{document}");
            assert!(!document.contains("$first"), "{document}");
            assert_eq!(variables, json!({}));
        }
        let Prepared { document, variables } = item("a-b_1");
        assert!(
            document.contains("QueryItems(first: 1, where: {id: {eq: $id}})"),
            "{document}"
        );
        assert_eq!(variables, json!({"id": "a-b_1"}));
    }

    #[test]
    fn an_id_is_sorted_by_through_its_key() {
        let query = ItemQuery {
            sort: vec![("id", Direction::Descending), ("sku", Direction::Ascending)],
            ..ItemQuery::default()
        };
        assert_eq!(
            list(&query, ErpVersion::V2_1).variables,
            json!({"order": [{"id": {"kArtikel": "DESC"}}, {"sku": "ASC"}]})
        );
    }
}
