//! The program as an operator runs it.

// <account>
mod keys;
// </account>
mod program;
