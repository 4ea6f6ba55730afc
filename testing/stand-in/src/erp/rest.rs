//! `GET /erp/v2/items`.

use std::sync::Arc;

use axum::{
    extract::{Query, State, rejection::QueryRejection},
    http::{HeaderMap, StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};

use super::{
    refusal::{Refusal, admit},
    value::Record,
};
use crate::platform::Platform;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Page {
    page_number: usize,
    page_size: usize,
}

impl Default for Page {
    fn default() -> Self {
        Self {
            page_number: 1,
            page_size: 100,
        }
    }
}

pub(crate) async fn list(
    State(platform): State<Arc<Platform>>,
    headers: HeaderMap,
    page: Result<Query<Page>, QueryRejection>,
) -> Result<Response, Refusal> {
    let tenant = admit(&platform, &headers)?;
    let (number, size) = match page {
        Ok(Query(page)) if page.page_number >= 1 && (1..=SIZE_MAX).contains(&page.page_size) => {
            (page.page_number, page.page_size)
        }
        _ => {
            return Err(Refusal::Refused(
                StatusCode::BAD_REQUEST,
                "ValidationError",
                "pageNumber starts at 1, pageSize lies between 1 and 1000.",
            ));
        }
    };
    let all = platform.erp().shop(tenant).items.clone();
    let items = all.chunks(size).nth(number - 1).unwrap_or_default();
    let list = List {
        total_items: all.len(),
        page_number: number,
        page_size: size,
        total_pages: all.len().div_ceil(size),
        has_previous_page: number > 1,
        has_next_page: number < all.len().div_ceil(size),
        items: items.iter().map(AsRef::as_ref).collect(),
    };
    let body = serde_json::to_vec(&list).expect("member names are strings");
    Ok(([(CONTENT_TYPE, "application/json")], body).into_response())
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct List<'a> {
    total_items: usize,
    page_number: usize,
    page_size: usize,
    total_pages: usize,
    has_previous_page: bool,
    has_next_page: bool,
    items: Vec<&'a Record>,
}

const SIZE_MAX: usize = 1000;
