//! The name of a function: a package, a binary, and the beginning of logical ids.

/// Refuses what cannot be the name of a package, and what something else is called.
pub(crate) fn check(name: &str, taken: &[String]) -> Result<(), String> {
    let is_part = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
    let is_name = name.len() <= LONGEST
        && name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.split('-').all(is_part);
    if !is_name {
        return Err(format!(
            "{name:?} is no name for a function: lower-case letters and digits, in words joined by -, \
             {LONGEST} characters at most"
        ));
    }
    let (function, log_group) = (
        format!("{}Function", pascal_case(name)),
        format!("{}LogGroup", pascal_case(name)),
    );
    let is_taken = |known: &String| known == name || *known == function || *known == log_group;
    if RESERVED.contains(&name) || taken.iter().any(is_taken) {
        return Err(format!("the name {name} is taken; choose another"));
    }
    Ok(())
}

/// `connect-tenant` as `ConnectTenant`.
pub(crate) fn pascal_case(text: &str) -> String {
    let words = text
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty());
    words.map(|word| word[..1].to_ascii_uppercase() + &word[1..]).collect()
}

/// Lambda's limit for the name of a function is 64, and SAM puts the stack's before it.
const LONGEST: usize = 40;

/// Rust's own crates and its keywords (The Rust Reference, "Keywords"), which no crate can be called.
const RESERVED: [&str; 57] = [
    "abstract", "alloc", "as", "async", "await", "become", "box", "break", "const", "continue", "core", "crate", "do",
    "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro",
    "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static", "std", "struct",
    "super", "test", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while",
    "yield", "build", "it",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_that_of_a_package() {
        let taken = ["session", "serde", "OrdersFunction"].map(String::from);
        for good in ["order", "my-orders", "b2b"] {
            assert_eq!(check(good, &taken), Ok(()), "{good}");
        }
        for bad in [
            "",
            "Orders",
            "my_orders",
            "2go",
            "-a",
            "a-",
            "a--b",
            "a/b",
            "../a",
            &"a".repeat(41),
        ] {
            assert!(check(bad, &taken).unwrap_err().contains("is no name"), "{bad}");
        }
        for used in ["session", "serde", "orders", "match", "test"] {
            assert!(check(used, &taken).unwrap_err().contains("is taken"), "{used}");
        }
    }

    #[test]
    fn logical_ids_are_of_letters_and_digits() {
        assert_eq!(pascal_case("connect-tenant"), "ConnectTenant");
        assert_eq!(pascal_case("GET /api/orders/{id}"), "GETApiOrdersId");
    }
}
