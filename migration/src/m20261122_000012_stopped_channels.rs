//! A channel that its provider refuses stays stopped until a message gets through, and every attempt keeps the name
//! that its provider gave it.

use sea_orm_migration::prelude::*;

use crate::dialect::{WHOLE, execute_all};

/// Stopped channels, and the provider's name of an attempt.
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
    "CREATE TABLE channel_stop (
            clinic_id {uuid} NOT NULL REFERENCES clinic (id),
            channel text NOT NULL,
            probe_at {instant} NOT NULL,
            PRIMARY KEY (clinic_id, channel)
        )",
    // Each channel is claimed by itself: what waits on one must not be read past by the other.
    "CREATE INDEX notification_due_by_channel ON notification (channel, next_attempt_at, state)
        WHERE state IN ('planned', 'uncertain')",
    "ALTER TABLE notification_attempt ADD COLUMN provider_id text",
    "UPDATE notification_attempt SET provider_id = (
            SELECT provider_id FROM notification
            WHERE notification.id = notification_attempt.notification_id
                AND notification.attempts = notification_attempt.number
        )",
    "CREATE INDEX notification_attempt_provider ON notification_attempt (provider_id)",
];
