//! What every function shares, from variables to answers.
//!
//! Each module uses only those above it:
//!
//! | module | noun |
//! | --- | --- |
//! | [`clock`] | wall and monotonic time, passed in |
//! | [`error_chain`] | an error and its causes in one line |
//! | [`log_value`] | what a caller sent, fit for a log line |
//! | [`log`] | what is logged, and of whom |
//! | [`strict_json`] | an object without duplicate members |
//! | [`metrics`] | counters, one line per request |
//! | [`invocation`] | one request: its number, its time, its upstream calls |
//! | [`warm`] | one kept value, its policy, one fetch at a time |
//! | [`http_client`] | the one client, with limits |
//! | [`credentials`] | Secrets Manager or variables → client credentials |
//! | [`access_token`] | the client-credentials grant, kept warm |
//! | [`token`] | text → a token of the right form, unverified |
//! | [`issuer`] | what one issuer's tokens must be |
//! | [`config`] | variables → configuration, every mistake at once |
//! | [`jwks`] | a key set, kept warm; signature → verified payload |
//! | [`session`] | verified payload + now → who is calling |
//! | [`reply`] | errors → status and body |
//! | [`issuers`] | all who are trusted: from a token to a session |
//! | [`app`] | all of it, built and warmed once |
//! | [`extract`] | carriers → extractors |
//! | [`serve`] | what stands around every router |
//! | [`gateway`] | API Gateway's events → requests |

pub mod access_token;
pub mod app;
pub mod clock;
pub mod config;
pub mod credentials;
pub mod error_chain;
pub mod extract;
pub mod gateway;
pub mod http_client;
pub mod invocation;
pub mod issuer;
pub mod issuers;
pub mod jwks;
pub mod log;
pub mod log_value;
pub mod metrics;
pub mod reply;
pub mod serve;
pub mod session;
pub mod strict_json;
pub mod token;
pub mod warm;
