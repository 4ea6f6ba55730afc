//! The program as an operator runs it.

// <account>
mod keys;
// </account>
mod data_requests;
mod program;
