//! Clinics, staff, patients, and who is signed in.

use sea_orm_migration::prelude::*;

use crate::dialect::{WHOLE, execute_all};

/// Clinics, staff, patients, and who is signed in.
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
    "CREATE TABLE clinic (
            id {uuid} NOT NULL PRIMARY KEY,
            slug text NOT NULL,
            name text NOT NULL,
            time_zone text NOT NULL,
            locale text NOT NULL,
            settings {json} NOT NULL,
            created_at {instant} NOT NULL
        )",
    "CREATE UNIQUE INDEX clinic_slug ON clinic (slug)",
    "CREATE TABLE payer (
            id {uuid} NOT NULL PRIMARY KEY,
            clinic_id {uuid} NOT NULL REFERENCES clinic (id),
            name text NOT NULL,
            is_self_pay boolean NOT NULL
        )",
    "CREATE UNIQUE INDEX payer_name ON payer (clinic_id, name)",
    "CREATE TABLE plan (
            id {uuid} NOT NULL PRIMARY KEY,
            clinic_id {uuid} NOT NULL REFERENCES clinic (id),
            payer_id {uuid} NOT NULL REFERENCES payer (id),
            name text NOT NULL
        )",
    "CREATE UNIQUE INDEX plan_name ON plan (payer_id, name)",
    r#"CREATE TABLE "user" (
            id {uuid} NOT NULL PRIMARY KEY,
            clinic_id {uuid} NOT NULL REFERENCES clinic (id),
            email text NOT NULL,
            name text NOT NULL,
            role text NOT NULL,
            password_hash text NOT NULL,
            one_time_until {instant},
            disabled_at {instant},
            created_at {instant} NOT NULL
        )"#,
    r#"CREATE UNIQUE INDEX user_email ON "user" (email)"#,
    r#"CREATE INDEX user_clinic ON "user" (clinic_id, name, id)"#,
    "CREATE TABLE patient (
            id {uuid} NOT NULL PRIMARY KEY,
            clinic_id {uuid} NOT NULL REFERENCES clinic (id),
            given_name text NOT NULL,
            family_name text NOT NULL,
            document_type text NOT NULL,
            national_id text NOT NULL,
            mobile_phone text,
            verified_phone text,
            verified_phone_at {instant},
            email text,
            email_opt_out_at {instant},
            whatsapp_opt_out_at {instant},
            contact_confirmed_at {instant},
            payer_id {uuid} REFERENCES payer (id),
            plan_id {uuid} REFERENCES plan (id),
            member_number text,
            password_hash text,
            one_time_until {instant},
            sort_name text {binary_collation} NOT NULL,
            version integer NOT NULL,
            created_at {instant} NOT NULL
        )",
    "CREATE UNIQUE INDEX patient_document ON patient (clinic_id, document_type, national_id)",
    "CREATE INDEX patient_sort ON patient (clinic_id, sort_name, id)",
    "CREATE INDEX patient_mobile ON patient (clinic_id, mobile_phone)",
    "CREATE TABLE patient_search_term (
            clinic_id {uuid} NOT NULL REFERENCES clinic (id),
            term text {binary_collation} NOT NULL,
            patient_id {uuid} NOT NULL REFERENCES patient (id),
            PRIMARY KEY (clinic_id, term, patient_id)
        )",
    "CREATE INDEX patient_search_term_patient ON patient_search_term (patient_id)",
    r#"CREATE TABLE session (
            id {uuid} NOT NULL PRIMARY KEY,
            clinic_id {uuid} NOT NULL REFERENCES clinic (id),
            kind text NOT NULL,
            token_hash {bytes} NOT NULL,
            user_id {uuid} REFERENCES "user" (id),
            patient_id {uuid} REFERENCES patient (id),
            journey_link_id {uuid},
            created_at {instant} NOT NULL,
            expires_at {instant} NOT NULL,
            revoked_at {instant}
        )"#,
    "CREATE UNIQUE INDEX session_token ON session (token_hash)",
    "CREATE INDEX session_of_user ON session (user_id)",
    "CREATE INDEX session_patient ON session (patient_id)",
    "CREATE INDEX session_expiry ON session (expires_at)",
    "CREATE TABLE api_key (
            id {uuid} NOT NULL PRIMARY KEY,
            clinic_id {uuid} NOT NULL REFERENCES clinic (id),
            name text NOT NULL,
            key_hash {bytes} NOT NULL,
            scopes {json} NOT NULL,
            created_at {instant} NOT NULL,
            revoked_at {instant}
        )",
    "CREATE UNIQUE INDEX api_key_hash ON api_key (key_hash)",
    "CREATE TABLE sign_in_attempt (
            bucket {bytes} NOT NULL,
            window_start {instant} NOT NULL,
            attempts integer NOT NULL,
            PRIMARY KEY (bucket, window_start)
        )",
    "CREATE INDEX sign_in_attempt_window ON sign_in_attempt (window_start)",
    "CREATE TABLE idempotency_key (
            clinic_id {uuid} NOT NULL REFERENCES clinic (id),
            actor text NOT NULL,
            operation text NOT NULL,
            key text NOT NULL,
            fingerprint {bytes} NOT NULL,
            result_id {uuid} NOT NULL,
            created_at {instant} NOT NULL,
            PRIMARY KEY (clinic_id, actor, operation, key)
        )",
    "CREATE INDEX idempotency_key_age ON idempotency_key (created_at)",
];
