//! State that the functions keep on a developer's machine: the registry, the accounts and their keys.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use crate::accounts::FUNCTION;
use crate::cargo::{Workspace, in_a_variable};
use crate::failure::Failure;
use crate::keys;

pub(crate) struct Local {
    connections: String,
    accounts: String,
    /// None where there is no function of the accounts.
    keys: Option<String>,
    issuer: String,
}

impl Local {
    /// For functions that answer at `port`. Makes the signing keys if there are none.
    pub(crate) fn new(workspace: &Workspace, port: u16) -> Result<Self, Failure> {
        let keys = if workspace.has(FUNCTION) {
            Some(in_a_variable(&keys::for_local_use(workspace)?))
        } else {
            None
        };
        Ok(Self {
            connections: workspace.local_store(),
            accounts: workspace.local_accounts(),
            keys,
            issuer: format!("http://127.0.0.1:{port}"),
        })
    }

    /// The same with accounts in a file of their own, and none yet: an address may register 20 an hour,
    /// and a developer's are not for tests.
    pub(crate) fn with_no_accounts(self, workspace: &Workspace) -> Result<Self, Failure> {
        let path = workspace.scratch().join("test-accounts.sqlite");
        for end in ["", "-wal", "-shm"] {
            let mut part = path.clone().into_os_string();
            part.push(end);
            match fs::remove_file(&part) {
                Err(error) if error.kind() != ErrorKind::NotFound => {
                    return Err(Failure::said(format!("cannot remove {}: {error}", path.display())));
                }
                _ => {}
            }
        }
        let accounts = format!("sqlite:{}", in_a_variable(&path));
        Ok(Self { accounts, ..self })
    }

    /// The same with all that is kept in files of this folder, but for the keys.
    pub(crate) fn with_files_in(self, folder: &Path) -> Self {
        let file = |name| format!("sqlite:{}", in_a_variable(&folder.join(name)));
        Self {
            connections: file("connections.sqlite"),
            accounts: file("accounts.sqlite"),
            ..self
        }
    }

    pub(crate) fn variables(&self) -> Vec<(&'static str, &str)> {
        let mut variables = vec![("CONNECTIONS_STORE", self.connections.as_str())];
        if let Some(keys) = &self.keys {
            variables.extend([
                ("ACCOUNTS_STORE", self.accounts.as_str()),
                ("ACCOUNT_KEYS_FILE", keys),
                ("ACCOUNT_ISSUER", &self.issuer),
                ("ACCOUNT_ORIGINS", FRONT_END),
            ]);
        }
        variables
    }
}

/// Origin at which Vite serves a front end.
const FRONT_END: &str = "http://localhost:5173";
