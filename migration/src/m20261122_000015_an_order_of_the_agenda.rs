//! Of many who are due at the same moment, as after a change of the clinic's rules, the next hundred are found at once.

use sea_orm_migration::prelude::*;

use crate::dialect::{WHOLE, execute_all};

/// Of many who are due at the same moment, as after a change of the clinic's rules, the next hundred are found at once.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        WHOLE
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        execute_all(
            manager,
            &[
                "DROP INDEX patient_agenda_wake",
                "CREATE INDEX patient_agenda_wake ON patient_agenda (wake_at, patient_id) WHERE wake_at IS NOT NULL",
            ],
        )
        .await
    }
}
