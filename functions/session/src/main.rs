//! The start-up of `session`.

use shared::{start::app::App, web::gateway};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), gateway::Error> {
    let (app, ()) = App::start(env!("CARGO_PKG_NAME"), |_| ()).await;
    gateway::run(session::router(app)).await
}
