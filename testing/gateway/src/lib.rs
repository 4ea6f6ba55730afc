//! A local API Gateway: the routes, CORS and stage of `template.yaml` before functions that it builds
//! and runs itself.
//!
//! | module | holds |
//! | --- | --- |
//! | `http_api` | request → route → event of payload format 2.0 → answer |
//! | `lambda` | functions as programs that take events from a Runtime API |
//! | `build` | one `cargo build` for all functions, again after each save |
//! | `web` | the files of a front end, where no route takes a path |
//!
//! It answers as API Gateway does, with three exceptions: an unknown path, a method that a path does
//! not take and a function that does not compile are answered in the words of the functions.

mod build;
mod clock;
mod http_api;
mod lambda;
mod web;

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use build::{BuildEnd, Builder};
use http_api::{Api, Server};
use lambda::{Lambda, Output};
use web::Web;

pub use sam_template::Parameters;
pub use web::FrameAncestor;

/// Consumer of lines for the person at the terminal.
pub type Say = Arc<dyn Fn(&str) + Send + Sync>;

/// Settings of a gateway.
#[derive(Clone)]
pub struct Options {
    /// Folder of the workspace whose packages are the functions.
    pub root: PathBuf,
    /// Folder that cargo builds into, if not the one of its own choice.
    pub target: Option<PathBuf>,
    /// The template with routes, CORS and functions.
    pub template: PathBuf,
    /// Values of its parameters, in the place of their defaults.
    pub parameters: Parameters,
    /// A feature that is switched on in every function that has it.
    pub feature: Option<String>,
    /// Executables of functions that are not built here, by the functions' names.
    pub executables: BTreeMap<String, PathBuf>,
    /// Variables of the functions besides the gateway's own.
    pub variables: Vec<(String, String)>,
    /// Folder of a front end whose files are served beside the API.
    pub web: Option<PathBuf>,
    /// Origins besides JTL's own whose pages may show the front end in a frame.
    pub frame_ancestors: Vec<FrameAncestor>,
    /// Longest time that API Gateway waits for a function.
    pub integration_timeout: Duration,
    /// Whether everything is told that functions write, each file that is served, and cargo's progress
    /// after each save.
    pub is_verbose: bool,
    /// Consumer of a line for each request, and of what the compiler says.
    pub say: Say,
}

/// A gateway that runs. Its programs end when it is dropped.
#[derive(Debug)]
pub struct Gateway {
    address: SocketAddr,
    lambda: Arc<Lambda>,
    tasks: Vec<JoinHandle<()>>,
    _build: BuildEnd,
}

/// A gateway that cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The template cannot be read.
    #[error("{0}")]
    Template(String),
    /// The address, or one for the functions, cannot be had.
    #[error("cannot listen at {0}: {1}")]
    Listen(SocketAddr, io::Error),
}

impl Options {
    /// The workspace in `root` and its `template.yaml`, as they are deployed.
    pub fn of_workspace(root: PathBuf, say: Say) -> Self {
        Self {
            template: root.join("template.yaml"),
            root,
            target: None,
            parameters: Parameters::new(),
            feature: None,
            executables: BTreeMap::new(),
            variables: Vec::new(),
            web: None,
            frame_ancestors: Vec::new(),
            integration_timeout: INTEGRATION_TIMEOUT,
            is_verbose: false,
            say,
        }
    }
}

impl Gateway {
    /// Listens at `address`, and begins to build the functions; requests wait for the build.
    pub async fn start(address: SocketAddr, options: Options) -> Result<Self, StartError> {
        let api = Api::read(&options.template, &options.parameters).map_err(StartError::Template)?;
        let (listener, address) = listen(address).await?;
        let (runtime_listener, runtime_api) = listen((Ipv4Addr::LOCALHOST, 0).into()).await?;
        let output = Arc::new(Output::new(Arc::clone(&options.say), options.is_verbose));
        let lambda = Lambda::new(runtime_api, options.root.clone(), options.variables.clone(), output);
        let (options, lambda) = (Arc::new(options), Arc::new(lambda));
        let (builder, releases, build) = Builder::new(Arc::clone(&options), api, Arc::clone(&lambda));
        let web = options.web.as_deref();
        let server = Server {
            web: web.map(|folder| Web::new(folder, &options.frame_ancestors)),
            options,
            releases,
            lambda: Arc::clone(&lambda),
            port: address.port(),
        };
        let tasks = vec![
            tokio::spawn(Arc::clone(&lambda).run(runtime_listener)),
            tokio::spawn(builder.run()),
            tokio::spawn(server.run(listener)),
        ];
        Ok(Self {
            address,
            lambda,
            tasks,
            _build: build,
        })
    }

    /// The base URL, without a trailing slash.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
        self.lambda.end();
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Options")
            .field("root", &self.root)
            .finish_non_exhaustive()
    }
}

async fn listen(address: SocketAddr) -> Result<(TcpListener, SocketAddr), StartError> {
    let failed = |error| StartError::Listen(address, error);
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    Ok((listener, address))
}

/// The quota of HTTP APIs, which cannot be raised.
const INTEGRATION_TIMEOUT: Duration = Duration::from_secs(30);
