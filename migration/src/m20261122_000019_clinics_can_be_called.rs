//! Patients who get stuck call the clinic, or write to it.

use sea_orm_migration::prelude::*;

use crate::dialect::{WHOLE, execute_all};

/// Patients who get stuck call the clinic, or write to it.
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

const STATEMENTS: &[&str] =
    &["ALTER TABLE clinic ADD COLUMN phone text", "ALTER TABLE clinic ADD COLUMN email text"];
