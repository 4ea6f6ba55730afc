//! The start-up of `authorizer`.

use authorizer::{Authorizer, AuthorizerOptions};
use lambda_runtime::{Error, run_concurrent, service_fn};
use shared::start::app::{App, Surroundings};
use shared::start::config::{Config, Variables, environment};
use shared::start::log;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    log::start(env!("CARGO_CRATE_NAME"), environment);
    let mut variables = Variables::new(&environment);
    let config = Config::read(&mut variables);
    let options = AuthorizerOptions::read(&mut variables);
    let app = App::new(
        config,
        variables.into_mistakes(),
        Surroundings::of(env!("CARGO_PKG_NAME")),
    )
    .await;
    app.warm_up().await;
    let authorizer = Authorizer::new(app, options);
    run_concurrent(service_fn(move |event| authorizer.clone().answer(event))).await
}
