use crate::client::Answer;
use crate::test_gateway::{Folder, TEMPLATE, TestGateway, wait_for};

const PAGE: &str = "<!doctype html><title>ü</title>";

fn started() -> TestGateway {
    let folder = Folder::new();
    for (file, text) in [
        ("web/index.html", PAGE),
        ("web/app.js", "export {};"),
        ("web/app.css", "p {}"),
        ("web/app.json", "{}"),
        ("web/icons/one.svg", "<svg/>"),
        ("web/echo", "a file with the path of a route"),
        ("web/.env", "SECRET=1"),
        ("web/.git/config", "SECRET=1"),
        ("secret.txt", "SECRET=1"),
        ("web-other/secret.txt", "SECRET=1"),
    ] {
        folder.write(file, text);
    }
    TestGateway::start_with(folder, TEMPLATE, |options| {
        options.web = Some(options.root.join("web"));
        options.frame_ancestors = vec!["http://127.0.0.1:7898".parse().unwrap()];
    })
}

/// 404 in the gateway's words.
fn is_no_path(answer: &Answer) -> bool {
    answer.status == 404 && answer.json()["code"] == "no_such_path"
}

#[test]
fn a_file_is_served_by_its_name_with_its_type() {
    let gateway = started();

    for (path, body, content_type) in [
        ("/app.js", "export {};", "text/javascript; charset=utf-8"),
        ("/app.js?v=1", "export {};", "text/javascript; charset=utf-8"),
        ("/app.css", "p {}", "text/css; charset=utf-8"),
        ("/app.json", "{}", "application/json"),
        ("/icons/one.svg", "<svg/>", "image/svg+xml"),
        ("/index.html", PAGE, "text/html; charset=utf-8"),
    ] {
        let answer = gateway.get(path);
        assert_eq!((answer.status, answer.text()), (200, body), "{path}");
        assert_eq!(answer.header("content-type"), content_type, "{path}");
    }
}

#[test]
fn the_pages_of_the_app_are_one_page() {
    let gateway = started();

    for path in [
        "/",
        "/setup",
        "/erp",
        "/hub",
        "/erp?shell=http%3A%2F%2F127.0.0.1%3A7898",
    ] {
        let answer = gateway.get(path);
        assert_eq!((answer.status, answer.text()), (200, PAGE), "{path}");
        assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
    }
    for path in ["/other", "/setup/", "/erp/1"] {
        assert!(is_no_path(&gateway.get(path)), "{path}");
    }
}

#[test]
fn a_file_says_who_may_frame_it_and_is_asked_for_anew() {
    let gateway = started();

    for path in ["/", "/app.js"] {
        let answer = gateway.get(path);
        assert_eq!(
            answer.header("content-security-policy"),
            "default-src 'self'; frame-ancestors https://*.jtl-cloud.com http://127.0.0.1:7898"
        );
        assert_eq!(answer.header("cache-control"), "no-cache");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        for absent in ["x-frame-options", "last-modified", "accept-ranges", "apigw-requestid"] {
            assert_eq!(answer.header(absent), "", "{absent}");
        }
        let origin = ("origin", "https://app.example");
        let foreign = gateway.send(&format!("GET {path}"), &[origin], b"");
        assert_eq!(foreign.header("access-control-allow-origin"), "");
    }
}

#[test]
fn a_change_within_the_same_second_is_seen() {
    let gateway = started();
    let unless = [("if-modified-since", "Fri, 31 Dec 2100 00:00:00 GMT")];

    gateway.folder.write("web/app.js", "export { two };");

    let answer = gateway.send("GET /app.js", &unless, b"");
    assert_eq!((answer.status, answer.text()), (200, "export { two };"));
}

#[test]
fn head_has_the_headers_alone() {
    let gateway = started();

    let answer = gateway.send("HEAD /app.js", &[], b"");

    assert_eq!((answer.status, answer.body.len()), (200, 0));
    assert_eq!(answer.header("content-length"), "10");
    assert_eq!(answer.header("content-type"), "text/javascript; charset=utf-8");
}

#[test]
fn nothing_but_the_folders_own_files_is_served() {
    let gateway = started();

    for path in [
        "/.env",
        "/%2eenv",
        "/.git/config",
        "/%2Egit/config",
        "/icons",
        "/icons/",
        "/icons/../.env",
        "/../secret.txt",
        "/..%2fsecret.txt",
        "/%2e%2e/secret.txt",
        "/%2e%2e%2fsecret.txt",
        "/icons/../../secret.txt",
        "/icons/..%2f..%2fsecret.txt",
        "/..\\secret.txt",
        "/..%5csecret.txt",
        "/../web-other/secret.txt",
        "//etc/passwd",
        "/%2fetc/passwd",
        "/app.js%00",
        "/app.js/",
        "/C:%5cWindows%5cwin.ini",
        "/none.js",
    ] {
        let answer = gateway.get(path);
        assert!(is_no_path(&answer), "{path}: {answer:?}");
    }
    for request in ["POST /app.js", "DELETE /app.js", "PUT /"] {
        assert!(is_no_path(&gateway.send(request, &[], b"")), "{request}");
    }
}

#[test]
fn a_route_wins_over_a_file() {
    let gateway = started();

    assert_eq!(gateway.get("/echo").json()["routeKey"], "GET /echo");
    assert_eq!(gateway.send("DELETE /echo", &[], b"").status, 405);
}

#[test]
fn a_file_is_no_line_and_its_lack_is_one() {
    let gateway = started();

    gateway.get("/app.js");
    gateway.get("/none.js");

    let line = wait_for("a line", || gateway.lines().first().cloned());
    assert!(line.contains(" GET /none.js 404 "), "{line}");
}

#[test]
fn a_folder_that_is_not_there_yet_is_none() {
    let gateway = TestGateway::start_with(Folder::new(), TEMPLATE, |options| {
        options.web = Some(options.root.join("web"));
    });
    assert!(is_no_path(&gateway.get("/")) && is_no_path(&gateway.get("/app.js")));
    assert_eq!(gateway.get("/echo").status, 200);

    gateway.folder.write("web/index.html", PAGE);

    assert_eq!(gateway.get("/").text(), PAGE);
}
