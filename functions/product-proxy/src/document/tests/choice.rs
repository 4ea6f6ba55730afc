use super::{AllowedMutations, Map, Refused, all, check};

#[test]
fn only_the_chosen_operation_and_its_fragments_are_sent() {
    let text =
        "query A { a ...F } mutation B { b ...H } fragment F on T { ...G } fragment G on T { g } fragment H on T { h }";
    let chosen = |name| check(text, name, &Map::new(), &AllowedMutations::none()).map(|operation| operation.text);
    assert_eq!(
        chosen(Some("A")).unwrap(),
        "query A {a ...F} fragment F on T {...G} fragment G on T {g}"
    );
    assert_eq!(chosen(Some("B")), Err(Refused::Mutation("h".into())));
    assert_eq!(chosen(Some("C")), Err(Refused::OperationUnknown));
    assert_eq!(chosen(Some("")), Err(Refused::OperationUnknown));
    assert_eq!(chosen(None), Err(Refused::OperationNameMissing));
    let unnamed = |name| check("{a}", name, &Map::new(), &AllowedMutations::none()).map(|operation| operation.name);
    assert_eq!(unnamed(None), Ok(None));
    assert_eq!(unnamed(Some("A")), Err(Refused::OperationUnknown));
    let alone = check("query A {a}", None, &Map::new(), &AllowedMutations::none());
    assert_eq!(alone.unwrap().name.as_deref(), Some("A"));
}

#[test]
fn what_is_none_of_a_callers_business_is_refused() {
    for (text, refused) in [
        ("subscription { a }", Refused::Subscription),
        ("query A { a } subscription S { a }", Refused::Subscription),
        ("type T { a: Int }", Refused::NotExecutable),
        ("{ a } extend schema @a", Refused::NotExecutable),
        ("fragment F on T { a }", Refused::NotExecutable),
        ("{ a } { b }", Refused::AnonymousAmongOthers),
        ("{ a } query B { b }", Refused::AnonymousAmongOthers),
        ("query A { a } mutation A { b }", Refused::twice("operation", "A")),
        (
            "{ a } fragment F on T { a } fragment F on T { b }",
            Refused::twice("fragment", "F"),
        ),
        ("{ a(b: 1 b: 2) }", Refused::twice("argument", "b")),
        ("{ a @d(b: 1 b: 2) }", Refused::twice("argument", "b")),
        ("{ a(b: {c: 1 d: 2 c: 3}) }", Refused::twice("input field", "c")),
        ("query ($a: T $a: T) { a }", Refused::twice("variable", "a")),
        ("{ ...F }", Refused::FragmentUnknown("F".into())),
        ("query A { a } query B { ...F }", Refused::FragmentUnknown("F".into())),
        ("{ a } fragment F on T { ...G }", Refused::FragmentUnknown("G".into())),
    ] {
        let named = check(text, Some("A"), &Map::new(), &AllowedMutations::All);
        let first = if text.contains(" A ") { named } else { all(text) };
        assert_eq!(first, Err(refused), "{text}");
    }
}

#[test]
fn circles_of_fragments_are_refused_used_or_not() {
    for fragments in [
        "fragment A on T { ...A }",
        "fragment A on T { ...B } fragment B on T { a { ... { ...A } } }",
        "fragment C on T { c ...A } fragment A on T { a { ...A } }",
    ] {
        for query in ["{ a }", "{ ...A }"] {
            let refused = all(&format!("{query} {fragments}"));
            assert!(matches!(refused, Err(Refused::FragmentCycle(_))), "{query} {fragments}");
        }
    }
}
