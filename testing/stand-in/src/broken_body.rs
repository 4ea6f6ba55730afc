//! Bodies that never end or break off.

use std::{
    convert::Infallible,
    io,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use axum::body::{Bytes, HttpBody};
use http_body::Frame;
use tokio::time::{Interval, interval};

use crate::listener::Peer;

/// White space, as JSON allows before its value, without an end.
pub(crate) struct Endless {
    pace: Option<Interval>,
}

impl Endless {
    /// As fast as it is read.
    pub(crate) fn at_once() -> Self {
        Self { pace: None }
    }

    /// One byte per `period`.
    pub(crate) fn every(period: Duration) -> Self {
        Self {
            pace: Some(interval(period)),
        }
    }
}

impl HttpBody for Endless {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let bytes = match &mut self.pace {
            Some(pace) => {
                ready!(pace.poll_tick(context));
                &BLANKS[..1]
            }
            None => &BLANKS[..],
        };
        Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(bytes)))))
    }
}

/// A few bytes, then the connection is reset.
pub(crate) struct CutShort {
    peer: Peer,
    step: Step,
}

enum Step {
    Send,
    Flush,
    Cut,
}

impl CutShort {
    pub(crate) fn new(peer: Peer) -> Self {
        Self { peer, step: Step::Send }
    }
}

impl HttpBody for CutShort {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        match self.step {
            Step::Send => {
                self.step = Step::Flush;
                Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(b"{\"keys\": [")))))
            }
            // What has been sent leaves the buffer only while the body has nothing more to give.
            Step::Flush => {
                self.step = Step::Cut;
                context.waker().wake_by_ref();
                Poll::Pending
            }
            Step::Cut => {
                self.peer.cut();
                Poll::Ready(Some(Err(io::ErrorKind::ConnectionReset.into())))
            }
        }
    }
}

static BLANKS: [u8; 16 * 1024] = [b' '; 16 * 1024];
