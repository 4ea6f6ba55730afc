//! `where`: which items a query means.

use async_graphql::{ID, InputObject, InputType, MaybeUndefined};

use super::{
    decimal::{Decimal, Long},
    item::Item,
};

/// Conditions that all hold; `or` holds if one of its members does.
#[derive(Default, InputObject)]
#[graphql(name = "ItemListItemFilterInput")]
pub(crate) struct ItemFilter {
    and: Option<Vec<ItemFilter>>,
    or: Option<Vec<ItemFilter>>,
    id: Option<IdFilter>,
    sku: Option<TextFilter>,
    name: Option<TextFilter>,
    unit: Option<TextFilter>,
    description: Option<TextFilter>,
    short_description: Option<TextFilter>,
    gtin: Option<TextFilter>,
    manufacturer_name: Option<TextFilter>,
    sales_price_net: Option<OrderedFilter<Decimal>>,
    sales_price_gross: Option<OrderedFilter<Decimal>>,
    suggested_retail_price: Option<OrderedFilter<Decimal>>,
    stock_total: Option<OrderedFilter<Long>>,
    stock_available: Option<OrderedFilter<Long>>,
    stock_in_orders: Option<OrderedFilter<Long>>,
    stock_incoming: Option<OrderedFilter<Long>>,
    minimum_stock: Option<OrderedFilter<Long>>,
    is_active: Option<FlagFilter>,
    modified_date: Option<OrderedFilter<String>>,
}

impl ItemFilter {
    pub(crate) fn matches(&self, item: &Item) -> bool {
        holds(self.id.as_ref(), |f| f.matches(item.id.as_ref()))
            && self.texts_match(item)
            && self.numbers_match(item)
            && holds(self.is_active.as_ref(), |f| f.matches(item.is_active))
            && self.and.iter().flatten().all(|f| f.matches(item))
            && self
                .or
                .as_ref()
                .is_none_or(|any| any.is_empty() || any.iter().any(|f| f.matches(item)))
    }

    fn texts_match(&self, item: &Item) -> bool {
        let fields = [
            (&self.sku, Some(item.sku.as_str())),
            (&self.name, item.name.as_deref()),
            (&self.unit, item.unit.as_deref()),
            (&self.description, item.description.as_deref()),
            (&self.short_description, item.short_description.as_deref()),
            (&self.gtin, item.gtin.as_deref()),
            (&self.manufacturer_name, item.manufacturer_name.as_deref()),
        ];
        fields
            .into_iter()
            .all(|(filter, value)| holds(filter.as_ref(), |f| f.matches(value)))
    }

    fn numbers_match(&self, item: &Item) -> bool {
        let prices = [
            (&self.sales_price_net, Some(&item.sales_price_net)),
            (&self.sales_price_gross, Some(&item.sales_price_gross)),
            (&self.suggested_retail_price, item.suggested_retail_price.as_ref()),
        ];
        let stocks = [
            (&self.stock_total, Some(&item.stock_total)),
            (&self.stock_available, Some(&item.stock_available)),
            (&self.stock_in_orders, Some(&item.stock_in_orders)),
            (&self.stock_incoming, Some(&item.stock_incoming)),
            (&self.minimum_stock, item.minimum_stock.as_ref()),
        ];
        let date = Some(&item.modified_date);
        prices
            .into_iter()
            .all(|(filter, value)| holds(filter.as_ref(), |f| f.matches(value)))
            && stocks
                .into_iter()
                .all(|(filter, value)| holds(filter.as_ref(), |f| f.matches(value)))
            && holds(self.modified_date.as_ref(), |f| f.matches(date))
    }
}

/// Conditions on an id.
#[derive(Default, InputObject)]
#[graphql(name = "IdOperationFilterInput")]
pub(crate) struct IdFilter {
    eq: MaybeUndefined<ID>,
    neq: MaybeUndefined<ID>,
    #[graphql(name = "in")]
    among: Option<Vec<Option<ID>>>,
    #[graphql(name = "nin")]
    not_among: Option<Vec<Option<ID>>>,
}

