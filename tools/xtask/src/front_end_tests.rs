//! Facts of `template.yaml` about the distribution that cfn-lint cannot know: what goes to the API.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use sam_template::Template;
use serde_json::{Value, json};

use crate::edit::behavior::matches;

static TEMPLATE: LazyLock<Template> =
    LazyLock::new(|| Template::parse(include_str!("../../../template.yaml")).expect("the template is readable"));

fn distribution() -> &'static Value {
    &TEMPLATE.resource("Distribution")["Properties"]["DistributionConfig"]
}

/// The patterns that go to the API. CloudFront's `*` stands for any characters.
fn patterns() -> Vec<&'static str> {
    let behaviors = distribution()["CacheBehaviors"].as_array().expect("it has behaviours");
    let to_api = behaviors.iter().map(|behavior| {
        assert_eq!(behavior["TargetOriginId"], "api");
        behavior["PathPattern"].as_str().expect("each has a pattern")
    });
    to_api.collect()
}

fn goes_to_api(path: &str) -> bool {
    patterns().iter().any(|pattern| matches(pattern, path))
}

#[test]
fn every_route_goes_to_the_api_and_every_pattern_has_one() {
    let routes = TEMPLATE.routes().expect("the routes are readable");
    assert!(routes.len() > 5);
    for route in &routes {
        assert!(goes_to_api(&route.path), "{} {}", route.method, route.path);
    }
    for pattern in patterns() {
        let prefix = pattern.trim_end_matches('*');
        assert!(routes.iter().any(|route| route.path.starts_with(prefix)), "{pattern}");
    }
}

#[test]
fn no_file_and_no_page_of_the_front_end_goes_to_the_api() {
    let web = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web");
    let mut files = 0;
    for file in fs::read_dir(web).expect("the folder is there") {
        let name = file.expect("it is readable").file_name().into_string().expect("ASCII");
        assert!(!goes_to_api(&format!("/{name}")), "{name}");
        files += 1;
    }
    assert!(files > 10);
    for page in ["/", "/hub", "/setup", "/erp"] {
        assert!(!goes_to_api(page), "{page}");
    }
}

#[test]
fn nothing_of_the_api_is_kept_and_its_host_is_its_own() {
    for behavior in distribution()["CacheBehaviors"].as_array().expect("it has behaviours") {
        assert_eq!(behavior["CachePolicyId"], "4135ea2d-6df8-44a3-9df3-4b5a84be39ad");
        assert_eq!(
            behavior["OriginRequestPolicyId"],
            "b689b0a8-53d0-40ab-baf2-68738e2966ac"
        );
        let function = &behavior["FunctionAssociations"][0]["FunctionARN"]["Fn::GetAtt"];
        assert_eq!(*function, json!(["ViewerAddress", "FunctionMetadata.FunctionARN"]));
    }
    // An error page of the distribution's would take the API's 404 too.
    assert_eq!(distribution().get("CustomErrorResponses"), None);
}
