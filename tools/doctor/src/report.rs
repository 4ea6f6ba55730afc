// <product-proxy>
//! All facts, printed without a secret.

use std::io::Write as _;

use crate::fact::Fact;

#[derive(Debug, Default)]
pub(crate) struct Report {
    facts: Vec<Fact>,
    advice: Option<&'static str>,
    hidden: Vec<String>,
}

impl Report {
    pub(crate) fn add(&mut self, fact: Fact) {
        self.facts.push(fact);
    }

    pub(crate) fn extend(&mut self, facts: impl IntoIterator<Item = Fact>) {
        self.facts.extend(facts);
    }

    /// A last line.
    pub(crate) fn advise(&mut self, advice: &'static str) {
        self.advice = Some(advice);
    }

    /// Keeps a text out of the output, even where the platform repeats it. One of a few characters
    /// would take words out of every sentence and is no secret.
    pub(crate) fn hide(&mut self, secret: &str) {
        if secret.len() >= SHORTEST_SECRET {
            self.hidden.push(secret.to_owned());
        }
    }

    /// Returns whether nothing differs and nothing failed.
    pub(crate) fn is_good(&self) -> bool {
        self.facts.iter().all(Fact::is_good)
    }

    pub(crate) fn print(&self) {
        let mut out = std::io::stdout().lock();
        let facts = self.facts.iter().map(ToString::to_string);
        for line in facts.chain(self.advice.map(ToOwned::to_owned)) {
            // A closed pipe, as of `head`, is nobody's mistake.
            let _ = writeln!(out, "{}", self.without_secrets(line));
        }
    }

    fn without_secrets(&self, mut line: String) -> String {
        for secret in &self.hidden {
            line = line.replace(secret.as_str(), "[hidden]");
        }
        line
    }
}

/// Prints a line about a wrong usage.
pub(crate) fn complain(line: &str) {
    let _ = writeln!(std::io::stderr().lock(), "error: {line}");
}

const SHORTEST_SECRET: usize = 6;
// </product-proxy>
