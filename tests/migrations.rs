//! Databases that have data are brought up to date with it.

use asistencia::platform::db;
use asistencia::platform::text::sound;
use migration::{Migrator, MigratorTrait};
use sea_orm::sea_query::{Query, SimpleExpr, Value};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr};
use serde_json::json;
use tests::database::TestDatabase;
use tests::process::command;
use uuid::Uuid;

/// The changes before rules of coverage were kept apart by an index.
const BEFORE_RULES_ARE_UNIQUE: u32 = 7;
/// The changes before names had sounds.
const BEFORE_NAMES_HAVE_SOUNDS: u32 = 13;

fn id(number: u128) -> Value {
    Uuid::from_u128(number).into()
}

async fn try_insert(
    db: &DatabaseConnection,
    table: &'static str,
    row: &[(&'static str, Value)],
) -> Result<(), DbErr> {
    let mut insert = Query::insert();
    insert.into_table(table).columns(row.iter().map(|(column, _)| *column));
    insert.values_panic(row.iter().map(|(_, value)| SimpleExpr::Value(value.clone())));
    db.execute(&insert).await.map(|_| ())
}

async fn insert(db: &DatabaseConnection, table: &'static str, row: &[(&'static str, Value)]) {
    try_insert(db, table, row).await.expect(table);
}

/// A clinic as it was before.
async fn clinic(db: &DatabaseConnection) {
    let row = [
        ("id", id(1)),
        ("slug", "demo".into()),
        ("name", "Demo".into()),
        ("time_zone", "UTC".into()),
        ("locale", "es-AR".into()),
        ("settings", json!({}).into()),
        ("created_at", tests::world::start().into()),
    ];
    insert(db, "clinic", &row).await;
}

/// A clinic with two services, a payer and a plan of it, as they were before.
async fn catalogue(db: &DatabaseConnection) {
    clinic(db).await;
    let clinic = ("clinic_id", id(1));
    let row = [("id", id(2)), clinic.clone(), ("name", "OSDE".into()), ("is_self_pay", false.into())];
    insert(db, "payer", &row).await;
    insert(db, "plan", &[("id", id(3)), clinic.clone(), ("payer_id", id(2)), ("name", "310".into())]).await;
    let row = [("id", id(4)), clinic.clone(), ("name", "Eco".into()), ("allows_multiple", true.into())];
    insert(db, "circuit", &row).await;
    for (number, code) in [(5, "101"), (6, "102")] {
        let row = [
            ("id", id(number)),
            clinic.clone(),
            ("circuit_id", id(4)),
            ("code", code.into()),
            ("name", code.into()),
            ("synonyms", "".into()),
            ("search_text", code.into()),
            ("duration_minutes", 20.into()),
        ];
        insert(db, "service", &row).await;
    }
}

async fn rule(db: &DatabaseConnection, number: u128, service: u128, plan: Option<u128>) -> Result<(), DbErr> {
    let row = [
        ("id", id(number)),
        ("clinic_id", id(1)),
        ("service_id", id(service)),
        ("payer_id", id(2)),
        ("plan_id", plan.map(Uuid::from_u128).into()),
        ("decision", "covered".into()),
    ];
    try_insert(db, "coverage_rule", &row).await
}

#[tokio::test]
async fn of_several_rules_about_the_same_the_oldest_stays_and_the_log_tells_how_many_went() {
    let database = TestDatabase::empty().await;
    let db = db::connect(&database.url, 1).await.expect("a database");
    Migrator::up(&db, Some(BEFORE_RULES_ARE_UNIQUE)).await.expect("the first changes apply");
    catalogue(&db).await;
    for (number, service, plan) in
        [(11, 5, None), (12, 5, None), (13, 5, Some(3)), (14, 5, Some(3)), (15, 5, Some(3)), (16, 6, None)]
    {
        rule(&db, number, service, plan).await.expect("a rule");
    }
    db.close().await.expect("closed");

    let folder = tempfile::tempdir().expect("a folder");
    let migrate = || {
        let mut program = command(folder.path(), "migrate");
        let output =
            program.env("ASISTENCIA_DATABASE_URL", &database.url).output().expect("the program runs");
        assert!(output.status.success(), "{output:?}");
        String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
    };
    let log = migrate();
    assert!(log.contains("coverage rules") && log.contains("removed=3"), "{log}");
    assert!(!migrate().contains("coverage rules"), "once");

    let db = db::connect(&database.url, 1).await.expect("a database");
    let mut ids = Query::select();
    ids.column("id").from("coverage_rule").order_by("id", sea_orm::Order::Asc);
    let rows = db.query_all(&ids).await.expect("rules");
    let ids: Vec<Uuid> = rows.iter().map(|row| row.try_get("", "id").expect("an id")).collect();
    assert_eq!(ids, [11, 13, 16].map(Uuid::from_u128));
    // From now on the database keeps them apart.
    for plan in [None, Some(3)] {
        let error = rule(&db, 20, 5, plan).await.expect_err("a second rule about the same");
        assert!(db::is_unique_violation(&error), "{error}");
    }
}

#[tokio::test]
async fn the_names_that_are_there_get_the_sounds_that_new_ones_have() {
    let names = [
        "gonzalez",
        "gimenez",
        "jimenez",
        "chavez",
        "guerra",
        "guinazu",
        "aguero",
        "cecilia",
        "bacchi",
        "zucchi",
        "ruggeri",
        "quiroga",
        "caballero",
        "hernandez",
        "xavier",
        "villa",
        "llosa",
        "acquaviva",
        "schmidt",
        "ghezzi",
        "guzman",
        "qatar",
        "30111222",
        "gue",
        "cc",
    ];
    let database = TestDatabase::empty().await;
    let db = db::connect(&database.url, 1).await.expect("a database");
    Migrator::up(&db, Some(BEFORE_NAMES_HAVE_SOUNDS)).await.expect("the first changes apply");
    clinic(&db).await;
    let patient = [
        ("id", id(2)),
        ("clinic_id", id(1)),
        ("given_name", "Ana".into()),
        ("family_name", "Bo".into()),
        ("document_type", "dni".into()),
        ("national_id", "30111222".into()),
        ("sort_name", "bo, ana".into()),
        ("version", 1.into()),
        ("created_at", tests::world::start().into()),
    ];
    insert(&db, "patient", &patient).await;
    for name in names {
        let row = [("clinic_id", id(1)), ("term", name.into()), ("patient_id", id(2))];
        insert(&db, "patient_search_term", &row).await;
    }
    Migrator::up(&db, None).await.expect("the change applies");
    let mut all = Query::select();
    all.columns(["term", "sound"]).from("patient_search_term");
    let rows = db.query_all(&all).await.expect("terms");
    assert_eq!(rows.len(), names.len());
    for row in rows {
        let (term, heard): (String, String) =
            (row.try_get("", "term").expect("a term"), row.try_get("", "sound").expect("a sound"));
        assert_eq!(heard, sound(&term), "{term}");
    }
}
