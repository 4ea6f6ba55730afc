//! The GraphQL schema in both versions that are in the field.

use std::sync::Arc;

use async_graphql::{Context, EmptySubscription, ID, Object, Request, Response, Result, Schema};

use super::{
    Version,
    change_item::{Mutation, Replays},
    connection::Connection,
    filter::ItemFilter,
    item::Item,
    item_details::ItemDetails,
    paging::Page,
    sort::{self, ItemSort},
};
use crate::platform::Platform;

/// The merchant a request is about, as its `X-Tenant-ID` says.
#[derive(Clone, Copy)]
pub(crate) struct TenantId(pub(crate) &'static str);

pub(crate) struct Schemas {
    v2_0: Schema<QueryV20, Mutation, EmptySubscription>,
    v2_1: Schema<QueryV21, Mutation, EmptySubscription>,
}

impl Schemas {
    pub(crate) fn new(platform: &Arc<Platform>) -> Self {
        let v2_0 = Schema::build(QueryV20, Mutation, EmptySubscription);
        let v2_1 = Schema::build(QueryV21, Mutation, EmptySubscription);
        Self {
            v2_0: v2_0.data(Arc::clone(platform)).finish(),
            v2_1: v2_1.data(Arc::clone(platform)).finish(),
        }
    }

    pub(crate) async fn execute(&self, version: Version, request: Request) -> Response {
        let replays = Replays::default();
        let request = request.data(replays.clone());
        let response = match version {
            Version::V2_0 => self.v2_0.execute(request).await,
            Version::V2_1 => self.v2_1.execute(request).await,
        };
        replays.into_answer(response)
    }
}

struct QueryV21;

/// The root of all queries.
#[Object(name = "Query")]
impl QueryV21 {
    /// The merchant's items, page by page.
    #[expect(clippy::too_many_arguments, reason = "the platform's signature")]
    #[graphql(name = "QueryItems")]
    async fn query_items(
        &self,
        context: &Context<'_>,
        search_term: Option<String>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
        #[graphql(name = "where")] filter: Option<ItemFilter>,
        order: Option<Vec<ItemSort>>,
    ) -> Option<Result<Connection<bool>>> {
        let mut items = matching(context, filter);
        if let Some(term) = search_term {
            let term = term.to_lowercase();
            items.retain(|item| is_found_by(&term, item));
        }
        let page = Page {
            first,
            after,
            last,
            before,
        };
        Some(Connection::cut(items, &order.unwrap_or_default(), &page))
    }

    /// The details of one item.
    #[expect(clippy::unused_async, reason = "the macro's signature")]
    #[graphql(name = "GetItemById")]
    async fn item_by_id(&self, context: &Context<'_>, item_id: ID) -> Result<ItemDetails> {
        // What the platform says here is not on record.
        item(context, &item_id).ok_or_else(|| "There is no such item.".into())
    }
}

struct QueryV20;

/// The root of all queries.
#[Object(name = "Query")]
impl QueryV20 {
    /// The merchant's items, page by page.
    #[expect(clippy::too_many_arguments, reason = "the platform's signature")]
    #[graphql(name = "QueryItems")]
    async fn query_items(
        &self,
        context: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
        #[graphql(name = "where")] filter: Option<ItemFilter>,
        order: Option<Vec<ItemSort>>,
    ) -> Option<Result<Connection<i32>>> {
        let page = Page {
            first,
            after,
            last,
            before,
        };
        let items = matching(context, filter);
        Some(Connection::cut(items, &order.unwrap_or_default(), &page))
    }

    /// The details of one item, or nothing if the merchant has no such item.
    #[graphql(name = "GetItemById")]
    async fn item_by_id(&self, context: &Context<'_>, id: Option<ID>) -> Option<ItemDetails> {
        item(context, &id?)
    }
}

fn matching(context: &Context<'_>, filter: Option<ItemFilter>) -> Vec<Arc<Item>> {
    let items = platform(context).erp().items(tenant(context));
    let filter = filter.unwrap_or_default();
    let kept = items.iter().filter(|item| filter.matches(item));
    kept.cloned().collect()
}

fn item(context: &Context<'_>, id: &str) -> Option<ItemDetails> {
    let items = platform(context).erp().items(tenant(context));
    let item = items.iter().find(|item| item.has_id(id))?;
    Some(ItemDetails::of(item))
}

fn is_found_by(term: &str, item: &Item) -> bool {
    let texts = [
        Some(&item.sku),
        item.name.as_ref(),
        item.gtin.as_ref(),
        item.manufacturer_name.as_ref(),
    ];
    texts
        .into_iter()
        .flatten()
        .any(|text| text.to_lowercase().contains(term))
}

impl<F> Connection<F> {
    fn cut(mut items: Vec<Arc<Item>>, order: &[ItemSort], page: &Page) -> Result<Self> {
        sort::sort(&mut items, order);
        let range = page.of(items.len())?;
        Ok(Self::new(items, range))
    }
}

pub(super) fn platform<'a>(context: &'a Context<'_>) -> &'a Arc<Platform> {
    context.data_unchecked()
}

pub(super) fn tenant(context: &Context<'_>) -> &'static str {
    context.data_unchecked::<TenantId>().0
}
