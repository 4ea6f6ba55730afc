//! State that the functions keep on a developer's machine: the registry, the accounts and their keys.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

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
    origins: String,
}

impl Local {
    /// For functions that answer at `port`. Makes the signing keys if there are none.
    pub(crate) fn new(workspace: &Workspace, port: u16) -> Result<Self, Failure> {
        Self::in_folder(workspace, &workspace.dev_folder(port), port)
    }

    /// The same in another folder than the port's own.
    pub(crate) fn in_folder(workspace: &Workspace, folder: &Path, port: u16) -> Result<Self, Failure> {
        fs::create_dir_all(folder)
            .map_err(|error| Failure::said(format!("cannot write {}: {error}", folder.display())))?;
        let keys = if workspace.has(FUNCTION) {
            Some(in_a_variable(&keys::for_local_use(workspace, &keys_in(folder))?))
        } else {
            None
        };
        let issuer = format!("http://127.0.0.1:{port}");
        Ok(Self {
            connections: connections_in(folder),
            accounts: format!("sqlite:{}", in_a_variable(&folder.join("accounts.sqlite"))),
            keys,
            origins: format!("http://localhost:{port},{issuer},{FRONT_END}"),
            issuer,
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
                ("ACCOUNT_ORIGINS", &self.origins),
            ]);
        }
        variables
    }
}

/// The registry in a folder, as `CONNECTIONS_STORE` names it.
pub(crate) fn connections_in(folder: &Path) -> String {
    format!("sqlite:{}", in_a_variable(&folder.join("connections.sqlite")))
}

/// The file of the signing keys in a folder.
pub(crate) fn keys_in(folder: &Path) -> PathBuf {
    folder.join("account-keys.json")
}

/// Origin at which Vite serves a front end.
const FRONT_END: &str = "http://localhost:5173";
