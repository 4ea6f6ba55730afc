//! [`Problem`]: an error as its caller is told of it, open to every function's own errors.

mod api_error;
#[expect(clippy::module_inception, reason = "its one type is what the module is for")]
mod problem;

pub use api_error::ApiError;
pub(crate) use problem::Body;
pub use problem::{Blame, Problem, complete};
