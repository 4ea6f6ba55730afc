//! A page of items, as GraphQL clients expect one.

use std::{marker::PhantomData, ops::Range, sync::Arc};

use async_graphql::{Object, OutputType, SimpleObject};

use super::{item::Item, paging};

/// A page of a list. `F` is the type of `hasNextPage`: a Boolean, but an `Int` in one schema that
/// is in the field.
pub(crate) struct Connection<F> {
    items: Vec<Arc<Item>>,
    range: Range<usize>,
    flag: PhantomData<fn() -> F>,
}

impl<F> Connection<F> {
    /// The page that `range` cuts out of the whole list `items`.
    pub(crate) fn new(items: Vec<Arc<Item>>, range: Range<usize>) -> Self {
        Self {
            items,
            range,
            flag: PhantomData,
        }
    }
}

/// A page of items.
#[Object(name = "QueryItemsConnection")]
impl<F: OutputType + From<bool>> Connection<F> {
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

    /// Number of items that all pages hold together.
    async fn total_count(&self) -> usize {
        self.items.len()
    }

    /// Place of this page among the others.
    async fn page_info(&self) -> PageInfo<F> {
        let Range { start, end } = self.range;
        let filled = start < end;
        PageInfo {
            next: (end < self.items.len()).into(),
            previous: start > 0,
            start: filled.then(|| paging::cursor(start)),
            end: filled.then(|| paging::cursor(end - 1)),
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

/// Place of a page among the others.
pub(crate) struct PageInfo<F> {
    next: F,
    previous: bool,
    start: Option<String>,
    end: Option<String>,
}

/// Place of a page among the others.
#[Object(name = "PageInfo")]
impl<F: OutputType> PageInfo<F> {
    /// Tells whether another page follows.
    async fn has_next_page(&self) -> &F {
        &self.next
    }

    /// Tells whether another page comes before.
    async fn has_previous_page(&self) -> bool {
        self.previous
    }

    /// The cursor of the first item; nothing on an empty page.
    async fn start_cursor(&self) -> Option<&str> {
        self.start.as_deref()
    }

    /// The cursor of the last item; nothing on an empty page.
    async fn end_cursor(&self) -> Option<&str> {
        self.end.as_deref()
    }
}
