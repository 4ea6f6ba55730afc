//! Keeps functions and routes what the sources say: builds at the start and after each save, while
//! requests wait.

mod cargo;
mod metadata;
mod release;
mod sources;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::watch;

use crate::Options;
use crate::clock::{now, time_of_day};
use crate::http_api::Api;
use crate::lambda::Lambda;
use cargo::{Built, Cargo};
use metadata::Metadata;
use release::{Release, State};
use sources::Snapshot;

pub(crate) use release::Releases;

/// Makes releases.
#[derive(Debug)]
pub(crate) struct Builder {
    options: Arc<Options>,
    lambda: Arc<Lambda>,
    cargo: Arc<Cargo>,
    state: watch::Sender<State>,
    metadata: Metadata,
    /// State of the manifests when `metadata` was read.
    manifests: Snapshot,
    /// The first build shows how far it is, later ones are short and known by what they answer.
    has_released: bool,
    /// Files besides Rust's own on which the latest release depends.
    others: Vec<PathBuf>,
    /// Those of them that builds make.
    executables: Vec<PathBuf>,
}

/// State of the sources, and of the other files.
type Present = (Snapshot, Snapshot);

/// Ends the build that runs.
#[derive(Debug)]
pub(crate) struct BuildEnd(Arc<Cargo>);

impl Builder {
    pub(crate) fn new(options: Arc<Options>, api: Api, lambda: Arc<Lambda>) -> (Self, Releases, BuildEnd) {
        let release = Arc::new(Release {
            api: Arc::new(api),
            built: Built::new(),
        });
        let (state, releases) = watch::channel(State {
            release,
            is_building: true,
        });
        let builder = Self {
            others: vec![options.template.clone()],
            options,
            lambda,
            cargo: Arc::default(),
            state,
            metadata: Metadata::default(),
            manifests: Snapshot::default(),
            executables: Vec::new(),
            has_released: false,
        };
        let end = BuildEnd(Arc::clone(&builder.cargo));
        (builder, Releases(releases), end)
    }

    /// Makes a release now and after each change, until the task is dropped.
    pub(crate) async fn run(mut self) {
        loop {
            let Ok((builder, released)) = blocking(move || self.release()).await else {
                return;
            };
            self = builder;
            loop {
                tokio::time::sleep(POLL).await;
                let Ok((builder, present)) = blocking(move || self.looked()).await else {
                    return;
                };
                self = builder;
                if present != released {
                    break;
                }
            }
            self.state.send_modify(|state| state.is_building = true);
        }
    }

    /// Builds until nothing has changed meanwhile. Returns the state of the files that was built.
    fn release(mut self) -> (Self, Present) {
        let began = now();
        loop {
            let before = self.present();
            let api = self.api();
            let built = self.build(&api, &before.0);
            for (function, outcome) in &built {
                match (outcome, api.settings(function)) {
                    (Ok(executable), Some(settings)) => self.lambda.deploy(function, executable, settings),
                    _ => self.lambda.withdraw(function),
                }
            }
            // Without the executables, which the build itself has changed.
            let (sources, others) = self.present();
            let is_latest =
                sources == before.0 && others.without(&self.executables) == before.1.without(&self.executables);
            self.depend_on(&built);
            if is_latest {
                self.tell(&built, began);
                self.has_released = true;
                let release = Arc::new(Release { api, built });
                self.state.send_replace(State {
                    release,
                    is_building: false,
                });
                let others = Snapshot::of_files(&self.others);
                return (self, (sources, others));
            }
        }
    }

    /// Takes note of the files besides Rust's own from which the next build may differ. An executable
    /// is one: another build may put one with other features in its place.
    fn depend_on(&mut self, built: &Built) {
        self.executables = built.values().filter_map(|outcome| outcome.clone().ok()).collect();
        self.others = vec![
            self.options.template.clone(),
            self.options.root.join(".cargo/config.toml"),
        ];
        self.others.extend(
            self.executables
                .iter()
                .flat_map(|executable| sources::included_by(executable)),
        );
        self.others.extend(self.executables.iter().cloned());
    }

    fn build(&mut self, api: &Api, present: &Snapshot) -> Built {
        let mut built = Built::new();
        let mut functions = Vec::new();
        for function in api.functions() {
            match self.options.executables.get(function) {
                Some(executable) => {
                    built.insert(function.to_owned(), Ok(executable.clone()));
                }
                None => functions.push(function.to_owned()),
            }
        }
        if functions.is_empty() {
            return built;
        }
        let manifests = present.manifests();
        if self.manifests != manifests {
            match Metadata::read(&self.options.root, self.options.target.as_deref()) {
                Ok(metadata) => self.metadata = metadata,
                Err(why) => {
                    (self.options.say)(&why);
                    let failures = functions.into_iter().map(|function| (function, Err(why.clone())));
                    built.extend(failures);
                    return built;
                }
            }
            self.manifests = manifests;
        }
        let Options { root, feature, say, .. } = &*self.options;
        let is_quiet = self.has_released && !self.options.is_verbose;
        built.extend(
            self.cargo
                .build(root, &self.metadata, &functions, feature.as_deref(), is_quiet, say),
        );
        built
    }

    /// One line after each save.
    fn tell(&self, built: &Built, began: Instant) {
        if !self.has_released {
            return;
        }
        let took = began.elapsed().as_secs_f64();
        let failed: Vec<&str> = (built.iter().filter(|(_, outcome)| outcome.is_err()))
            .map(|(function, _)| function.as_str())
            .collect();
        let line = match failed.as_slice() {
            [] => format!("{} built in {took:.1} s", time_of_day()),
            failed => format!("{} does not compile: {}", time_of_day(), failed.join(", ")),
        };
        (self.options.say)(&line);
    }

    /// The API as the template has it; while that cannot be read, the one before.
    fn api(&self) -> Arc<Api> {
        match Api::read(&self.options.template, &self.options.parameters) {
            Ok(api) => {
                let api = Arc::new(api);
                let known = Arc::clone(&self.state.borrow().release.api);
                if let Some(difference) = api.difference(&known) {
                    (self.options.say)(&format!("{} template.yaml is taken up: {difference}", time_of_day()));
                }
                let shown = Arc::clone(&api);
                self.state.send_modify(|state| {
                    state.release = Arc::new(Release {
                        api: shown,
                        built: Built::new(),
                    });
                });
                api
            }
            Err(error) => {
                (self.options.say)(&format!("the routes stay as they were: {error}"));
                Arc::clone(&self.state.borrow().release.api)
            }
        }
    }

    fn looked(self) -> (Self, Present) {
        let present = self.present();
        (self, present)
    }

    fn present(&self) -> Present {
        let sources = Snapshot::of_sources(&self.options.root, &self.metadata.target_directory);
        (sources, Snapshot::of_files(&self.others))
    }
}

impl Drop for BuildEnd {
    fn drop(&mut self) {
        self.0.end();
    }
}

/// Runs work that blocks on a thread that nobody waits for when the gateway ends.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, ()> {
    let (done, outcome) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || done.send(work()));
    outcome.await.map_err(drop)
}

/// How often is looked for changes.
const POLL: Duration = Duration::from_millis(200);
