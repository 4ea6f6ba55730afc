//! The start-up of `product-proxy`.

use shared::{start::app::App, web::gateway};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), gateway::Error> {
    let (app, options) = App::start(env!("CARGO_PKG_NAME"), product_proxy::ErpOptions::read).await;
    gateway::run(product_proxy::router(app, options)).await
}
