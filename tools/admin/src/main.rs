//! The operator's tool: lists, shows and erases the records of connected tenants, in whichever
//! store they are (`cargo xtask tenants`), and makes, rotates and retires the accounts' signing
//! keys (`cargo xtask keys`).

mod arguments;
mod keys;
mod print;

use std::ffi::OsString;
use std::process::ExitCode;

use arguments::{Command, Order};
use connect_tenant::registry::{Store, existing_store};
use print::Printer;
use shared::http::client::{HopLimits, HttpClient};
use shared::request::clock::Clock;
use shared::request::error_chain::Chain;
use shared::start::config::environment;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let mut words = std::env::args_os().skip(1).peekable();
    let outcome = match words.next_if(|word| word == "keys") {
        Some(_) => keys::run(words, environment).await,
        None => tenants(words).await,
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            print::complaint(&sentence);
            ExitCode::FAILURE
        }
    }
}

async fn tenants(words: impl Iterator<Item = OsString>) -> Result<(), String> {
    let Some(order) = arguments::parse(words, environment)? else {
        print::line(arguments::HELP);
        return Ok(());
    };
    carry_out(order).await
}

async fn carry_out(order: Order) -> Result<(), String> {
    let http = HttpClient::new(HopLimits::default(), Clock::system());
    let http = http.map_err(|error| format!("{NO_HTTP_CLIENT}: {}", Chain(&error)))?;
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

/// Without a single root certificate nobody can be called.
pub(crate) const NO_HTTP_CLIENT: &str =
    "no HTTP client can be made; set SSL_CERT_FILE to a PEM file with root certificates";

fn unknown(store: &dyn Store, tenant: &str) -> String {
    format!("{}: no tenant {tenant:?} is on record", store.name())
}
