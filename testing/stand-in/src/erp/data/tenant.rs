//! The merchants of the stand-in.

use super::range::{BIKES, BOOKS, COFFEE, OUTDOOR, Range};

/// A merchant of the stand-in.
#[derive(Clone, Copy, Debug)]
pub struct Tenant {
    /// The tenant's id, as in the claim `tenantId` and the header `X-Tenant-ID`.
    pub id: &'static str,
    /// The claim `tenantSlug`.
    pub slug: &'static str,
    /// Number of items in the catalogue.
    pub items: usize,
    /// Its goods; the merchant of the edge cases has a list of its own.
    pub(crate) range: Option<&'static Range>,
}

impl Tenant {
    /// The merchant of this id or slug; `tenant-bikes` is `bikes`, too.
    pub fn find(id_or_slug: &str) -> Option<&'static Self> {
        let slug = id_or_slug.strip_prefix("tenant-").unwrap_or(id_or_slug);
        TENANTS
            .iter()
            .find(|tenant| tenant.id == id_or_slug || tenant.slug == slug)
    }

    /// The id and the slug for the claims of a token. A slug becomes the id; `tenant-bikes`, and whatever
    /// names no tenant, stays what it is.
    pub(crate) fn named(name: &str) -> (&str, &str) {
        let slug = name.strip_prefix("tenant-").unwrap_or(name);
        match TENANTS.iter().find(|tenant| tenant.id == name || tenant.slug == name) {
            Some(tenant) => (tenant.id, tenant.slug),
            None => (name, slug),
        }
    }
}

/// Every merchant of the stand-in.
pub static TENANTS: [Tenant; 5] = [
    Tenant {
        id: "5b1f0c7e-3a52-4d0e-9c41-8f2d6a7b1e01",
        slug: "bikes",
        items: 1200,
        range: Some(&BIKES),
    },
    Tenant {
        id: "a8d3e940-6f17-4b2c-8e95-1c07d4f3b602",
        slug: "coffee",
        items: 800,
        range: Some(&COFFEE),
    },
    Tenant {
        id: "c2794fb6-08de-4c63-b1a7-59e8f0d21a03",
        slug: "books",
        items: 500,
        range: Some(&BOOKS),
    },
    Tenant {
        id: "e61a85d2-b34f-4790-a2cd-7d90b5ce4f04",
        slug: "outdoor",
        items: 300,
        range: Some(&OUTDOOR),
    },
    Tenant {
        id: "f90c2e17-41ab-4e58-93d6-2ab64c8d7005",
        slug: "edge-cases",
        items: super::edge_cases::ITEMS,
        range: None,
    },
];
