//! [`Problem`]: an error as its caller is told of it, open to every function's own errors.

mod api_error;
mod document_fault;
mod erp_fault;
#[expect(clippy::module_inception, reason = "its one type is what the module is for")]
mod problem;

pub use api_error::ApiError;
pub use document_fault::DocumentError;
pub use erp_fault::ErpError;
pub use problem::{Blame, Problem, complete};
