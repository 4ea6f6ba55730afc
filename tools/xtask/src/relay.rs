//! A line as long as one to another city: each byte arrives half a round trip after it was sent.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use crate::failure::Failure;
use crate::steps::now;

/// Listens as long as this program runs, passes every connection on to a port of this machine, and
/// returns its own. Connecting takes no time: the system answers, not the other end.
pub(crate) fn start(to: u16, round_trip: Duration) -> Result<u16, Failure> {
    let unable = |error: io::Error| Failure::said(format!("cannot listen on this machine: {error}"));
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(unable)?;
    let port = listener.local_addr().map_err(unable)?.port();
    thread::spawn(move || {
        for client in listener.incoming().flatten() {
            // An end that is gone is seen by the other one, which closes.
            let _ = pass(&client, to, round_trip / 2);
        }
    });
    Ok(port)
}

fn pass(client: &TcpStream, to: u16, held_back: Duration) -> io::Result<()> {
    let server = TcpStream::connect((Ipv4Addr::LOCALHOST, to))?;
    for end in [client, &server] {
        end.set_nodelay(true)?;
    }
    for (from, to) in [(client, &server), (&server, client)] {
        let (mut from, mut to) = (from.try_clone()?, to.try_clone()?);
        let (line, held) = mpsc::channel::<(Instant, Vec<u8>)>();
        thread::spawn(move || {
            let mut bytes = vec![0; 16 * 1024];
            while let Ok(read @ 1..) = from.read(&mut bytes) {
                if line.send((now(), bytes[..read].to_vec())).is_err() {
                    break;
                }
            }
        });
        thread::spawn(move || {
            for (at, bytes) in held {
                thread::sleep((at + held_back).saturating_duration_since(now()));
                if to.write_all(&bytes).is_err() {
                    break;
                }
            }
            let _ = to.shutdown(Shutdown::Both);
        });
    }
    Ok(())
}
