//! Cursors and the slice of a list they cut out.

use std::ops::Range;

use async_graphql::{Error, ErrorExtensions};
use base64::{Engine, engine::general_purpose::STANDARD};

/// The arguments of a page, as the platform names them.
#[derive(Default)]
pub(crate) struct Page {
    pub(crate) first: Option<i32>,
    pub(crate) after: Option<String>,
    pub(crate) last: Option<i32>,
    pub(crate) before: Option<String>,
}

impl Page {
    /// Range of this page in a list of `total` items.
    pub(crate) fn of(&self, total: usize) -> Result<Range<usize>, Error> {
        let first = size(self.first)?;
        let last = size(self.last)?;
        let start = match &self.after {
            Some(cursor) => (position("after", cursor)? + 1).min(total),
            None => 0,
        };
        let end = match &self.before {
            Some(cursor) => position("before", cursor)?.clamp(start, total),
            None => total,
        };
        Ok(match (first, last) {
            (Some(first), None) => start..end.min(start + first),
            (None, Some(last)) => start.max(end.saturating_sub(last))..end,
            (None, None) => start..end.min(start + DEFAULT),
            (Some(first), Some(last)) => {
                let end = end.min(start + first);
                start.max(end.saturating_sub(last))..end
            }
        })
    }
}

/// The cursor of the item at `position` of its list.
pub(crate) fn cursor(position: usize) -> String {
    STANDARD.encode(format!("{MARK}{position}"))
}

fn position(argument: &str, cursor: &str) -> Result<usize, Error> {
    STANDARD
        .decode(cursor)
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .and_then(|text| text.strip_prefix(MARK)?.parse::<u32>().ok())
        .map(|position| position as usize)
        .ok_or_else(|| {
            let message = format!("The cursor specified in `{argument}` has an invalid format.");
            Error::new(message).extend_with(|_, extensions| {
                extensions.set("code", "HC0078");
                extensions.set("argument", argument);
                extensions.set("cursor", cursor);
            })
        })
}

fn size(asked: Option<i32>) -> Result<Option<usize>, Error> {
    let Some(asked) = asked else { return Ok(None) };
    let of_list = |message: &str, code: &str| {
        Error::new(message).extend_with(|_, extensions| {
            extensions.set("code", code);
            extensions.set("coordinate", "Query.QueryItems");
            extensions.set("requestedItems", asked);
        })
    };
    let Ok(size) = usize::try_from(asked) else {
        let message = "The requested number of values per page must be at least 0.";
        return Err(of_list(message, "HC0079"));
    };
    if size > MAX {
        let error = of_list("The maximum allowed items per page were exceeded.", "HC0051");
        return Err(error.extend_with(|_, extensions| extensions.set("maxAllowedItems", MAX)));
    }
    Ok(Some(size))
}

const DEFAULT: usize = 200;
const MAX: usize = 500;

/// Makes a cursor more than a number, so that nobody calculates with it.
const MARK: &str = "item:";
