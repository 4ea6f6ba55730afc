// <product-proxy>
//! Facts: what is assumed, what was seen, and what a difference means.

use std::borrow::Cow;
use std::fmt;

/// Something that the functions assume of the platform.
#[derive(Clone, Debug)]
pub(crate) struct Assumption {
    name: Cow<'static, str>,
    assumed: &'static str,
}

/// An assumption and what became of it.
#[derive(Debug)]
pub(crate) struct Fact {
    of: Assumption,
    finding: Finding,
}

#[derive(Debug)]
enum Finding {
    Ok { seen: String },
    Differs { seen: String, means: String },
    Failed { sentence: String },
    NotSeen { reason: String },
}

impl Assumption {
    pub(crate) const fn new(name: &'static str, assumed: &'static str) -> Self {
        Self {
            name: Cow::Borrowed(name),
            assumed,
        }
    }

    /// The same of one thing among several.
    pub(crate) fn of(&self, thing: &str) -> Self {
        Self {
            name: format!("{} of {thing}", self.name).into(),
            assumed: self.assumed,
        }
    }

    /// Seen, as assumed where `is_so`; else it means this for the functions.
    pub(crate) fn seen(&self, is_so: bool, seen: impl Into<String>, means: impl Into<String>) -> Fact {
        let seen = seen.into();
        self.with(if is_so {
            Finding::Ok { seen }
        } else {
            let means = means.into();
            Finding::Differs { seen, means }
        })
    }

    /// The call that should show it failed.
    pub(crate) fn failed(&self, sentence: impl Into<String>) -> Fact {
        let sentence = sentence.into();
        self.with(Finding::Failed { sentence })
    }

    /// Nothing that could show it was done.
    pub(crate) fn not_seen(&self, reason: impl Into<String>) -> Fact {
        let reason = reason.into();
        self.with(Finding::NotSeen { reason })
    }

    fn with(&self, finding: Finding) -> Fact {
        Fact {
            of: self.clone(),
            finding,
        }
    }
}

impl Fact {
    /// Returns whether nothing differs and nothing failed, as far as it was seen.
    pub(crate) fn is_good(&self) -> bool {
        match self.finding {
            Finding::Ok { .. } | Finding::NotSeen { .. } => true,
            Finding::Differs { .. } | Finding::Failed { .. } => false,
        }
    }
}

/// One line.
impl fmt::Display for Fact {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Assumption { name, assumed } = &self.of;
        match &self.finding {
            Finding::Ok { seen } => write!(formatter, "ok        {name}: {seen} (assumed: {assumed})"),
            Finding::Differs { seen, means } => {
                write!(formatter, "differs   {name}: {seen} (assumed: {assumed}): {means}")
            }
            Finding::Failed { sentence } => write!(formatter, "failed    {name}: {sentence}"),
            Finding::NotSeen { reason } => write!(formatter, "not seen  {name}: {reason}"),
        }
    }
}
// </product-proxy>
