//! The items that the merchants sell, the same on every machine and in every run.

use std::sync::Arc;

use async_graphql::ID;

use super::{
    decimal::{Decimal, Long},
    item::Item,
    tenant::Tenant,
};

/// A merchant's items in the order of their creation.
pub(crate) type Items = Arc<Vec<Arc<Item>>>;

pub(crate) fn items_of(tenant: &Tenant) -> Items {
    Arc::new((0..tenant.items).map(|number| Arc::new(item(tenant, number))).collect())
}

fn item(tenant: &Tenant, number: usize) -> Item {
    let mut dice = Dice::new(tenant.id, number);
    let maker = tenant.makers[dice.below(4)];
    let kind = tenant.kinds[dice.below(8)];
    let name = format!("{} {kind} {number:04}", tenant.traits[dice.below(8)]);
    let (net, scale) = price(number, &mut dice);
    let gross = net * 119 / 100;
    let stock = if number == 1 {
        BEYOND_A_DOUBLE
    } else {
        small(&mut dice, 250)
    };
    let in_orders = small(&mut dice, 20).min(stock);
    Item {
        id: Some(ID(dice.uuid())),
        sku: format!("{}-{number:05}", tenant.slug.to_uppercase()),
        // Names may be missing at the platform, too.
        name: (number % 97 != 13).then(|| name.clone()),
        unit: Some(tenant.unit.into()),
        description: Some(format!("{name} by {maker}, \"made to last\".")),
        short_description: (!number.is_multiple_of(5)).then(|| format!("{kind} by {maker}")),
        gtin: (number % 7 != 3).then(|| format!("40{:011}", dice.next() % 100_000_000_000)),
        manufacturer_name: Some(maker.into()),
        sales_price_net: Decimal::new(net, scale),
        sales_price_gross: Decimal::new(gross, scale),
        suggested_retail_price: number
            .is_multiple_of(3)
            .then(|| Decimal::new(gross / 10 * 10 + 9, scale)),
        stock_total: Long(stock),
        stock_available: Long(stock - in_orders),
        stock_in_orders: Long(in_orders),
        stock_incoming: Long(small(&mut dice, 50)),
        minimum_stock: number.is_multiple_of(4).then_some(Long(5)),
        is_active: !number.is_multiple_of(11),
        default_image_id: number.is_multiple_of(2).then(|| ID(dice.uuid())),
        modified_date: dice.date(),
    }
}

/// A price as digits and how many of them stand behind the point. The first two are fixed: one
/// with a zero at its end, one with more digits than a double holds.
fn price(number: usize, dice: &mut Dice) -> (i128, u32) {
    match number {
        0 => (19_90, 2),
        1 => (12_345_678_901_234_567_890, 6),
        _ => (100 + i128::from(dice.next() % 100_000), 2),
    }
}

fn small(dice: &mut Dice, bound: usize) -> i64 {
    i64::try_from(dice.below(bound)).expect("a bound of a few hundred")
}

/// Numbers that look random and never change: `SplitMix64`, seeded with tenant and item.
struct Dice(u64);

impl Dice {
    fn new(tenant: &str, number: usize) -> Self {
        let seed = tenant
            .bytes()
            .fold(0, |seed: u64, byte| seed * 31 + u64::from(byte) % 31);
        let mut dice = Self(seed ^ ((number as u64) << 32));
        dice.next();
        dice
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound as u64).expect("below a usize")
    }

    fn uuid(&mut self) -> String {
        let (high, low) = (self.next(), self.next());
        format!(
            "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
            high >> 32,
            high >> 16 & 0xffff,
            high & 0xfff,
            low >> 48 & 0x3fff | 0x8000,
            low & 0xffff_ffff_ffff,
        )
    }

    fn date(&mut self) -> String {
        let (month, day) = (1 + self.below(12), 1 + self.below(28));
        let (hour, minute) = (self.below(24), self.below(60));
        format!("2025-{month:02}-{day:02}T{hour:02}:{minute:02}:00Z")
    }
}

/// 2 to the 53rd and one.
const BEYOND_A_DOUBLE: i64 = 9_007_199_254_740_993;
