//! graphql-js, the language's reference implementation, in a process of its own.

use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use product_proxy::document::Operation;
use serde_json::json;
use shared::start::config::environment;

use super::generated::Asked;

/// A folder that has it installed, and `compare.mjs` beside it.
pub struct GraphqlJs(PathBuf);

/// Returns the folder that `cargo xtask` names, if it names one.
pub fn handed_over() -> Option<GraphqlJs> {
    environment("GRAPHQL_JS_FOLDER").map(|folder| GraphqlJs(folder.into()))
}

impl GraphqlJs {
    /// Compares each document that was asked with what is sent, and says how many there were.
    pub fn compare(&self, pairs: impl Iterator<Item = (Asked, Operation, bool)>) -> usize {
        let mut node = Command::new("node")
            .arg("compare.mjs")
            .current_dir(&self.0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("node starts where graphql-js was installed");
        let mut written = 0_usize;
        let mut lines = BufWriter::new(node.stdin.take().expect("it is piped"));
        for (asked, sent, is_query) in pairs {
            let pair = json!({"asked": asked.text, "name": asked.name, "sent": sent.text, "isQuery": is_query});
            // It ends early where it has found a difference, and says which.
            if writeln!(lines, "{pair}").is_err() {
                break;
            }
            written += 1;
        }
        drop(lines);
        let output = node.wait_with_output().expect("node ends at the end of its input");
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{said}");
        assert_eq!(said.trim(), written.to_string());
        written
    }
}
