//! The stand-in on a port of its own: `stand-in [--host 127.0.0.1] [--port 7878]`, with a shell around
//! the front end at `--app-url`.
#![expect(clippy::print_stderr, reason = "a program for a terminal")]

use std::{
    io::{Write, stdout},
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::PathBuf,
    process::ExitCode,
};

use clap::Parser;

use stand_in::{FrontEnd, StandIn, TENANTS};

/// A local JTL on one port.
#[derive(Parser)]
#[command(disable_version_flag = true)]
struct Arguments {
    /// The IP address to listen at
    #[arg(long, value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST), value_parser = address)]
    host: IpAddr,
    /// The port to listen at; 0 for any free one
    #[arg(long, value_name = "NUMBER", default_value_t = 7878)]
    port: u16,
    /// The front end that the page at / shows in a frame
    #[arg(long, value_name = "URL", default_value = FrontEnd::QUICK_START, value_parser = FrontEnd::origin)]
    app_url: String,
    /// The front end's app.json, read at each request
    #[arg(long, value_name = "PATH")]
    app_manifest: Option<PathBuf>,
}

fn address(text: &str) -> Result<IpAddr, std::net::AddrParseError> {
    match text {
        "localhost" => Ok(Ipv4Addr::LOCALHOST.into()),
        text => text.parse(),
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let Arguments {
        host,
        port,
        app_url,
        app_manifest,
    } = Arguments::parse();
    let address = SocketAddr::new(host, port);
    let stand_in = match StandIn::start_on(address, FrontEnd::new(app_url, app_manifest)).await {
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
    let tenants = TENANTS.each_ref().map(|tenant| tenant.slug).join(", ");
    format!(
        "stand-in for JTL at {url}
  shell           {url}/  (a page with your app in it)
  session tokens  {url}/control/session-token?tenantId={first}
  app tokens      {url}/control/app-token?tenantId={first}
  token endpoint  POST {url}/oauth2/token  as {id} / {secret}
  key sets        GET  {url}/account/.well-known/jwks.json, {url}/oauth/v2/keys
  ERP             POST {url}/erp/v2/graphql, GET {url}/erp/v2/items
  tenants         {tenants}
  faults          POST {url}/control/fault
Ctrl-C ends it.",
        first = TENANTS[0].slug,
    )
}
