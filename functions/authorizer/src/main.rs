//! The start-up of `authorizer`.

use authorizer::{Authorizer, AuthorizerOptions};
use lambda_runtime::{Error, run_concurrent, service_fn};
use shared::start::app::App;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let (app, options) = App::start(env!("CARGO_PKG_NAME"), AuthorizerOptions::read).await;
    let authorizer = Authorizer::new(app, options);
    run_concurrent(service_fn(move |event| authorizer.clone().answer(event))).await
}
