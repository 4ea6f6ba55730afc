//! A document's text, and the one operation that is meant.

use async_graphql_parser::{
    Error, Pos, parse_query,
    types::{DocumentOperations, ExecutableDocument, OperationDefinition},
};

use super::error::GraphqlError;

pub(super) fn document(text: &str) -> Result<ExecutableDocument, Vec<GraphqlError>> {
    parse_query(text).map_err(|error| vec![refused(&error, text)])
}

pub(super) fn operation<'a>(
    document: &'a ExecutableDocument,
    name: Option<&str>,
) -> Result<&'a OperationDefinition, Vec<GraphqlError>> {
    let found = match (&document.operations, name.filter(|name| !name.is_empty())) {
        (DocumentOperations::Single(operation), None) => Ok(operation),
        (DocumentOperations::Multiple(operations), None) if operations.len() == 1 => {
            Ok(operations.values().next().expect("there is one"))
        }
        (DocumentOperations::Multiple(_), None) => Err(GraphqlError::new(
            "The operation name can only be omitted if a query document contains a single operation.",
        )),
        (DocumentOperations::Multiple(operations), Some(name)) if operations.contains_key(name) => {
            Ok(&operations[name])
        }
        (_, Some(name)) => Err(GraphqlError::new(format!(
            "The specified operation `{name}` does not exist."
        ))),
    };
    found.map(|operation| &operation.node).map_err(|error| vec![error])
}

fn refused(error: &Error, text: &str) -> GraphqlError {
    let at = error.positions().next();
    let about = |message: String, section: &str| GraphqlError::new(message).specified_by(section);
    let refusal = match error {
        Error::MultipleOperations { .. } => about(
            "GraphQL allows a short‐hand form for defining query operations when only that one operation exists \
             in the document."
                .into(),
            "sec-Lone-Anonymous-Operation",
        ),
        Error::OperationDuplicated { operation, .. } => about(
            format!("The operation name `{operation}` is not unique."),
            "sec-Operation-Name-Uniqueness",
        ),
        Error::FragmentDuplicated { fragment, .. } => about(
            format!("There are multiple fragments with the name `{fragment}`."),
            "sec-Fragment-Name-Uniqueness",
        ),
        _ => GraphqlError::new(unexpected(text, at)).code("HC0011"),
    };
    match at {
        Some(at) => refusal.at(at),
        None => refusal,
    }
}

/// The words of HotChocolate's parser. A name is what it expects most often; what it really expected
/// here is not known.
fn unexpected(text: &str, at: Option<Pos>) -> String {
    let rest = at.and_then(|Pos { line, column }| {
        let line = text.lines().nth(line.checked_sub(1)?)?;
        line.chars().nth(column.checked_sub(1)?)
    });
    let found = match rest {
        None => "EndOfFile",
        Some('!') => "Bang",
        Some('$') => "Dollar",
        Some('&') => "Ampersand",
        Some('(') => "LeftParenthesis",
        Some(')') => "RightParenthesis",
        Some('.') => "Spread",
        Some(':') => "Colon",
        Some('=') => "Equal",
        Some('@') => "At",
        Some('[') => "LeftBracket",
        Some(']') => "RightBracket",
        Some('{') => "LeftBrace",
        Some('|') => "Pipe",
        Some('}') => "RightBrace",
        Some('"') => "String",
        Some('0'..='9' | '-') => "Integer",
        Some(_) => "Name",
    };
    format!("Expected a `Name`-token, but found a `{found}`-token.")
}
