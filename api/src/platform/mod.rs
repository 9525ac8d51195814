//! What every feature stands on and what knows no feature: time, randomness, errors, database, texts.

pub mod actor;
pub mod address_template;
pub mod checks;
pub mod clinic_time;
pub mod clock;
pub mod config;
pub mod connection;
pub mod date;
pub mod db;
pub mod error;
pub mod global_id;
pub mod ics;
pub mod idempotency;
pub mod media;
pub mod national_id;
pub mod phone;
pub mod random;
pub mod stream_position;
pub mod telephone;
pub mod templates;
#[cfg(test)]
pub(crate) mod test_database;
pub mod text;
pub mod token;
