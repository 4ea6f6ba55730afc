//! The start-up of `{{name}}`.

use shared::{erp::CallsAs, start::app::App, web::gateway};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), gateway::Error> {
    let (app, _) = App::start(env!("CARGO_PKG_NAME"), CallsAs::read).await;
    gateway::run({{crate}}::router(app)).await
}
