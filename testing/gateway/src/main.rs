//! The gateway before the functions of the present folder: `gateway [--port 5273]`.
#![expect(clippy::print_stderr, reason = "a program for a terminal")]

use std::io::{Write, stdout};
use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser;
use gateway::{FrameAncestor, Gateway, Options};

/// A local API Gateway before functions that it builds and runs.
#[derive(Parser)]
#[command(disable_version_flag = true)]
struct Arguments {
    /// The port to listen at; 0 for any free one
    #[arg(long, value_name = "NUMBER", default_value_t = 5273)]
    port: u16,
    /// The template with the routes, below the present folder
    #[arg(long, value_name = "PATH", default_value = "template.yaml")]
    template: PathBuf,
    /// The value of a parameter of the template, in the place of its default
    #[arg(long = "parameter", value_name = "NAME=VALUE", value_parser = assignment)]
    parameters: Vec<(String, String)>,
    /// A feature that is switched on in every function that has it
    #[arg(long, value_name = "NAME")]
    feature: Option<String>,
    /// The executable of a function that is not built here
    #[arg(long = "executable", value_name = "FUNCTION=PATH", value_parser = assignment)]
    executables: Vec<(String, String)>,
    /// The folder of a front end whose files are served beside the API
    #[arg(long, value_name = "FOLDER")]
    web: Option<PathBuf>,
    /// An origin besides JTL's own whose pages may show the front end in a frame
    #[arg(long = "frame-ancestor", value_name = "ORIGIN")]
    frame_ancestors: Vec<FrameAncestor>,
    /// Shows all that functions log, each file that is served, and cargo's progress after each save
    #[arg(long)]
    verbose: bool,
}

fn assignment(text: &str) -> Result<(String, String), &'static str> {
    let (name, value) = text.split_once('=').ok_or("there is no = in it")?;
    Ok((name.to_owned(), value.to_owned()))
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("{sentence}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<(), String> {
    let root = std::env::current_dir().map_err(|error| format!("there is no present folder: {error}"))?;
    let executables = arguments.executables.into_iter();
    let options = Options {
        template: root.join(arguments.template),
        parameters: arguments.parameters.into_iter().collect(),
        feature: arguments.feature,
        executables: executables.map(|(name, path)| (name, PathBuf::from(path))).collect(),
        web: arguments.web.map(|folder| root.join(folder)),
        frame_ancestors: arguments.frame_ancestors,
        is_verbose: arguments.verbose,
        ..Options::of_workspace(root, Arc::new(say))
    };
    let address = (Ipv4Addr::LOCALHOST, arguments.port).into();
    let gateway = Gateway::start(address, options).await;
    let gateway = gateway.map_err(|error| error.to_string())?;
    say(&format!("functions at {}", gateway.url()));
    asked_to_end()
        .await
        .map_err(|error| format!("cannot wait for Ctrl-C: {error}"))
}

/// Whoever started the program may have stopped reading; it goes on all the same.
fn say(line: &str) {
    let _ = writeln!(stdout(), "{line}");
}

#[cfg(unix)]
async fn asked_to_end() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut hang_up = signal(SignalKind::hangup())?;
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted,
        _ = terminate.recv() => Ok(()),
        _ = hang_up.recv() => Ok(()),
    }
}

#[cfg(not(unix))]
async fn asked_to_end() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}
