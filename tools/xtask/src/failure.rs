//! Reasons for which a command ends early.

/// Failure that the caller of a step passes up; everything that was started is ended on the way.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Ctrl-C, or a request to terminate.
    Interrupted,
    /// Sentences for the person at the keyboard: what is wrong and what to do about it.
    Said(String),
}

impl Failure {
    pub(crate) fn said(sentence: impl Into<String>) -> Self {
        Self::Said(sentence.into())
    }

    /// The same, `more` at its end.
    pub(crate) fn with(self, more: &str) -> Self {
        match self {
            Self::Interrupted => Self::Interrupted,
            Self::Said(sentence) => Self::Said(sentence + more),
        }
    }
}
