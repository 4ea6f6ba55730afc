//! Selections: fields, spreads and inline fragments, and the directives on them.

use apollo_parser::{SyntaxElement, SyntaxKind, SyntaxNode};

use super::source::{Source, parts};
use crate::document::ast::{Directive, Field, InlineFragment, Selection};
use crate::document::refused::Refused;

impl Source<'_> {
    pub(super) fn selections(&self, node: &SyntaxNode) -> Result<Vec<Selection>, Refused> {
        let mut selections = Vec::new();
        self.each(node, ["{", "}"], |node| {
            selections.push(match node.kind() {
                SyntaxKind::FIELD => Selection::Field(self.field(node)?),
                SyntaxKind::FRAGMENT_SPREAD => self.spread(node)?,
                SyntaxKind::INLINE_FRAGMENT => Selection::Inline(self.inline_fragment(node)?),
                _ => return Err(self.unexpected(node)),
            });
            Ok(())
        })?;
        self.require(node, !selections.is_empty())?;
        Ok(selections)
    }

    fn field(&self, node: &SyntaxNode) -> Result<Field, Refused> {
        let (mut alias, mut name) = (None, None);
        let (mut arguments, mut directives, mut selections) = (Vec::new(), Vec::new(), Vec::new());
        for part in parts(node) {
            let node = self.node(part)?;
            match node.kind() {
                SyntaxKind::ALIAS => alias = Some(self.alias(&node)?),
                SyntaxKind::NAME => name = Some(self.name(&node)?),
                SyntaxKind::ARGUMENTS => arguments = self.arguments(&node)?,
                SyntaxKind::DIRECTIVES => directives = self.directives(&node)?,
                SyntaxKind::SELECTION_SET => selections = self.selections(&node)?,
                _ => return Err(self.unexpected(&node)),
            }
        }
        Ok(Field {
            alias,
            name: name.ok_or_else(|| self.unexpected(node))?,
            arguments,
            directives,
            selections,
        })
    }

    fn alias(&self, node: &SyntaxNode) -> Result<String, Refused> {
        let mut parts = parts(node);
        match (parts.next(), parts.next(), parts.next()) {
            (Some(SyntaxElement::Node(name)), Some(SyntaxElement::Token(colon)), None) if colon.text() == ":" => {
                self.name(&name)
            }
            _ => Err(self.unexpected(node)),
        }
    }

    fn spread(&self, node: &SyntaxNode) -> Result<Selection, Refused> {
        let (mut name, mut directives) = (None, Vec::new());
        for part in self.behind(node, "...")? {
            let node = self.node(part)?;
            match node.kind() {
                SyntaxKind::FRAGMENT_NAME => name = Some(self.inner_name(&node)?),
                SyntaxKind::DIRECTIVES => directives = self.directives(&node)?,
                _ => return Err(self.unexpected(&node)),
            }
        }
        let name = name.ok_or_else(|| self.unexpected(node))?;
        Ok(Selection::Spread(name, directives))
    }

    fn inline_fragment(&self, node: &SyntaxNode) -> Result<InlineFragment, Refused> {
        let (mut on, mut directives, mut selections) = (None, Vec::new(), Vec::new());
        for part in self.behind(node, "...")? {
            let node = self.node(part)?;
            match node.kind() {
                SyntaxKind::TYPE_CONDITION => on = Some(self.type_condition(&node)?),
                SyntaxKind::DIRECTIVES => directives = self.directives(&node)?,
                SyntaxKind::SELECTION_SET => selections = self.selections(&node)?,
                _ => return Err(self.unexpected(&node)),
            }
        }
        self.require(node, !selections.is_empty())?;
        Ok(InlineFragment {
            on,
            directives,
            selections,
        })
    }

    pub(super) fn type_condition(&self, node: &SyntaxNode) -> Result<String, Refused> {
        let mut parts = parts(node);
        match (parts.next(), parts.next(), parts.next()) {
            (Some(SyntaxElement::Token(on)), Some(SyntaxElement::Node(named)), None) if on.text() == "on" => {
                self.inner_name(&named)
            }
            _ => Err(self.unexpected(node)),
        }
    }

    pub(super) fn directives(&self, node: &SyntaxNode) -> Result<Vec<Directive>, Refused> {
        parts(node).map(|part| self.directive(&self.node(part)?)).collect()
    }

    fn directive(&self, node: &SyntaxNode) -> Result<Directive, Refused> {
        let (mut name, mut arguments) = (None, Vec::new());
        for part in self.behind(node, "@")? {
            let node = self.node(part)?;
            match node.kind() {
                SyntaxKind::NAME => name = Some(self.name(&node)?),
                SyntaxKind::ARGUMENTS => arguments = self.arguments(&node)?,
                _ => return Err(self.unexpected(&node)),
            }
        }
        let name = name.ok_or_else(|| self.unexpected(node))?;
        Ok(Directive { name, arguments })
    }
}
