// <product-proxy>
//! Compares what the functions assume of the JTL platform with what it answers (`cargo xtask doctor`):
//! one call each to the token endpoint and the key sets, and with a token of a real session four
//! queries to the ERP. Nothing is changed anywhere. Configuration and verification are the functions'
//! own; the answers are read raw, since much of what is compared here the functions never look at.

mod answers;
mod arguments;
mod call;
mod erp;
mod erp_answer;
mod examine;
mod fact;
mod key_set;
mod report;
mod session_token;
mod text;
mod token_endpoint;
mod verifier;

use std::process::ExitCode;

use arguments::Arguments;
use clap::Parser;
use shared::start::config::environment;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let token = match Arguments::parse().token() {
        Ok(token) => token,
        Err(sentence) => {
            report::complain(&sentence);
            return ExitCode::from(WRONG_USAGE);
        }
    };
    let report = examine::platform(&environment, token).await;
    report.print();
    if report.is_good() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// As of clap.
const WRONG_USAGE: u8 = 2;
// </product-proxy>
