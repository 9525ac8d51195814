//! The database's history, one file a change, written once for SQLite and PostgreSQL.
//!
//! Changes are plain SQL with a few words in braces for what the two databases call differently
//! (see `dialect.rs`). There is no `down`: a clinic's data is carried forward, never back.

use sea_orm_migration::prelude::*;

pub use sea_orm_migration::MigratorTrait;

mod dialect;
mod m20261121_000001_people;
mod m20261121_000002_catalogue;
mod m20261121_000003_requests;
mod m20261121_000004_messages;
mod m20261121_000005_booking;
mod m20261121_000006_feed;
mod m20261121_000007_forms;
mod m20261122_000008_catalogue_changes;
mod m20261122_000009_slots_name_their_site;
mod m20261122_000010_users_have_versions;
mod m20261122_000011_birth_dates;
mod m20261122_000012_stopped_channels;
mod m20261122_000013_unalterable_audit;
mod m20261122_000014_names_have_sounds;
mod m20261122_000015_an_order_of_the_agenda;
mod m20261122_000016_probe_of_writing;
mod m20261122_000017_addresses_have_a_date;
mod m20261122_000018_form_rules_have_versions;
mod m20261122_000019_clinics_can_be_called;

/// Runs the changes in order.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261121_000001_people::Migration),
            Box::new(m20261121_000002_catalogue::Migration),
            Box::new(m20261121_000003_requests::Migration),
            Box::new(m20261121_000004_messages::Migration),
            Box::new(m20261121_000005_booking::Migration),
            Box::new(m20261121_000006_feed::Migration),
            Box::new(m20261121_000007_forms::Migration),
            Box::new(m20261122_000008_catalogue_changes::Migration),
            Box::new(m20261122_000009_slots_name_their_site::Migration),
            Box::new(m20261122_000010_users_have_versions::Migration),
            Box::new(m20261122_000011_birth_dates::Migration),
            Box::new(m20261122_000012_stopped_channels::Migration),
            Box::new(m20261122_000013_unalterable_audit::Migration),
            Box::new(m20261122_000014_names_have_sounds::Migration),
            Box::new(m20261122_000015_an_order_of_the_agenda::Migration),
            Box::new(m20261122_000016_probe_of_writing::Migration),
            Box::new(m20261122_000017_addresses_have_a_date::Migration),
            Box::new(m20261122_000018_form_rules_have_versions::Migration),
            Box::new(m20261122_000019_clinics_can_be_called::Migration),
        ]
    }
}
