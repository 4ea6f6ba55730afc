//! The routes of this function for `docs/openapi.json`.

use shared::erp::Erp;
use shared::request::problem::Problem;
use shared::verify::session::TenantSession;
use shared::web::extract::Verified;
use shared::web::openapi::Problems;
use utoipa::openapi::PathItem;
use utoipa::{Modify, OpenApi, ToSchema};

use crate::document::Refused;
use crate::{graphql, products};

/// Every route of this function.
#[derive(Debug, OpenApi)]
#[openapi(paths(products::list, products::one, graphql::query), modifiers(&Aliases))]
pub struct ApiDoc;

/// A tenant's data in the ERP, for a caller with a token.
pub(crate) type TenantErp = (Verified<TenantSession>, Erp);

impl Problems for Refused {
    fn problems() -> Vec<Problem> {
        let (depth, most) = (16, 15);
        let refused = [
            Self::NotADocument { line: 1, column: 9 },
            Self::TooDeep { depth, most },
            Self::Mutation("ChangeItem".into()),
        ];
        refused.map(Problem::from).to_vec()
    }
}

/// A product as the ERP's `ItemListItem` has it; each number is the ERP's, digit by digit.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(
    dead_code,
    reason = "products are passed on as they came; this says what the document asks for"
)]
pub(crate) struct Product {
    id: Option<String>,
    sku: String,
    name: Option<String>,
    unit: Option<String>,
    description: Option<String>,
    short_description: Option<String>,
    gtin: Option<String>,
    manufacturer_name: Option<String>,
    sales_price_net: f64,
    sales_price_gross: f64,
    suggested_retail_price: f64,
    stock_total: f64,
    stock_available: f64,
    stock_in_orders: f64,
    stock_incoming: f64,
    minimum_stock: f64,
    is_active: bool,
    default_image_id: Option<String>,
    modified_date: Option<String>,
    /// `true` where it is an old one, served because the ERP fails.
    #[schema(required = false)]
    stale: bool,
}

/// The same handlers under the names that other front ends have for them.
struct Aliases;

impl Modify for Aliases {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        for (path, alias, operation_id) in ALIASES {
            if let Some(item) = document.paths.paths.get(path) {
                let renamed = renamed(item.clone(), path, operation_id);
                document.paths.paths.insert(alias.into(), renamed);
            }
        }
    }
}

fn renamed(mut item: PathItem, path: &str, operation_id: &str) -> PathItem {
    for operation in [&mut item.get, &mut item.post].into_iter().flatten() {
        operation.operation_id = Some(operation_id.into());
        operation.summary = Some(format!("Answers as `{path}` does."));
    }
    item
}

/// Path, its other name and the operation's id there.
const ALIASES: [(&str, &str, &str); 3] = [
    ("/api/products", "/api/items", "listItems"),
    ("/api/products/{id}", "/api/items/{id}", "getItem"),
    ("/api/graphql", "/graphql", "queryAlias"),
];
