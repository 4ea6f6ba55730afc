//! The start-up of `product-proxy`.

use lambda_http::Error;
use product_proxy::{ErpOptions, router};
use shared::start::app::{App, Surroundings};
use shared::start::config::{Config, Variables, environment};
use shared::start::log;
use shared::web::gateway;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    log::start(env!("CARGO_CRATE_NAME"), environment);
    let mut variables = Variables::new(&environment);
    let config = Config::read(&mut variables);
    let options = ErpOptions::read(&mut variables);
    options.calls_as.demand(&config, &mut variables);
    let app = App::new(
        config,
        variables.into_mistakes(),
        Surroundings::of(env!("CARGO_PKG_NAME")),
    )
    .await;
    options.calls_as.warm_up(&app).await;
    gateway::run(router(app, options)).await
}
