//! Descriptions of routes for `docs/openapi.json`, beside utoipa's attributes on their handlers. Only the
//! tool that writes the document calls any of it, so no function's binary holds it.

mod extractors;
mod problem_responses;

pub use extractors::{CallersDocument, CookieOfChange, JsonBody, Parameters};
pub use problem_responses::{ProblemResponses, Problems, problem_schema};
