//! The gateway's share of a request: a function that answers at once, asked through the gateway,
//! against a server that answers at once, asked in turns. Prints one line of JSON: medians in
//! microseconds. The share holds the function's own process and its two calls to the Runtime API.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a benchmark for a terminal")]
#![expect(clippy::disallowed_methods, reason = "measures what the machine really took")]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::routing::get;
use gateway::{Gateway, Options};
use tokio::net::TcpListener;

#[tokio::main]
async fn main() {
    let folder = std::env::temp_dir().join(format!("gateway-share-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("template.yaml"), TEMPLATE).unwrap();
    let mut options = Options::of_workspace(folder.clone(), Arc::new(|_: &str| {}));
    let function = env!("CARGO_BIN_EXE_echo-function").into();
    options.executables.insert("echo".into(), function);
    let gateway = Gateway::start((Ipv4Addr::LOCALHOST, 0).into(), options).await.unwrap();
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let bare = format!("http://{}", listener.local_addr().unwrap());
    let router = Router::new().route("/echo", get(async || BODY));
    tokio::spawn(async move { axum::serve(listener, router).await });

    let urls = [gateway.url(), bare];
    let measured = tokio::task::spawn_blocking(move || measure(&urls)).await.unwrap();

    drop(gateway);
    fs::remove_dir_all(&folder).unwrap();
    let [through, bare] = measured.map(median);
    println!("{{\"through_us\":{through},\"bare_us\":{bare}}}");
}

fn measure(urls: &[String; 2]) -> [Vec<u128>; 2] {
    let mut connections = urls.each_ref().map(|url| Connection::open(url));
    let mut times = [Vec::new(), Vec::new()];
    // The first of them start the function.
    for round in 0..ROUNDS {
        for (connection, times) in connections.iter_mut().zip(&mut times) {
            for _ in 0..CALLS {
                let began = Instant::now();
                connection.get();
                if round > 0 {
                    times.push(began.elapsed().as_micros());
                }
            }
        }
    }
    times
}

/// One connection that is kept, as a browser keeps one.
struct Connection(BufReader<TcpStream>);

impl Connection {
    fn open(url: &str) -> Self {
        let stream = TcpStream::connect(url.trim_start_matches("http://")).unwrap();
        stream.set_nodelay(true).unwrap();
        Self(BufReader::new(stream))
    }

    fn get(&mut self) {
        let request = b"GET /echo HTTP/1.1\r\nhost: localhost\r\n\r\n";
        self.0.get_mut().write_all(request).unwrap();
        let (mut line, mut length) = (String::new(), 0);
        self.0.read_line(&mut line).unwrap();
        assert!(line.contains(" 200 "), "{line}");
        while line != "\r\n" {
            line.clear();
            self.0.read_line(&mut line).unwrap();
            if let Some(value) = line.strip_prefix("content-length: ") {
                length = value.trim().parse().unwrap();
            }
        }
        self.0.read_exact(&mut vec![0; length]).unwrap();
    }
}

fn median(mut times: Vec<u128>) -> u128 {
    times.sort_unstable();
    times[times.len() / 2]
}

const ROUNDS: usize = 21;
const CALLS: usize = 50;
const BODY: &str = "{}";
const TEMPLATE: &str = "\
Resources:
  Api: {Type: AWS::Serverless::HttpApi}
  EchoFunction:
    Type: AWS::Serverless::Function
    Metadata: {BuildProperties: {Binary: echo}}
    Properties:
      Events:
        A: {Type: HttpApi, Properties: {ApiId: !Ref Api, Method: GET, Path: /echo}}
";
