//! The start-up of `product-proxy`.

use lambda_http::Error;
use product_proxy::{ErpOptions, router};
use shared::start::app::App;
use shared::web::gateway;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let (app, options) = App::start(env!("CARGO_PKG_NAME"), ErpOptions::read).await;
    gateway::run(router(app, options)).await
}
