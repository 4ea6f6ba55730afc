// <product-proxy>
//! The stand-in's own schema, member by member, against the published one.

use ::stand_in::ErpVersion;
use apollo_compiler::Schema;
use apollo_compiler::ast::{DirectiveList, InputValueDefinition};
use apollo_compiler::schema::{ExtendedType, FieldDefinition};

/// A difference that stays: the versions, a pattern with at most one `*`, and the reason.
type Known = (&'static [ErpVersion], &'static str, &'static str);

const BOTH: &[ErpVersion] = &[ErpVersion::V2_0, ErpVersion::V2_1];

const KNOWN: &[Known] = &[
    (BOTH, "Query.* is missing", "roots that no function of ours asks for"),
    (
        BOTH,
        "Mutation.* is missing",
        "mutations that no function of ours makes",
    ),
    (
        &[ErpVersion::V2_0],
        "*.applyUpdate is missing",
        "in the early export only: neither a dump of the schema nor the published pages have it",
    ),
];

/// Holds the stand-in's schema of this version against the published one. Every difference must be
/// known, and every known one must be there.
pub(crate) fn check(published: &Schema, version: ErpVersion) -> Result<String, String> {
    let own = Schema::parse_and_validate(version.schema(), "stand-in.graphql").map_err(|error| error.to_string())?;
    let mut comparison = Comparison::default();
    for (name, ty) in own.types.iter().filter(|(_, ty)| !ty.is_built_in()) {
        match published.types.get(name) {
            Some(published) => comparison.types(name, ty, published),
            None => comparison.found.push(format!("{name} is not published")),
        }
    }
    let Comparison {
        types,
        members,
        mut found,
    } = comparison;
    for (_, pattern, reason) in KNOWN.iter().filter(|(versions, ..)| versions.contains(&version)) {
        let before = found.len();
        found.retain(|difference| !fits(difference, pattern));
        if found.len() == before {
            return Err(format!(
                "nothing is \"{pattern}\" ({reason}): take it out of the known differences"
            ));
        }
    }
    if found.is_empty() {
        Ok(format!("{types} types and {members} members fit"))
    } else {
        Err(format!("{} differences: {}", found.len(), found.join("; ")))
    }
}

/// Numbers of what was compared, and the differences.
#[derive(Default)]
struct Comparison {
    types: u32,
    members: u32,
    found: Vec<String>,
}

impl Comparison {
    fn types(&mut self, name: &str, own: &ExtendedType, published: &ExtendedType) {
        self.types += 1;
        match (own, published) {
            (ExtendedType::Scalar(_), ExtendedType::Scalar(_)) => {}
            (ExtendedType::Object(own), ExtendedType::Object(published)) => {
                self.names(name, own.fields.keys(), published.fields.keys());
                for (field, own) in &own.fields {
                    if let Some(published) = published.fields.get(field) {
                        self.field(&format!("{name}.{field}"), own, published);
                    }
                }
            }
            (ExtendedType::InputObject(own), ExtendedType::InputObject(published)) => {
                self.names(name, own.fields.keys(), published.fields.keys());
                for (field, own) in &own.fields {
                    if let Some(published) = published.fields.get(field) {
                        self.input(&format!("{name}.{field}"), own, published);
                    }
                }
            }
            (ExtendedType::Enum(own), ExtendedType::Enum(published)) => {
                self.names(name, own.values.keys(), published.values.keys());
            }
            _ => self.found.push(format!("{name} is of another kind")),
        }
    }

    fn field(&mut self, name: &str, own: &FieldDefinition, published: &FieldDefinition) {
        self.compare(name, "type", &own.ty, &published.ty);
        self.compare(name, "weight", &weight(&own.directives), &weight(&published.directives));
        let names = |field: &FieldDefinition| field.arguments.iter().map(|argument| argument.name.clone()).collect();
        let (own_names, published_names): (Vec<_>, Vec<_>) = (names(own), names(published));
        self.names(name, own_names.iter(), published_names.iter());
        for argument in &own.arguments {
            if let Some(published) = published.argument_by_name(&argument.name) {
                self.input(&format!("{name}.{}", argument.name), argument, published);
            }
        }
    }

    fn input(&mut self, name: &str, own: &InputValueDefinition, published: &InputValueDefinition) {
        self.compare(name, "type", &own.ty, &published.ty);
        self.compare(name, "weight", &weight(&own.directives), &weight(&published.directives));
    }

    fn compare<T: PartialEq + std::fmt::Display>(&mut self, name: &str, what: &str, own: &T, published: &T) {
        if own != published {
            self.found
                .push(format!("{name} has the {what} {own}, published {published}"));
        }
    }

    fn names<'n, N: PartialEq + std::fmt::Display + 'n>(
        &mut self,
        of: &str,
        own: impl Iterator<Item = &'n N>,
        published: impl Iterator<Item = &'n N>,
    ) {
        let (own, published): (Vec<_>, Vec<_>) = (own.collect(), published.collect());
        self.members += u32::try_from(own.len()).unwrap_or(u32::MAX);
        let missing = published.iter().filter(|name| !own.contains(name));
        self.found.extend(missing.map(|name| format!("{of}.{name} is missing")));
        let added = own.iter().filter(|name| !published.contains(name));
        self.found
            .extend(added.map(|name| format!("{of}.{name} is not published")));
    }
}

/// The weight that `@cost` gives a member, if it does.
fn weight(directives: &DirectiveList) -> String {
    let weight = directives
        .get("cost")
        .and_then(|cost| cost.specified_argument_by_name("weight"));
    weight.map_or_else(|| "by default".to_owned(), ToString::to_string)
}

fn fits(difference: &str, pattern: &str) -> bool {
    match pattern.split_once('*') {
        Some((start, end)) => difference.strip_prefix(start).is_some_and(|rest| rest.ends_with(end)),
        None => difference == pattern,
    }
}
// </product-proxy>
