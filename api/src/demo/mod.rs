//! What the demo is made of: an invented clinic's catalogue and agenda, names, and pictures of doctors' orders.
//! [`seed()`], behind `asistencia seed`, puts it into a database.

pub mod data;
pub mod pictures;
mod seed;

pub use seed::{SeedOptions, accounts, seed};
