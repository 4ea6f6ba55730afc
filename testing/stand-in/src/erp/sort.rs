//! `order`: in which order items come.

use std::{cmp::Ordering, sync::Arc};

use async_graphql::{Enum, InputObject};

use super::item::Item;

/// Ascending or descending; `null` comes before every value.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "SortEnumType")]
pub(crate) enum Direction {
    Asc,
    Desc,
}

/// The key of an item.
#[derive(InputObject)]
#[graphql(name = "ArtikelKeySortInput")]
pub(crate) struct ItemKeySort {
    #[graphql(name = "kArtikel")]
    number: Option<Direction>,
}

/// The key of an image.
#[derive(InputObject)]
#[graphql(name = "BildKeySortInput")]
pub(crate) struct ImageKeySort {
    #[graphql(name = "kBild")]
    number: Option<Direction>,
}

/// Fields to sort by. Of several in one object the first of this list weighs most.
#[derive(InputObject)]
#[graphql(name = "ItemListItemSortInput")]
pub(crate) struct ItemSort {
    id: Option<ItemKeySort>,
    sku: Option<Direction>,
    name: Option<Direction>,
    unit: Option<Direction>,
    description: Option<Direction>,
    short_description: Option<Direction>,
    gtin: Option<Direction>,
    manufacturer_name: Option<Direction>,
    sales_price_net: Option<Direction>,
    sales_price_gross: Option<Direction>,
    suggested_retail_price: Option<Direction>,
    stock_total: Option<Direction>,
    stock_available: Option<Direction>,
    stock_in_orders: Option<Direction>,
    stock_incoming: Option<Direction>,
    minimum_stock: Option<Direction>,
    is_active: Option<Direction>,
    default_image_id: Option<ImageKeySort>,
    modified_date: Option<Direction>,
}

/// Sorts by the first key, then the next; items equal in all keep their order.
pub(crate) fn sort(items: &mut [Arc<Item>], order: &[ItemSort]) {
    let keys: Vec<_> = order.iter().flat_map(ItemSort::keys).collect();
    if keys.is_empty() {
        return;
    }
    items.sort_by(|a, b| {
        keys.iter().fold(Ordering::Equal, |so_far, (direction, compare)| {
            so_far.then_with(|| match direction {
                Direction::Asc => compare(a, b),
                Direction::Desc => compare(b, a),
            })
        })
    });
}

type Compare = fn(&Item, &Item) -> Ordering;

impl ItemSort {
    fn keys(&self) -> Vec<(Direction, Compare)> {
        let fields: [(Option<Direction>, Compare); 19] = [
            (self.id.as_ref().and_then(|key| key.number), |a, b| {
                a.id.as_deref().cmp(&b.id.as_deref())
            }),
            (self.sku, |a, b| a.sku.cmp(&b.sku)),
            (self.name, |a, b| a.name.cmp(&b.name)),
            (self.unit, |a, b| a.unit.cmp(&b.unit)),
            (self.description, |a, b| a.description.cmp(&b.description)),
            (self.short_description, |a, b| {
                a.short_description.cmp(&b.short_description)
            }),
            (self.gtin, |a, b| a.gtin.cmp(&b.gtin)),
            (self.manufacturer_name, |a, b| {
                a.manufacturer_name.cmp(&b.manufacturer_name)
            }),
            (self.sales_price_net, |a, b| a.sales_price_net.cmp(&b.sales_price_net)),
            (self.sales_price_gross, |a, b| {
                a.sales_price_gross.cmp(&b.sales_price_gross)
            }),
            (self.suggested_retail_price, |a, b| {
                a.suggested_retail_price.cmp(&b.suggested_retail_price)
            }),
            (self.stock_total, |a, b| a.stock_total.cmp(&b.stock_total)),
            (self.stock_available, |a, b| a.stock_available.cmp(&b.stock_available)),
            (self.stock_in_orders, |a, b| a.stock_in_orders.cmp(&b.stock_in_orders)),
            (self.stock_incoming, |a, b| a.stock_incoming.cmp(&b.stock_incoming)),
            (self.minimum_stock, |a, b| a.minimum_stock.cmp(&b.minimum_stock)),
            (self.is_active, |a, b| a.is_active.cmp(&b.is_active)),
            (self.default_image_id.as_ref().and_then(|key| key.number), |a, b| {
                a.default_image_id.as_deref().cmp(&b.default_image_id.as_deref())
            }),
            (self.modified_date, |a, b| a.modified_date.cmp(&b.modified_date)),
        ];
        fields
            .into_iter()
            .filter_map(|(direction, compare)| Some((direction?, compare)))
            .collect()
    }
}
