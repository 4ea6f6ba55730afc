//! `docs/examples/vite.config.ts`, held against the template.

use crate::Template;

const EXAMPLE: &str = include_str!("../../../docs/examples/vite.config.ts");

#[test]
fn the_example_serves_the_front_end_on_the_origin_that_the_api_allows() {
    let template = Template::parse(include_str!("../../../template.yaml")).unwrap();
    let allowed = template.as_json()["Parameters"]["AllowedOrigins"]["Default"]
        .as_str()
        .unwrap();
    let ports: Vec<&str> = EXAMPLE.lines().filter_map(|line| value(line, "port: ")).collect();
    assert_eq!(ports.len(), 1, "{ports:?}");
    assert_eq!(format!("http://localhost:{}", ports[0]), allowed);
}

#[test]
fn the_example_leads_what_is_below_api_to_the_functions_where_dev_serves_them() {
    let of = |name| EXAMPLE.lines().find_map(|line| value(line, name));
    assert_eq!(of("'/api': "), Some("functions"));
    assert!(EXAMPLE.contains("const functions = 'http://127.0.0.1:5273';"));
}

/// The text behind `name` at the start of a line, up to the comma.
fn value<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    let (value, _) = line.trim_start().strip_prefix(name)?.split_once(',')?;
    Some(value)
}
