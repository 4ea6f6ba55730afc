//! A GraphQL document as it is checked and printed (GraphQL, section 2). It has no place for
//! anything that the grammar does not know, so whatever is printed from it is grammatical.

pub(super) struct Document {
    pub(super) operations: Vec<OperationDefinition>,
    pub(super) fragments: Vec<FragmentDefinition>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum OperationKind {
    Query,
    Mutation,
}

pub(super) struct OperationDefinition {
    pub(super) kind: OperationKind,
    pub(super) name: Option<String>,
    pub(super) variables: Vec<VariableDefinition>,
    pub(super) directives: Vec<Directive>,
    pub(super) selections: Vec<Selection>,
}

pub(super) struct FragmentDefinition {
    pub(super) name: String,
    pub(super) on: String,
    pub(super) directives: Vec<Directive>,
    pub(super) selections: Vec<Selection>,
}

pub(super) struct VariableDefinition {
    pub(super) name: String,
    pub(super) of_type: Type,
    pub(super) default: Option<Value>,
    pub(super) directives: Vec<Directive>,
}

pub(super) enum Type {
    Named(String),
    List(Box<Type>),
    NonNull(Box<Type>),
}

pub(super) struct Directive {
    pub(super) name: String,
    pub(super) arguments: Vec<(String, Value)>,
}

pub(super) enum Selection {
    Field(Field),
    /// Of the fragment of this name.
    Spread(String, Vec<Directive>),
    Inline(InlineFragment),
}

pub(super) struct Field {
    pub(super) alias: Option<String>,
    pub(super) name: String,
    pub(super) arguments: Vec<(String, Value)>,
    pub(super) directives: Vec<Directive>,
    /// Empty where it has no braces, and only there.
    pub(super) selections: Vec<Selection>,
}

pub(super) struct InlineFragment {
    pub(super) on: Option<String>,
    pub(super) directives: Vec<Directive>,
    pub(super) selections: Vec<Selection>,
}

pub(super) enum Value {
    Variable(String),
    /// Digit by digit.
    Number(String),
    /// The text that it means.
    String(String),
    /// `true`, `false`, `null`, or a value of an enum.
    Word(String),
    List(Vec<Value>),
    Object(Vec<(String, Value)>),
}

impl Value {
    /// The field of an object.
    pub(super) fn field(&self, name: &str) -> Option<&Value> {
        match self {
            Self::Object(fields) => member(fields, name),
            Self::Variable(_) | Self::Number(_) | Self::String(_) | Self::Word(_) | Self::List(_) => None,
        }
    }
}

/// The value under `name`, which stands there once.
pub(super) fn member<'a>(members: &'a [(String, Value)], name: &str) -> Option<&'a Value> {
    let (_, value) = members.iter().find(|(known, _)| known == name)?;
    Some(value)
}
