//! HotChocolate's cost analysis, by the weights of the schema.

use std::collections::BTreeSet;

use async_graphql_parser::types::{ExecutableDocument, Field, SelectionSet};
use async_graphql_value::Value;
use serde::Serialize;

use super::{collect::fields, error::GraphqlError};
use crate::erp::schema::{Member, Schema, is_list, named};

/// The most that a request may cost, and how variables count.
#[derive(Clone, Copy)]
pub(crate) struct CostRules {
    pub(crate) max_field_cost: u64,
    pub(crate) max_type_cost: u64,
    /// Lets a variable of an input type cost as much as all that its type can hold.
    pub(crate) count_input_types: bool,
}

/// HotChocolate's limits; those of JTL are not known.
impl Default for CostRules {
    fn default() -> Self {
        Self {
            max_field_cost: 1000,
            max_type_cost: 1000,
            count_input_types: false,
        }
    }
}

/// The cost of an operation.
#[derive(Clone, Copy, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Cost {
    field_cost: u64,
    type_cost: u64,
}

impl Cost {
    pub(super) fn refused_by(&self, rules: &CostRules) -> Option<GraphqlError> {
        let error = |kind: &str| {
            let message = format!("The maximum allowed {kind} cost was exceeded.");
            GraphqlError::new(message).code("HC0047")
        };
        if self.field_cost > rules.max_field_cost {
            let error = error("field").with("fieldCost", self.field_cost);
            Some(error.with("maxFieldCost", rules.max_field_cost))
        } else if self.type_cost > rules.max_type_cost {
            let error = error("type").with("typeCost", self.type_cost);
            Some(error.with("maxTypeCost", rules.max_type_cost))
        } else {
            None
        }
    }
}

pub(super) fn of(
    schema: &Schema,
    document: &ExecutableDocument,
    root: &str,
    set: &SelectionSet,
    rules: &CostRules,
) -> Cost {
    let analysis = Analysis {
        schema,
        document,
        rules,
    };
    let mut cost = analysis.selection(root, &[set], None);
    // The root's own type.
    cost.type_cost += 1;
    cost
}

struct Analysis<'a> {
    schema: &'a Schema,
    document: &'a ExecutableDocument,
    rules: &'a CostRules,
}

impl Analysis<'_> {
    /// The fields of one object; `size` is that of its `nodes` and of its `edges`.
    fn selection(&self, object: &str, sets: &[&SelectionSet], size: Option<u64>) -> Cost {
        let mut sum = Cost::default();
        let mut counted = BTreeSet::new();
        let all = fields(self.document, sets, &|_| true);
        for field in &all {
            let response_name = field.node.response_key().node.as_str();
            let Some(member) = self.schema.field(object, &field.node.name.node) else {
                continue;
            };
            if !counted.insert(response_name) {
                continue;
            }
            let same = all
                .iter()
                .filter(|other| other.node.response_key().node == response_name);
            let below: Vec<_> = same.map(|other| &other.node.selection_set.node).collect();
            let cost = self.field(object, member, &field.node, &below, size);
            sum.field_cost += cost.field_cost;
            sum.type_cost += cost.type_cost;
        }
        sum
    }

    fn field(&self, object: &str, member: &Member, field: &Field, below: &[&SelectionSet], size: Option<u64>) -> Cost {
        let ty = named(&member.ty);
        let mut inner = Cost::default();
        if self.schema.object(ty).is_some() {
            let size = ty.ends_with("Connection").then(|| list_size(field));
            inner = self.selection(ty, below, size);
            inner.type_cost += 1;
        }
        let times = if is_list(&member.ty) { size.unwrap_or(1) } else { 1 };
        let arguments: u64 = field
            .arguments
            .iter()
            .filter_map(|(name, value)| {
                let argument = member.arguments.iter().find(|own| own.name == name.node.as_str())?;
                Some(self.argument(argument, &value.node))
            })
            .sum();
        Cost {
            field_cost: self.schema.field_weight(object, member) + arguments + inner.field_cost * times,
            type_cost: inner.type_cost * times,
        }
    }

    fn argument(&self, argument: &Member, value: &Value) -> u64 {
        let cost = self.schema.argument_weight(argument) + self.value(named(&argument.ty), value);
        let is_filter = argument.name == "where";
        match value {
            Value::Variable(_) if is_filter => cost * FILTER_VARIABLE_MULTIPLIER,
            _ => cost,
        }
    }

    fn value(&self, ty: &str, value: &Value) -> u64 {
        match value {
            Value::List(values) => values.iter().map(|value| self.value(ty, value)).sum(),
            Value::Object(members) => members
                .iter()
                .filter_map(|(name, value)| {
                    let field = self.schema.input(ty)?.iter().find(|own| own.name == name.as_str())?;
                    Some(self.schema.input_weight(ty, field) + self.value(named(&field.ty), value))
                })
                .sum(),
            Value::Variable(_) if self.rules.count_input_types => self.whole_type(ty, &mut BTreeSet::new()),
            _ => 0,
        }
    }

    /// All that a type can hold, each type once.
    fn whole_type<'s>(&'s self, ty: &'s str, counted: &mut BTreeSet<&'s str>) -> u64 {
        if !counted.insert(ty) {
            return 0;
        }
        let fields = self.schema.input(ty).unwrap_or_default().iter();
        let weights =
            fields.map(|field| self.schema.input_weight(ty, field) + self.whole_type(named(&field.ty), counted));
        weights.sum()
    }
}

/// The size of a connection's lists: a literal counts as it is, a variable as `assumedSize` whatever its
/// value, and none of both as `slicingArgumentDefaultValue`.
fn list_size(field: &Field) -> u64 {
    let sizes = ["first", "last"].iter().filter_map(|name| {
        Some(match &field.get_argument(name)?.node {
            Value::Number(number) => number.as_u64().unwrap_or(0),
            Value::Variable(_) => ASSUMED_SIZE,
            _ => return None,
        })
    });
    sizes.max().unwrap_or(DEFAULT_SIZE)
}

const ASSUMED_SIZE: u64 = 500;
const DEFAULT_SIZE: u64 = 200;
const FILTER_VARIABLE_MULTIPLIER: u64 = 5;
