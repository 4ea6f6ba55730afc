//! The program that listens on a port, where the system tells.

use std::fs;
use std::path::Path;

/// Its name and process id, as in `gateway (process 4711)`.
pub(crate) fn of(port: u16) -> Option<String> {
    let (name, id) = if Path::new("/proc/net/tcp").exists() {
        from_proc(port)
    } else {
        from_lsof(port)
    }?;
    Some(format!("{name} (process {id})"))
}

/// Linux: the socket's inode from the table of sockets, then the process that has it open.
fn from_proc(port: u16) -> Option<(String, String)> {
    let tables = ["/proc/net/tcp", "/proc/net/tcp6"].map(|path| fs::read_to_string(path).unwrap_or_default());
    let inode = tables.iter().flat_map(|table| table.lines()).find_map(|line| {
        let columns: Vec<&str> = line.split_whitespace().collect();
        let is_it = columns.get(1)?.ends_with(&format!(":{port:04X}")) && *columns.get(3)? == LISTENING;
        is_it.then(|| columns.get(9).copied()).flatten()
    })?;
    let socket = format!("socket:[{inode}]");
    for process in fs::read_dir("/proc").ok()?.flatten() {
        let id = process.file_name().to_string_lossy().into_owned();
        if !id.bytes().all(|byte| byte.is_ascii_digit()) {
            continue;
        }
        let folder = process.path();
        let files = fs::read_dir(folder.join("fd")).into_iter().flatten().flatten();
        let mut targets = files.filter_map(|file| fs::read_link(file.path()).ok());
        if targets.any(|target| target == Path::new(&socket)) {
            let name = fs::read_to_string(folder.join("comm")).ok()?;
            return Some((name.trim_end().to_owned(), id));
        }
    }
    None
}

/// macOS: a line `p4711`, then a line `cgateway`.
fn from_lsof(port: u16) -> Option<(String, String)> {
    let mut lsof = std::process::Command::new("lsof");
    lsof.args(["-nP", "-sTCP:LISTEN", "-Fpc", &format!("-iTCP:{port}")]);
    let output = String::from_utf8(lsof.output().ok()?.stdout).ok()?;
    let field = |letter: char| output.lines().find_map(|line| line.strip_prefix(letter));
    Some((field('c')?.to_owned(), field('p')?.to_owned()))
}

/// The state `TCP_LISTEN` of the kernel.
const LISTENING: &str = "0A";

#[cfg(all(test, unix))]
mod tests {
    use std::net::TcpListener;

    use super::*;

    #[test]
    fn whoever_listens_is_named() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();

        let holder = of(port).unwrap();

        assert!(
            holder.ends_with(&format!(" (process {})", std::process::id())),
            "{holder}"
        );
        assert_eq!(of(0), None, "nobody listens there");
    }
}
