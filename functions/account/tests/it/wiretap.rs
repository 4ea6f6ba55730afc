//! A line to DynamoDB on which every request is written down.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::io::{AsyncReadExt, AsyncWriteExt, copy};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// Passes connections on to one address; dropping it closes its port.
pub struct Wiretap {
    pub url: String,
    heard: Arc<Mutex<String>>,
    accepting: JoinHandle<()>,
}

impl Wiretap {
    /// To `url`, which is `http://HOST:PORT` of this machine.
    pub async fn to(url: &str) -> Self {
        let to = url.trim_start_matches("http://").to_owned();
        let listener = TcpListener::bind("127.0.0.1:0")
            .await
            .expect("the loopback interface has a free port");
        let address = listener.local_addr().expect("a listener has an address");
        let heard = Arc::new(Mutex::new(String::new()));
        let written = Arc::clone(&heard);
        let accepting = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let server = TcpStream::connect(&to).await.expect("DynamoDB takes connections");
                tokio::spawn(pass_on(client, server, Arc::clone(&written)));
            }
        });
        Self {
            url: format!("http://{address}"),
            heard,
            accepting,
        }
    }

    /// Calls since the last time, as in `GetItem`; of reads only those that are consistent, any other
    /// one as `GetItem?`.
    pub fn calls(&self) -> Vec<String> {
        let heard = std::mem::take(&mut *lock(&self.heard));
        let calls = heard.split(TARGET).skip(1).map(|request| {
            let call = request.split("\r\n").next().unwrap_or_default().to_owned();
            let is_stale = call.contains("Get") && !request.contains(r#""ConsistentRead":true"#);
            if is_stale { format!("{call}?") } else { call }
        });
        calls.collect()
    }
}

impl Drop for Wiretap {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn pass_on(client: TcpStream, server: TcpStream, heard: Arc<Mutex<String>>) {
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    tokio::spawn(async move { copy(&mut from_server, &mut to_client).await });
    let mut buffer = [0; 16 * 1024];
    while let Ok(read @ 1..) = from_client.read(&mut buffer).await {
        lock(&heard).push_str(&String::from_utf8_lossy(&buffer[..read]));
        if to_server.write_all(&buffer[..read]).await.is_err() {
            return;
        }
    }
}

fn lock(heard: &Mutex<String>) -> MutexGuard<'_, String> {
    heard.lock().unwrap_or_else(PoisonError::into_inner)
}

const TARGET: &str = "x-amz-target: DynamoDB_20120810.";
