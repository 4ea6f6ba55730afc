//! The grammar (GraphQL, section 2), one rule a function; bytes choose.

use super::Asked;

/// Writes a document; without choices left, the shortest.
pub struct Writer<'a> {
    choices: std::slice::Iter<'a, u8>,
    text: String,
    depth: usize,
    fragments: usize,
}

impl<'a> Writer<'a> {
    pub fn document(choices: &'a [u8]) -> Asked {
        let mut writer = Self {
            choices: choices.iter(),
            text: String::new(),
            depth: 0,
            fragments: 0,
        };
        writer.fragments = writer.pick(4);
        let operations = 1 + writer.pick(3);
        let meant = writer.pick(operations);
        let is_named = operations > 1 || writer.pick(2) == 1;
        for operation in 0..operations {
            writer.operation(is_named.then_some(["A", "query", "on"][operation]));
        }
        for fragment in 0..writer.fragments {
            writer.fragment(fragment);
        }
        Asked {
            name: is_named.then(|| ["A", "query", "on"][meant].to_owned()),
            text: writer.text,
        }
    }

    fn operation(&mut self, name: Option<&str>) {
        let kind = self.pick(3);
        match name {
            None if kind == 0 => {}
            _ => self.put(["query", "query", "mutation"][kind]),
        }
        if let Some(name) = name {
            self.put(name);
        }
        if (kind > 0 || name.is_some()) && self.pick(3) == 1 {
            self.put("(");
            for variable in 0..=self.pick(3) {
                self.variable_definition(variable);
            }
            self.put(")");
        }
        if kind > 0 || name.is_some() {
            self.directives(false);
        }
        self.selections(0);
    }

    fn variable_definition(&mut self, number: usize) {
        self.put("$");
        self.put(["v", "true", "w"][number]);
        self.put(":");
        self.type_of();
        // async-graphql takes directives before a default value only.
        if self.pick(2) == 1 {
            self.put("=");
            self.value(true);
        } else {
            self.directives(true);
        }
    }

    fn type_of(&mut self) {
        // Without blanks: async-graphql takes none in a type.
        let types = ["Int", "[Int]", "[Int!]!", "[[ID]!]", "String!", "[on!]"];
        let chosen = self.pick(types.len());
        self.put(types[chosen]);
    }

    fn fragment(&mut self, number: usize) {
        self.put("fragment");
        self.put(FRAGMENTS[number]);
        self.put("on ");
        self.put("T");
        self.directives(false);
        self.selections(number + 1);
    }

    /// Spreads only what comes later, so that there is no circle.
    fn selections(&mut self, later: usize) {
        self.put("{");
        self.depth += 1;
        for _ in 0..=self.pick(3) {
            match self.pick(6) {
                4 if later < self.fragments => {
                    self.put("...");
                    let chosen = later + self.pick(self.fragments - later);
                    self.put(FRAGMENTS[chosen]);
                    self.directives(false);
                }
                5 if self.depth < 4 => {
                    self.put("...");
                    if self.pick(2) == 1 {
                        self.put("on ");
                        self.name();
                    }
                    self.directives(false);
                    self.selections(later);
                }
                kind => self.field(kind, later),
            }
        }
        self.depth -= 1;
        self.put("}");
    }

    fn field(&mut self, kind: usize, later: usize) {
        if kind == 1 {
            self.name();
            self.put(":");
        }
        self.name();
        if kind > 1 {
            self.arguments(false);
        }
        self.directives(false);
        if self.depth < 4 && self.pick(3) == 2 {
            self.selections(later);
        }
    }

    fn directives(&mut self, is_constant: bool) {
        for _ in 0..self.pick(8).saturating_sub(5) {
            self.put("@");
            self.name();
            self.arguments(is_constant);
        }
    }

    fn arguments(&mut self, is_constant: bool) {
        let count = self.pick(3);
        if count > 0 {
            self.put("(");
            self.members(count, is_constant);
            self.put(")");
        }
    }

    fn members(&mut self, count: usize, is_constant: bool) {
        for name in &["request", "on", "idempotencyKey"][..count] {
            self.put(name);
            self.put(":");
            self.value(is_constant);
        }
    }

    fn value(&mut self, is_constant: bool) {
        self.depth += 1;
        match self.pick(8) {
            1 => self.one_of(NUMBERS),
            2 | 3 => self.one_of(STRINGS),
            4 => self.one_of(&["true", "false", "null", "E", "on", "_1"]),
            5 if !is_constant => {
                self.put("$");
                self.one_of(&["v", "true", "w"]);
            }
            6 if self.depth < 6 => {
                self.put("[");
                for _ in 0..self.pick(4) {
                    self.value(is_constant);
                }
                self.put("]");
            }
            7 if self.depth < 6 => {
                self.put("{");
                let count = self.pick(3);
                self.members(count, is_constant);
                self.put("}");
            }
            _ => self.put("0"),
        }
        self.depth -= 1;
    }

    fn name(&mut self) {
        self.one_of(&["a", "on_", "query", "mutation", "fragment", "_", "T1", "type"]);
    }

    fn one_of(&mut self, texts: &[&str]) {
        let chosen = self.pick(texts.len());
        self.put(texts[chosen]);
    }

    /// A word or sign, and something behind it that means nothing.
    fn put(&mut self, word: &str) {
        self.text.push_str(word);
        let chosen = self.pick(IGNORED.len());
        // apollo-parser takes no comma behind `...`, nor between an alias and its colon.
        let needs_no_comma =
            word == "..." || word.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
        let next = match IGNORED[chosen] {
            next if needs_no_comma && next.contains(',') => " ",
            next => next,
        };
        let needs_none = "{}()[]:=".contains(word);
        self.text
            .push_str(if next.is_empty() && !needs_none { " " } else { next });
    }

    fn pick(&mut self, count: usize) -> usize {
        self.choices.next().map_or(0, |choice| usize::from(*choice) % count)
    }
}

const FRAGMENTS: [&str; 3] = ["F0", "fragment", "F2"];
const IGNORED: &[&str] = &[
    " ",
    "",
    "",
    ",",
    "\n",
    "\r\n",
    "\r",
    "\t,, ",
    "# \" mutation { b }\n",
    "#\r",
    "\u{feff} ",
];
const NUMBERS: &[&str] = &[
    "0",
    "-0",
    "7",
    "-12",
    "1.10",
    "-0.0",
    "1e5",
    "1.50E-03",
    "9007199254740993",
    "2147483648",
];
const STRINGS: &[&str] = &[
    "\"\"",
    "\"a\"",
    "\"#\"",
    "\"} mutation { b }\"",
    r#""\"\\\/\b\f\n\r\t""#,
    r#""\u0041\u000A\u00e4""#,
    "\"ä😀\u{7f}\u{2028}\u{feff}\t\"",
    r#""""""""#,
    r#""""a""""#,
    "\"\"\"\n    a\r      b\r\n\n    c \\\"\"\" \" \\n \\u0041\n  \t\n\"\"\"",
    "\"\"\"  a\n\tb\n  \"\"\"",
    "\"\"\"\n\n\"\"\"",
];
