//! The start-up of `connect-tenant`.

use connect_tenant::registry::Registry;
use connect_tenant::{RegistryOptions, router_with};
use lambda_http::Error;
use shared::start::app::App;
use shared::web::gateway;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let (app, options) = App::start(env!("CARGO_PKG_NAME"), RegistryOptions::read).await;
    let registry = Registry::open(&options, &app);
    gateway::run(router_with(app, registry)).await
}
