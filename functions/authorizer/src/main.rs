//! The start-up of `authorizer`.

use authorizer::{Authorizer, AuthorizerOptions};
use shared::start::app::App;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    let (app, options) = App::start(env!("CARGO_PKG_NAME"), AuthorizerOptions::read).await;
    Authorizer::new(app, options).run().await
}
