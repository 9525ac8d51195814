//! The feed and the audit trail of each clinic.

use sea_orm_migration::prelude::*;

use crate::dialect::{WHOLE, execute_all};

/// The feed and the audit trail of each clinic.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        WHOLE
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        execute_all(manager, STATEMENTS).await
    }
}

const STATEMENTS: &[&str] = &[
    "CREATE TABLE clinic_feed (
            clinic_id {uuid} NOT NULL PRIMARY KEY REFERENCES clinic (id),
            epoch integer NOT NULL,
            head bigint NOT NULL,
            tail bigint NOT NULL,
            audit_head bigint NOT NULL,
            audit_hash {bytes} NOT NULL
        )",
    "CREATE TABLE event (
            clinic_id {uuid} NOT NULL REFERENCES clinic (id),
            seq bigint NOT NULL,
            kind text NOT NULL,
            assistance_request_id {uuid},
            patient_id {uuid},
            appointment_id {uuid},
            at {instant} NOT NULL,
            PRIMARY KEY (clinic_id, seq)
        )",
    "CREATE INDEX event_age ON event (at)",
    "CREATE TABLE audit_entry (
            clinic_id {uuid} NOT NULL REFERENCES clinic (id),
            seq bigint NOT NULL,
            at {instant} NOT NULL,
            actor_kind text NOT NULL,
            actor_id {uuid},
            action text NOT NULL,
            subject_type text NOT NULL,
            subject_id {uuid} NOT NULL,
            detail {json} NOT NULL,
            prev_hash {bytes} NOT NULL,
            hash {bytes} NOT NULL,
            PRIMARY KEY (clinic_id, seq)
        )",
];
