//! Writes many rows fast: COPY on PostgreSQL, statements of many rows elsewhere. Rows are the entities' own
//! models, so that a column that is added there cannot be forgotten here.
//!
//! Everything between two commits is one transaction; [`Writer::settle`] commits once that is worth it, so
//! that a small seed is there as a whole or not at all.

use std::collections::{BTreeMap, HashSet};
use std::fmt::Write as _;

use anyhow::Context as _;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, EntityTrait, IdenStatic,
    IntoActiveModel, Iterable, ModelTrait, Statement, Value,
};
use sqlx::{AssertSqlSafe, Postgres, Transaction};
use uuid::Uuid;

use super::plain;
use crate::platform::db::begin_write;

/// Rows after which a transaction is worth its commit.
const TRANSACTION_ROWS: u64 = 50_000;

/// Values in one statement of SQLite; it takes at most 32,766.
const STATEMENT_VALUES: usize = 8_000;

enum Open {
    Postgres(Transaction<'static, Postgres>),
    Sqlite(DatabaseTransaction),
}

/// Writes rows in transactions of its own.
pub(super) struct Writer<'a> {
    db: &'a DatabaseConnection,
    open: Option<Open>,
    uncommitted: u64,
    written: BTreeMap<&'static str, u64>,
}

impl<'a> Writer<'a> {
    pub(super) fn new(db: &'a DatabaseConnection) -> Self {
        Self { db, open: None, uncommitted: 0, written: BTreeMap::new() }
    }

    async fn open(&mut self) -> anyhow::Result<&mut Open> {
        let open = match self.open.take() {
            Some(open) => open,
            None if self.db.get_database_backend() == DbBackend::Postgres => {
                Open::Postgres(self.db.get_postgres_connection_pool().begin().await?)
            }
            None => Open::Sqlite(begin_write(self.db).await.map_err(plain)?),
        };
        Ok(self.open.insert(open))
    }

    /// Adds rows. None of them may be there.
    pub(super) async fn insert<E>(&mut self, rows: Vec<E::Model>) -> anyhow::Result<()>
    where
        E: EntityTrait,
        E::Model: IntoActiveModel<E::ActiveModel>,
        E::ActiveModel: Send,
    {
        if rows.is_empty() {
            return Ok(());
        }
        let table = E::default().table_name();
        let columns: Vec<E::Column> = E::Column::iter().collect();
        let count = rows.len() as u64;
        let written = match self.open().await? {
            Open::Postgres(transaction) => copy::<E>(transaction, table, &columns, &rows).await,
            Open::Sqlite(transaction) => {
                insert_many::<E>(transaction, STATEMENT_VALUES / columns.len(), rows).await
            }
        };
        written.with_context(|| format!("cannot write the rows of {table}"))?;
        self.uncommitted += count;
        *self.written.entry(table).or_default() += count;
        Ok(())
    }

    /// Which ids of a table in a range are there.
    pub(super) async fn known<E: EntityTrait>(
        &mut self,
        ids: impl Iterator<Item = Uuid> + Clone,
    ) -> anyhow::Result<HashSet<Uuid>> {
        let (Some(first), Some(last)) = (ids.clone().min(), ids.max()) else { return Ok(HashSet::new()) };
        let sql = format!("SELECT id FROM {} WHERE id >= $1 AND id <= $2", E::default().table_name());
        match self.open().await? {
            Open::Postgres(transaction) => {
                let query = sqlx::query_scalar(AssertSqlSafe(sql)).bind(first).bind(last);
                Ok(query.fetch_all(&mut **transaction).await?.into_iter().collect())
            }
            Open::Sqlite(transaction) => {
                let backend = transaction.get_database_backend();
                let statement = Statement::from_sql_and_values(backend, sql, [first.into(), last.into()]);
                let rows = transaction.query_all_raw(statement).await?;
                Ok(rows.iter().map(|row| row.try_get_by_index(0)).collect::<Result<_, _>>()?)
            }
        }
    }

    /// Commits where that is worth it by now.
    pub(super) async fn settle(&mut self) -> anyhow::Result<()> {
        if self.uncommitted >= TRANSACTION_ROWS { self.commit().await } else { Ok(()) }
    }

    /// Commits what was written.
    pub(super) async fn commit(&mut self) -> anyhow::Result<()> {
        self.uncommitted = 0;
        match self.open.take() {
            Some(Open::Postgres(transaction)) => transaction.commit().await?,
            Some(Open::Sqlite(transaction)) => transaction.commit().await?,
            None => {}
        }
        Ok(())
    }

