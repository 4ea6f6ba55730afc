//! Lambda's runtime API on this machine, which notes to the microsecond when a function asks for
//! its first event and when it answers. AWS's emulator would add its own milliseconds.

use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::failure::Failure;
use crate::steps::now;
use crate::wire::Connection;

pub(crate) struct RuntimeApi {
    address: SocketAddr,
    seen: Receiver<Seen>,
}

struct Seen {
    at: Instant,
    /// The answer to the event; `None` when an event was asked for.
    answer: Option<String>,
}

impl RuntimeApi {
    /// Listens, and hands `event` to every function that asks for its first one. One function runs
    /// at a time.
    pub(crate) fn start(event: &Value) -> Result<Self, Failure> {
        let event = event.to_string();
        Self::listen(move || {
            let mut first = Some(event.clone());
            move || first.take()
        })
    }

    /// Listens; `events` makes the source of each connection's events, of which an end is a wait for ever.
    fn listen<E>(events: impl Fn() -> E + Send + 'static) -> Result<Self, Failure>
    where
        E: FnMut() -> Option<String> + Send + 'static,
    {
        let unable = |error: io::Error| Failure::said(format!("cannot listen on this machine: {error}"));
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(unable)?;
        let address = listener.local_addr().map_err(unable)?;
        let (tell, seen) = mpsc::channel();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (tell, events) = (tell.clone(), events());
                // Ends when the function closes the connection, which it does by ending.
                std::thread::spawn(move || serve(stream, events, &tell));
            }
        });
        Ok(Self { address, seen })
    }

    pub(crate) fn address(&self) -> String {
        self.address.to_string()
    }

    /// Instant at which the function asked for its first event.
    pub(crate) fn first_poll(&self) -> Result<Instant, Failure> {
        self.next().map(|seen| seen.at)
    }

    /// Instant at which the function answered it, and the answer.
    pub(crate) fn answer(&self) -> Result<(Instant, Value), Failure> {
        let seen = self.next()?;
        let answer = seen.answer.unwrap_or_default();
        Ok((seen.at, serde_json::from_str(&answer).unwrap_or_default()))
    }

    /// Forgets what an ended function has left behind.
    pub(crate) fn forget(&self) {
        while self.seen.try_recv().is_ok() {}
    }

    fn next(&self) -> Result<Seen, Failure> {
        let seen = self.seen.recv_timeout(LIMIT);
        seen.map_err(|_| Failure::said("the function did not call the runtime API in time"))
    }
}

/// The runtime API of one function, which is sent one event after the other.
pub(crate) struct Invoker {
    api: RuntimeApi,
    events: Sender<String>,
}

impl Invoker {
    pub(crate) fn start() -> Result<Self, Failure> {
        let (events, waiting) = mpsc::channel();
        let waiting = Arc::new(Mutex::new(waiting));
        let api = RuntimeApi::listen(move || {
            let waiting: Arc<Mutex<Receiver<String>>> = Arc::clone(&waiting);
            move || waiting.lock().unwrap_or_else(PoisonError::into_inner).recv().ok()
        })?;
        Ok(Self { api, events })
    }

    pub(crate) fn address(&self) -> String {
        self.api.address()
    }

    /// Time from handing the event out to the answer, and the answer.
    pub(crate) fn invoke(&self, event: &Value) -> Result<(Duration, Value), Failure> {
        // The other end is a thread that lasts as long as this program.
        let _ = self.events.send(event.to_string());
        let handed_out = self.api.first_poll()?;
        let (answered, answer) = self.api.answer()?;
        Ok((answered.duration_since(handed_out), answer))
    }
}

fn serve(stream: TcpStream, mut events: impl FnMut() -> Option<String>, tell: &Sender<Seen>) -> io::Result<()> {
    let mut connection = Connection::new(stream)?;
    while let Some(request) = connection.request()? {
        if !request.line.starts_with("GET ") {
            let at = now();
            let _ = tell.send(Seen {
                at,
                answer: Some(request.body),
            });
            connection.answer("202 Accepted", "", "")?;
            continue;
        }
        let Some(event) = events() else { continue };
        let _ = tell.send(Seen {
            at: now(),
            answer: None,
        });
        connection.answer("200 OK", HEADERS, &event)?;
    }
    Ok(())
}

/// The deadline is in the year 2100.
const HEADERS: &str = "content-type: application/json\r\n\
    lambda-runtime-aws-request-id: 8476a536-e9f4-11e8-9739-2dfe598c3fcd\r\n\
    lambda-runtime-deadline-ms: 4102444800000\r\n\
    lambda-runtime-invoked-function-arn: arn:aws:lambda:eu-central-1:123456789012:function:bench\r\n\
    lambda-runtime-trace-id: Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700\r\n";

const LIMIT: Duration = Duration::from_secs(20);

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::http;

    #[test]
    fn a_function_is_sent_one_event_after_the_other() {
        let invoker = Invoker::start().unwrap();
        let api = format!("http://{}/2018-06-01/runtime/invocation", invoker.address());
        let function = std::thread::spawn(move || {
            for _ in 0..2 {
                let event = http::get(&format!("{api}/next"), &[], LIMIT).unwrap();
                http::post(&format!("{api}/1/response"), &[], &event.body, LIMIT).unwrap();
            }
        });
        for event in [json!({ "number": 1 }), json!({ "number": 2 })] {
            let (_, answer) = invoker.invoke(&event).unwrap();
            assert_eq!(answer, event);
        }
        function.join().unwrap();
    }

    #[test]
    fn every_function_has_the_same_first_event() {
        let api = RuntimeApi::start(&json!({ "number": 1 })).unwrap();
        let url = format!("http://{}/2018-06-01/runtime/invocation", api.address());
        for _ in 0..2 {
            let event = http::get(&format!("{url}/next"), &[], LIMIT).unwrap();
            http::post(&format!("{url}/1/response"), &[], &event.body, LIMIT).unwrap();
            let handed_out = api.first_poll().unwrap();
            let (answered, answer) = api.answer().unwrap();
            assert_eq!(answer, json!({ "number": 1 }));
            assert!(handed_out <= answered);
        }
    }
}
