//! The way of a token from its text to a session, over tokens that others made and over any bytes.

mod token_fixtures;
mod token_properties;
mod verifying;
