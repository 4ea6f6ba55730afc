//! Lists: searched, filtered, sorted and cut into pages.

mod filter;
mod paging;
mod search;
mod sort;

use std::sync::Arc;

use super::{
    engine::{Arguments, error::GraphqlError},
    schema::types::roots::List,
    value::{Record, Value},
};
use paging::Page;

/// All records of one kind.
pub(crate) type Records = Arc<Vec<Arc<Record>>>;

/// The page of `list` that the arguments ask for, as its connection.
pub(crate) fn page(list: &List, records: &Records, arguments: &Arguments) -> Result<Value, GraphqlError> {
    let mut found: Vec<Arc<Record>> = records
        .iter()
        .filter(|record| search::finds(list, record, arguments))
        .filter(|record| filter::matches(arguments.get("where"), record))
        .cloned()
        .collect();
    sort::sort(&mut found, arguments.get("order"));
    let range = Page::of(arguments, list.root).cut(found.len())?;
    let filled = !range.is_empty();
    let mut info = Record::default();
    info.put("hasNextPage", range.end < found.len());
    info.put("hasPreviousPage", range.start > 0);
    info.put("startCursor", filled.then(|| paging::cursor(range.start)));
    info.put("endCursor", filled.then(|| paging::cursor(range.end - 1)));
    let edges = range.clone().map(|place| {
        let mut edge = Record::default();
        edge.put("cursor", paging::cursor(place));
        edge.put("node", Value::Object(Arc::clone(&found[place])));
        edge.into()
    });
    let mut connection = Record::default();
    connection.put("edges", Value::List(edges.collect()));
    connection.put("totalCount", i64::try_from(found.len()).unwrap_or(i64::MAX));
    connection.put("pageInfo", Value::from(info));
    let nodes = found.drain(range).map(Value::Object);
    connection.put("nodes", Value::List(nodes.collect()));
    Ok(connection.into())
}
