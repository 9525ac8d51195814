//! Patients tell when they were born.

use sea_orm_migration::prelude::*;

use crate::dialect::{WHOLE, execute_all};

/// Patients tell when they were born.
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

const STATEMENTS: &[&str] = &["ALTER TABLE patient ADD COLUMN birth_date date"];
