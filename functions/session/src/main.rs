//! The start-up of `session`.

use lambda_http::Error;
use session::router;
use shared::start::app::App;
use shared::web::gateway;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let (app, ()) = App::start(env!("CARGO_PKG_NAME"), |_| ()).await;
    gateway::run(router(app)).await
}
