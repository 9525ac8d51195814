//! The database: how it is opened, and the few things in which SQLite and PostgreSQL differ.

use std::borrow::Cow;
use std::time::Duration;

use sea_orm::{
    ConnAcquireErr, ConnectOptions, Database, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    RuntimeErr, SqlErr, SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use sqlx::Connection;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::sqlite::{SqliteConnection, SqliteJournalMode, SqliteSynchronous};

use super::error::{Error, Failure, Result};

/// How long a writer waits on SQLite for one of another process.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// How long a PostgreSQL may take to let us in at the start.
const REACH_TIMEOUT: Duration = Duration::from_secs(5);

/// Opens the database; makes the file of a SQLite address where it is missing.
///
/// # Errors
/// Where the address is unusable or the server is not there.
pub async fn connect(url: &str, max_connections: u32) -> anyhow::Result<DatabaseConnection> {
    let sqlite = url.starts_with("sqlite:");
    anyhow::ensure!(
        sqlite || url.starts_with("postgres"),
        "the database's address must start with sqlite:// or postgres://"
    );
    if !sqlite {
        reach(url).await?;
    }
    let mut options = ConnectOptions::new(url.to_owned());
    options
        .max_connections(max_connections)
        .min_connections(1)
        .acquire_timeout(Duration::from_secs(10))
        .sqlx_logging(false);
    if sqlite {
        if let Some(folder) =
            url.strip_prefix("sqlite://").map(std::path::Path::new).and_then(|path| path.parent())
        {
            std::fs::create_dir_all(folder)?;
        }
        options.map_sqlx_sqlite_opts(|options| {
            // Before WAL: switching the journal needs the lock too, and several nodes may start at once.
            options
                .busy_timeout(BUSY_TIMEOUT)
                .create_if_missing(true)
                .foreign_keys(true)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
        });
        options.map_sqlx_sqlite_pool_opts(|pool| {
            pool.after_release(|connection, _| Box::pin(has_ended_its_transaction(connection)))
        });
    }
    Ok(Database::connect(options).await?)
}

/// What everything is written by. On SQLite, which has one writer at a time, it is one connection: who asked first is
/// first. Its own lock is had by whoever happens to look when it is free: under load somebody finds it taken each time
/// until they give up, and as many as wait for it keep as many connections from those who only read.
///
/// # Errors
/// As [`connect`].
pub async fn connect_writer(url: &str, db: &DatabaseConnection) -> anyhow::Result<DatabaseConnection> {
    match db.get_database_backend() {
        DbBackend::Sqlite => connect(url, 1).await,
        _ => Ok(db.clone()),
    }
}

/// Whether the next one may have this connection; otherwise it is closed. SQLite ends a transaction by itself when the
/// disk is full, the `ROLLBACK` after it fails, and sqlx goes on counting a transaction that is none. What comes next
/// would be a savepoint outside of any, and once that is rolled back, it stays open: it locks out everybody, and what is
/// written in it later is acknowledged and never committed.
async fn has_ended_its_transaction(connection: &mut SqliteConnection) -> sqlx::Result<bool> {
    if connection.is_in_transaction() {
        // The rollback that dropping it began may still be on its way.
        connection.ping().await?;
    }
    Ok(!connection.is_in_transaction())
}

/// Says at once what is wrong with a PostgreSQL that cannot be used. The pool would try for as long as it may, and
/// then know only that it took too long. The password is in no message.
async fn reach(url: &str) -> anyhow::Result<()> {
    let options: PgConnectOptions =
        url.parse().map_err(|_| anyhow::anyhow!("is no address of a PostgreSQL"))?;
    let place = format!("{}:{}", options.get_host(), options.get_port());
    let (user, database) = (options.get_username().to_owned(), options.get_database().map(str::to_owned));
    let connection = match tokio::time::timeout(REACH_TIMEOUT, PgConnection::connect_with(&options)).await {
        Ok(Ok(connection)) => connection,
        Err(_) => anyhow::bail!("{place} does not answer within {} seconds", REACH_TIMEOUT.as_secs()),
        Ok(Err(sqlx::Error::Io(error))) => anyhow::bail!("{place} cannot be reached: {error}"),
        Ok(Err(sqlx::Error::Database(error))) => match error.code().as_deref() {
            Some("28P01" | "28000") => anyhow::bail!("{place} does not let {user:?} in: {}", error.message()),
            Some("3D000") => {
                anyhow::bail!("there is no database {:?} on {place}", database.as_deref().unwrap_or(&user))
            }
            _ => anyhow::bail!("{place}: {}", error.message()),
        },
        Ok(Err(error)) => anyhow::bail!("{place}: {error}"),
    };
    // Whatever becomes of this connection, it has done what it was for.
    connection.close().await.ok();
    Ok(())
}

/// Begins a transaction that writes. On SQLite it takes the write lock at once: a deferred one that reads
/// before it writes fails under contention whatever the busy timeout says.
///
/// # Errors
/// Where the database does not answer.
pub async fn begin_write(db: &DatabaseConnection) -> Result<DatabaseTransaction> {
    Ok(db
        .begin_with_options(TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..Default::default()
        })
        .await?)
}

/// Whether a unique constraint decided a race against us.
pub fn is_unique_violation(error: &DbErr) -> bool {
    matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_)))
}

