//! Clinics: the tenant, its time zone, its settings.
//!
//! The clinic is the sharding key: every table carries its id, every finder is scoped by it.

mod botmaker_name;
pub mod graphql;
mod queries;
mod quiet;
mod update_settings;

pub use botmaker_name::botmaker_name;
pub use queries::{botmaker_channel, clinic_by_id, clinic_text, find_by_slug, time_zone};
pub use quiet::{loud_until, patience, quiet_until};
pub use update_settings::{SettingsChange, update_settings};
