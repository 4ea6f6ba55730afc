// <product-proxy>
//! Every document, by what callers may ask for.

use product_proxy::ErpVersion;
use product_proxy::documents::{self, ItemQuery, Prepared, SORTABLE};

/// The documents of this form, with each combination of options and each way to sort.
pub(crate) fn all(version: ErpVersion) -> Result<Vec<Prepared>, String> {
    let lists = query_strings().into_iter().map(|query| {
        let uri = format!("/api/products?{query}").parse::<http::Uri>();
        let uri = uri.map_err(|error| format!("{query:?} is no query string: {error}"))?;
        let query = ItemQuery::read(&uri).map_err(|error| format!("{query:?} is refused: {error:?}"))?;
        Ok(documents::list(&query, version))
    });
    let items = ["1", "0", "8d3b-_Z", "7f0c1c5e-7f7f-4f7f-8f7f-7f7f7f7f7f7f"]
        .into_iter()
        .map(|id| Ok(documents::item(id)));
    lists.chain(items).collect()
}

/// Every size that matters, with and without a cursor and a search, in every order: none, each field
/// either way, each pair of fields, and all of them at once.
fn query_strings() -> Vec<String> {
    let mut queries = Vec::new();
    for first in ["", "first=1&", "first=500&"] {
        for after in ["", "after=aXRlbTo0OQ%3D%3D&"] {
            for search in ["", "search=k%C3%BChl%20%22box%22&"] {
                queries.extend(
                    orders()
                        .iter()
                        .map(|order| format!("{first}{after}{search}sort={order}")),
                );
            }
        }
    }
    queries
}

fn orders() -> Vec<String> {
    let mut orders = vec![String::new()];
    for direction in ["", "-"] {
        let each = SORTABLE.map(|field| format!("{direction}{field}"));
        orders.push(each.join(","));
        orders.extend(each);
    }
    for field in SORTABLE {
        let others = SORTABLE.into_iter().filter(|other| *other != field);
        orders.extend(others.map(|other| format!("{field},-{other}")));
    }
    orders
}
// </product-proxy>
