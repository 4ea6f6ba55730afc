//! The words and prices that catalogues are made of.

/// The goods of a merchant.
#[derive(Debug)]
pub(crate) struct Range {
    pub(super) unit: &'static str,
    pub(super) makers: [&'static str; 4],
    pub(super) models: [&'static str; 12],
    pub(super) lines: [Line; 8],
    /// Colours, roasts, bindings.
    pub(super) finishes: [&'static str; 4],
}

/// One kind of item, with its sizes, the lowest and the highest gross price in cents, and the most
/// of it that is in stock.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) kind: &'static str,
    pub(super) sizes: [&'static str; 4],
    pub(super) cents: (i64, i64),
    pub(super) stock: usize,
}

const fn line(kind: &'static str, sizes: [&'static str; 4], cents: (i64, i64), stock: usize) -> Line {
    Line {
        kind,
        sizes,
        cents,
        stock,
    }
}

pub(super) const BIKES: Range = Range {
    unit: "pcs",
    makers: ["Radwerk", "Velora", "Nordkette", "Höhenrad"],
    models: [
        "Fjell",
        "Kiez",
        "Passo",
        "Dünenwind",
        "Talwärts",
        "Morgentau",
        "Kopfstein",
        "Gravity",
        "Linie 8",
        "Weserufer",
        "Alpin",
        "Feierabend",
    ],
    lines: [
        line(
            "Touring Bike",
            ["48 cm", "52 cm", "56 cm", "60 cm"],
            (89_900, 249_900),
            12,
        ),
        line("Saddle", ["143 mm", "155 mm", "168 mm", "unisex"], (2_490, 12_990), 60),
        line(
            "Chain",
            ["9-speed", "10-speed", "11-speed", "12-speed"],
            (1_495, 5_995),
            220,
        ),
        line(
            "Disc Brake Set",
            ["140 mm", "160 mm", "180 mm", "203 mm"],
            (5_990, 21_990),
            35,
        ),
        line(
            "Front Light",
            ["40 lux", "60 lux", "80 lux", "120 lux"],
            (1_990, 14_900),
            90,
        ),
        line("Pannier", ["12 l", "18 l", "23 l", "28 l"], (3_995, 13_995), 45),
        line("Pedals", ["flat", "SPD", "platform", "hybrid"], (1_990, 10_990), 80),
        line("Inner Tube", ["20\"", "26\"", "28\"", "29\""], (495, 1_295), 400),
    ],
    finishes: ["black", "silver", "petrol", "signal red"],
};

pub(super) const COFFEE: Range = Range {
    unit: "pack",
    makers: ["Kaffeehaus Süd", "Bohnenwerk", "Crema Nova", "Morgenrot"],
    models: [
        "Altona",
        "Sidamo",
        "Antigua",
        "Huila",
        "Tarrazú",
        "Mantiqueira",
        "Nyeri",
        "Malabar",
        "Kilimanjaro",
        "Santos",
        "Yirgacheffe",
        "Hafenblend",
    ],
    lines: [
        line("Espresso", ["250 g", "500 g", "1 kg", "3 kg"], (790, 6_990), 120),
        line("Filter Coffee", ["250 g", "500 g", "1 kg", "2 kg"], (690, 5_490), 150),
        line("Decaf", ["250 g", "500 g", "1 kg", "2 kg"], (850, 5_990), 60),
        line("Cold Brew", ["200 ml", "330 ml", "750 ml", "1 l"], (290, 1_290), 200),
        line("Hand Grinder", ["20 g", "25 g", "30 g", "40 g"], (3_990, 18_900), 18),
        line("Milk Jug", ["350 ml", "450 ml", "600 ml", "900 ml"], (1_490, 4_990), 40),
        line(
            "Paper Filters",
            ["size 1", "size 2", "size 4", "size 6"],
            (249, 899),
            500,
        ),
        line("Cup Set", ["2 pcs", "4 pcs", "6 pcs", "12 pcs"], (1_990, 8_990), 30),
    ],
    finishes: ["light roast", "medium roast", "dark roast", "house style"],
};

pub(super) const BOOKS: Range = Range {
    unit: "copy",
    makers: ["Verlag am Fluss", "Seitenweise", "Papierboot", "Leselampe"],
    models: [
        "Die lange Überfahrt",
        "Nordlicht",
        "Salz und Mehl",
        "Ein Jahr am Deich",
        "Das gläserne Tal",
        "Zwölf Briefe",
        "Unter Apfelbäumen",
        "Kartenhaus",
        "Der letzte Leuchtturm",
        "Heimwege",
        "Sommerfrische",
        "Im Archiv",
    ],
    lines: [
        line("Novel", ["vol. 1", "vol. 2", "vol. 3", "complete"], (1_200, 2_800), 80),
        line("Atlas", ["Europe", "Asia", "Africa", "world"], (2_995, 8_900), 15),
        line(
            "Cookbook",
            ["basics", "baking", "vegetarian", "for guests"],
            (1_995, 3_995),
            50,
        ),
        line("Dictionary", ["EN-DE", "FR-DE", "ES-DE", "IT-DE"], (1_290, 4_990), 25),
        line(
            "Picture Book",
            ["ages 2+", "ages 3+", "ages 4+", "ages 5+"],
            (995, 1_895),
            110,
        ),
        line(
            "Biography",
            ["abridged", "standard", "annotated", "in two parts"],
            (1_800, 3_400),
            30,
        ),
        line(
            "Travel Guide",
            ["city", "region", "coast", "mountains"],
            (1_490, 2_690),
            65,
        ),
        line("Poems", ["selected", "collected", "early", "late"], (1_000, 2_200), 20),
    ],
    finishes: ["hardcover", "paperback", "signed", "large print"],
};

pub(super) const OUTDOOR: Range = Range {
    unit: "pcs",
    makers: ["Bergfest", "Zeltgold", "Wildbach", "Tramper & Söhne"],
    models: [
        "Karwendel",
        "Müritz",
        "Harz",
        "Skagen",
        "Sarek",
        "Rhön",
        "Dachstein",
        "Elbsand",
        "Lofot",
        "Vogesen",
        "Spreewald",
        "Brocken",
    ],
    lines: [
        line(
            "Tent",
            ["1 person", "2 persons", "3 persons", "5 persons"],
            (12_990, 69_900),
            14,
        ),
        line(
            "Sleeping Bag",
            ["0 °C", "-5 °C", "-10 °C", "-18 °C"],
            (7_995, 39_900),
            25,
        ),
        line("Backpack", ["25 l", "40 l", "55 l", "70 l"], (6_990, 26_990), 40),
        line("Rain Jacket", ["S", "M", "L", "XL"], (8_990, 34_900), 55),
        line("Hiking Boots", ["38", "40", "42", "44"], (11_900, 27_900), 30),
        line(
            "Gas Stove",
            ["1 flame", "2 flames", "foldable", "storm-proof"],
            (2_490, 14_990),
            35,
        ),
        line("Water Bottle", ["0.5 l", "0.75 l", "1 l", "1.5 l"], (1_295, 3_995), 160),
        line(
            "Head Torch",
            ["200 lm", "350 lm", "500 lm", "900 lm"],
            (1_990, 9_990),
            70,
        ),
    ],
    finishes: ["moss", "granite", "rust", "midnight"],
};
