//! The outcome of a build: what requests are answered by.

use std::sync::Arc;

use tokio::sync::watch;

use super::cargo::Built;
use crate::http_api::Api;

/// The API and the functions' executables as the sources make them.
#[derive(Debug)]
pub(crate) struct Release {
    pub(crate) api: Arc<Api>,
    pub(super) built: Built,
}

/// The latest release, and whether a newer one is being made.
#[derive(Clone, Debug)]
pub(crate) struct Releases(pub(super) watch::Receiver<State>);

#[derive(Clone, Debug)]
pub(super) struct State {
    pub(super) release: Arc<Release>,
    pub(super) is_building: bool,
}

impl Release {
    /// Reason for which a function cannot be invoked.
    pub(crate) fn failure(&self, function: &str) -> Option<&str> {
        match self.built.get(function) {
            Some(Err(why)) => Some(why),
            Some(Ok(_)) | None => None,
        }
    }
}

impl Releases {
    /// The API at this moment, whether or not its functions are built.
    pub(crate) fn api(&self) -> Arc<Api> {
        Arc::clone(&self.0.borrow().release.api)
    }

    /// The release of the sources as they are; waits for the build that is under way.
    pub(crate) async fn latest(&self) -> Option<Arc<Release>> {
        let mut receiver = self.0.clone();
        let settled = receiver.wait_for(|state| !state.is_building).await;
        settled.ok().map(|state| Arc::clone(&state.release))
    }
}
