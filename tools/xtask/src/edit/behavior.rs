//! The way of a route through the distribution: an entry of `CacheBehaviors`, between marks of its function.

/// The template with an entry for `path`, unless one of its patterns takes it already, or there is no
/// distribution.
pub(crate) fn with_behavior(text: &str, path: &str, function: &str) -> String {
    let is_taken = patterns(text).any(|pattern| matches(pattern, path));
    match text.split_once(LIST) {
        Some((before, rest)) if !is_taken => {
            format!("{before}{LIST}{}{rest}", entry(&pattern(path), function))
        }
        _ => text.to_owned(),
    }
}

/// Whether CloudFront sends `path` where this pattern says; its `*` stands for any characters.
pub(crate) fn matches(pattern: &str, path: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(prefix) => path.starts_with(prefix),
        None => path == pattern,
    }
}

fn patterns(text: &str) -> impl Iterator<Item = &str> {
    text.lines()
        .filter_map(|line| line.trim_start().strip_prefix("- PathPattern: "))
}

/// The pattern of a path: any characters where its first parameter stands.
fn pattern(path: &str) -> String {
    match path.split_once('{') {
        Some((before, _)) => format!("{before}*"),
        None => path.to_owned(),
    }
}

fn entry(pattern: &str, function: &str) -> String {
    format!(
        "          # <{function}>
          - PathPattern: {pattern}
            TargetOriginId: api
            ViewerProtocolPolicy: https-only
            AllowedMethods: [GET, HEAD, OPTIONS, PUT, POST, PATCH, DELETE]
            CachePolicyId: 4135ea2d-6df8-44a3-9df3-4b5a84be39ad # Managed-CachingDisabled
            OriginRequestPolicyId: b689b0a8-53d0-40ab-baf2-68738e2966ac # Managed-AllViewerExceptHostHeader
            FunctionAssociations:
              - EventType: viewer-request
                FunctionARN: !GetAtt ViewerAddress.FunctionMetadata.FunctionARN
          # </{function}>
"
    )
}

const LIST: &str = "        CacheBehaviors:\n";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::marks;

    const TEMPLATE: &str = include_str!("../../../../template.yaml");

    #[test]
    fn a_route_beside_the_others_gets_an_entry_like_theirs_and_loses_it_with_its_function() {
        for (path, expected) in [("/orders", "/orders"), ("/orders/{id}", "/orders/*"), ("/{id}", "/*")] {
            let with = with_behavior(TEMPLATE, path, "orders");
            assert_eq!(patterns(&with).next(), Some(expected));
            let entries: Vec<&str> = with.split("          - PathPattern: ").skip(1).collect();
            let body = |entry: &&str| entry.lines().skip(1).take(8).collect::<Vec<_>>().join("\n");
            assert_eq!(body(&entries[0]), body(&entries[1]));
            assert_eq!(marks::without(&with, "orders").as_deref(), Some(TEMPLATE));
        }
    }

    #[test]
    fn a_route_below_api_needs_none_and_neither_does_a_template_without_a_distribution() {
        assert_eq!(with_behavior(TEMPLATE, "/api/orders/{id}", "orders"), TEMPLATE);
        assert_eq!(with_behavior("Resources:\n", "/orders", "orders"), "Resources:\n");
    }
}
