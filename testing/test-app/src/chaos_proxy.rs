//! A line between the app and a platform that can be broken in the ways lines break, and keeps what
//! is sent on it.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::io::{AsyncReadExt, AsyncWriteExt, copy};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// Passes connections on to one address; dropping it closes its port.
#[derive(Debug)]
pub struct ChaosProxy {
    url: String,
    address: SocketAddr,
    line: Arc<Line>,
    accepting: Mutex<Option<JoinHandle<()>>>,
    /// Bound and not listening while connections are refused: nobody else gets the port meanwhile.
    refusing: Mutex<Option<TcpSocket>>,
}

#[derive(Debug)]
struct Line {
    to: SocketAddr,
    /// Connections made before the last change of this number are dead.
    age: AtomicU64,
    resets: AtomicU64,
    is_resetting: AtomicBool,
    accepted: AtomicU64,
    interrupted: AtomicU64,
    is_held: watch::Sender<bool>,
    interruption: watch::Sender<&'static str>,
    sent: Mutex<Vec<u8>>,
}

impl ChaosProxy {
    /// To `url`, which is `http://HOST:PORT` of this machine.
    pub async fn to(url: &str) -> Self {
        let to = url.strip_prefix("http://").and_then(|address| address.parse().ok());
        let line = Arc::new(Line {
            to: to.expect("servers of tests say http://ADDRESS:PORT"),
            age: AtomicU64::new(0),
            resets: AtomicU64::new(0),
            is_resetting: AtomicBool::new(false),
            accepted: AtomicU64::new(0),
            interrupted: AtomicU64::new(0),
            is_held: watch::Sender::new(false),
            interruption: watch::Sender::new(""),
            sent: Mutex::default(),
        });
        let listener = TcpListener::bind("127.0.0.1:0")
            .await
            .expect("the loopback interface has a free port");
        let address = listener.local_addr().expect("a listener has an address");
        Self {
            url: format!("http://{address}"),
            address,
            accepting: Mutex::new(Some(tokio::spawn(accept(listener, Arc::clone(&line))))),
            line,
            refusing: Mutex::default(),
        }
    }

    /// `http://HOST:PORT`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Every connection is dead, and its client not told: the next byte it sends is answered
    /// with a reset, as by a gateway that has forgotten the connection. New ones are passed on.
    pub fn forget(&self) {
        self.line.age.fetch_add(1, Ordering::Relaxed);
    }

    /// Sets whether every connection, old or new, is reset at the next byte its client sends.
    pub fn reset(&self, on: bool) {
        self.line.is_resetting.store(on, Ordering::Relaxed);
    }

    /// Sets whether what clients send is held back.
    pub fn hold(&self, on: bool) {
        self.line.is_held.send_replace(on);
    }

    /// Says `greeting` on every connection, unasked, and passes nothing on any more; with nothing to say it
    /// closes them in good order. Returns once that is done.
    pub async fn interrupt(&self, greeting: &'static str) {
        let open = self.line.interruption.receiver_count() as u64;
        let all = self.line.interrupted.load(Ordering::Relaxed) + open;
        self.line.interruption.send_replace(greeting);
        while self.line.interrupted.load(Ordering::Relaxed) < all {
            tokio::task::yield_now().await;
        }
    }

    /// Connections accepted so far.
    pub fn accepted(&self) -> u64 {
        self.line.accepted.load(Ordering::Relaxed)
    }

    /// Closes the port: new connections are refused, and those there are die.
    pub async fn refuse(&self) {
        let accepting = self.accepting().take();
        if let Some(task) = accepting {
            task.abort();
            // The port is closed when the task is gone, not when it is told to go.
            let _ = task.await;
            *self.refusing() = Some(bound(self.address));
        }
        self.forget();
    }

    /// Opens the port again.
    pub async fn accept(&self) {
        if self.accepting().is_some() {
            return;
        }
        drop(self.refusing().take());
        let listener = TcpListener::bind(self.address)
            .await
            .expect("nobody has taken the port in the meantime");
        *self.accepting() = Some(tokio::spawn(accept(listener, Arc::clone(&self.line))));
    }

