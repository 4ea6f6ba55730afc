//! The operator's tool: lists, shows, exports and erases the records of connected tenants, in whichever
//! store they are (`cargo xtask tenants`), and makes, rotates and retires the accounts' signing
//! keys (`cargo xtask keys`).

mod arguments;
mod aws;
// <account>
mod keys;
// </account>
mod print;

use std::process::ExitCode;

use arguments::{Arguments, Resource, Tenants, TenantsCommand};
use clap::Parser;
use connect_tenant::registry::{DataRequest, Store, existing_store};
use print::Printer;
use shared::http::client::{HttpClient, Timeouts};
use shared::request::clock::Clock;
use shared::request::error_chain::Chain;
use shared::start::config::environment;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let outcome = match Arguments::parse().resource {
        Resource::Tenants(tenants) => run(&tenants).await,
        // <account>
        Resource::Keys(keys) => keys::run(&keys, environment).await,
        // </account>
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            print::complaint(&sentence);
            ExitCode::FAILURE
        }
    }
}

async fn run(tenants: &Tenants) -> Result<(), String> {
    let http = HttpClient::new(Timeouts::default(), Clock::system());
    let http = http.map_err(|error| format!("{NO_HTTP_CLIENT}: {}", Chain(&error)))?;
    let store = existing_store(&tenants.store(environment)?, async || aws::sdk(&http).await).await;
    let printer = Printer { is_json: tenants.json };
    let outcome = match &tenants.command {
        TenantsCommand::List { after, limit } => {
            let page = store.page(after.as_deref(), *limit).await;
            page.map(|page| printer.page(&page))
        }
        TenantsCommand::Show { tenant } => match store.find(tenant).await {
            Ok(None) => return Err(unknown(&*store, tenant)),
            found => found.map(|record| printer.record(record.as_ref())),
        },
        TenantsCommand::Export { tenant, by } => {
            let by = by.name(environment)?;
            match store.export(request(tenant, &by)).await {
                Ok(None) => return Err(unknown(&*store, tenant)),
                exported => exported.map(|export| Printer::export(export.as_ref())),
            }
        }
        TenantsCommand::Erase { tenant, by, .. } => {
            let by = by.name(environment)?;
            match store.erase(request(tenant, &by)).await {
                Ok(false) => return Err(unknown(&*store, tenant)),
                erased => erased.map(|_| printer.erased(tenant)),
            }
        }
        TenantsCommand::Requests { after, limit } => {
            let page = store.data_requests(after.as_deref(), *limit).await;
            page.map(|page| printer.requests(&page))
        }
    };
    outcome.map_err(|error| aws::complaint(&error))
}

fn request<'a>(tenant_id: &'a str, requested_by: &'a str) -> DataRequest<'a> {
    DataRequest {
        tenant_id,
        requested_by,
        at: Clock::system().now().wall,
    }
}

/// Without a single root certificate nobody can be called.
pub(crate) const NO_HTTP_CLIENT: &str =
    "no HTTP client can be made; set SSL_CERT_FILE to a PEM file with root certificates";

fn unknown(store: &dyn Store, tenant: &str) -> String {
    format!("{}: no tenant {tenant:?} is on record", store.name())
}
