//! A gateway before the tests' own function, in a folder of its own.

use std::fs;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use gateway::{Gateway, Options};
use tokio::runtime::Runtime;

use crate::client::{self, Answer};

pub struct TestGateway {
    pub url: String,
    pub folder: Folder,
    lines: Arc<Mutex<Vec<String>>>,
    gateway: Option<Gateway>,
    _runtime: Runtime,
}

/// A folder that is removed with this value.
pub struct Folder(PathBuf);

impl TestGateway {
    /// With a template whose functions are all the tests' own.
    pub fn start(template: &str) -> Self {
        Self::start_with(Folder::new(), template, |_| {})
    }

    pub fn start_with(folder: Folder, template: &str, change: impl FnOnce(&mut Options)) -> Self {
        folder.write("template.yaml", template);
        let lines = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&lines);
        let say = move |line: &str| heard.lock().unwrap().push(line.to_owned());
        let mut options = Options::of_workspace(folder.path().to_owned(), Arc::new(say));
        options.target = Some(folder.path().join("target"));
        for function in [
            "account",
            "authorizer",
            "connect-tenant",
            "echo",
            "product-proxy",
            "session",
        ] {
            options
                .executables
                .insert(function.into(), env!("CARGO_BIN_EXE_echo-function").into());
        }
        change(&mut options);
        let runtime = Runtime::new().unwrap();
        let started = runtime.block_on(Gateway::start((Ipv4Addr::LOCALHOST, 0).into(), options));
        let gateway = started.unwrap();
        Self {
            url: gateway.url(),
            folder,
            lines,
            gateway: Some(gateway),
            _runtime: runtime,
        }
    }

    pub fn get(&self, path: &str) -> Answer {
        self.send(&format!("GET {path}"), &[], b"")
    }

    pub fn post(&self, path: &str, body: &str) -> Answer {
        self.send(
            &format!("POST {path}"),
            &[("content-type", "text/plain")],
            body.as_bytes(),
        )
    }

    pub fn send(&self, request_line: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        client::send(&self.url, request_line, headers, body)
    }

    /// Lines for the terminal so far.
    pub fn lines(&self) -> Vec<String> {
        self.lines.lock().unwrap().clone()
    }

    pub fn end(&mut self) {
        self.gateway = None;
    }
}

impl Folder {
    pub fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("gateway-{}-{number}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        // As cargo names files: macOS has its temporary folder behind a link.
        Self(path.canonicalize().unwrap())
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    pub fn write(&self, file: &str, text: &str) {
        let path = self.0.join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        // Whole at once, as editors save: a reader never sees half of it.
        let beside = path.with_extension("saved");
        fs::write(&beside, text).unwrap();
        fs::rename(&beside, &path).unwrap();
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Asks until there is an outcome.
pub fn wait_for<T>(sought: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let until = now() + Duration::from_mins(2);
    while now() < until {
        if let Some(outcome) = ask() {
            return outcome;
        }
        std::thread::park_timeout(Duration::from_millis(5));
    }
    panic!("waited in vain for {sought}");
}

#[expect(clippy::disallowed_methods, reason = "bounds a wait for other processes")]
fn now() -> Instant {
    Instant::now()
}

/// A function behind one route for each thing that it can be asked for.
pub const TEMPLATE: &str = "\
Parameters:
  Origins: {Type: CommaDelimitedList, Default: 'https://app.example,http://localhost:5173'}
  Memory: {Type: Number, Default: 512}
Resources:
  Api:
    Type: AWS::Serverless::HttpApi
    Properties:
      CorsConfiguration:
        AllowOrigins: !Ref Origins
        AllowMethods: [GET, POST]
        AllowHeaders: [authorization, x-session-id]
        ExposeHeaders: [retry-after, x-request-id]
        MaxAge: 600
        AllowCredentials: true
  EchoFunction:
    Type: AWS::Serverless::Function
    Metadata: {BuildProperties: {Binary: echo}}
    Properties:
      Timeout: 1
      MemorySize: !Ref Memory
      Events:
        A: {Type: HttpApi, Properties: {ApiId: !Ref Api, Method: GET, Path: /echo}}
        B: {Type: HttpApi, Properties: {ApiId: !Ref Api, Method: POST, Path: /echo}}
        C: {Type: HttpApi, Properties: {ApiId: !Ref Api, Method: GET, Path: '/echo/{id}'}}
        D: {Type: HttpApi, Properties: {ApiId: !Ref Api, Method: GET, Path: '/files/{proxy+}'}}
        E: {Type: HttpApi, Properties: {ApiId: !Ref Api, Method: POST, Path: /answer}}
        F: {Type: HttpApi, Properties: {ApiId: !Ref Api, Method: POST, Path: /error}}
        G: {Type: HttpApi, Properties: {ApiId: !Ref Api, Method: POST, Path: /exit}}
        H: {Type: HttpApi, Properties: {ApiId: !Ref Api, Method: POST, Path: /large}}
        I: {Type: HttpApi, Properties: {ApiId: !Ref Api, Method: POST, Path: /touch}}
        J: {Type: HttpApi, Properties: {ApiId: !Ref Api, Method: POST, Path: /hang}}
        K: {Type: HttpApi, Properties: {ApiId: !Ref Api, Method: GET, Path: /environment}}
        L: {Type: HttpApi, Properties: {ApiId: !Ref Api, Method: POST, Path: /log}}
";
