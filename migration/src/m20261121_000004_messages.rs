//! The outbox and ledger, its attempts, webhooks, replies and links.

use sea_orm_migration::prelude::*;

use crate::dialect::{WHOLE, execute_all};

/// The outbox and ledger, its attempts, webhooks, replies and links.
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
    "CREATE TABLE notification (
            id {uuid} NOT NULL PRIMARY KEY,
            clinic_id {uuid} NOT NULL REFERENCES clinic (id),
            patient_id {uuid} NOT NULL REFERENCES patient (id),
            user_id {uuid} REFERENCES \"user\" (id),
            assistance_request_id {uuid} REFERENCES assistance_request (id),
            care_plan_id {uuid},
            appointment_id {uuid},
            form_id {uuid},
            dispatch_id {uuid},
            kind text NOT NULL,
            channel text NOT NULL,
            state text NOT NULL,
            dedupe_key text NOT NULL,
            payload {json} NOT NULL,
            carried {json},
            due_at {instant} NOT NULL,
            expires_at {instant} NOT NULL,
            next_attempt_at {instant} NOT NULL,
            attempts integer NOT NULL,
            lease_token {uuid},
            lease_until {instant},
            provider_id text,
            sent_at {instant},
            delivered_at {instant},
            read_at {instant},
            reason text,
            reason_detail text,
            created_at {instant} NOT NULL
        )",
    "CREATE UNIQUE INDEX notification_dedupe ON notification (clinic_id, dedupe_key)",
    "CREATE INDEX notification_due ON notification (next_attempt_at, state) WHERE state IN ('planned', 'uncertain')",
    "CREATE INDEX notification_lease ON notification (lease_until, state) WHERE state = 'sending'",
    "CREATE INDEX notification_request ON notification (assistance_request_id)",
    "CREATE INDEX notification_appointment ON notification (appointment_id)",
    "CREATE INDEX notification_patient ON notification (patient_id, created_at, id)",
    "CREATE INDEX notification_provider ON notification (provider_id)",
    "CREATE TABLE notification_attempt (
            id {uuid} NOT NULL PRIMARY KEY,
            clinic_id {uuid} NOT NULL REFERENCES clinic (id),
            notification_id {uuid} NOT NULL REFERENCES notification (id),
            number integer NOT NULL,
            lease_token {uuid} NOT NULL,
            started_at {instant} NOT NULL,
            finished_at {instant},
            outcome text NOT NULL,
            rendered {json} NOT NULL,
            code text,
            detail text
        )",
    "CREATE UNIQUE INDEX notification_attempt_number ON notification_attempt (notification_id, number)",
    "CREATE TABLE webhook_delivery (
            id {uuid} NOT NULL PRIMARY KEY,
            clinic_id {uuid} NOT NULL REFERENCES clinic (id),
            received_at {instant} NOT NULL,
            body text NOT NULL,
            body_hash {bytes} NOT NULL,
            processed_at {instant},
            attempts integer NOT NULL,
            outcome text
        )",
    "CREATE UNIQUE INDEX webhook_delivery_body ON webhook_delivery (clinic_id, body_hash)",
    "CREATE INDEX webhook_delivery_processed ON webhook_delivery (processed_at)",
    "CREATE INDEX webhook_delivery_waiting ON webhook_delivery (received_at) WHERE processed_at IS NULL",
    "CREATE TABLE patient_reply (
            id {uuid} NOT NULL PRIMARY KEY,
            clinic_id {uuid} NOT NULL REFERENCES clinic (id),
            patient_id {uuid} REFERENCES patient (id),
            assistance_request_id {uuid} REFERENCES assistance_request (id),
            text text NOT NULL,
            button_payload text,
            provider_id text NOT NULL,
            received_at {instant} NOT NULL
        )",
    "CREATE UNIQUE INDEX patient_reply_provider ON patient_reply (clinic_id, provider_id)",
    "CREATE INDEX patient_reply_request ON patient_reply (assistance_request_id)",
    "CREATE TABLE journey_link (
            id {uuid} NOT NULL PRIMARY KEY,
            clinic_id {uuid} NOT NULL REFERENCES clinic (id),
            assistance_request_id {uuid} REFERENCES assistance_request (id),
            care_plan_id {uuid},
            notification_id {uuid} NOT NULL,
            token_hash {bytes} NOT NULL,
            minted_at {instant} NOT NULL,
            expires_at {instant} NOT NULL,
            opened_at {instant},
            failed_attempts integer NOT NULL,
            revoked_at {instant},
            revoke_reason text,
            CHECK ((assistance_request_id IS NULL) <> (care_plan_id IS NULL))
        )",
    "CREATE UNIQUE INDEX journey_link_token ON journey_link (token_hash)",
    "CREATE INDEX journey_link_request ON journey_link (assistance_request_id)",
    "CREATE INDEX journey_link_care_plan ON journey_link (care_plan_id)",
];
