//! The merchants and the words their catalogues are made of.

/// A merchant of the stand-in.
#[derive(Clone, Copy, Debug)]
pub struct Tenant {
    /// The tenant's id, as in the claim `tenantId` and the header `X-Tenant-ID`.
    pub id: &'static str,
    /// The claim `tenantSlug`.
    pub slug: &'static str,
    /// Number of items in the catalogue.
    pub items: usize,
    pub(crate) unit: &'static str,
    pub(crate) makers: [&'static str; 4],
    pub(crate) kinds: [&'static str; 8],
    pub(crate) traits: [&'static str; 8],
}

/// Every merchant of the stand-in.
pub const TENANTS: [Tenant; 3] = [
    Tenant {
        id: "tenant-bikes",
        slug: "bikes",
        items: 1200,
        unit: "pcs",
        makers: ["Radwerk", "Velora", "Nordkette", "Höhenrad"],
        kinds: [
            "Touring Bike",
            "Saddle",
            "Chain",
            "Brake Lever",
            "Front Light",
            "Pannier",
            "Pedal",
            "Inner Tube",
        ],
        traits: [
            "Light", "Black", "Sturdy", "Classic", "Red", "Folding", "Winter", "City",
        ],
    },
    Tenant {
        id: "tenant-coffee",
        slug: "coffee",
        items: 800,
        unit: "kg",
        makers: ["Kaffeehaus Süd", "Bohnenwerk", "Crema Nova", "Morgenrot"],
        kinds: [
            "Espresso",
            "Filter Roast",
            "Decaf",
            "Cold Brew",
            "Grinder",
            "Milk Jug",
            "Paper Filter",
            "Cup",
        ],
        traits: ["Dark", "Mild", "Fruity", "Organic", "Fair", "Strong", "Smooth", "Rare"],
    },
    Tenant {
        id: "tenant-books",
        slug: "books",
        items: 500,
        unit: "copy",
        makers: ["Verlag am Fluss", "Seitenweise", "Papierboot", "Leselampe"],
        kinds: [
            "Novel",
            "Atlas",
            "Cookbook",
            "Dictionary",
            "Picture Book",
            "Biography",
            "Travel Guide",
            "Poems",
        ],
        traits: [
            "Illustrated",
            "Short",
            "Collected",
            "New",
            "Annotated",
            "Pocket",
            "Signed",
            "Bilingual",
        ],
    },
];
