use crate::test_gateway::{TEMPLATE, TestGateway};

const ALLOWED: &str = "http://localhost:5173";

const NONE: [String; 6] = [const { String::new() }; 6];

/// The CORS headers of an answer, in a row.
fn headers(answer: &crate::client::Answer) -> [String; 6] {
    ["origin", "methods", "headers", "credentials"]
        .map(|end| format!("access-control-allow-{end}"))
        .into_iter()
        .chain(["access-control-expose-headers".into(), "access-control-max-age".into()])
        .map(|name| answer.header(&name))
        .collect::<Vec<_>>()
        .try_into()
        .unwrap()
}

fn preflight(stage: &TestGateway, path: &str, origin: &str) -> crate::client::Answer {
    let headers = [("origin", origin), ("access-control-request-method", "GET")];
    stage.send(&format!("OPTIONS {path}"), &headers, b"")
}

#[test]
fn a_preflight_of_an_allowed_origin_is_told_what_the_template_allows() {
    let stage = TestGateway::start(TEMPLATE);

    for path in ["/echo", "/nowhere"] {
        let answer = preflight(&stage, path, ALLOWED);

        assert_eq!((answer.status, answer.body.len()), (204, 0));
        let expected = [
            ALLOWED,
            "GET,POST",
            "authorization,x-session-id",
            "true",
            "retry-after,x-request-id",
            "600",
        ];
        assert_eq!(headers(&answer), expected.map(String::from), "{path}");
    }
}

#[test]
fn options_without_the_headers_of_a_preflight_are_a_method_like_others() {
    let stage = TestGateway::start(TEMPLATE);

    let answer = stage.send("OPTIONS /echo", &[("origin", ALLOWED)], b"");
    assert_eq!(
        (answer.status, answer.header("access-control-allow-methods")),
        (405, String::new())
    );
    let answer = stage.send("OPTIONS /echo", &[("access-control-request-method", "GET")], b"");
    assert_eq!((answer.status, headers(&answer)), (405, NONE));
}

#[test]
fn another_origin_is_told_nothing() {
    let stage = TestGateway::start(TEMPLATE);

    for origin in [
        "https://app.example.evil",
        "http://app.example",
        "http://localhost:5174",
        "http://localhost",
        "null",
        "",
    ] {
        let preflight = preflight(&stage, "/echo", origin);
        assert_eq!(preflight.status, 204, "{origin}");
        assert_eq!(headers(&preflight), NONE, "{origin}");
        let answer = stage.send("GET /echo", &[("origin", origin)], b"");
        assert_eq!(answer.status, 200, "{origin}");
        assert_eq!(headers(&answer), NONE, "{origin}");
    }
}

#[test]
fn an_answer_has_the_templates_headers_and_not_the_functions() {
    let stage = TestGateway::start(TEMPLATE);
    let own = r#"{"statusCode":200,"headers":{"Access-Control-Allow-Origin":"*","access-control-max-age":"9","vary":"origin"}}"#;
    let of_template = [ALLOWED, "", "", "true", "retry-after,x-request-id", ""].map(String::from);

    let allowed = stage.send(
        "POST /answer",
        &[("origin", ALLOWED), ("content-type", "text/plain")],
        own.as_bytes(),
    );
    assert_eq!(
        (headers(&allowed), allowed.header("vary")),
        (of_template.clone(), "origin".into())
    );

    let no_page = stage.post("/answer", own);
    assert_eq!(headers(&no_page), NONE);

    let not_found = stage.send("GET /nowhere", &[("origin", ALLOWED)], b"");
    assert_eq!((not_found.status, headers(&not_found)), (404, of_template));
}

#[test]
fn credentials_are_allowed_only_where_the_template_allows_them() {
    let stage = TestGateway::start(&TEMPLATE.replace("AllowCredentials: true", "AllowCredentials: false"));

    let answer = preflight(&stage, "/echo", ALLOWED);
    assert_eq!(answer.header("access-control-allow-origin"), ALLOWED);
    assert_eq!(answer.header("access-control-allow-credentials"), "");
}

#[test]
fn a_star_allows_every_origin_and_a_scheme_all_of_its_kind() {
    for (origins, origin, told) in [
        ("'*'", "https://x.example", "*"),
        ("'https://*'", "https://x.example", "https://x.example"),
        ("'https://*'", "http://x.example", ""),
    ] {
        let stage = TestGateway::start(&TEMPLATE.replace("!Ref Origins", &format!("[{origins}]")));
        let answer = preflight(&stage, "/echo", origin);
        assert_eq!(answer.header("access-control-allow-origin"), told, "{origins} {origin}");
    }
}

#[test]
fn a_parameter_changes_who_is_allowed() {
    let stage = TestGateway::start_with(crate::test_gateway::Folder::new(), TEMPLATE, |options| {
        options
            .parameters
            .insert("Origins".into(), "https://other.example".into());
    });

    assert_eq!(headers(&preflight(&stage, "/echo", ALLOWED)), NONE);
    let other = preflight(&stage, "/echo", "https://other.example");
    assert_eq!(other.header("access-control-allow-origin"), "https://other.example");
}

#[test]
fn without_cors_in_the_template_there_is_none() {
    let template: String = TEMPLATE
        .lines()
        .filter(|line| !line.contains("Allow") && !line.contains("CorsConf"))
        .fold(String::new(), |text, line| text + line + "\n");
    let template = template.replace(
        "        ExposeHeaders: [retry-after, x-request-id]\n        MaxAge: 600\n",
        "",
    );
    let stage = TestGateway::start(&template);

    assert_eq!(preflight(&stage, "/echo", ALLOWED).status, 405);
    let own = r#"{"statusCode":200,"headers":{"access-control-allow-origin":"https://own.example"}}"#;
    let answer = stage.post("/answer", own);
    assert_eq!(answer.header("access-control-allow-origin"), "https://own.example");
}
