//! The start-up of `connect-tenant`.

use connect_tenant::registry::Registry;
use connect_tenant::{RegistryOptions, router_with};
use lambda_http::Error;
use shared::start::app::{App, Surroundings};
use shared::start::config::{Config, Variables, environment};
use shared::start::log;
use shared::web::gateway;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    log::start(env!("CARGO_CRATE_NAME"), environment);
    let mut variables = Variables::new(&environment);
    let config = Config::read(&mut variables);
    let options = RegistryOptions::read(&mut variables);
    let app = App::new(
        config,
        variables.into_mistakes(),
        Surroundings::of(env!("CARGO_PKG_NAME")),
    )
    .await;
    let registry = Registry::open(&options, &app).await;
    app.warm_up().await;
    gateway::run(router_with(app, registry)).await
}
