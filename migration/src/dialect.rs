//! The words that SQLite and PostgreSQL call differently.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

/// A change comes whole or not at all, on SQLite too: half of one could neither be gone on with nor be repeated.
pub(crate) const WHOLE: Option<bool> = Some(true);

/// `{word}`, what PostgreSQL calls it, what SQLite calls it.
const WORDS: [(&str, &str, &str); 5] = [
    ("{uuid}", "uuid", "blob"),
    ("{instant}", "timestamptz", "text"),
    ("{json}", "jsonb", "text"),
    ("{bytes}", "bytea", "blob"),
    // Prefix searches and key paging compare byte by byte, whatever the cluster's locale.
    ("{binary_collation}", "COLLATE \"C\"", "COLLATE BINARY"),
];

/// Runs the statements in order, each in the database's own words.
///
/// # Errors
/// The first statement that the database refuses.
pub(crate) async fn execute_all(manager: &SchemaManager<'_>, statements: &[&str]) -> Result<(), DbErr> {
    let postgres = manager.get_database_backend() == DbBackend::Postgres;
    for statement in statements {
        let sql = WORDS.iter().fold((*statement).to_owned(), |sql, (word, pg, sqlite)| {
            sql.replace(word, if postgres { pg } else { sqlite })
        });
        manager.get_connection().execute_unprepared(&sql).await?;
    }
    Ok(())
}
