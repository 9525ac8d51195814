//! What the clinic does, where, when, and who pays for it.

use sea_orm_migration::prelude::*;

use crate::dialect::{WHOLE, execute_all};

/// What the clinic does, where, when, and who pays for it.
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
    "CREATE TABLE site (
            id {uuid} NOT NULL PRIMARY KEY,
            clinic_id {uuid} NOT NULL REFERENCES clinic (id),
            name text NOT NULL,
            address text NOT NULL
        )",
    "CREATE UNIQUE INDEX site_name ON site (clinic_id, name)",
    "CREATE TABLE resource (
            id {uuid} NOT NULL PRIMARY KEY,
            clinic_id {uuid} NOT NULL REFERENCES clinic (id),
            site_id {uuid} NOT NULL REFERENCES site (id),
            name text NOT NULL,
            practitioner_id {uuid} REFERENCES \"user\" (id),
            disabled_at {instant}
        )",
    "CREATE UNIQUE INDEX resource_name ON resource (clinic_id, name)",
    "CREATE TABLE circuit (
            id {uuid} NOT NULL PRIMARY KEY,
            clinic_id {uuid} NOT NULL REFERENCES clinic (id),
            name text NOT NULL,
            allows_multiple boolean NOT NULL
        )",
    "CREATE UNIQUE INDEX circuit_name ON circuit (clinic_id, name)",
    "CREATE TABLE service (
            id {uuid} NOT NULL PRIMARY KEY,
            clinic_id {uuid} NOT NULL REFERENCES clinic (id),
            circuit_id {uuid} NOT NULL REFERENCES circuit (id),
            code text NOT NULL,
            name text NOT NULL,
            synonyms text NOT NULL,
            search_text text NOT NULL,
            duration_minutes integer NOT NULL,
            preparation text,
            disabled_at {instant}
        )",
    "CREATE UNIQUE INDEX service_code ON service (clinic_id, code)",
    "CREATE TABLE service_resource (
            service_id {uuid} NOT NULL REFERENCES service (id),
            resource_id {uuid} NOT NULL REFERENCES resource (id),
            clinic_id {uuid} NOT NULL REFERENCES clinic (id),
            PRIMARY KEY (service_id, resource_id)
        )",
    "CREATE INDEX service_resource_resource ON service_resource (resource_id)",
    "CREATE TABLE coverage_rule (
            id {uuid} NOT NULL PRIMARY KEY,
            clinic_id {uuid} NOT NULL REFERENCES clinic (id),
            service_id {uuid} NOT NULL REFERENCES service (id),
            payer_id {uuid} NOT NULL REFERENCES payer (id),
            plan_id {uuid} REFERENCES plan (id),
            decision text NOT NULL,
            note text
        )",
    "CREATE INDEX coverage_rule_service ON coverage_rule (clinic_id, service_id, payer_id)",
    "CREATE TABLE schedule (
            id {uuid} NOT NULL PRIMARY KEY,
            clinic_id {uuid} NOT NULL REFERENCES clinic (id),
            resource_id {uuid} NOT NULL REFERENCES resource (id),
            weekday integer NOT NULL,
            start_minute integer NOT NULL,
            end_minute integer NOT NULL,
            valid_from date NOT NULL,
            valid_to date
        )",
    "CREATE INDEX schedule_resource ON schedule (resource_id, weekday)",
    "CREATE TABLE schedule_exception (
            id {uuid} NOT NULL PRIMARY KEY,
            clinic_id {uuid} NOT NULL REFERENCES clinic (id),
            resource_id {uuid} NOT NULL REFERENCES resource (id),
            day date NOT NULL,
            start_minute integer,
            end_minute integer,
            reason text
        )",
    "CREATE INDEX schedule_exception_resource ON schedule_exception (resource_id, day)",
];
