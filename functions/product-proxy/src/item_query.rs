//! A caller's query string → what to ask the ERP's item list for.

use std::borrow::Cow;

use axum::extract::Query;
use axum::http::Uri;
use shared::erp::bad_cursor;
use shared::request::problem::ApiError;

/// One page of the item list.
#[derive(Debug, PartialEq, Eq)]
pub struct ItemQuery {
    /// Size of the page, 1 to 500.
    pub first: u16,
    /// The cursor behind which the page begins.
    pub after: Option<String>,
    /// Text to search for, at most 200 characters.
    pub search: Option<String>,
    /// Fields to sort by, the first one first.
    pub sort: Vec<(&'static str, Direction)>,
}

/// Direction of a sort.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Order from the smallest on.
    Ascending,
    /// Order from the largest on.
    Descending,
}

impl ItemQuery {
    /// Reads `?first=50&after=…&search=…&sort=name,-stockTotal`. An empty parameter is an
    /// absent one; an unknown or repeated one is a mistake.
    pub fn read(uri: &Uri) -> Result<Self, ApiError> {
        let Query(pairs) =
            Query::<Vec<(String, String)>>::try_from_uri(uri).map_err(|_| bad("The query string cannot be read."))?;
        let mut query = Self::default();
        let mut seen = Vec::new();
        for (name, value) in &pairs {
            let Some(known) = NAMES.iter().find(|known| *known == name) else {
                return Err(bad(format!(
                    "{} is not a parameter here; there are {}.",
                    printable(name),
                    NAMES.join(", ")
                )));
            };
            if seen.contains(known) {
                return Err(bad(format!("{known} occurs twice.")));
            }
            seen.push(known);
            if !value.is_empty() {
                query.set(known, value)?;
            }
        }
        Ok(query)
    }

    fn set(&mut self, name: &str, value: &str) -> Result<(), ApiError> {
        match name {
            "first" => self.first = first(value)?,
            "after" => self.after = Some(cursor(value)?),
            "search" => self.search = Some(search(value)?),
            _ => self.sort = sort(value)?,
        }
        Ok(())
    }
}

impl Default for ItemQuery {
    fn default() -> Self {
        Self {
            first: 50,
            after: None,
            search: None,
            sort: Vec::new(),
        }
    }
}

fn first(value: &str) -> Result<u16, ApiError> {
    let is_plain = value.bytes().all(|byte| byte.is_ascii_digit());
    let first = value.parse().ok().filter(|first| is_plain && (1..=500).contains(first));
    first.ok_or_else(|| bad("first must be a whole number from 1 to 500."))
}

fn cursor(value: &str) -> Result<String, ApiError> {
    // Cursors are opaque, but no server makes them of anything else.
    let is_cursor = value.len() <= 512 && value.bytes().all(|byte| byte.is_ascii_graphic());
    is_cursor.then(|| value.to_owned()).ok_or_else(bad_cursor)
}

fn search(value: &str) -> Result<String, ApiError> {
    // U+FFFD is what a wrong byte became on its way here.
    let is_text = !value
        .chars()
        .any(|character| character.is_control() || character == '\u{fffd}');
    let is_search = is_text && value.chars().count() <= 200;
    is_search
        .then(|| value.to_owned())
        .ok_or_else(|| bad("search must be a text of at most 200 characters."))
}

fn sort(value: &str) -> Result<Vec<(&'static str, Direction)>, ApiError> {
    let mut sort: Vec<(&'static str, Direction)> = Vec::new();
    for part in value.split(',') {
        let (name, direction) = match part.strip_prefix('-') {
            Some(name) => (name, Direction::Descending),
            None => (part, Direction::Ascending),
        };
        let field = SORTABLE.iter().find(|field| **field == name);
        match field {
            Some(field) if sort.iter().all(|(other, _)| other != field) => sort.push((field, direction)),
            _ => {
                return Err(bad(format!(
                    "sort must be a list like name,-stockTotal of different fields out of {}.",
                    SORTABLE.join(", ")
                )));
            }
        }
    }
    Ok(sort)
}

/// A caller's own text, fit to be repeated.
fn printable(name: &str) -> String {
    let shown: String = name
        .chars()
        .take(40)
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '?' })
        .collect();
    if shown.is_empty() {
        "A nameless one".into()
    } else {
        shown
    }
}

fn bad(detail: impl Into<Cow<'static, str>>) -> ApiError {
    ApiError::BadRequest(detail.into())
}

const NAMES: [&str; 4] = ["first", "after", "search", "sort"];

/// The scalar fields of `ItemListItem` that order a list.
pub const SORTABLE: [&str; 13] = [
    "id",
    "sku",
    "name",
    "gtin",
    "manufacturerName",
    "salesPriceNet",
    "salesPriceGross",
    "stockTotal",
    "stockAvailable",
    "stockInOrders",
    "stockIncoming",
    "isActive",
    "modifiedDate",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> Result<ItemQuery, ApiError> {
        ItemQuery::read(&format!("/api/products?{query}").parse().unwrap())
    }

    #[test]
    fn every_parameter_is_read() {
        let query = read("first=500&after=abc%3D&search=k%C3%BChl+box&sort=name,-stockTotal").unwrap();
        assert_eq!(query.first, 500);
        assert_eq!(query.after.as_deref(), Some("abc="));
        assert_eq!(query.search.as_deref(), Some("kühl box"));
        assert_eq!(
            query.sort,
            [("name", Direction::Ascending), ("stockTotal", Direction::Descending)]
        );
    }

    #[test]
    fn empty_parameters_are_absent() {
        assert_eq!(read("first=&after=&search=&sort=").unwrap(), ItemQuery::default());
        assert_eq!(read("").unwrap(), ItemQuery::default());
    }

    #[test]
    fn a_bad_parameter_is_named() {
        for (query, named) in [
            ("first=0", "first"),
            ("first=501", "first"),
            ("first=+5", "first"),
            ("first=5.0", "first"),
            ("first=99999999999999999999", "first"),
            ("first=5&first=5", "first"),
            ("after=%00", "after"),
            ("after=%FF", "after"),
            ("search=%FF", "search"),
            ("search=a%0Ab", "search"),
            ("sort=price", "sort"),
            ("sort=name,name", "sort"),
            ("sort=name,,sku", "sort"),
            ("sort=--name", "sort"),
            ("tenantId=other", "tenantId"),
            ("First=5", "First"),
        ] {
            match read(query) {
                Err(ApiError::BadRequest(detail)) => assert!(detail.contains(named), "{query}: {detail}"),
                other => panic!("{query}: {other:?}"),
            }
        }
    }
}