    /// Connections reset so far.
    pub fn resets(&self) -> u64 {
        self.line.resets.load(Ordering::Relaxed)
    }

    /// Counts from zero again.
    pub fn reset_count(&self) {
        self.line.resets.store(0, Ordering::Relaxed);
    }

    /// Requests passed on since the last time, as they were sent. Those of several connections at a
    /// time are mixed.
    pub fn take_sent(&self) -> String {
        let sent = std::mem::take(&mut *self.line.sent());
        String::from_utf8_lossy(&sent).into_owned()
    }

    fn accepting(&self) -> MutexGuard<'_, Option<JoinHandle<()>>> {
        self.accepting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn refusing(&self) -> MutexGuard<'_, Option<TcpSocket>> {
        self.refusing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Line {
    fn sent(&self) -> MutexGuard<'_, Vec<u8>> {
        self.sent.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for ChaosProxy {
    fn drop(&mut self) {
        if let Some(task) = self.accepting().take() {
            task.abort();
        }
    }
}

/// A socket that holds a port which is free. Where connections of the port still linger, only one that
/// says so may have it.
fn bound(address: SocketAddr) -> TcpSocket {
    let bind = |is_reused| {
        let socket = TcpSocket::new_v4()?;
        socket.set_reuseaddr(is_reused)?;
        socket.bind(address)?;
        Ok::<_, std::io::Error>(socket)
    };
    bind(false)
        .or_else(|_| bind(true))
        .expect("the port was free a moment ago")
}

async fn accept(listener: TcpListener, line: Arc<Line>) {
    while let Ok((client, _)) = listener.accept().await {
        let interruption = line.interruption.subscribe();
        line.accepted.fetch_add(1, Ordering::Relaxed);
        tokio::spawn(pass(client, Arc::clone(&line), interruption));
    }
}

async fn pass(
    mut client: TcpStream,
    line: Arc<Line>,
    mut interruption: watch::Receiver<&'static str>,
) -> std::io::Result<()> {
    let age = line.age.load(Ordering::Relaxed);
    client.set_nodelay(true)?;
    let mut server = TcpStream::connect(line.to).await?;
    server.set_nodelay(true)?;
    let mut is_held = line.is_held.subscribe();
    let is_reset = {
        let (mut from_client, mut to_client) = client.split();
        let (mut from_server, mut to_server) = server.split();
        let forth = async {
            let mut bytes = vec![0; 16 * 1024];
            loop {
                let read = from_client.read(&mut bytes).await?;
                if line.age.load(Ordering::Relaxed) != age || line.is_resetting.load(Ordering::Relaxed) {
                    return Ok(read > 0);
                }
                if read == 0 {
                    return Ok(false);
                }
                let _ = is_held.wait_for(|is_held| !is_held).await;
                // Before the answer: whoever has it finds the request here.
                line.sent().extend_from_slice(&bytes[..read]);
                to_server.write_all(&bytes[..read]).await?;
            }
        };
        tokio::select! {
            done = forth => done.map(Some),
            done = copy(&mut from_server, &mut to_client) => done.map(|_| Some(false)),
            _ = interruption.changed() => Ok(None),
        }?
    };
    let Some(is_reset) = is_reset else {
        let greeting = *interruption.borrow();
        client.write_all(greeting.as_bytes()).await?;
        if greeting.is_empty() {
            drop(client);
            line.interrupted.fetch_add(1, Ordering::Relaxed);
        } else {
            line.interrupted.fetch_add(1, Ordering::Relaxed);
            while client.read(&mut [0; 1024]).await? > 0 {}
        }
        return Ok(());
    };
    if is_reset {
        line.resets.fetch_add(1, Ordering::Relaxed);
        // Closing without lingering sends RST instead of FIN.
        client.set_zero_linger()?;
    }
    Ok(())
}
