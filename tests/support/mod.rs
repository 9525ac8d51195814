//! What the tests stand on: a whole server with a clock of its own, clients, and stand-ins for the services
//! outside.

pub mod app;
pub mod botmaker;
pub mod client;
pub mod database;
pub mod live;
pub mod pictures;
pub mod process;
pub mod smtp;
pub mod statements;
pub mod therapy;
pub mod world;

pub use app::{CONNECTIONS, TestApp};
pub use client::{Client, fresh_key};
