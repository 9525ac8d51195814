//! Administrators change the catalogue and the agenda: versions keep two of them apart, payers and plans can be
//! disabled, and a service, a payer and a plan have one rule.

use sea_orm_migration::prelude::*;

use crate::dialect::{WHOLE, execute_all};

/// Administrators change the catalogue and the agenda.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        WHOLE
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        execute_all(manager, VERSIONS).await?;
        let removed = manager.get_connection().execute_unprepared(REMOVE_REPEATED_RULES).await?;
        if removed.rows_affected() > 0 {
            tracing::warn!(
                removed = removed.rows_affected(),
                "several coverage rules said something about the same service, payer and plan: the oldest stays"
            );
        }
        execute_all(manager, INDEXES).await
    }
}

const VERSIONS: &[&str] = &[
    "ALTER TABLE site ADD COLUMN version integer NOT NULL DEFAULT 1",
    "ALTER TABLE resource ADD COLUMN version integer NOT NULL DEFAULT 1",
    "ALTER TABLE circuit ADD COLUMN version integer NOT NULL DEFAULT 1",
    "ALTER TABLE service ADD COLUMN version integer NOT NULL DEFAULT 1",
    "ALTER TABLE payer ADD COLUMN version integer NOT NULL DEFAULT 1",
    "ALTER TABLE payer ADD COLUMN disabled_at {instant}",
    "ALTER TABLE plan ADD COLUMN version integer NOT NULL DEFAULT 1",
    "ALTER TABLE plan ADD COLUMN disabled_at {instant}",
    "ALTER TABLE coverage_rule ADD COLUMN version integer NOT NULL DEFAULT 1",
];

/// Rules were loaded by hand until now: of several about the same, the oldest stays.
const REMOVE_REPEATED_RULES: &str = "DELETE FROM coverage_rule WHERE EXISTS (
            SELECT 1 FROM coverage_rule older
            WHERE older.service_id = coverage_rule.service_id AND older.payer_id = coverage_rule.payer_id
                AND (older.plan_id = coverage_rule.plan_id
                    OR (older.plan_id IS NULL AND coverage_rule.plan_id IS NULL))
                AND older.id < coverage_rule.id
        )";

/// Built while nobody writes: there are some thousand rules, and a bare moment goes by.
const INDEXES: &[&str] = &[
    "CREATE UNIQUE INDEX coverage_rule_of_plan ON coverage_rule (service_id, payer_id, plan_id)
        WHERE plan_id IS NOT NULL",
    "CREATE UNIQUE INDEX coverage_rule_of_payer ON coverage_rule (service_id, payer_id) WHERE plan_id IS NULL",
    "CREATE INDEX appointment_service_resource ON appointment_service (resource_id, starts_at)",
];
