use serde_json::json;

use crate::test_gateway::{Folder, TEMPLATE, TestGateway, wait_for};

#[test]
fn an_unknown_path_is_answered_with_the_paths_that_there_are() {
    let stage = TestGateway::start(TEMPLATE);

    for path in ["/", "/ech", "/echo/", "/echo/1/2", "/files", "/Echo"] {
        let answer = stage.get(path);

        assert_eq!(answer.status, 404, "{path}");
        assert_eq!(answer.header("content-type"), "application/problem+json");
        let problem = answer.json();
        assert_eq!(problem["code"], "no_such_path", "{path}");
        assert_eq!(problem["status"], 404);
        assert!(problem["routes"].as_array().unwrap().contains(&json!("GET /echo/{id}")));
        assert_eq!(problem["requestId"], answer.header("apigw-requestid"));
    }
}

#[test]
fn a_method_that_a_path_does_not_take_is_answered_with_those_it_takes() {
    let stage = TestGateway::start(TEMPLATE);

    for (request, allowed) in [
        ("PUT /echo", "GET, POST"),
        ("DELETE /echo/7", "GET"),
        ("HEAD /echo", "GET, POST"),
        ("OPTIONS /answer", "POST"),
    ] {
        let answer = stage.send(request, &[], b"");

        assert_eq!(
            (answer.status, answer.header("allow")),
            (405, allowed.into()),
            "{request}"
        );
        if !request.starts_with("HEAD") {
            assert_eq!(answer.json()["code"], "method_not_allowed");
            assert_eq!(answer.json()["title"], "Method Not Allowed");
        }
    }
}

#[test]
fn a_route_that_is_added_is_taken_up() {
    let stage = TestGateway::start(TEMPLATE);
    assert_eq!(stage.get("/more").status, 404);

    stage
        .folder
        .write("template.yaml", &TEMPLATE.replace("Path: /echo}", "Path: /more}"));

    wait_for("the new route", || (stage.get("/more").status == 200).then_some(()));
    let lines = stage.lines();
    let said: Vec<&String> = lines.iter().filter(|line| line.contains("is taken up")).collect();
    assert_eq!(said.len(), 1, "{said:?}");
    let difference = " template.yaml is taken up: + GET /more, + POST /more, - GET /echo, - POST /echo";
    assert!(said[0].ends_with(difference), "{said:?}");
    assert_eq!(stage.get("/echo").status, 404);
}

#[test]
fn a_template_that_cannot_be_read_leaves_the_routes_and_is_named() {
    let stage = TestGateway::start(TEMPLATE);
    assert_eq!(stage.get("/echo").status, 200);

    stage.folder.write("template.yaml", "Resources: [");

    wait_for("the complaint", || {
        let lines = stage.lines();
        lines
            .into_iter()
            .find(|line| line.starts_with("the routes stay as they were: template.yaml is not readable"))
    });
    assert_eq!(stage.get("/echo").status, 200);
}

#[test]
fn a_named_stage_is_the_first_part_of_every_path() {
    let template = TEMPLATE.replace(
        "      CorsConfiguration:",
        "      StageName: v1\n      CorsConfiguration:",
    );
    let stage = TestGateway::start_with(Folder::new(), &template, |_| {});

    let event = stage.get("/v1/echo/7").json();

    assert_eq!(event["rawPath"], "/v1/echo/7");
    assert_eq!(event["routeKey"], "GET /echo/{id}");
    assert_eq!(event["requestContext"]["stage"], "v1");
    for path in ["/echo/7", "/v2/echo/7", "/v11/echo", "/v1echo/7"] {
        assert_eq!(stage.get(path).status, 404, "{path}");
    }
}
