//! Versions keep apart two administrators who change the same rule.

use sea_orm_migration::prelude::*;

use crate::dialect::{WHOLE, execute_all};

/// Versions keep apart two administrators who change the same rule.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        WHOLE
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        execute_all(manager, &["ALTER TABLE form_rule ADD COLUMN version integer NOT NULL DEFAULT 1"]).await
    }
}
