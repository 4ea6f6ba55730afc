//! The project's own commands, in plain Rust so that they work on Windows, macOS and Linux alike:
//! `cargo xtask dev`, `test`, `new`, `remove`, `invoke`, `doctor`, `pictures`, `bench`, `cost`, `openapi`, `fuzz`,
//! `publish`, `tenants` and `keys`.

mod accounts;
mod api_types;
mod arguments;
mod aws_json;
mod bench;
mod browser;
mod cargo;
mod cargo_lambda;
mod cold_start;
mod console;
mod contract;
mod cost;
mod deployment;
mod dev;
mod dev_env;
mod doctor;
mod dynalite;
mod e2e;
mod edge_functions;
mod edit;
mod emulator;
mod env_file;
mod erp_schemas;
mod event;
mod failure;
mod fleet;
#[cfg(test)]
mod front_end_tests;
mod fuzz;
mod gateway;
mod graphql_js;
mod http;
mod interrupt;
mod invoke;
mod keys;
mod live_env;
mod local;
mod local_server;
mod made;
mod moto;
mod new;
mod node;
mod openapi;
mod peers;
mod port_holder;
mod ports;
mod process;
mod publish;
mod python;
mod relay;
mod remove;
mod round_trips;
mod routes;
mod runtime_api;
mod stand_in;
mod steps;
// <account>
#[cfg(test)]
mod template_tests;
// </account>
mod tenants;
mod test;
mod tools;
mod try_it;
mod variables;
mod watch;
mod wire;
mod workflows;

use std::process::ExitCode;

use arguments::{Arguments, BenchOptions, Task};
use clap::Parser;
use failure::Failure;

fn main() -> ExitCode {
    match run() {
        Ok(status) => status,
        Err(Failure::Interrupted) => ExitCode::from(INTERRUPTED),
        Err(Failure::Said(sentence)) => {
            console::complain(&sentence);
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<ExitCode, Failure> {
    let task = Arguments::parse().task;
    interrupt::listen()?;
    let workspace = cargo::Workspace::here()?;
    match task {
        Task::Dev(options) => dev::run(&workspace, &options)?,
        Task::Test(options) => test::run(&workspace, &options)?,
        Task::New(options) => new::run(&workspace, &options)?,
        Task::Remove(options) => remove::run(&workspace, &options.name)?,
        Task::Invoke(options) => return invoke::run(&workspace, &options),
        Task::Doctor(options) => return doctor::run(&workspace, &options),
        Task::Pictures => browser::pictures(&workspace)?,
        Task::Bench(BenchOptions { peers: true }) => peers::run(&workspace)?,
        Task::Bench(_) => bench::run(&workspace)?,
        Task::Cost => cost::run(&workspace)?,
        Task::Openapi(options) => openapi::run(&workspace, &options)?,
        Task::Fuzz => fuzz::run(&workspace)?,
        Task::Publish(options) => publish::run(&workspace, &options)?,
        Task::Tenants(passed) => return tenants::run(&workspace, &passed),
        Task::Keys(passed) => return keys::run(&workspace, &passed),
    }
    Ok(ExitCode::SUCCESS)
}

/// Exit status that shells report for a program ended by Ctrl-C: 128 + SIGINT.
const INTERRUPTED: u8 = 130;
