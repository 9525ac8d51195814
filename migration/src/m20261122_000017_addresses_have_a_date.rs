//! What an address refused says nothing of the one that took its place.

use sea_orm_migration::prelude::*;

use crate::dialect::{WHOLE, execute_all};

/// Since when a patient's addresses are the ones that they are.
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
    "ALTER TABLE patient ADD COLUMN mobile_phone_since {instant}",
    "ALTER TABLE patient ADD COLUMN email_since {instant}",
];
