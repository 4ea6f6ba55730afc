//! What the functions keep on a developer's machine: the registry, the accounts and their keys.

use std::path::PathBuf;

use crate::cargo::{Workspace, in_a_variable};
use crate::failure::Failure;
use crate::keys;

pub(crate) struct Local {
    connections: String,
    accounts: String,
    keys: String,
    issuer: String,
}

impl Local {
    /// For functions that answer at `port`. Makes the signing keys if there are none.
    pub(crate) fn new(workspace: &Workspace, port: u16) -> Result<Self, Failure> {
        let keys: PathBuf = keys::for_local_use(workspace)?;
        Ok(Self {
            connections: workspace.local_store(),
            accounts: workspace.local_accounts(),
            keys: in_a_variable(&keys),
            issuer: format!("http://127.0.0.1:{port}"),
        })
    }

    pub(crate) fn variables(&self) -> [(&'static str, &str); 5] {
        [
            ("CONNECTIONS_STORE", &self.connections),
            ("ACCOUNTS_STORE", &self.accounts),
            ("ACCOUNT_KEYS_FILE", &self.keys),
            ("ACCOUNT_ISSUER", &self.issuer),
            ("ACCOUNT_ORIGINS", FRONT_END),
        ]
    }
}

/// Where Vite serves a front end.
const FRONT_END: &str = "http://localhost:5173";
