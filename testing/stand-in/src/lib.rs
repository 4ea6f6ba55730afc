//! A local JTL on one port: token endpoint, key sets, ERP with a catalogue, the secret with its
//! credentials in AWS Secrets Manager, and faults on demand.
//!
//! Tests start one each, on a free port, and talk to it as to the platform:
//!
//! ```
//! use stand_in::{Endpoint, Fault, SessionClaims, StandIn};
//!
//! # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
//! let stand_in = StandIn::start().await;
//! let token = stand_in.session_token(&SessionClaims::of("tenant-bikes"));
//! stand_in.fault_times(Endpoint::Token, Fault::Status(500), 2);
//! assert!(stand_in.url().starts_with("http://127.0.0.1:"));
//! assert_eq!(token.split('.').count(), 3);
//! assert_eq!(stand_in.calls(Endpoint::Token), 0);
//! # });
//! ```
//!
//! The binary offers the same over HTTP, for other languages and for curl. Bodies are JSON.
//!
//! | request | body |
//! | --- | --- |
//! | `GET /control/session-token?tenantId=`, with `&as=text` the bare token | |
//! | `POST /control/session-token` | `tenantId`, `userId`, `tenantSlug`, `expiresIn`, `kid`, `header`, `claims`: all optional; a `null` in the last two takes a member away |
//! | `GET /control/app-token?tenantId=`, with `&as=text` the bare token | |
//! | `POST /control/app-token` | the same without `tenantSlug`, and `audience` (any JSON), `appId`, `issuer` |
//! | `POST /control/rotate` | `keys` (`"session"` if left out, `"app"`), `keepOld`, `kid`: all optional |
//! | `POST /control/publish-next-key` | |
//! | `POST /control/revoke` | |
//! | `POST /control/credentials` | `clientId`, `clientSecret` |
//! | `POST /control/settings` | any of `tokenLifetime` (seconds or `"absent"`), `keyIds`, `junkKeys`, `erpVersion` (`"2.0"`, `"2.1"`), `rateLimit` (`calls`, `intervalSeconds`) of the ERP, `authRateLimit` (the same) of the token endpoint and JTL's key sets together, `cost` (`maxFieldCost`, `maxTypeCost`, `countInputTypes`), `missingScopes` (such as `["items.read"]`) |
//! | `POST /control/delay` | `endpoint`, `milliseconds` |
//! | `POST /control/fault` | `endpoint`, `fault` (a [`Fault`] in kebab case), `times`, `retryAfter`, `status`, `body`: all but the first two optional |
//! | `GET`, `DELETE /control/faults` | |
//! | `POST /control/close-connections` | |
//! | `GET`, `DELETE /control/calls` | |
//!
//! Pages of `http://localhost` and `http://127.0.0.1` may read tokens from another port. All else below
//! `/control` is for the page at `/`, a shell with your app in a frame, and for programs.
//!
//! Endpoints are `token`, `keys`, `appkeys`, `authkeys`, `graphql`, `items`, `secrets` and `elsewhere`.
//!
//! It shares no code with the functions it stands in for, least of all what verifies tokens:
//! a mistake made twice in the same way would go unnoticed.

mod access;
mod app_claims;
mod bomb;
mod broken_body;
mod clock;
mod control;
mod endpoint;
mod erp;
mod fault;
mod front_end;
mod gate;
mod key_set;
mod keys;
mod listener;
mod misbehave;
mod platform;
mod random;
mod rate_limit;
mod received;
mod secrets_manager;
mod server;
mod session_claims;
mod shell;
mod stand_in;
mod token_endpoint;

pub use crate::{
    app_claims::AppClaims,
    endpoint::Endpoint,
    erp::{TENANTS, Tenant, Version as ErpVersion},
    fault::Fault,
    front_end::FrontEnd,
    received::Received,
    session_claims::SessionClaims,
    stand_in::StandIn,
};
