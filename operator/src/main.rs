//! The operator's tool: lists, shows and erases the records of connected tenants, in whichever
//! store they are. `cargo xtask tenants` runs it.

mod arguments;
mod print;

use std::process::ExitCode;

use arguments::{Command, Order};
use connect_tenant::registry::{Store, existing_store};
use print::Printer;
use shared::clock::Clock;
use shared::config::environment;
use shared::error_chain::Chain;
use shared::http_client::{HopLimits, HttpClient};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let outcome = match arguments::parse(std::env::args_os().skip(1), environment) {
        Ok(Some(order)) => carry_out(order).await,
        Ok(None) => {
            print::line(arguments::HELP);
            Ok(())
        }
        Err(sentence) => Err(sentence),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            print::complaint(&sentence);
            ExitCode::FAILURE
        }
    }
}

async fn carry_out(order: Order) -> Result<(), String> {
    let http = HttpClient::new(HopLimits::default(), Clock::system());
    let http = http.map_err(|error| format!("no HTTP client can be made: {error}"))?;
    let store = existing_store(&order.store, &http).await;
    let printer = Printer { is_json: order.is_json };
    let outcome = match &order.command {
        Command::List { after, limit } => {
            let page = store.page(after.as_deref(), *limit).await;
            page.map(|page| printer.page(&page))
        }
        Command::Show { tenant } => match store.find(tenant).await {
            Ok(None) => return Err(unknown(&*store, tenant)),
            found => found.map(|record| printer.record(record.as_ref())),
        },
        Command::Erase { tenant } => match store.erase(tenant).await {
            Ok(false) => return Err(unknown(&*store, tenant)),
            erased => erased.map(|_| printer.erased(tenant)),
        },
    };
    outcome.map_err(|error| Chain(&error).to_string())
}

fn unknown(store: &dyn Store, tenant: &str) -> String {
    format!("{}: no tenant {tenant:?} is on record", store.name())
}