/// Whether PostgreSQL ended a deadlock, or a clash of snapshots, at our cost: nothing was written, and the same may
/// well succeed now.
pub fn is_deadlock(error: &DbErr) -> bool {
    code_of(error).is_some_and(|code| matches!(code.as_ref(), "40P01" | "40001"))
}

/// Whether the database has no room left (SQLite's `FULL`, PostgreSQL's `disk_full`).
pub fn is_disk_full(error: &DbErr) -> bool {
    says(error, &[13], "53100")
}

/// Whether the database cannot be had just now, or not for writing. Its disk is full, or fails, or it is a standby (`FULL`, `IOERR`,
/// `CANTOPEN`, `READONLY`; PostgreSQL's `disk_full` and `read_only_sql_transaction`); or others held it, or all our
/// connections, for longer than we wait (SQLite's `BUSY`).
pub fn is_unavailable(error: &DbErr) -> bool {
    is_disk_full(error)
        || says(error, &[10, 14, 8, 5], "25006")
        || matches!(error, DbErr::ConnectionAcquire(ConnAcquireErr::Timeout))
}

/// Whether the error is one of these: primary codes of SQLite, which more exact ones carry in their lowest byte, or a
/// SQLSTATE.
fn says(error: &DbErr, sqlite: &[u32], postgres: &str) -> bool {
    let Some(code) = code_of(error) else { return false };
    // Those of SQLite have four digits at most, a SQLSTATE has five places.
    match code.parse::<u32>() {
        Ok(exact) if code.len() < postgres.len() => sqlite.contains(&(exact & 0xff)),
        _ => code == postgres,
    }
}

fn code_of(error: &DbErr) -> Option<Cow<'_, str>> {
    let (DbErr::Exec(RuntimeErr::SqlxError(source))
    | DbErr::Query(RuntimeErr::SqlxError(source))
    | DbErr::Conn(RuntimeErr::SqlxError(source))) = error
    else {
        return None;
    };
    source.as_database_error()?.code()
}

/// Whether it was the database that failed, and not what was done with its answers.
pub fn is_of_the_database(error: &Error) -> bool {
    let (Error::Internal(source) | Error::Unavailable(source)) = error else { return false };
    source.chain().any(|cause| cause.is::<DbErr>())
}

/// How often an operation is begun anew.
const RETRIES: u8 = 4;

/// How an operation can fail that may be begun anew.
pub trait Fails {
    /// Whether it lost a race in which nothing was written, and the same may well succeed now.
    fn lost_race(&self) -> bool;
}

impl Fails for Error {
    fn lost_race(&self) -> bool {
        matches!(self, Self::Internal(source) if source.downcast_ref::<DbErr>().is_some_and(is_deadlock))
    }
}

impl Fails for Failure {
    fn lost_race(&self) -> bool {
        matches!(self, Self::Error(error) if error.lost_race())
    }
}

/// Does what is one transaction, and does it anew where it lost a deadlock. Whoever books locks the patient
/// first, staff the request first, and neither can know the other's rows beforehand.
///
/// # Errors
/// Those of the operation.
pub async fn retrying<T, E: Fails, F>(operation: impl Fn() -> F) -> Result<T, E>
where
    F: Future<Output = Result<T, E>>,
{
    for _ in 0..RETRIES {
        match operation().await {
            Err(error) if error.lost_race() => {}
            outcome => return outcome,
        }
    }
    operation().await
}

#[cfg(test)]
mod tests {
    use sea_orm::{ConnectionTrait, Statement};

    use super::*;
    use crate::platform::test_database::on_postgres;

    async fn run(db: &impl ConnectionTrait, sql: &str) -> Result<(), DbErr> {
        db.execute_unprepared(sql).await.map(drop)
    }

    #[tokio::test]
    async fn after_a_full_disk_sqlite_commits_what_it_says_it_commits() {
        if on_postgres() {
            return;
        }
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}/test.db", folder.path().display());
        let db = connect(&url, 1).await.unwrap();
        run(&db, "CREATE TABLE kept (what)").await.unwrap();
        let full = begin_write(&db).await.unwrap();
        run(&full, "INSERT INTO kept VALUES ('a part of it')").await.unwrap();
        run(&full, "PRAGMA max_page_count = 1").await.unwrap();
        let error = run(&full, "INSERT INTO kept VALUES (zeroblob(1000000))").await.unwrap_err();
        assert!(is_disk_full(&error) && is_unavailable(&error), "{error}");
        drop(full);
        run(&db, "PRAGMA max_page_count = 4294967294").await.unwrap();

        let refused = begin_write(&db).await.unwrap();
        run(&refused, "INSERT INTO kept VALUES ('refused')").await.unwrap();
        drop(refused);
        let taken = begin_write(&db).await.unwrap();
        run(&taken, "INSERT INTO kept VALUES ('taken')").await.unwrap();
        taken.commit().await.unwrap();
        let other = connect(&url, 1).await.unwrap();
        let kept = Statement::from_string(DbBackend::Sqlite, "SELECT what FROM kept");
        let rows = other.query_all_raw(kept).await.unwrap();
        let kept: Vec<String> = rows.iter().map(|row| row.try_get("", "what").unwrap()).collect();
        assert_eq!(kept, ["taken"]);
    }
}
