//! Fields to answer with, found once for all the objects of a list.

use async_graphql_parser::{
    Positioned,
    types::{Directive, ExecutableDocument, SelectionSet, Type},
};
use async_graphql_value::{Name, Value as Literal};

use super::{collect::fields, input, input::Arguments};
use crate::erp::{
    schema::{Member, Schema, named},
    value::Value,
};

/// A field of an answer.
pub(super) struct Planned<'a> {
    pub(super) name: &'a str,
    pub(super) response_name: &'a str,
    pub(super) member: Member,
    /// The type of the object that has it.
    pub(super) type_name: &'a str,
    pub(super) given: &'a [(Positioned<Name>, Positioned<Literal>)],
    /// The fields of the object, or of each object of the list, that it has.
    pub(super) fields: Vec<Planned<'a>>,
}

pub(super) fn of<'a>(
    schema: &'a Schema,
    document: &'a ExecutableDocument,
    variables: &Arguments,
    type_name: &'a str,
    sets: &[&'a SelectionSet],
) -> Vec<Planned<'a>> {
    let is_wanted = |directives: &[Positioned<Directive>]| is_wanted(directives, variables);
    let mut planned = Vec::<(Planned<'a>, Vec<&'a SelectionSet>)>::new();
    for field in fields(document, sets, &is_wanted) {
        let set = &field.node.selection_set.node;
        let response_name = field.node.response_key().node.as_str();
        if let Some((_, sets)) = planned
            .iter_mut()
            .find(|(known, _)| known.response_name == response_name)
        {
            sets.push(set);
            continue;
        }
        let name = field.node.name.node.as_str();
        let field = Planned {
            name,
            response_name,
            member: schema.field(type_name, name).cloned().unwrap_or_else(typename),
            type_name,
            given: &field.node.arguments,
            fields: Vec::new(),
        };
        planned.push((field, vec![set]));
    }
    let with_fields = planned.into_iter().map(|(mut field, sets)| {
        if let Some(member) = schema.field(type_name, field.name) {
            field.fields = of(schema, document, variables, named(&member.ty), &sets);
        }
        field
    });
    with_fields.collect()
}

/// The one field that no type lists.
fn typename() -> Member {
    Member {
        name: "__typename".into(),
        arguments: Vec::new(),
        ty: Type::new("String!").expect("this is a type"),
    }
}

fn is_wanted(directives: &[Positioned<Directive>], variables: &Arguments) -> bool {
    directives.iter().all(|directive| {
        let condition = directive.node.get_argument("if");
        let condition = condition.and_then(|value| input::literal(&value.node, variables));
        let is_skip = directive.node.name.node == "skip";
        condition != Some(Value::Bool(is_skip))
    })
}
