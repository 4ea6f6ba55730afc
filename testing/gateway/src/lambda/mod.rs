//! Lambda on this machine: functions as programs, started when they are needed, which take their
//! events from a Runtime API.

mod function;
mod job;
mod output;
pub(crate) mod process;
mod program;
mod runtime_api;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use function::Function;
use job::{Invocation, Job};
use program::{Host, Program};

pub(crate) use job::Outcome;
pub(crate) use output::{Noted, Output};
pub(crate) use program::Settings;
pub(crate) use runtime_api::LARGEST_PAYLOAD;

/// The functions that can be invoked.
#[derive(Debug)]
pub(crate) struct Lambda {
    host: Arc<Host>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    functions: BTreeMap<String, Function>,
    /// Number of the latest environment.
    numbers: u64,
    has_ended: bool,
}

impl Lambda {
    /// Functions that work in `root`, with these variables besides the gateway's own, and take their
    /// events at `runtime_api`.
    pub(crate) fn new(
        runtime_api: SocketAddr,
        root: PathBuf,
        variables: Vec<(String, String)>,
        output: Arc<Output>,
    ) -> Self {
        let host = Host {
            runtime_api,
            root,
            variables,
            output,
        };
        Self {
            host: Arc::new(host),
            state: Mutex::default(),
        }
    }

    /// Serves the Runtime API, and looks after the environments.
    pub(crate) async fn run(self: Arc<Self>, listener: TcpListener) {
        let serve = runtime_api::serve(Arc::clone(&self), listener);
        let look_after = async {
            loop {
                tokio::time::sleep(SWEEP).await;
                let mut state = self.state();
                let State { functions, numbers, .. } = &mut *state;
                for function in functions.values_mut() {
                    function.sweep(numbers);
                }
            }
        };
        tokio::join!(serve, look_after);
    }

    /// Has the next events of a function taken by the program as it is now at `path`.
    pub(crate) fn deploy(&self, function: &str, path: &Path, settings: Settings) {
        let host = Arc::clone(&self.host);
        let mut state = self.state();
        let functions = &mut state.functions;
        let known = functions.entry(function.to_owned());
        let known = known.or_insert_with(|| Function::new(function, host, settings));
        known.deploy(Program::at(path), settings);
    }

    /// Has a function take no events until it is deployed again.
    pub(crate) fn withdraw(&self, function: &str) {
        if let Some(function) = self.state().functions.get_mut(function) {
            function.withdraw();
        }
    }

    /// Hands an event to a function, and waits for its outcome. An event whose caller stops waiting
    /// before a function has taken it is dropped.
    pub(crate) async fn invoke(&self, function: &str, request_id: &str, trace_id: &str, event: Bytes) -> Outcome {
        let (sender, outcome) = oneshot::channel();
        let job = Job {
            request_id: request_id.to_owned(),
            trace_id: trace_id.to_owned(),
            event,
            outcome: sender,
        };
        {
            let mut state = self.state();
            let State {
                functions,
                numbers,
                has_ended: false,
            } = &mut *state
            else {
                return Outcome::Ended("the gateway ends".into());
            };
            match functions.get_mut(function) {
                Some(function) => function.enqueue(job, numbers),
                None => return Outcome::Ended("it has no program".into()),
            }
        }
        let gone = |_| Outcome::Ended("the gateway ends".into());
        outcome.await.unwrap_or_else(gone)
    }

    /// What the functions write.
    pub(crate) fn output(&self) -> &Arc<Output> {
        &self.host.output
    }

    /// Ends all programs.
    pub(crate) fn end(&self) {
        let mut state = self.state();
        state.has_ended = true;
        state.functions.clear();
    }

    fn polled(&self, function: &str, environment: u64) -> oneshot::Receiver<Invocation> {
        let (poller, invocation) = oneshot::channel();
        let mut state = self.state();
        let State { functions, numbers, .. } = &mut *state;
        if let Some(function) = functions.get_mut(function) {
            function.polled(environment, poller, numbers);
        }
        invocation
    }

    fn answered(&self, function: &str, environment: u64, request_id: &str, outcome: Outcome) -> bool {
        let mut state = self.state();
        let function = state.functions.get_mut(function);
        function.is_some_and(|function| function.answered(environment, request_id, outcome))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How often is looked for programs that ended by themselves or work for too long.
const SWEEP: Duration = Duration::from_millis(20);
