//! The audit trail is only ever added to: the database itself refuses whatever else is tried, whoever tries it.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

use crate::dialect::{WHOLE, execute_all};

/// The database refuses to change or to remove entries of the audit trail.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        WHOLE
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let triggers = match manager.get_database_backend() {
            DbBackend::Postgres => POSTGRES,
            _ => SQLITE,
        };
        execute_all(manager, triggers).await
    }
}

const POSTGRES: &[&str] = &[
    "CREATE FUNCTION audit_entry_is_unalterable() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'entries of the audit trail are neither changed nor removed'; END $$",
    "CREATE TRIGGER audit_entry_unalterable BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry
        FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_is_unalterable()",
];

const SQLITE: &[&str] = &[
    "CREATE TRIGGER audit_entry_unchanged BEFORE UPDATE ON audit_entry
        BEGIN SELECT RAISE(ABORT, 'entries of the audit trail are neither changed nor removed'); END",
    "CREATE TRIGGER audit_entry_kept BEFORE DELETE ON audit_entry
        BEGIN SELECT RAISE(ABORT, 'entries of the audit trail are neither changed nor removed'); END",
];
