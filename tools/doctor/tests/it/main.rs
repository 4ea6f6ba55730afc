// <product-proxy>
//! The program as it is run, before the stand-in for JTL on real sockets.

mod altered;
mod differences;
mod failures;
mod program;
mod secrets;
mod tokens;
mod usage;
// </product-proxy>
