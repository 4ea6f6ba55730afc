//! The start-up of `account`.

use shared::{start::app::App, web::gateway};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), gateway::Error> {
    let (app, options) = App::start(env!("CARGO_PKG_NAME"), account::options::AccountOptions::read).await;
    let accounts = account::accounts::Accounts::open(options, &app).await;
    gateway::run(account::router(app, accounts)).await
}
