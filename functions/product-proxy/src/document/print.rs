//! The operation as text. Names, numbers and strings never touch each other, so that no two become
//! one: `""` before `"a"` would begin a block string.

use super::ast::{
    Directive, Field, FragmentDefinition, InlineFragment, OperationDefinition, OperationKind, Selection, Type, Value,
    VariableDefinition,
};
use super::fragments::Fragments;

/// The operation and the fragments it reaches, in one line.
pub(super) fn operation(operation: &OperationDefinition, fragments: &Fragments<'_>) -> String {
    let mut printer = Printer::default();
    printer.operation(operation);
    for fragment in fragments.reached_from(operation) {
        printer.fragment(fragment);
    }
    printer.text
}

#[derive(Default)]
struct Printer {
    text: String,
}

impl Printer {
    fn operation(&mut self, operation: &OperationDefinition) {
        self.put(match operation.kind {
            OperationKind::Query => "query",
            OperationKind::Mutation => "mutation",
        });
        if let Some(name) = &operation.name {
            self.put(" ");
            self.put(name);
        }
        if !operation.variables.is_empty() {
            self.between("(", &operation.variables, ")", Self::variable_definition);
        }
        self.directives(&operation.directives);
        self.selections(&operation.selections);
    }

    fn fragment(&mut self, fragment: &FragmentDefinition) {
        self.put(" fragment ");
        self.put(&fragment.name);
        self.put(" on ");
        self.put(&fragment.on);
        self.directives(&fragment.directives);
        self.selections(&fragment.selections);
    }

    fn variable_definition(&mut self, variable: &VariableDefinition) {
        self.put("$");
        self.put(&variable.name);
        self.put(": ");
        self.of_type(&variable.of_type);
        if let Some(default) = &variable.default {
            self.put(" = ");
            self.value(default);
        }
        self.directives(&variable.directives);
    }

    fn of_type(&mut self, of_type: &Type) {
        match of_type {
            Type::Named(name) => self.put(name),
            Type::List(of) => {
                self.put("[");
                self.of_type(of);
                self.put("]");
            }
            Type::NonNull(of) => {
                self.of_type(of);
                self.put("!");
            }
        }
    }

    fn directives(&mut self, directives: &[Directive]) {
        for directive in directives {
            self.put(" @");
            self.put(&directive.name);
            self.arguments(&directive.arguments);
        }
    }

    fn arguments(&mut self, arguments: &[(String, Value)]) {
        if !arguments.is_empty() {
            self.between("(", arguments, ")", Self::member);
        }
    }

    fn selections(&mut self, selections: &[Selection]) {
        if !selections.is_empty() {
            self.between(" {", selections, "}", Self::selection);
        }
    }

    fn selection(&mut self, selection: &Selection) {
        match selection {
            Selection::Field(field) => self.field(field),
            Selection::Spread(name, directives) => {
                self.put("...");
                self.put(name);
                self.directives(directives);
            }
            Selection::Inline(inline) => self.inline_fragment(inline),
        }
    }

    fn field(&mut self, field: &Field) {
        if let Some(alias) = &field.alias {
            self.put(alias);
            self.put(": ");
        }
        self.put(&field.name);
        self.arguments(&field.arguments);
        self.directives(&field.directives);
        self.selections(&field.selections);
    }

    fn inline_fragment(&mut self, inline: &InlineFragment) {
        self.put("...");
        if let Some(on) = &inline.on {
            self.put(" on ");
            self.put(on);
        }
        self.directives(&inline.directives);
        self.selections(&inline.selections);
    }

    fn member(&mut self, (name, value): &(String, Value)) {
        self.put(name);
        self.put(": ");
        self.value(value);
    }

    fn value(&mut self, value: &Value) {
        match value {
            Value::Variable(name) => {
                self.put("$");
                self.put(name);
            }
            Value::Number(digits) => self.put(digits),
            Value::String(text) => self.string(text),
            Value::Word(word) => self.put(word),
            Value::List(values) => self.between("[", values, "]", Self::value),
            Value::Object(fields) => self.between("{", fields, "}", Self::member),
        }
    }

    /// In the oldest notation there is (GraphQL, section 2.9.4): escapes for what an engine may
    /// trip over, never of more than four digits, and never half a surrogate pair.
    fn string(&mut self, text: &str) {
        self.put("\"");
        for character in text.chars() {
            match character {
                '"' => self.put("\\\""),
                '\\' => self.put("\\\\"),
                '\n' => self.put("\\n"),
                '\r' => self.put("\\r"),
                '\t' => self.put("\\t"),
                '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{feff}' => {
                    let code = u32::from(character);
                    self.put(&format!("\\u{code:04x}"));
                }
                plain => self.text.push(plain),
            }
        }
        self.put("\"");
    }

    fn between<T>(&mut self, opening: &str, items: &[T], closing: &str, mut print: impl FnMut(&mut Self, &T)) {
        self.put(opening);
        for (at, item) in items.iter().enumerate() {
            if at > 0 {
                self.put(" ");
            }
            print(self, item);
        }
        self.put(closing);
    }

    fn put(&mut self, text: &str) {
        self.text.push_str(text);
    }
}
