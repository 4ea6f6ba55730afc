//! Values of a template, a parameter's default in the place of its `Ref`.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::{Function, Template};

/// Values of parameters that take the place of their defaults.
pub type Parameters = BTreeMap<String, String>;

impl Template {
    /// A number that a function sets itself, or that `Globals` sets for all of them.
    pub fn function_number(&self, function: &Function<'_>, setting: &str, parameters: &Parameters) -> Option<u64> {
        let own = &function.resource["Properties"][setting];
        let common = &self.0["Globals"]["Function"][setting];
        self.number(if own.is_null() { common } else { own }, parameters)
    }

    pub(crate) fn number(&self, value: &Value, parameters: &Parameters) -> Option<u64> {
        let value = self.resolved(value, parameters)?;
        value.as_u64().or_else(|| value.as_str()?.parse().ok())
    }

    pub(crate) fn texts(&self, value: &Value, parameters: &Parameters) -> Option<Vec<String>> {
        let value = self.resolved(value, parameters)?;
        let texts = value.as_array()?.iter().map(|text| text.as_str().map(str::to_owned));
        texts.collect()
    }

    /// A literal as it is, a parameter's value; nothing where only the cloud knows it.
    pub(crate) fn resolved(&self, value: &Value, parameters: &Parameters) -> Option<Value> {
        let Some(members) = value.as_object() else {
            return (!value.is_null()).then(|| value.clone());
        };
        let parameter = members.get("Ref")?.as_str()?;
        let declared = &self.0["Parameters"][parameter];
        let value = match parameters.get(parameter) {
            Some(value) => json!(value),
            None => declared.get("Default")?.clone(),
        };
        match (declared["Type"].as_str()?, value) {
            ("CommaDelimitedList", Value::String(list)) => Some(list.split(',').map(str::trim).collect()),
            (_, value) => Some(value),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEMPLATE: &str = "\
Parameters:
  Memory: {Type: Number, Default: 512}
Globals: {Function: {MemorySize: !Ref Memory}}
Resources:
  ListFunction:
    Type: AWS::Serverless::Function
    Metadata: {BuildProperties: {Binary: list}}
    Properties: {Timeout: 10}
";

    #[test]
    fn a_function_has_its_own_setting_or_the_common_one() {
        let template = Template::parse(TEMPLATE).unwrap();
        let functions = template.functions().unwrap();
        let number = |setting: &str, parameters: &[(&str, &str)]| {
            let parameters = parameters.iter().map(|(name, value)| ((*name).into(), (*value).into()));
            template.function_number(&functions[0], setting, &parameters.collect())
        };
        assert_eq!(number("Timeout", &[]), Some(10));
        assert_eq!(number("MemorySize", &[]), Some(512));
        assert_eq!(number("MemorySize", &[("Memory", "128")]), Some(128));
        assert_eq!(number("EphemeralStorage", &[]), None);
    }
}
