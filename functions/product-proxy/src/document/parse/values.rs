//! Values, arguments and types.

use apollo_parser::cst::{CstNode, StringValue};
use apollo_parser::{SyntaxElement, SyntaxKind, SyntaxNode};

use super::source::{Source, parts};
use crate::document::ast::{Type, Value};
use crate::document::refused::Refused;
use crate::document::unique;

impl Source<'_> {
    pub(super) fn arguments(&self, node: &SyntaxNode) -> Result<Vec<(String, Value)>, Refused> {
        let arguments = self.members(node, ["(", ")"], SyntaxKind::ARGUMENT)?;
        self.require(node, !arguments.is_empty())?;
        unique::require("argument", arguments.iter().map(|(name, _)| name.as_str()))?;
        Ok(arguments)
    }

    fn object(&self, node: &SyntaxNode) -> Result<Vec<(String, Value)>, Refused> {
        let fields = self.members(node, ["{", "}"], SyntaxKind::OBJECT_FIELD)?;
        unique::require("input field", fields.iter().map(|(name, _)| name.as_str()))?;
        Ok(fields)
    }

    fn members(
        &self,
        node: &SyntaxNode,
        brackets: [&str; 2],
        kind: SyntaxKind,
    ) -> Result<Vec<(String, Value)>, Refused> {
        let mut members = Vec::new();
        self.each(node, brackets, |node| {
            self.require(node, node.kind() == kind)?;
            members.push(self.member(node)?);
            Ok(())
        })?;
        Ok(members)
    }

    fn member(&self, node: &SyntaxNode) -> Result<(String, Value), Refused> {
        let mut parts = parts(node);
        match (parts.next(), parts.next(), parts.next(), parts.next()) {
            (
                Some(SyntaxElement::Node(name)),
                Some(SyntaxElement::Token(colon)),
                Some(SyntaxElement::Node(value)),
                None,
            ) if colon.text() == ":" => Ok((self.name(&name)?, self.value(&value)?)),
            _ => Err(self.unexpected(node)),
        }
    }

    fn value(&self, node: &SyntaxNode) -> Result<Value, Refused> {
        Ok(match node.kind() {
            SyntaxKind::VARIABLE => Value::Variable(self.variable(node)?),
            SyntaxKind::INT_VALUE | SyntaxKind::FLOAT_VALUE => Value::Number(self.word(node)?),
            SyntaxKind::STRING_VALUE => Value::String(self.string(node)?),
            SyntaxKind::BOOLEAN_VALUE | SyntaxKind::NULL_VALUE => Value::Word(self.word(node)?),
            SyntaxKind::ENUM_VALUE => Value::Word(self.inner_name(node)?),
            SyntaxKind::LIST_VALUE => {
                let mut values = Vec::new();
                self.each(node, ["[", "]"], |node| {
                    values.push(self.value(node)?);
                    Ok(())
                })?;
                Value::List(values)
            }
            SyntaxKind::OBJECT_VALUE => Value::Object(self.object(node)?),
            _ => return Err(self.unexpected(node)),
        })
    }

    /// The text that a string means. A line break in one without triple quotes ends it for some
    /// engines, wherever the parser lets it pass.
    fn string(&self, node: &SyntaxNode) -> Result<String, Refused> {
        let token = self.word(node)?;
        if !token.starts_with(r#"""""#) && token.contains(['\n', '\r']) {
            return Err(self.line_break(node));
        }
        // The parser's own reading takes the first token for the string.
        let is_first = node.first_token().is_some_and(|first| first.text() == token);
        match StringValue::cast(node.clone()) {
            Some(string) if is_first => Ok(String::from(&string)),
            _ => Err(self.unexpected(node)),
        }
    }

    pub(super) fn variable(&self, node: &SyntaxNode) -> Result<String, Refused> {
        let mut behind = self.behind(node, "$")?;
        match (behind.next(), behind.next()) {
            (Some(SyntaxElement::Node(name)), None) => self.name(&name),
            _ => Err(self.unexpected(node)),
        }
    }

    pub(super) fn default(&self, node: &SyntaxNode) -> Result<Value, Refused> {
        let mut behind = self.behind(node, "=")?;
        match (behind.next(), behind.next()) {
            (Some(SyntaxElement::Node(value)), None) => self.value(&value),
            _ => Err(self.unexpected(node)),
        }
    }

    pub(super) fn type_of(&self, node: &SyntaxNode) -> Result<Type, Refused> {
        match node.kind() {
            SyntaxKind::NAMED_TYPE => Ok(Type::Named(self.inner_name(node)?)),
            SyntaxKind::LIST_TYPE => {
                let mut of = None;
                self.each(node, ["[", "]"], |node| {
                    self.require(node, of.is_none())?;
                    of = Some(self.type_of(node)?);
                    Ok(())
                })?;
                let of = of.ok_or_else(|| self.unexpected(node))?;
                Ok(Type::List(Box::new(of)))
            }
            SyntaxKind::NON_NULL_TYPE => {
                let mut parts = parts(node);
                match (parts.next(), parts.next(), parts.next()) {
                    (Some(SyntaxElement::Node(of)), Some(SyntaxElement::Token(bang)), None)
                        if bang.text() == "!" && of.kind() != SyntaxKind::NON_NULL_TYPE =>
                    {
                        Ok(Type::NonNull(Box::new(self.type_of(&of)?)))
                    }
                    _ => Err(self.unexpected(node)),
                }
            }
            _ => Err(self.unexpected(node)),
        }
    }
}
