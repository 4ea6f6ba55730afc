//! From an event of API Gateway to a request, and from an answer back.

pub mod cookies;
pub mod csrf;
pub mod extract;
pub mod gateway;
pub mod layer;
pub mod openapi;
