//! A node that is asked whether it is ready writes something large somewhere.

use sea_orm_migration::prelude::*;

use crate::dialect::{WHOLE, execute_all};

/// A row that says nothing, to be written over.
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
    &["CREATE TABLE write_probe (content {bytes} NOT NULL)", "INSERT INTO write_probe VALUES ('')"];
