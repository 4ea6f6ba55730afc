//! The functions of the distribution, run by Node: CloudFront's are JavaScript.

use sam_template::Template;
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::node;
use crate::steps::Steps;

/// Runs them with requests, and looks at what they make of them.
pub(crate) fn check(steps: &mut Steps<'_>, is_required: bool) -> Result<(), Failure> {
    let workspace = steps.workspace;
    steps.with_node(NAME, is_required, || {
        let text = crate::edit::read(workspace, "template.yaml")?;
        let template = Template::parse(&text).map_err(|error| Failure::said(error.to_string()))?;
        for (function, uri, expected) in REQUESTS {
            let request = run(&template, function, uri)?;
            let address = &request["headers"]["x-viewer-address"]["value"];
            let of_viewer = if function == "ViewerAddress" { VIEWER } else { CLAIMED };
            if request["uri"] != expected || *address != of_viewer {
                return Err(Failure::said(format!("{function} makes of {uri}: {request}")));
            }
        }
        Ok(format!("{} requests", REQUESTS.len()))
    })
}

fn run(template: &Template, function: &str, uri: &str) -> Result<Value, Failure> {
    let code = &template.resource(function)["Properties"]["FunctionCode"];
    let code = code
        .as_str()
        .ok_or_else(|| Failure::said(format!("{function} has no code")))?;
    let event = json!({
        "viewer": {"ip": VIEWER},
        "request": {"uri": uri, "headers": {"x-viewer-address": {"value": CLAIMED}}},
    });
    let program = format!("{code}\nconsole.log(JSON.stringify(handler({event})))");
    let output = node::program().args(["-e", &program]).output();
    let output = output.map_err(|error| Failure::said(format!("Node cannot be started: {error}")))?;
    serde_json::from_slice(&output.stdout).map_err(|_| {
        let said = String::from_utf8_lossy(&output.stderr);
        Failure::said(format!("{function} fails: {said}"))
    })
}

const NAME: &str = "template, functions at the edge";
const VIEWER: &str = "2001:db8::1";
const CLAIMED: &str = "203.0.113.7";
/// Function, path and the path that comes of it.
const REQUESTS: [(&str, &str, &str); 6] = [
    ("FrontEndPaths", "/", "/index.html"),
    ("FrontEndPaths", "/hub", "/index.html"),
    ("FrontEndPaths", "/a.b/hub", "/index.html"),
    ("FrontEndPaths", "/app.js", "/app.js"),
    ("FrontEndPaths", "/assets/index-1a2b.css", "/assets/index-1a2b.css"),
    ("ViewerAddress", "/api/login", "/api/login"),
];
