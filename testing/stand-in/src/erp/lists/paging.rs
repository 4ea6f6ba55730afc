//! Cursors and the slice of a list they cut out.

use std::ops::Range;

use base64::{Engine, engine::general_purpose::STANDARD};

use crate::erp::{
    engine::{Arguments, error::GraphqlError},
    value::Value,
};

/// The arguments of a page, as the platform names them.
pub(super) struct Page<'a> {
    first: Option<i64>,
    after: Option<&'a str>,
    last: Option<i64>,
    before: Option<&'a str>,
    /// The root field.
    root: &'a str,
}

impl<'a> Page<'a> {
    pub(super) fn of(arguments: &'a Arguments, root: &'a str) -> Self {
        let number = |name: &str| arguments.get(name).and_then(Value::as_int);
        let text = |name: &str| arguments.get(name).and_then(Value::as_text);
        Self {
            first: number("first"),
            after: text("after"),
            last: number("last"),
            before: text("before"),
            root,
        }
    }

    /// Range of this page in a list of `total` items.
    pub(super) fn cut(&self, total: usize) -> Result<Range<usize>, GraphqlError> {
        let first = self.size(self.first)?;
        let last = self.size(self.last)?;
        let start = match self.after {
            Some(cursor) => (position("after", cursor)? + 1).min(total),
            None => 0,
        };
        let end = match self.before {
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

    fn size(&self, asked: Option<i64>) -> Result<Option<usize>, GraphqlError> {
        let Some(asked) = asked else { return Ok(None) };
        let error = |message: &str, code: &str| {
            let error = GraphqlError::new(message).code(code);
            let coordinate = format!("Query.{}", self.root);
            error.with("coordinate", coordinate).with("requestedItems", asked)
        };
        let Ok(size) = usize::try_from(asked) else {
            let message = "The requested number of values per page must be at least 0.";
            return Err(error(message, "HC0079"));
        };
        if size > MAX {
            let error = error("The maximum allowed items per page were exceeded.", "HC0051");
            return Err(error.with("maxAllowedItems", MAX));
        }
        Ok(Some(size))
    }
}

/// The cursor of the item at `position` of its list.
pub(super) fn cursor(position: usize) -> String {
    STANDARD.encode(format!("{MARK}{position}"))
}

fn position(argument: &str, cursor: &str) -> Result<usize, GraphqlError> {
    STANDARD
        .decode(cursor)
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .and_then(|text| text.strip_prefix(MARK)?.parse::<u32>().ok())
        .map(|position| position as usize)
        .ok_or_else(|| {
            let message = format!("The cursor specified in `{argument}` has an invalid format.");
            let error = GraphqlError::new(message).code("HC0078");
            error.with("argument", argument).with("cursor", cursor)
        })
}

const DEFAULT: usize = 200;
const MAX: usize = 500;

/// Makes a cursor more than a number, so that nobody calculates with it.
const MARK: &str = "item:";
