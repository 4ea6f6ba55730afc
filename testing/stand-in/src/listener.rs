//! Connections that are counted and can be closed or cut.

use std::{
    io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use axum::{extract::connect_info::Connected, serve::IncomingStream};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpStream},
    sync::{Notify, futures::OwnedNotified},
};

/// All connections there have been.
#[derive(Default)]
pub(crate) struct Connections {
    accepted: AtomicU64,
    closing: Arc<Notify>,
}

impl Connections {
    pub(crate) fn accepted(&self) -> u64 {
        self.accepted.load(Ordering::Relaxed)
    }

    pub(crate) fn close_all(&self) {
        self.closing.notify_waiters();
    }
}

pub(crate) struct Listener {
    pub(crate) tcp: TcpListener,
    pub(crate) connections: Arc<Connections>,
}

impl axum::serve::Listener for Listener {
    type Io = Line;
    type Addr = Peer;

    async fn accept(&mut self) -> (Line, Peer) {
        loop {
            let Ok((stream, _)) = self.tcp.accept().await else {
                // Out of file descriptors, most likely: they come back as connections close.
                tokio::time::sleep(Duration::from_millis(20)).await;
                continue;
            };
            // Without it small answers wait for acknowledgements, 40 ms each. A connection that
            // refuses the option is closed already and will say so when it is read.
            let _ = stream.set_nodelay(true);
            let cut = Arc::new(AtomicBool::new(false));
            self.connections.accepted.fetch_add(1, Ordering::Relaxed);
            let line = Line {
                stream,
                cut: Arc::clone(&cut),
                closing: Box::pin(Arc::clone(&self.connections.closing).notified_owned()),
            };
            return (line, Peer { cut });
        }
    }

    fn local_addr(&self) -> io::Result<Peer> {
        Ok(Peer { cut: Arc::default() })
    }
}

/// The other end of a connection, as a handler sees it.
#[derive(Clone, Debug)]
pub(crate) struct Peer {
    cut: Arc<AtomicBool>,
}

impl Peer {
    /// Resets the connection in place of the next byte written to it.
    pub(crate) fn cut(&self) {
        self.cut.store(true, Ordering::Release);
    }
}

impl Connected<IncomingStream<'_, Listener>> for Peer {
    fn connect_info(stream: IncomingStream<'_, Listener>) -> Self {
        stream.remote_addr().clone()
    }
}

pub(crate) struct Line {
    stream: TcpStream,
    cut: Arc<AtomicBool>,
    closing: Pin<Box<OwnedNotified>>,
}

impl Line {
    fn unless_cut(&self) -> io::Result<()> {
        if self.cut.load(Ordering::Acquire) {
            // Closing without lingering sends RST instead of FIN. Should the option be
            // refused, the close is still abrupt.
            let _ = self.stream.set_zero_linger();
            return Err(io::ErrorKind::ConnectionReset.into());
        }
        Ok(())
    }
}

impl AsyncRead for Line {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.closing.as_mut().poll(context).is_ready() {
            // Read as the end of the stream, which closes an idle connection in good order. It
            // is polled no more after that.
            return Poll::Ready(Ok(()));
        }
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Line {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.unless_cut()?;
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.unless_cut()?;
        Pin::new(&mut self.stream).poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.unless_cut()?;
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.unless_cut()?;
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
