use super::{Refused, all};

fn printed(text: &str) -> String {
    all(text).unwrap_or_else(|refused| panic!("{text}: {refused}")).text
}

#[test]
fn an_operation_is_printed_in_one_line_without_what_means_nothing() {
    for (text, text_printed) in [
        ("{a}", "query {a}"),
        ("\u{feff}# x\r\nquery,{ a # mutation\r b,,c }", "query {a b c}"),
        (
            "query A($x:[Int!]!=[1,-2 3]@d,$y:T=null @d){x:b(x:$x y:{e:E,b:true f:-1.50e+03})@include(if:true){...F ...on T{c}...@d{d}}}\
             fragment F on T@d(s:\"\"){e}",
            "query A($x: [Int!]! = [1 -2 3] @d $y: T = null @d) \
             {x: b(x: $x y: {e: E b: true f: -1.50e+03}) @include(if: true) {...F ... on T {c} ... @d {d}}} \
             fragment F on T @d(s: \"\") {e}",
        ),
        (
            "{a(b:[\"\" \"c\"\"\"\"d\"\"\"[\"\"]$v 9007199254740993 1e9])}",
            "query {a(b: [\"\" \"c\" \"d\" [\"\"] $v 9007199254740993 1e9])}",
        ),
        (
            "{on:fragment(query:on){null true}}",
            "query {on: fragment(query: on) {null true}}",
        ),
    ] {
        assert_eq!(printed(text), text_printed, "{text}");
        assert_eq!(printed(text_printed), text_printed);
    }
}

#[test]
fn strings_are_written_from_their_value() {
    for (text, text_printed) in [
        (r#""\u0041\/\u{1F600}\uD83D\uDE00""#, r#""A/😀😀""#),
        (r#""\"\\\b\f\n\r\t""#, r#""\"\\\u0008\u000c\n\r\t""#),
        (
            "\"\u{0}\u{7f}\u{85}\u{2028}\u{feff}ä\t#\"",
            r#""\u0000\u007f\u0085\u2028\ufeffä\t#""#,
        ),
        (
            "\"\"\"\r\n    a\r      b\n\n    \\\"\"\" \\n \" \n  \"\"\"",
            r#""a\n  b\n\n\"\"\" \\n \" ""#,
        ),
        (r#""""""""#, r#""""#),
    ] {
        assert_eq!(
            printed(&format!("{{a(b:{text})}}")),
            format!("query {{a(b: {text_printed})}}")
        );
    }
}

#[test]
fn a_raw_line_break_in_a_string_is_refused_in_every_operation_and_fragment() {
    for line_break in ["\n", "\r", "\r\n"] {
        for string in ["\"⏎\"", "\"⏎]}}) { a } } mutation M { b } #\"", "\"a⏎\"", "\"\\\\⏎b\""] {
            let string = string.replace('⏎', line_break);
            for text in [
                format!("{{a(b:{string})}}"),
                format!("{{a(b:[\"c\" {string}])}}"),
                format!("query A($b:S={string}){{a}}"),
                format!("query A @d(b:{string}) {{a}}"),
                format!("query A {{a}} query B {{a(b:{string})}}"),
                format!("query A {{a}} fragment F on T {{a(b:{{c:{string}}})}}"),
            ] {
                let refused = all(&text);
                assert!(
                    matches!(refused, Err(Refused::LineBreak { .. } | Refused::NotADocument { .. })),
                    "{text:?}: {refused:?}"
                );
            }
        }
    }
    // The one spelling that the parser lets pass.
    assert_eq!(all("{\r\na(b:\"\n\")}"), Err(Refused::LineBreak { line: 2 }));
}

#[test]
fn what_is_no_document_is_refused() {
    for text in [
        "",
        " ",
        "#",
        "{",
        "{ a",
        "[{ a }]",
        "query { }",
        "query",
        "{}",
        "{ a } }",
        "{ a() }",
        "{ a {} }",
        // Taken by the parser alone.
        "{ a(b) }",
        "{ a(b:) }",
        "{ a(b: {c}) }",
        "\"x\" fragment on T { a } query { b }",
        "\"x\" query { a }",
        "\"\"\"x\"\"\" mutation { a }",
        "{ a(b: [1) }",
        "{ a(b: 1a) }",
        "{ a(b: 00) }",
        "{ a(b: 01) }",
        "{ a(b: 1.) }",
        "{ a(b: 1.a) }",
        "{ a(b: .5) }",
        "{ a(b: -) }",
        "{ a(b: 1e) }",
        "{ a(b: 1.5.2) }",
        "{ a(b: 0x1) }",
        "{ a(b: +1) }",
        "query () { a }",
        "query ($a) { a }",
        "query ($a: ) { a }",
        "query ($a: [T) { a }",
        "query ($a: T!!) { a }",
        "query ($a: T = $b) { a }",
        "query ($a: [T] = [$b]) { a }",
        "query ($a: T @d(b: $b)) { a }",
        "fragment on on T { a } { a }",
        "fragment F on { a } { a }",
        "fragment F T { a } { a }",
        "{ ... on on }",
        "fragment F($a: T) on T { a } { a }",
        "{ ...F } fragment F on T",
        "{ ... }",
        "{ .. F }",
        "{ a .... b }",
        "{ a @ }",
        "{ a @d() }",
        "{ a: }",
        "{ a: b: c }",
        "{ $a }",
        "{ a(b: \"\\x\") }",
        "{ a(b: \"\\u12\") }",
        "{ a(b: \"\\uD83D\") }",
        "{ a(b: \"\\uDE00\") }",
        "{ a(b: \"\\uD83D\\n\") }",
        "{ a(b: \"\\u{110000}\") }",
        "{ a(b: \"\\u{}\") }",
        "{ a(b: \"c) }",
        "{ a(b: \"\"\"c\"\") }",
        "{ ä }",
        "{ a\u{0} }",
        "{ a\u{b}b }",
        "{ a\u{a0}b }",
        "{ a\u{2028}b }",
        "{ a } mutation",
        "query A { a } B { a }",
        "{ a; b }",
        "{ a & b }",
        "{ a | b }",
    ] {
        assert!(
            matches!(all(text), Err(Refused::NotADocument { .. })),
            "{text}: {:?}",
            all(text)
        );
    }
}
