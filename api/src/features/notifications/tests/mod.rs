//! The outbox against a real database: SQLite in a temporary folder, or PostgreSQL where
//! `ASISTENCIA_TEST_DATABASE` says so. Time stands still but where a test moves it.

mod chaos;
mod crashes;
mod fixtures;
mod loops;
mod planning;
mod reading;
mod replies;
mod sending;
mod statuses;
mod support;
mod webhooks;
