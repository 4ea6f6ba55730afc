//! Text → [`Document`], by apollo-parser's tree. Every node of it is taken apart down to its last
//! word: what is not expected where it stands is refused, since the parser takes more than the
//! grammar has (`{ a(b) }`, `"x" fragment on T { a }`, a line break right behind a quote).

mod selections;
mod source;
mod values;

use apollo_parser::cst::CstNode;
use apollo_parser::{Error, Parser, SyntaxElement, SyntaxKind, SyntaxNode};

use self::source::{Source, parts};
use super::ast::{Document, FragmentDefinition, OperationDefinition, OperationKind, VariableDefinition};
use super::refused::Refused;
use super::unique;

/// Reads all of `text`.
pub(super) fn document(text: &str) -> Result<Document, Refused> {
    let tree = Parser::new(text).recursion_limit(NESTING).token_limit(TOKENS).parse();
    if tree.errors().any(Error::is_limit) {
        return Err(Refused::TooLarge {
            tokens: TOKENS,
            levels: NESTING,
        });
    }
    if let Some(error) = tree.errors().next() {
        return Err(Refused::at(text, error.index()));
    }
    let source = Source::new(text);
    let mut document = Document {
        operations: Vec::new(),
        fragments: Vec::new(),
    };
    for part in parts(tree.document().syntax()) {
        let node = source.node(part)?;
        match node.kind() {
            SyntaxKind::OPERATION_DEFINITION => document.operations.push(source.operation(&node)?),
            SyntaxKind::FRAGMENT_DEFINITION => document.fragments.push(source.fragment(&node)?),
            _ => return Err(Refused::NotExecutable),
        }
    }
    if document.operations.is_empty() {
        return Err(Refused::NotExecutable);
    }
    Ok(document)
}

impl Source<'_> {
    fn operation(&self, node: &SyntaxNode) -> Result<OperationDefinition, Refused> {
        let mut operation = OperationDefinition {
            // Without a keyword.
            kind: OperationKind::Query,
            name: None,
            variables: Vec::new(),
            directives: Vec::new(),
            selections: Vec::new(),
        };
        for part in parts(node) {
            let node = self.node(part)?;
            match node.kind() {
                SyntaxKind::OPERATION_TYPE => operation.kind = self.operation_kind(&node)?,
                SyntaxKind::NAME => operation.name = Some(self.name(&node)?),
                SyntaxKind::VARIABLE_DEFINITIONS => operation.variables = self.variable_definitions(&node)?,
                SyntaxKind::DIRECTIVES => operation.directives = self.directives(&node)?,
                SyntaxKind::SELECTION_SET => operation.selections = self.selections(&node)?,
                _ => return Err(self.unexpected(&node)),
            }
        }
        self.require(node, !operation.selections.is_empty())?;
        Ok(operation)
    }

    fn operation_kind(&self, node: &SyntaxNode) -> Result<OperationKind, Refused> {
        match self.word(node)?.as_str() {
            "query" => Ok(OperationKind::Query),
            "mutation" => Ok(OperationKind::Mutation),
            "subscription" => Err(Refused::Subscription),
            _ => Err(self.unexpected(node)),
        }
    }

    fn variable_definitions(&self, node: &SyntaxNode) -> Result<Vec<VariableDefinition>, Refused> {
        let mut definitions = Vec::new();
        self.each(node, ["(", ")"], |node| {
            definitions.push(self.variable_definition(node)?);
            Ok(())
        })?;
        unique::require("variable", definitions.iter().map(|variable| variable.name.as_str()))?;
        Ok(definitions)
    }

    fn variable_definition(&self, node: &SyntaxNode) -> Result<VariableDefinition, Refused> {
        let (mut name, mut of_type, mut default, mut directives) = (None, None, None, Vec::new());
        for part in parts(node) {
            let node = match part {
                SyntaxElement::Token(token) if token.text() == ":" => continue,
                part => self.node(part)?,
            };
            match node.kind() {
                SyntaxKind::VARIABLE => name = Some(self.variable(&node)?),
                SyntaxKind::NAMED_TYPE | SyntaxKind::LIST_TYPE | SyntaxKind::NON_NULL_TYPE => {
                    of_type = Some(self.type_of(&node)?);
                }
                SyntaxKind::DEFAULT_VALUE => default = Some(self.default(&node)?),
                SyntaxKind::DIRECTIVES => directives = self.directives(&node)?,
                _ => return Err(self.unexpected(&node)),
            }
        }
        Ok(VariableDefinition {
            name: name.ok_or_else(|| self.unexpected(node))?,
            of_type: of_type.ok_or_else(|| self.unexpected(node))?,
            default,
            directives,
        })
    }

    fn fragment(&self, node: &SyntaxNode) -> Result<FragmentDefinition, Refused> {
        let (mut name, mut on) = (None, None);
        let (mut directives, mut selections) = (Vec::new(), Vec::new());
        for part in parts(node) {
            let node = match part {
                // A string may be what the parser calls this keyword.
                SyntaxElement::Token(token) if token.text() == "fragment" => continue,
                part => self.node(part)?,
            };
            match node.kind() {
                SyntaxKind::FRAGMENT_NAME => name = Some(self.inner_name(&node)?),
                SyntaxKind::TYPE_CONDITION => on = Some(self.type_condition(&node)?),
                SyntaxKind::DIRECTIVES => directives = self.directives(&node)?,
                SyntaxKind::SELECTION_SET => selections = self.selections(&node)?,
                _ => return Err(self.unexpected(&node)),
            }
        }
        self.require(node, !selections.is_empty())?;
        Ok(FragmentDefinition {
            name: name.ok_or_else(|| self.unexpected(node))?,
            on: on.ok_or_else(|| self.unexpected(node))?,
            directives,
            selections,
        })
    }
}

/// Of selections, lists and objects: the parser's stack ends before ours does.
const NESTING: usize = 64;
/// A document of 64 KiB has fewer, unless it consists of punctuation.
const TOKENS: usize = 20_000;
