//! As much of HTTP/1.1 as a small server needs that answers programs of this machine.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;

/// One connection, from the server's side.
pub(crate) struct Connection {
    stream: BufReader<TcpStream>,
}

pub(crate) struct Request {
    /// As in `GET /path HTTP/1.1`.
    pub(crate) line: String,
    pub(crate) body: String,
}

impl Connection {
    pub(crate) fn new(stream: TcpStream) -> io::Result<Self> {
        // Without it small answers wait for acknowledgements, 40 ms each.
        stream.set_nodelay(true)?;
        Ok(Self {
            stream: BufReader::new(stream),
        })
    }

    /// The next request, or `None` when the other side has closed.
    pub(crate) fn request(&mut self) -> io::Result<Option<Request>> {
        let line = self.line()?;
        if line.is_empty() {
            return Ok(None);
        }
        let (mut length, mut is_chunked) = (0, false);
        loop {
            let header = self.line()?.to_ascii_lowercase();
            match header.split_once(':') {
                None => break,
                Some(("content-length", value)) => length = value.trim().parse().unwrap_or(0),
                Some(("transfer-encoding", value)) => is_chunked = value.trim() == "chunked",
                Some(_) => {}
            }
        }
        let body = if is_chunked {
            self.chunks()?
        } else {
            self.bytes(length)?
        };
        Ok(Some(Request {
            line,
            body: String::from_utf8_lossy(&body).into_owned(),
        }))
    }

    pub(crate) fn answer(&mut self, status: &str, headers: &str, body: &str) -> io::Result<()> {
        let length = body.len();
        let answer = format!("HTTP/1.1 {status}\r\n{headers}content-length: {length}\r\n\r\n{body}");
        self.stream.get_mut().write_all(answer.as_bytes())
    }

    fn chunks(&mut self) -> io::Result<Vec<u8>> {
        let mut body = Vec::new();
        loop {
            let size = usize::from_str_radix(&self.line()?, 16).unwrap_or(0);
            body.extend(self.bytes(size)?);
            // After each chunk an empty line; after the last one the end of the trailers.
            self.line()?;
            if size == 0 {
                return Ok(body);
            }
        }
    }

    fn bytes(&mut self, length: usize) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; length];
        self.stream.read_exact(&mut bytes)?;
        Ok(bytes)
    }

    fn line(&mut self) -> io::Result<String> {
        let mut line = String::new();
        self.stream.read_line(&mut line)?;
        Ok(line.trim_end().to_owned())
    }
}
