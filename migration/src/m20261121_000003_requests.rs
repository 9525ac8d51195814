//! Orders, the requests for assistance around them, and their review.

use sea_orm_migration::prelude::*;

use crate::dialect::{WHOLE, execute_all};

/// Orders, the requests for assistance around them, and their review.
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
    "CREATE TABLE upload (
            id {uuid} NOT NULL PRIMARY KEY,
            clinic_id {uuid} NOT NULL REFERENCES clinic (id),
            patient_id {uuid} NOT NULL REFERENCES patient (id),
            file_name text NOT NULL,
            content_type text NOT NULL,
            byte_size bigint NOT NULL,
            sha256 {bytes} NOT NULL,
            storage_key text NOT NULL,
            preview_key text,
            created_at {instant} NOT NULL,
            stored_at {instant},
            used_at {instant},
            discarded_at {instant}
        )",
    "CREATE INDEX upload_unused ON upload (created_at) WHERE used_at IS NULL AND discarded_at IS NULL",
    "CREATE TABLE medical_order (
            id {uuid} NOT NULL PRIMARY KEY,
            clinic_id {uuid} NOT NULL REFERENCES clinic (id),
            patient_id {uuid} NOT NULL REFERENCES patient (id),
            note text,
            uploaded_at {instant} NOT NULL
        )",
    "CREATE INDEX medical_order_patient ON medical_order (patient_id)",
    "CREATE TABLE order_attachment (
            id {uuid} NOT NULL PRIMARY KEY,
            clinic_id {uuid} NOT NULL REFERENCES clinic (id),
            medical_order_id {uuid} NOT NULL REFERENCES medical_order (id),
            upload_id {uuid} REFERENCES upload (id),
            position integer NOT NULL,
            file_name text NOT NULL,
            content_type text NOT NULL,
            byte_size bigint NOT NULL,
            sha256 {bytes} NOT NULL,
            storage_key text NOT NULL,
            preview_key text,
            created_at {instant} NOT NULL
        )",
    "CREATE UNIQUE INDEX order_attachment_position ON order_attachment (medical_order_id, position)",
    "CREATE UNIQUE INDEX order_attachment_upload ON order_attachment (upload_id)",
    r#"CREATE TABLE assistance_request (
            id {uuid} NOT NULL PRIMARY KEY,
            clinic_id {uuid} NOT NULL REFERENCES clinic (id),
            patient_id {uuid} NOT NULL REFERENCES patient (id),
            medical_order_id {uuid} NOT NULL REFERENCES medical_order (id),
            state text NOT NULL,
            version integer NOT NULL,
            uploaded_at {instant} NOT NULL,
            resolved_at {instant},
            resolved_by_id {uuid} REFERENCES "user" (id),
            outcome text,
            resolution_note text,
            voided_at {instant},
            void_reason text,
            attention_reason text,
            claimed_by_id {uuid} REFERENCES "user" (id),
            claim_expires_at {instant},
            last_contact_at {instant},
            last_contact_by_id {uuid} REFERENCES "user" (id),
            last_contact_message text,
            dispatch_id {uuid},
            appointment_id {uuid}
        )"#,
    // They end in what their condition is about: SQLite counts from an index alone only where it is in it. And it
    // takes the narrower of two that would do, so the next one is no narrower than that of what is open.
    "CREATE INDEX assistance_request_listed ON assistance_request (clinic_id, voided_at) WHERE voided_at IS NULL",
    "CREATE INDEX assistance_request_uploaded ON assistance_request (clinic_id, uploaded_at, id, resolved_at, voided_at) WHERE voided_at IS NULL",
    // The very expression by which the grid is sorted.
    "CREATE INDEX assistance_request_contact ON assistance_request (clinic_id, COALESCE(last_contact_at, '1970-01-01T00:00:00+00:00'), id) WHERE voided_at IS NULL",
    "CREATE INDEX assistance_request_open ON assistance_request (clinic_id, uploaded_at, id, resolved_at, voided_at) WHERE resolved_at IS NULL AND voided_at IS NULL",
    "CREATE INDEX assistance_request_attention ON assistance_request (clinic_id, uploaded_at, id) WHERE attention_reason IS NOT NULL",
    "CREATE INDEX assistance_request_state ON assistance_request (clinic_id, state, uploaded_at, id)",
    "CREATE INDEX assistance_request_patient ON assistance_request (patient_id, uploaded_at)",
    "CREATE UNIQUE INDEX assistance_request_order ON assistance_request (medical_order_id)",
    "CREATE TABLE assistance_request_service (
            assistance_request_id {uuid} NOT NULL REFERENCES assistance_request (id),
            service_id {uuid} NOT NULL REFERENCES service (id),
            clinic_id {uuid} NOT NULL REFERENCES clinic (id),
            position integer NOT NULL,
            PRIMARY KEY (assistance_request_id, service_id)
        )",
    r#"CREATE TABLE contact_attempt (
            id {uuid} NOT NULL PRIMARY KEY,
            clinic_id {uuid} NOT NULL REFERENCES clinic (id),
            assistance_request_id {uuid} NOT NULL REFERENCES assistance_request (id),
            user_id {uuid} NOT NULL REFERENCES "user" (id),
            at {instant} NOT NULL,
            message text NOT NULL
        )"#,
    "CREATE INDEX contact_attempt_request ON contact_attempt (assistance_request_id, at)",
    r#"CREATE TABLE dispatch (
            id {uuid} NOT NULL PRIMARY KEY,
            clinic_id {uuid} NOT NULL REFERENCES clinic (id),
            assistance_request_id {uuid} NOT NULL REFERENCES assistance_request (id),
            service_ids {json} NOT NULL,
            confirmed_by_id {uuid} NOT NULL REFERENCES "user" (id),
            confirmed_at {instant} NOT NULL,
            notification_id {uuid} NOT NULL,
            superseded_at {instant}
        )"#,
    "CREATE INDEX dispatch_request ON dispatch (assistance_request_id)",
];
