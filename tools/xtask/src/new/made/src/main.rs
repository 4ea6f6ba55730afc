//! The start-up of `{{name}}`.

use {{crate}}::router;

use lambda_http::Error;
use shared::start::app::App;
use shared::web::gateway;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let (app, ()) = App::start(env!("CARGO_PKG_NAME"), |_| ()).await;
    gateway::run(router(app)).await
}
