//! What cfn-lint cannot know of `template.yaml`: what the function of the accounts must not be told.

const TEMPLATE: &str = include_str!("../../../template.yaml");

/// What stands below the line `heading` and is indented further.
fn block(text: &str, heading: &str) -> String {
    let depth = |line: &str| line.len() - line.trim_start().len();
    let mut lines = text.lines().skip_while(|line| line.trim() != heading);
    let heading = lines.next().expect("the template has this block");
    let is_below = |line: &&str| line.trim().is_empty() || depth(line) > depth(heading);
    lines.take_while(is_below).collect::<Vec<_>>().join("\n")
}

/// Names and values of the variables below the line `heading`.
fn variables(heading: &str) -> Vec<(String, String)> {
    let block = block(&block(TEMPLATE, heading), "Variables:");
    let pairs = block.lines().filter_map(|line| line.trim().split_once(": "));
    pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

#[test]
fn the_accounts_function_is_told_nothing_of_jtl() {
    let (of_all, own) = (variables("Globals:"), variables("AccountFunction:"));
    assert!(of_all.len() > 10 && own.len() > 3, "{of_all:?} {own:?}");
    for (name, _) in of_all {
        let is_taken_away = own.contains(&(name.clone(), "!Ref AWS::NoValue".into()));
        assert!(is_taken_away || OF_ALL.contains(&name.as_str()), "{name}");
    }
    assert!(!block(TEMPLATE, "AccountFunction:").contains("CredentialsSecretId"));
}

#[test]
fn each_route_that_takes_a_password_or_a_token_has_a_throttle_of_its_own() {
    let function = block(TEMPLATE, "AccountFunction:");
    let lines: Vec<&str> = function.lines().map(str::trim).collect();
    let posts = lines.windows(2).filter(|pair| pair[1] == "Method: POST");
    let paths: Vec<_> = posts.filter_map(|pair| pair[0].strip_prefix("Path: ")).collect();
    assert_eq!(paths.len(), 5, "{paths:?}");
    for path in paths {
        let settings = block(TEMPLATE, &format!("POST {path}:"));
        assert!(
            settings.contains("ThrottlingRateLimit: !Ref AccountThrottlingRate"),
            "{path}"
        );
    }
}

/// What every function may know.
const OF_ALL: [&str; 4] = [
    "ACCOUNT_ISSUER",
    "TOKEN_LEEWAY_SECONDS",
    "KEY_SET_STALE_SECONDS",
    "METRICS_NAMESPACE",
];
