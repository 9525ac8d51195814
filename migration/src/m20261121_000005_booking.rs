//! Holds, appointments, and the cells that keep them apart.

use sea_orm_migration::prelude::*;

use crate::dialect::{WHOLE, execute_all};

/// Holds, appointments, and the cells that keep them apart.
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
    "CREATE TABLE slot_hold (
            id {uuid} NOT NULL PRIMARY KEY,
            clinic_id {uuid} NOT NULL REFERENCES clinic (id),
            patient_id {uuid} NOT NULL REFERENCES patient (id),
            assistance_request_id {uuid} REFERENCES assistance_request (id),
            segments {json} NOT NULL,
            starts_at {instant} NOT NULL,
            ends_at {instant} NOT NULL,
            expires_at {instant} NOT NULL,
            released_at {instant},
            created_at {instant} NOT NULL
        )",
    "CREATE INDEX slot_hold_expiry ON slot_hold (expires_at) WHERE released_at IS NULL",
    "CREATE TABLE care_plan (
            id {uuid} NOT NULL PRIMARY KEY,
            clinic_id {uuid} NOT NULL REFERENCES clinic (id),
            patient_id {uuid} NOT NULL REFERENCES patient (id),
            practitioner_id {uuid} NOT NULL REFERENCES \"user\" (id),
            service_id {uuid} NOT NULL REFERENCES service (id),
            title text NOT NULL,
            planned_visits integer,
            state text NOT NULL,
            version integer NOT NULL,
            created_by_id {uuid},
            created_at {instant} NOT NULL,
            completed_at {instant},
            cancelled_at {instant},
            cancel_reason text
        )",
    "CREATE INDEX care_plan_patient ON care_plan (patient_id, created_at)",
    "CREATE INDEX care_plan_practitioner ON care_plan (practitioner_id, created_at)",
    "CREATE TABLE appointment (
            id {uuid} NOT NULL PRIMARY KEY,
            clinic_id {uuid} NOT NULL REFERENCES clinic (id),
            patient_id {uuid} NOT NULL REFERENCES patient (id),
            assistance_request_id {uuid} REFERENCES assistance_request (id),
            medical_order_id {uuid} REFERENCES medical_order (id),
            care_plan_id {uuid} REFERENCES care_plan (id),
            visit_number integer,
            site_id {uuid} REFERENCES site (id),
            external_id text,
            starts_at {instant} NOT NULL,
            ends_at {instant} NOT NULL,
            state text NOT NULL,
            version integer NOT NULL,
            self_pay boolean NOT NULL,
            booked_by_kind text NOT NULL,
            booked_by_id {uuid},
            booked_at {instant} NOT NULL,
            moved_at {instant},
            started_at {instant},
            ended_at {instant},
            cancelled_at {instant},
            cancel_reason text
        )",
    "CREATE INDEX appointment_start ON appointment (clinic_id, starts_at, id)",
    "CREATE INDEX appointment_patient ON appointment (patient_id, starts_at)",
    "CREATE UNIQUE INDEX appointment_visit ON appointment (care_plan_id, visit_number) WHERE state <> 'cancelled'",
    "CREATE INDEX appointment_request ON appointment (assistance_request_id)",
    "CREATE UNIQUE INDEX appointment_external ON appointment (clinic_id, external_id)",
    "CREATE TABLE appointment_service (
            appointment_id {uuid} NOT NULL REFERENCES appointment (id),
            position integer NOT NULL,
            clinic_id {uuid} NOT NULL REFERENCES clinic (id),
            service_id {uuid} NOT NULL REFERENCES service (id),
            resource_id {uuid} REFERENCES resource (id),
            starts_at {instant} NOT NULL,
            ends_at {instant} NOT NULL,
            PRIMARY KEY (appointment_id, position)
        )",
    "CREATE TABLE booking_cell (
            resource_id {uuid} NOT NULL REFERENCES resource (id),
            cell_start {instant} NOT NULL,
            clinic_id {uuid} NOT NULL REFERENCES clinic (id),
            slot_hold_id {uuid} REFERENCES slot_hold (id),
            appointment_id {uuid} REFERENCES appointment (id),
            PRIMARY KEY (resource_id, cell_start)
        )",
    "CREATE INDEX booking_cell_hold ON booking_cell (slot_hold_id)",
    "CREATE INDEX booking_cell_appointment ON booking_cell (appointment_id)",
];
