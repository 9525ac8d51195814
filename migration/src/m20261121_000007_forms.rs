//! Forms, when to look at which patient, and what a person has to look at.

use sea_orm_migration::prelude::*;

use crate::dialect::{WHOLE, execute_all};

/// Forms, when to look at which patient, and what a person has to look at.
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
    "CREATE TABLE form_definition (
            id {uuid} NOT NULL PRIMARY KEY,
            clinic_id {uuid} NOT NULL REFERENCES clinic (id),
            code text NOT NULL,
            current_version integer NOT NULL,
            created_at {instant} NOT NULL,
            disabled_at {instant}
        )",
    "CREATE UNIQUE INDEX form_definition_code ON form_definition (clinic_id, code)",
    "CREATE TABLE form_definition_version (
            form_definition_id {uuid} NOT NULL REFERENCES form_definition (id),
            number integer NOT NULL,
            clinic_id {uuid} NOT NULL REFERENCES clinic (id),
            structure {json} NOT NULL,
            published_at {instant} NOT NULL,
            published_by_id {uuid},
            PRIMARY KEY (form_definition_id, number)
        )",
    "CREATE TABLE form_rule (
            id {uuid} NOT NULL PRIMARY KEY,
            clinic_id {uuid} NOT NULL REFERENCES clinic (id),
            form_definition_id {uuid} NOT NULL REFERENCES form_definition (id),
            trigger_kind text NOT NULL,
            every_visits integer,
            service_id {uuid} REFERENCES service (id),
            created_at {instant} NOT NULL,
            holds_from {instant} NOT NULL,
            disabled_at {instant}
        )",
    "CREATE INDEX form_rule_clinic ON form_rule (clinic_id)",
    "CREATE TABLE form (
            id {uuid} NOT NULL PRIMARY KEY,
            clinic_id {uuid} NOT NULL REFERENCES clinic (id),
            patient_id {uuid} NOT NULL REFERENCES patient (id),
            care_plan_id {uuid} REFERENCES care_plan (id),
            assistance_request_id {uuid} REFERENCES assistance_request (id),
            appointment_id {uuid} REFERENCES appointment (id),
            form_definition_id {uuid} NOT NULL REFERENCES form_definition (id),
            definition_version integer NOT NULL,
            form_rule_id {uuid} REFERENCES form_rule (id),
            purpose text NOT NULL,
            occasion text NOT NULL,
            state text NOT NULL,
            version integer NOT NULL,
            asked_by_id {uuid},
            created_at {instant} NOT NULL,
            submitted_at {instant},
            submitted_by_kind text,
            submitted_by_id {uuid},
            withdrawn_at {instant},
            withdraw_reason text,
            CHECK ((assistance_request_id IS NULL) <> (care_plan_id IS NULL))
        )",
    "CREATE UNIQUE INDEX form_occasion ON form (clinic_id, occasion)",
    "CREATE INDEX form_patient ON form (patient_id, created_at)",
    "CREATE INDEX form_care_plan ON form (care_plan_id)",
    "CREATE INDEX form_request ON form (assistance_request_id)",
    "CREATE TABLE form_response (
            form_id {uuid} NOT NULL PRIMARY KEY REFERENCES form (id),
            clinic_id {uuid} NOT NULL REFERENCES clinic (id),
            answers {json} NOT NULL,
            saved_at {instant} NOT NULL
        )",
    "CREATE TABLE patient_agenda (
            patient_id {uuid} NOT NULL PRIMARY KEY REFERENCES patient (id),
            clinic_id {uuid} NOT NULL REFERENCES clinic (id),
            wake_at {instant},
            generation bigint NOT NULL
        )",
    "CREATE INDEX patient_agenda_wake ON patient_agenda (wake_at) WHERE wake_at IS NOT NULL",
    "CREATE TABLE alert (
            id {uuid} NOT NULL PRIMARY KEY,
            clinic_id {uuid} NOT NULL REFERENCES clinic (id),
            patient_id {uuid} NOT NULL REFERENCES patient (id),
            notification_id {uuid} NOT NULL REFERENCES notification (id),
            reason text NOT NULL,
            raised_at {instant} NOT NULL,
            resolved_at {instant},
            resolved_by_id {uuid} REFERENCES \"user\" (id),
            resolution text
        )",
    "CREATE UNIQUE INDEX alert_notification ON alert (notification_id)",
    "CREATE INDEX alert_open ON alert (clinic_id, raised_at, id) WHERE resolved_at IS NULL",
    "CREATE INDEX alert_patient ON alert (patient_id, raised_at)",
];
