//! What the tests stand on: stand-ins for the services outside.

pub mod botmaker;
pub mod smtp;
