//! Arguments of fields and directives: whether they exist, and whether one is missing.

use async_graphql_parser::{
    Pos, Positioned,
    types::{Directive, Field, Type},
};
use async_graphql_value::{Name, Value};

use super::{Check, values::Place};
use crate::erp::{engine::error::GraphqlError, schema::Member};

impl<'a> Check<'a> {
    pub(super) fn arguments(&mut self, parent: &str, member: &Member, field: &'a Positioned<Field>) {
        let name = &*member.name;
        let owner = |error: GraphqlError| error.with("type", parent).with("field", name);
        self.each(&member.arguments, &field.node.arguments, field.pos, &owner);
    }

    /// Only `@skip` and `@include` are known.
    pub(super) fn directives(&mut self, directives: &'a [Positioned<Directive>]) {
        for directive in directives {
            let name = directive.node.name.node.as_str();
            if !matches!(name, "skip" | "include") {
                let message = format!("The specified directive `{name}` is not supported by the current schema.");
                let error = GraphqlError::new(message).at(directive.pos);
                self.errors.push(error.specified_by("sec-Directives-Are-Defined"));
                continue;
            }
            let condition = [Member {
                name: "if".into(),
                arguments: Vec::new(),
                ty: Type::new("Boolean!").expect("this is a type"),
            }];
            let owner = |error: GraphqlError| error.with("directive", name);
            self.each(&condition, &directive.node.arguments, directive.pos, &owner);
        }
    }

    fn each(
        &mut self,
        known: &[Member],
        given: &'a [(Positioned<Name>, Positioned<Value>)],
        at: Pos,
        owner: &dyn Fn(GraphqlError) -> GraphqlError,
    ) {
        for (place, (name, value)) in given.iter().enumerate() {
            let named = |message: String| owner(GraphqlError::new(message)).with("argument", name.node.as_str());
            if given[..place].iter().any(|(other, _)| other.node == name.node) {
                let error = named(AMBIGUOUS.into()).at(name.pos);
                self.errors.push(error.specified_by("sec-Argument-Uniqueness"));
                continue;
            }
            if let Some(argument) = known.iter().find(|argument| argument.name == name.node.as_str()) {
                self.value(&argument.ty, &value.node, &Place::Argument(&argument.name), value.pos);
            } else {
                let error = named(format!("The argument `{}` does not exist.", name.node)).at(name.pos);
                self.errors.push(error.specified_by("sec-Required-Arguments"));
            }
        }
        for argument in known.iter().filter(|argument| !argument.ty.nullable) {
            let is_given = |(name, value): &&(Positioned<Name>, Positioned<Value>)| {
                name.node.as_str() == argument.name && value.node != Value::Null
            };
            if !given.iter().any(|pair| is_given(&pair)) {
                let message = format!("The argument `{}` is required.", argument.name);
                let error = owner(GraphqlError::new(message)).with("argument", &*argument.name);
                self.errors.push(error.at(at).specified_by("sec-Required-Arguments"));
            }
        }
    }
}

const AMBIGUOUS: &str = "More than one argument with the same name in an argument set is ambiguous and invalid.";