    /// How many rows of each table were written.
    pub(super) fn written(&self) -> &BTreeMap<&'static str, u64> {
        &self.written
    }
}

async fn insert_many<E>(
    transaction: &DatabaseTransaction,
    at_once: usize,
    rows: Vec<E::Model>,
) -> anyhow::Result<()>
where
    E: EntityTrait,
    E::Model: IntoActiveModel<E::ActiveModel>,
    E::ActiveModel: Send,
{
    let mut rows = rows.into_iter().map(IntoActiveModel::into_active_model).peekable();
    while rows.peek().is_some() {
        E::insert_many(rows.by_ref().take(at_once)).exec_without_returning(transaction).await?;
    }
    Ok(())
}

async fn copy<E: EntityTrait>(
    transaction: &mut Transaction<'static, Postgres>,
    table: &str,
    columns: &[E::Column],
    rows: &[E::Model],
) -> anyhow::Result<()> {
    let names: Vec<String> = columns.iter().map(|column| format!("\"{}\"", column.as_str())).collect();
    let mut text = String::with_capacity(rows.len() * columns.len() * 24);
    for row in rows {
        for (place, column) in columns.iter().enumerate() {
            if place > 0 {
                text.push('\t');
            }
            write_value(&mut text, row.get(*column))?;
        }
        text.push('\n');
    }
    let statement = format!("COPY \"{table}\" ({}) FROM STDIN", names.join(", "));
    let mut copy = transaction.copy_in_raw(&statement).await?;
    copy.send(text.as_bytes()).await?;
    copy.finish().await?;
    Ok(())
}

/// One value in COPY's text format.
fn write_value(text: &mut String, value: Value) -> anyhow::Result<()> {
    match value {
        Value::Bool(Some(value)) => text.push(if value { 't' } else { 'f' }),
        Value::Int(Some(value)) => write!(text, "{value}")?,
        Value::BigInt(Some(value)) => write!(text, "{value}")?,
        Value::Uuid(Some(value)) => write!(text, "{}", value.simple())?,
        Value::String(Some(value)) => write_escaped(text, &value),
        Value::Json(Some(value)) => write_escaped(text, &value.to_string()),
        Value::Bytes(Some(value)) => write!(text, "\\\\x{}", hex::encode(value))?,
        Value::ChronoDate(Some(value)) => write!(text, "{value}")?,
        Value::ChronoDateTimeUtc(Some(value)) => {
            write!(text, "{}.{:06}Z", value.format("%FT%T"), value.timestamp_subsec_micros())?;
        }
        Value::Bool(None)
        | Value::Int(None)
        | Value::BigInt(None)
        | Value::Uuid(None)
        | Value::String(None)
        | Value::Json(None)
        | Value::Bytes(None)
        | Value::ChronoDate(None)
        | Value::ChronoDateTimeUtc(None) => text.push_str("\\N"),
        other => anyhow::bail!("COPY has no text for {other:?}"),
    }
    Ok(())
}

fn write_escaped(text: &mut String, value: &str) {
    for c in value.chars() {
        match c {
            '\\' => text.push_str("\\\\"),
            '\t' => text.push_str("\\t"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            c => text.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;

    #[test]
    fn values_are_written_as_copy_reads_them() {
        let at = DateTime::from_timestamp_micros(1_795_255_200_000_007).unwrap();
        for (value, expected) in [
            (Value::from("a\tb\\c\nd"), "a\\tb\\\\c\\nd"),
            (Value::from(None::<String>), "\\N"),
            (Value::from("\\N"), "\\\\N"),
            (Value::from(vec![0x00_u8, 0xff]), "\\\\x00ff"),
            (Value::from(true), "t"),
            (Value::from(-7_i32), "-7"),
            (Value::from(at), "2026-11-21T10:00:00.000007Z"),
            (Value::from(at.date_naive()), "2026-11-21"),
            (Value::from(serde_json::json!({ "a": "\"" })), "{\"a\":\"\\\\\"\"}"),
        ] {
            let mut text = String::new();
            write_value(&mut text, value).unwrap();
            assert_eq!(text, expected);
        }
        assert!(write_value(&mut String::new(), Value::from(1.5_f64)).is_err());
    }
}
