use super::{Refused, all};

fn nested(depth: usize) -> String {
    format!("{}a{}", "{a".repeat(depth - 1) + "{", "}".repeat(depth))
}

#[test]
fn depth_is_counted_through_fragments() {
    let too_deep = Err(Refused::TooDeep { depth: 16, most: 15 });
    assert!(all(&nested(15)).is_ok());
    assert_eq!(all(&nested(16)), too_deep);
    let split = |inner: usize| format!("{{ a {{ ... {{ ...F }} }} }} fragment F on T {}", nested(inner));
    assert!(all(&split(14)).is_ok());
    assert_eq!(all(&split(15)), too_deep);
    let unused = format!("{{ a }} fragment F on T {}", nested(16));
    assert!(all(&unused).is_ok());
}

#[test]
fn root_fields_are_counted_through_aliases_and_fragments() {
    let too_many = |count| Err(Refused::TooManyRootFields { count, most: 20 });
    let aliases = |count: usize| (0..count).map(|n| format!("a{n}: a ")).collect::<Vec<_>>().concat();
    assert!(all(&format!("{{ {} }}", aliases(20))).is_ok());
    assert_eq!(all(&format!("{{ {} }}", aliases(21))), too_many(21));
    let split = |spread: usize| {
        let spreads = "...F ".repeat(spread);
        format!(
            "{{ {spreads} ... {{ b ... on T {{ c }} }} }} fragment F on T {{ {} }}",
            aliases(9)
        )
    };
    assert!(all(&split(2)).is_ok());
    assert_eq!(all(&split(3)), too_many(29));
}

#[test]
fn fields_are_counted_wherever_a_fragment_is_used() {
    let of = |spread: usize, own: usize| {
        let (spreads, own) = ("...F ".repeat(spread), "b ".repeat(own));
        format!(
            "{{ a {{ {spreads} {own} }} }} fragment F on T {{ {} }}",
            "c ".repeat(100)
        )
    };
    assert!(all(&of(49, 99)).is_ok());
    let too_many = |count| Err(Refused::TooManyFields { count, most: 5_000 });
    assert_eq!(all(&of(49, 100)), too_many(5_001));
    assert_eq!(all(&of(50, 0)), too_many(5_001));
}

#[test]
fn a_bomb_of_fragments_is_counted_and_not_unfolded() {
    let bomb = |doublings: usize| {
        let fragments = (0..doublings).map(|n| format!("fragment F{n} on T {{ ...F{0} ...F{0} }} ", n + 1));
        let fragments: String = fragments.collect();
        format!("{{ a {{ ...F0 }} }} {fragments} fragment F{doublings} on T {{ a }}")
    };
    let too_many = |count| Err(Refused::TooManyFields { count, most: 5_000 });
    assert_eq!(all(&bomb(40)), too_many((1 << 40) + 1));
    assert_eq!(all(&bomb(100)), too_many(u64::MAX));
    assert_eq!(
        all(&bomb(100).replace("{ a { ...F0 } }", "{ ...F0 }")),
        Err(Refused::TooManyRootFields {
            count: u64::MAX,
            most: 20
        })
    );
}

#[test]
fn the_deepest_and_longest_that_fit_a_body_are_refused_without_harm() {
    for part in [
        "{a",
        "{a(b:[",
        "{a(b:{c:",
        "{...on T",
        "[",
        "(",
        "{",
        "\"",
        "{a(b:\"\"\"",
        "...",
        "query($a:[",
    ] {
        let text = part.repeat(64 * 1024 / part.len());
        assert!(all(&text).is_err(), "{part}");
    }
    let count = 1_200;
    let chain: Vec<String> = (0..count)
        .map(|n| format!("fragment F{n} on T{{...F{}}} ", n + 1))
        .collect();
    let chain = chain.concat();
    let chain = format!("{{...F0}} {chain} fragment F{count} on T {{a}}");
    assert!(all(&chain).unwrap().text.contains(&format!("F{count} on T {{a}}")));
    let wide = format!("{{a(b:[{}])}}", "1 ".repeat(25_000));
    let too_large = Refused::TooLarge {
        tokens: 20_000,
        levels: 64,
    };
    assert_eq!(all(&wide), Err(too_large));
}
