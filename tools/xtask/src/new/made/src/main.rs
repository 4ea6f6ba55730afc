//! The start-up of `{{name}}`.

use {{crate}}::router;

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
    let surroundings = Surroundings::of(env!("CARGO_PKG_NAME"));
    let app = App::new(config, variables.into_mistakes(), surroundings).await;
    app.warm_up().await;
    gateway::run(router(app)).await
}
