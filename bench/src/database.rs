//! The databases that the measured servers work on.

use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::PathBuf;

use anyhow::{Context, Result};
use reqwest::Url;
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, QueryResult, Statement,
};

/// A PostgreSQL in which this program may make databases.
pub struct Postgres {
    url: Url,
    connection: DatabaseConnection,
    log: Option<PathBuf>,
}

impl Postgres {
    /// Connects as a user who may create databases.
    pub async fn connect(url: &str, log: Option<PathBuf>) -> Result<Self> {
        Ok(Self { url: Url::parse(url)?, connection: connect(url).await?, log })
    }

    /// For the report.
    pub async fn version(&self) -> Result<String> {
        let setting = |name: &'static str| async move {
            let query = Statement::from_string(DbBackend::Postgres, format!("SHOW {name}"));
            let row = self.connection.query_one_raw(query).await?.context("no answer")?;
            anyhow::Ok(row.try_get_by_index::<String>(0)?)
        };
        Ok(format!(
            "{}, fsync {}, synchronous_commit {}",
            setting("server_version").await?,
            setting("fsync").await?,
            setting("synchronous_commit").await?
        ))
    }

    /// Makes an empty database; its URL.
    pub async fn create(&self, name: &str) -> Result<String> {
        let name = format!("bench_{name}_{}", std::process::id());
        self.connection.execute_unprepared(&format!("CREATE DATABASE {name}")).await?;
        let mut url = self.url.clone();
        url.set_path(&name);
        Ok(url.into())
    }

    /// Takes a database away again.
    pub async fn remove(&self, url: &str) -> Result<()> {
        let drop = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", name_of(url)?);
        self.connection.execute_unprepared(&drop).await?;
        Ok(())
    }

    /// What autovacuum would come to do in the middle of the measurement.
    pub async fn settle(&self, url: &str) -> Result<()> {
        let connection = connect(url).await?;
        connection.execute_unprepared("VACUUM ANALYZE").await?;
        connection.execute_unprepared("CHECKPOINT").await?;
        Ok(connection.close().await?)
    }

    /// Whether the sessions that begin from now on write every statement to the log.
    pub async fn log_statements(&self, url: &str, on: bool) -> Result<()> {
        let value = if on { "all" } else { "none" };
        let alter = format!("ALTER DATABASE {} SET log_statement = '{value}'", name_of(url)?);
        self.connection.execute_unprepared(&alter).await?;
        Ok(())
    }

    /// The position in the log up to now, to read on from; nothing where the log is not known.
    pub fn log_position(&self) -> Result<Option<u64>> {
        let Some(log) = &self.log else { return Ok(None) };
        Ok(Some(std::fs::metadata(log).context("PostgreSQL's log")?.len()))
    }

    /// How many statements the log tells of since a position. Transaction control is counted: it, too, is a
    /// round trip.
    pub fn statements_since(&self, position: u64) -> Result<usize> {
        let mut file = std::fs::File::open(self.log.as_ref().context("no log")?)?;
        file.seek(SeekFrom::Start(position))?;
        let mut text = String::new();
        file.read_to_string(&mut text)?;
        Ok(text.lines().filter(|line| is_statement(line)).count())
    }
}

fn is_statement(line: &str) -> bool {
    let Some((_, said)) = line.split_once("LOG:  ") else { return false };
    said.starts_with("statement: ") || (said.starts_with("execute ") && said.contains(": "))
}

fn name_of(url: &str) -> Result<String> {
    Ok(Url::parse(url)?.path().trim_start_matches('/').to_owned())
}

/// One connection to a database.
pub async fn connect(url: &str) -> Result<DatabaseConnection> {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    Database::connect(options).await.context("cannot connect to PostgreSQL")
}

/// Statements without an answer, one after the other.
pub async fn run(connection: &DatabaseConnection, sql: &str) -> Result<()> {
    connection.execute_unprepared(sql).await?;
    Ok(())
}

/// The number that a statement answers with.
pub async fn number(connection: &DatabaseConnection, sql: &str) -> Result<i64> {
    Ok(answer(connection, sql).await?.try_get_by_index(0)?)
}

/// The text that a statement answers with.
pub async fn text(connection: &DatabaseConnection, sql: &str) -> Result<String> {
    Ok(answer(connection, sql).await?.try_get_by_index(0)?)
}

async fn answer(connection: &DatabaseConnection, sql: &str) -> Result<QueryResult> {
    let query = Statement::from_string(DbBackend::Postgres, sql);
    connection.query_one_raw(query).await?.context("no answer")
}

#[test]
fn statements_are_told_from_other_lines() {
    let time = "2026-11-21 20:00:00.000 UTC [1] LOG:  ";
    assert!(is_statement(&format!("{time}execute sqlx_s_1: SELECT 1")));
    assert!(is_statement(&format!("{time}statement: BEGIN")));
    assert!(!is_statement(&format!("{time}checkpoint complete: wrote 3 buffers")));
    assert!(!is_statement("2026-11-21 20:00:00.000 UTC [1] DETAIL:  parameters: $1 = '1'"));
    assert!(!is_statement("\tFROM service"));
}
