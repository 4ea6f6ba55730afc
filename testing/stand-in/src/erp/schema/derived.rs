//! Connections, filters and sort keys, which follow from the fields of a list's items.

use std::collections::BTreeSet;

use async_graphql_parser::types::Type;

use super::{Definition, Definitions, Member, is_list, named, read, types::roots::List};
use crate::erp::Version;

/// Adds all that a list has beside its items.
pub(super) fn add(types: &mut Definitions, list: &List, key: Option<(&str, &str, &str)>, version: Version) {
    let List { root, item, .. } = list;
    // An element of the older list may be null.
    let node = if version == Version::V2_0 { "" } else { "!" };
    types.extend(read::definitions(&format!(
        "type {root}Connection {{ pageInfo: PageInfo!, edges: [{root}Edge!], nodes: [{item}{node}], totalCount: Int! }}
         type {root}Edge {{ cursor: String!, node: {item} }}"
    )));
    let fields = types[*item].members().to_vec();
    let mut filter = format!("and: [{item}FilterInput!], or: [{item}FilterInput!]");
    let mut sort = String::new();
    for Member { name, ty, .. } in fields.iter().filter(|field| !is_list(&field.ty)) {
        if !list.unfiltered.contains(&&**name) {
            let operations = operations(types, ty, list.dates);
            filter.extend([", ", name, ": ", &operations]);
        }
        if list.unsorted.contains(&&**name) {
            continue;
        }
        match list.keys.iter().copied().chain(key).find(|(field, ..)| field == name) {
            Some((_, key, members)) => {
                sort.extend([" ", name, ": ", key, "KeySortInput"]);
                let members = members.replace(' ', ": SortEnumType, ");
                types.extend(read::definitions(&format!(
                    "input {key}KeySortInput {{ {members}: SortEnumType }}"
                )));
            }
            None => sort.extend([" ", name, ": SortEnumType"]),
        }
    }
    types.extend(read::definitions(&format!(
        "input {item}FilterInput {{ {filter} }} input {item}SortInput {{ {sort} }}"
    )));
}

/// The name of the input that has the operations on values of this type; defines it, too.
fn operations(types: &mut Definitions, ty: &Type, dates: &str) -> String {
    let of = named(ty);
    if let "ID" | "String" | "Boolean" = of {
        let of = if of == "ID" { "Id" } else { of };
        return format!("{of}OperationFilterInput");
    }
    let word = match of {
        "Int" => "Int32",
        "DateTime" => dates,
        other => other,
    };
    let (nullable, element) = if ty.nullable { ("NullableOf", "") } else { ("", "!") };
    let name = format!("Comparable{nullable}{word}OperationFilterInput");
    if types.contains_key(&name) {
        return name;
    }
    let list = format!("[{of}{element}]");
    let (pairs, bounds) = (["eq", "neq"], ["gt", "ngt", "gte", "ngte", "lt", "nlt", "lte", "nlte"]);
    let single = pairs
        .iter()
        .chain(&bounds)
        .map(|operation| format!("{operation}: {of}"));
    let members: Vec<_> = single.chain([format!("in: {list}"), format!("nin: {list}")]).collect();
    types.extend(read::definitions(&format!("input {name} {{ {} }}", members.join(", "))));
    name
}

/// The definitions that the roots reach.
pub(super) fn reached(mut types: Definitions) -> Definitions {
    let mut names = BTreeSet::new();
    let mut open = vec!["Query".to_owned(), "Mutation".to_owned()];
    while let Some(name) = open.pop() {
        let Some(definition) = types.get(&name) else { continue };
        if names.insert(name) {
            for member in definition.members() {
                open.push(named(&member.ty).to_owned());
                open.extend(member.arguments.iter().map(|argument| named(&argument.ty).to_owned()));
            }
        }
    }
    types.retain(|name, _: &mut Definition| names.contains(name));
    types
}
