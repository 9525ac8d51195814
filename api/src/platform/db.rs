//! The database: how it is opened, and the few things in which SQLite and PostgreSQL differ.

use std::borrow::Cow;
use std::time::Duration;

use sea_orm::{
    ConnectOptions, Database, DatabaseConnection, DatabaseTransaction, DbErr, RuntimeErr, SqlErr,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use sqlx::Connection;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};

use super::error::{Error, Failure, Result};

/// How long a writer waits for another one on SQLite.
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
    }
    Ok(Database::connect(options).await?)
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

/// Whether the database reads and cannot write just now: its disk is full, or it is a standby (SQLite's `FULL` and
/// `READONLY`, PostgreSQL's `disk_full` and `read_only_sql_transaction`).
pub fn is_unable_to_write(error: &DbErr) -> bool {
    code_of(error).is_some_and(|code| matches!(code.as_ref(), "13" | "8" | "53100" | "25006"))
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
    matches!(error, Error::Internal(source) if source.chain().any(|cause| cause.is::<DbErr>()))
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

/// Whether the database has no room left.
pub fn is_disk_full(error: &DbErr) -> bool {
    let (DbErr::Conn(RuntimeErr::SqlxError(source))
    | DbErr::Exec(RuntimeErr::SqlxError(source))
    | DbErr::Query(RuntimeErr::SqlxError(source))) = error
    else {
        return false;
    };
    // SQLITE_FULL, and PostgreSQL's disk_full.
    let code = source.as_database_error().and_then(|error| error.code());
    code.is_some_and(|code| matches!(code.as_ref(), "13" | "53100"))
}