impl IdFilter {
    fn matches(&self, value: Option<&ID>) -> bool {
        let is_in = |list: &Vec<Option<ID>>| list.iter().any(|one| one.as_ref() == value);
        holds_of(&self.eq, |eq| eq == value)
            && holds_of(&self.neq, |neq| neq != value)
            && holds(self.among.as_ref(), is_in)
            && holds(self.not_among.as_ref(), |list| !is_in(list))
    }
}

/// Conditions on a text, which is compared letter by letter.
#[derive(Default, InputObject)]
#[graphql(name = "StringOperationFilterInput")]
pub(crate) struct TextFilter {
    eq: MaybeUndefined<String>,
    neq: MaybeUndefined<String>,
    contains: Option<String>,
    starts_with: Option<String>,
    #[graphql(name = "in")]
    among: Option<Vec<Option<String>>>,
}

impl TextFilter {
    fn matches(&self, value: Option<&str>) -> bool {
        let has = |test: &dyn Fn(&str) -> bool| value.is_some_and(test);
        holds_of(&self.eq, |eq| eq.map(String::as_str) == value)
            && holds_of(&self.neq, |neq| neq.map(String::as_str) != value)
            && holds(self.contains.as_ref(), |part| has(&|v| v.contains(part)))
            && holds(self.starts_with.as_ref(), |start| has(&|v| v.starts_with(start)))
            && holds(self.among.as_ref(), |list| {
                list.iter().any(|one| one.as_deref() == value)
            })
    }
}

/// Conditions on a value that has an order; nothing is above or below `null`.
#[derive(Default, InputObject)]
#[graphql(concrete(name = "DecimalOperationFilterInput", params(Decimal)))]
#[graphql(concrete(name = "LongOperationFilterInput", params(Long)))]
#[graphql(concrete(name = "DateTimeOperationFilterInput", params(String)))]
pub(crate) struct OrderedFilter<T: InputType> {
    eq: MaybeUndefined<T>,
    neq: MaybeUndefined<T>,
    gt: Option<T>,
    gte: Option<T>,
    lt: Option<T>,
    lte: Option<T>,
    #[graphql(name = "in")]
    among: Option<Vec<Option<T>>>,
}

impl<T: InputType + Ord> OrderedFilter<T> {
    fn matches(&self, value: Option<&T>) -> bool {
        let has = |test: &dyn Fn(&T) -> bool| value.is_some_and(test);
        holds_of(&self.eq, |eq| eq == value)
            && holds_of(&self.neq, |neq| neq != value)
            && holds(self.gt.as_ref(), |bound| has(&|v| v > bound))
            && holds(self.gte.as_ref(), |bound| has(&|v| v >= bound))
            && holds(self.lt.as_ref(), |bound| has(&|v| v < bound))
            && holds(self.lte.as_ref(), |bound| has(&|v| v <= bound))
            && holds(self.among.as_ref(), |list| list.iter().any(|one| one.as_ref() == value))
    }
}

/// Conditions on a yes or no.
#[derive(Default, InputObject)]
#[graphql(name = "BooleanOperationFilterInput")]
pub(crate) struct FlagFilter {
    eq: Option<bool>,
    neq: Option<bool>,
}

impl FlagFilter {
    fn matches(&self, value: bool) -> bool {
        self.eq.is_none_or(|eq| eq == value) && self.neq.is_none_or(|neq| neq != value)
    }
}

fn holds<F>(filter: Option<&F>, test: impl FnOnce(&F) -> bool) -> bool {
    filter.is_none_or(test)
}

/// Returns whether `test` holds for the operand, if there is one; a `null` that was written out is one.
fn holds_of<T>(operand: &MaybeUndefined<T>, test: impl FnOnce(Option<&T>) -> bool) -> bool {
    match operand {
        MaybeUndefined::Undefined => true,
        MaybeUndefined::Null => test(None),
        MaybeUndefined::Value(value) => test(Some(value)),
    }
}
