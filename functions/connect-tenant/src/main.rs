//! The start-up of `connect-tenant`.

use shared::{start::app::App, web::gateway};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), gateway::Error> {
    let (app, options) = App::start(env!("CARGO_PKG_NAME"), connect_tenant::RegistryOptions::read).await;
    let registry = connect_tenant::registry::Registry::open(&options, &app);
    gateway::run(connect_tenant::router_with(app, registry)).await
}
