//! The start-up of `account`.

use account::accounts::Accounts;
use account::options::AccountOptions;
use account::router;
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
    let options = AccountOptions::read(&mut variables, &config);
    let app = App::new(
        config,
        variables.into_mistakes(),
        Surroundings::of(env!("CARGO_PKG_NAME")),
    )
    .await;
    let accounts = Accounts::open(options, &app).await;
    gateway::run(router(app, accounts)).await
}
