//! The schema in GraphQL's own language, with its weights.

use std::{collections::BTreeSet, fmt::Write};

use super::{Definition, Member, SCALARS, Schema, is_list, named};

pub(super) fn schema(schema: &Schema) -> String {
    let mut text = String::from("schema { query: Query mutation: Mutation }\n");
    text += "directive @cost(weight: String!) on ARGUMENT_DEFINITION | FIELD_DEFINITION | INPUT_FIELD_DEFINITION\n";
    let used = used(schema);
    for scalar in SCALARS
        .iter()
        .filter(|scalar| !BUILT_IN.contains(scalar) && used.contains(*scalar))
    {
        text.extend(["scalar ", scalar, "\n"]);
    }
    for (name, definition) in &schema.types {
        let (kind, members): (_, Vec<String>) = match definition {
            Definition::Object(members) => ("type", members.iter().map(|m| field(schema, name, m)).collect()),
            Definition::Input(members) => ("input", members.iter().map(|m| input(schema, name, m)).collect()),
            Definition::Enum(values) => ("enum", values.clone()),
        };
        text.extend([kind, " ", name, " {\n  ", &members.join("\n  "), "\n}\n"]);
    }
    text
}

/// The names of all types that a member or an argument has.
fn used(schema: &Schema) -> BTreeSet<&str> {
    let members = schema.types.values().flat_map(Definition::members);
    let all = members.flat_map(|member| std::iter::once(member).chain(&member.arguments));
    all.map(|member| named(&member.ty)).collect()
}

fn field(schema: &Schema, object: &str, field: &Member) -> String {
    let mut text = field.name.clone();
    if !field.arguments.is_empty() {
        let arguments = field.arguments.iter().map(|argument| {
            let default = u64::from(schema.input(named(&argument.ty)).is_some());
            weighted(argument, schema.argument_weight(argument), default)
        });
        text.extend(["(", &arguments.collect::<Vec<_>>().join(", "), ")"]);
    }
    let default = u64::from(is_list(&field.ty) || schema.object(named(&field.ty)).is_some());
    let named_field = Member {
        name: text,
        ..field.clone()
    };
    weighted(&named_field, schema.field_weight(object, field), default)
}

fn input(schema: &Schema, input: &str, field: &Member) -> String {
    let default = u64::from(schema.input(named(&field.ty)).is_some());
    weighted(field, schema.input_weight(input, field), default)
}

fn weighted(member: &Member, weight: u64, default: u64) -> String {
    let mut text = format!("{}: {}", member.name, member.ty);
    if weight != default {
        write!(text, " @cost(weight: \"{weight}\")").expect("a string takes all that is written");
    }
    text
}

const BUILT_IN: [&str; 5] = ["Boolean", "Float", "ID", "Int", "String"];
