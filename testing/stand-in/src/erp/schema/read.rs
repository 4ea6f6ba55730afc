//! Definitions out of GraphQL's own language.

use async_graphql_parser::{
    Positioned, parse_schema,
    types::{FieldDefinition, InputValueDefinition, TypeDefinition, TypeKind, TypeSystemDefinition},
};

use super::{Definition, Member};

/// The definitions of one of this crate's own tables.
pub(super) fn definitions(text: &str) -> impl Iterator<Item = (String, Definition)> {
    let document = parse_schema(text).expect("the tables are GraphQL");
    document.definitions.into_iter().map(|definition| match definition {
        TypeSystemDefinition::Type(definition) => of_type(definition.node),
        _ => unreachable!("the tables have types only"),
    })
}

fn of_type(TypeDefinition { name, kind, .. }: TypeDefinition) -> (String, Definition) {
    let definition = match kind {
        TypeKind::Object(object) => Definition::Object(object.fields.into_iter().map(field).collect()),
        TypeKind::InputObject(input) => Definition::Input(input.fields.into_iter().map(input_value).collect()),
        TypeKind::Enum(of) => {
            let values = of.values.into_iter();
            Definition::Enum(values.map(|value| value.node.value.to_string()).collect())
        }
        _ => unreachable!("the tables have objects, inputs and enumerations only"),
    };
    (name.to_string(), definition)
}

fn field(definition: Positioned<FieldDefinition>) -> Member {
    let FieldDefinition {
        name, arguments, ty, ..
    } = definition.node;
    Member {
        name: name.to_string(),
        arguments: arguments.into_iter().map(input_value).collect(),
        ty: ty.node,
    }
}

fn input_value(definition: Positioned<InputValueDefinition>) -> Member {
    let InputValueDefinition { name, ty, .. } = definition.node;
    Member {
        name: name.to_string(),
        arguments: Vec::new(),
        ty: ty.node,
    }
}
