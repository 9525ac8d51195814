//! A hold keeps the whole slot, its site too: a resource that goes to another site takes no patient along.

use sea_orm_migration::prelude::*;

use crate::dialect::{WHOLE, execute_all};

/// A hold keeps the whole slot, its site too.
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
    // What is held just now counts as run out: the patient chooses again.
    "ALTER TABLE slot_hold ADD COLUMN slot_id text NOT NULL DEFAULT ''",
    "ALTER TABLE slot_hold DROP COLUMN segments",
];
