//! All issuers at once, with tokens that other implementations made.

mod better_auth;
mod field;
mod matrix;
mod side_by_side;
