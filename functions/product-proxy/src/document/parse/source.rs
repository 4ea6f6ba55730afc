//! The tree's nodes, taken apart strictly.

use apollo_parser::{SyntaxElement, SyntaxKind, SyntaxNode};

use crate::document::refused::Refused;

/// Text that has been parsed, for the places of mistakes.
pub(super) struct Source<'a> {
    text: &'a str,
}

/// All children but those that mean nothing (GraphQL, section 2.1.7).
pub(super) fn parts(node: &SyntaxNode) -> impl Iterator<Item = SyntaxElement> + use<> {
    let is_ignored = |kind| matches!(kind, SyntaxKind::WHITESPACE | SyntaxKind::COMMENT | SyntaxKind::COMMA);
    node.children_with_tokens().filter(move |part| !is_ignored(part.kind()))
}

impl<'a> Source<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text }
    }

    pub(super) fn unexpected(&self, node: &SyntaxNode) -> Refused {
        Refused::at(self.text, offset(node))
    }

    pub(super) fn line_break(&self, node: &SyntaxNode) -> Refused {
        Refused::line_break(self.text, offset(node))
    }

    /// A part that must be a node.
    pub(super) fn node(&self, part: SyntaxElement) -> Result<SyntaxNode, Refused> {
        match part {
            SyntaxElement::Node(node) => Ok(node),
            SyntaxElement::Token(token) => Err(Refused::at(self.text, token.text_range().start().into())),
        }
    }

    /// The parts behind a first one, which must be this sign.
    pub(super) fn behind(
        &self,
        node: &SyntaxNode,
        sign: &str,
    ) -> Result<impl Iterator<Item = SyntaxElement> + use<>, Refused> {
        let mut parts = parts(node);
        match parts.next() {
            Some(SyntaxElement::Token(token)) if token.text() == sign => Ok(parts),
            _ => Err(self.unexpected(node)),
        }
    }

    /// Reads each node between two brackets, both of which must be there.
    pub(super) fn each(
        &self,
        node: &SyntaxNode,
        [opening, closing]: [&str; 2],
        mut read: impl FnMut(&SyntaxNode) -> Result<(), Refused>,
    ) -> Result<(), Refused> {
        let mut is_closed = false;
        for part in self.behind(node, opening)? {
            match part {
                SyntaxElement::Node(node) if !is_closed => read(&node)?,
                SyntaxElement::Token(token) if !is_closed && token.text() == closing => is_closed = true,
                _ => return Err(self.unexpected(node)),
            }
        }
        self.require(node, is_closed)
    }

    /// The text of the only token in a node.
    pub(super) fn word(&self, node: &SyntaxNode) -> Result<String, Refused> {
        let mut parts = parts(node);
        match (parts.next(), parts.next()) {
            (Some(SyntaxElement::Token(word)), None) => Ok(word.text().to_owned()),
            _ => Err(self.unexpected(node)),
        }
    }

    /// The name in a node that holds nothing else.
    pub(super) fn inner_name(&self, node: &SyntaxNode) -> Result<String, Refused> {
        let mut parts = parts(node);
        match (parts.next(), parts.next()) {
            (Some(SyntaxElement::Node(name)), None) if name.kind() == SyntaxKind::NAME => self.name(&name),
            _ => Err(self.unexpected(node)),
        }
    }

    pub(super) fn name(&self, node: &SyntaxNode) -> Result<String, Refused> {
        if node.kind() != SyntaxKind::NAME {
            return Err(self.unexpected(node));
        }
        self.word(node)
    }

    /// Refuses `node` unless it is as it must be.
    pub(super) fn require(&self, node: &SyntaxNode, is_so: bool) -> Result<(), Refused> {
        if is_so { Ok(()) } else { Err(self.unexpected(node)) }
    }
}

fn offset(node: &SyntaxNode) -> usize {
    node.text_range().start().into()
}
