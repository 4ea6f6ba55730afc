//! A page of items, as GraphQL clients expect one.

use std::{ops::Range, sync::Arc};

use async_graphql::{Object, SimpleObject};

use super::{item::Item, paging};

/// A page of a list.
pub(crate) struct Connection {
    items: Vec<Arc<Item>>,
    range: Range<usize>,
}

impl Connection {
    /// The page that `range` cuts out of the whole list `items`.
    pub(crate) fn new(items: Vec<Arc<Item>>, range: Range<usize>) -> Self {
        Self { items, range }
    }
}

/// A page of items.
#[Object(name = "QueryItemsConnection")]
impl Connection {
    /// The items of this page.
    async fn nodes(&self) -> Option<&[Arc<Item>]> {
        Some(&self.items[self.range.clone()])
    }

    /// The items of this page, each with its cursor.
    async fn edges(&self) -> Option<Vec<Edge>> {
        let positions = self.range.clone();
        let edges = positions.map(|position| Edge {
            cursor: paging::cursor(position),
            node: Arc::clone(&self.items[position]),
        });
        Some(edges.collect())
    }

    /// How many items all pages hold together.
    async fn total_count(&self) -> usize {
        self.items.len()
    }

    /// Where this page lies among the others.
    async fn page_info(&self) -> PageInfo {
        let Range { start, end } = self.range;
        let filled = start < end;
        PageInfo {
            has_next_page: end < self.items.len(),
            has_previous_page: start > 0,
            start_cursor: filled.then(|| paging::cursor(start)),
            end_cursor: filled.then(|| paging::cursor(end - 1)),
        }
    }
}

/// An item and its place in the list.
#[derive(SimpleObject)]
#[graphql(name = "QueryItemsEdge")]
pub(crate) struct Edge {
    cursor: String,
    node: Arc<Item>,
}

/// Where a page lies among the others.
#[derive(SimpleObject)]
pub(crate) struct PageInfo {
    has_next_page: bool,
    has_previous_page: bool,
    start_cursor: Option<String>,
    end_cursor: Option<String>,
}
