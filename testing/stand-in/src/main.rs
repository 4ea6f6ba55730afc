//! The stand-in on a port of its own: `stand-in [--host 127.0.0.1] [--port 7878]`.
#![expect(clippy::print_stderr, reason = "a program for a terminal")]

mod arguments;

use std::{
    io::{Write, stdout},
    process::ExitCode,
};

use stand_in::{StandIn, TENANTS};

use crate::arguments::Arguments;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let address = match Arguments::parse(std::env::args().skip(1)) {
        Ok(Arguments::Serve(address)) => address,
        Ok(Arguments::Help) => {
            say(HELP);
            return ExitCode::SUCCESS;
        }
        Err(mistake) => {
            eprintln!("{mistake}\n\n{HELP}");
            return ExitCode::FAILURE;
        }
    };
    let stand_in = match StandIn::start_on(address).await {
        Ok(stand_in) => stand_in,
        Err(cause) => {
            eprintln!("cannot listen at {address}: {cause}; --port takes another one, 0 any free one");
            return ExitCode::FAILURE;
        }
    };
    say(&offer(&stand_in));
    if let Err(cause) = tokio::signal::ctrl_c().await {
        eprintln!("cannot wait for Ctrl-C: {cause}");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

/// Whoever started the program may have stopped reading; it goes on all the same.
fn say(text: &str) {
    let _ = writeln!(stdout(), "{text}");
}

fn offer(stand_in: &StandIn) -> String {
    let url = stand_in.url();
    let (id, secret) = (stand_in.client_id(), stand_in.client_secret());
    let tenants = TENANTS.map(|tenant| tenant.id).join(", ");
    format!(
        "stand-in for JTL at {url}
  session tokens  {url}/  (a page) or {url}/control/session-token?tenantId={first}
  app tokens      {url}/control/app-token?tenantId={first}
  token endpoint  POST {url}/oauth2/token  as {id} / {secret}
  key sets        GET  {url}/account/.well-known/jwks.json, {url}/oauth/v2/keys
  ERP             POST {url}/erp/v2/graphql, GET {url}/erp/v2/items
  tenants         {tenants}
  faults          POST {url}/control/fault
Ctrl-C ends it.",
        first = TENANTS[0].id,
    )
}

const HELP: &str = "stand-in: a local JTL on one port

Usage: stand-in [--host ADDRESS] [--port NUMBER]

  --host ADDRESS  where to listen, an IP address; 127.0.0.1 if left out
  --port NUMBER   7878 if left out, 0 for any free port
  --help          this text";
