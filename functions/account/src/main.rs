//! The start-up of `account`.

use account::accounts::Accounts;
use account::options::AccountOptions;
use account::router;
use lambda_http::Error;
use shared::start::app::App;
use shared::web::gateway;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let (app, options) = App::start(env!("CARGO_PKG_NAME"), AccountOptions::read).await;
    let accounts = Accounts::open(options, &app).await;
    gateway::run(router(app, accounts)).await
}
