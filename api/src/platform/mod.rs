//! What every feature stands on and what knows no feature: time, randomness, errors, database, texts.

pub mod clinic_time;
pub mod error;
pub mod national_id;
pub mod phone;
pub mod stream_position;
pub mod templates;
pub mod text;
