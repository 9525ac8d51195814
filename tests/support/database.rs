//! A database of its own for each test, as a copy of one that was migrated and filled once.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use asistencia::platform::db;
use migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, DatabaseConnection};
use tempfile::TempDir;
use tokio::sync::OnceCell;

use crate::world;

static COUNT: AtomicU32 = AtomicU32::new(0);
static SQLITE: OnceCell<(TempDir, PathBuf)> = OnceCell::const_new();
static POSTGRES: OnceCell<String> = OnceCell::const_new();
/// PostgreSQL copies a template only while nobody else does.
static COPYING: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

/// A test's database; what it is made of goes with it.
pub struct TestDatabase {
    /// Its address.
    pub url: String,
    _folder: Option<TempDir>,
}

/// Whether the tests of this run use PostgreSQL.
pub fn on_postgres() -> bool {
    std::env::var("ASISTENCIA_TEST_DATABASE").is_ok_and(|kind| kind == "postgres")
}

impl TestDatabase {
    /// A fresh database with the test world in it.
    pub async fn create() -> Self {
        if on_postgres() { Self::create_postgres().await } else { Self::create_sqlite().await }
    }

    /// A database without a table.
    pub async fn empty() -> Self {
        if on_postgres() {
            let (admin, server) = server();
            let name = next_name();
            execute(&admin, &format!("CREATE DATABASE {name}")).await;
            return Self { url: format!("{server}/{name}"), _folder: None };
        }
        Self::in_folder(tempfile::tempdir().expect("a folder for the database"))
    }

    fn in_folder(folder: TempDir) -> Self {
        Self { url: format!("sqlite://{}", folder.path().join("test.db").display()), _folder: Some(folder) }
    }

    async fn create_sqlite() -> Self {
        let (_, template) = SQLITE
            .get_or_init(|| async {
                let folder = tempfile::tempdir().expect("a folder for the template");
                let path = folder.path().join("template.db");
                let db = db::connect(&format!("sqlite://{}", path.display()), 1).await.expect("a template");
                fill(&db).await;
                db.execute_unprepared("PRAGMA wal_checkpoint(TRUNCATE)").await.expect("a checkpoint");
                db.close().await.expect("closed");
                (folder, path)
            })
            .await;
        let folder = tempfile::tempdir().expect("a folder for the database");
        std::fs::copy(template, folder.path().join("test.db")).expect("a copy of the template");
        Self::in_folder(folder)
    }

    async fn create_postgres() -> Self {
        let (admin, server) = server();
        let template = POSTGRES
            .get_or_init(|| async {
                let name = format!("template_{}", std::process::id());
                execute(&admin, &format!("CREATE DATABASE {name}")).await;
                let db = db::connect(&format!("{server}/{name}"), 1).await.expect("a template");
                fill(&db).await;
                db.close().await.expect("closed");
                name
            })
            .await;
        let name = next_name();
        let _one_at_a_time = COPYING.lock().await;
        execute(&admin, &format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
        Self { url: format!("{server}/{name}"), _folder: None }
    }
}

/// PostgreSQL's address as an administrator, and without a database.
fn server() -> (String, String) {
    let admin = std::env::var("ASISTENCIA_TEST_POSTGRES_URL")
        .expect("ASISTENCIA_TEST_POSTGRES_URL, as `make test` sets it");
    let server = admin.rsplit_once('/').expect("an address with a database").0.to_owned();
    (admin, server)
}

fn next_name() -> String {
    format!("test_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed))
}

async fn fill(db: &DatabaseConnection) {
    Migrator::up(db, None).await.expect("the migrations apply");
    world::fill(db).await;
}

async fn execute(url: &str, sql: &str) {
    let db = db::connect(url, 1).await.expect("the server answers");
    db.execute_unprepared(sql).await.expect("the statement runs");
    db.close().await.expect("closed");
}
