//! Weights of the cost analysis, as the schema's directive `@cost` has them.

use super::{Definition, Member, Schema, is_list, named};

impl Schema {
    /// The weight of an object's field.
    pub(crate) fn field_weight(&self, object: &str, field: &Member) -> u64 {
        match object {
            "Query" | "Mutation" => 10,
            _ if field.name == "totalCount" => 10,
            _ => u64::from(is_list(&field.ty) || self.object(named(&field.ty)).is_some()),
        }
    }

    /// The weight of a field's argument.
    pub(crate) fn argument_weight(&self, argument: &Member) -> u64 {
        match &*argument.name {
            "where" | "order" => 10,
            _ => self.default_weight(argument),
        }
    }

    /// The weight of an input's field.
    pub(crate) fn input_weight(&self, input: &str, field: &Member) -> u64 {
        match &*field.name {
            "and" | "or" => self.default_weight(field),
            name if input.ends_with("OperationFilterInput") => {
                let is_search = ["contains", "startsWith", "endsWith"]
                    .iter()
                    .any(|search| name.strip_prefix('n').unwrap_or(name) == *search);
                if is_search { 20 } else { 10 }
            }
            _ if input.ends_with("SortInput") => 10,
            _ => self.default_weight(field),
        }
    }

    fn default_weight(&self, field: &Member) -> u64 {
        u64::from(matches!(self.definition(named(&field.ty)), Some(Definition::Input(_))))
    }
}
