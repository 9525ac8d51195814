//! Clinics: the tenant, its time zone, its settings.
//!
//! The clinic is the sharding key: every table carries its id, every finder is scoped by it.

pub mod graphql;
mod queries;
mod update_settings;

pub use queries::{clinic_by_id, find_by_slug, time_zone};
pub use update_settings::{SettingsChange, update_settings};
