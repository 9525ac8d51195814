//! What every feature stands on and what knows no feature: time, randomness, errors, database, texts.

pub mod error;
pub mod ics;
pub mod media;
pub mod stream_position;
