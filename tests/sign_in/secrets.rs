//! What opens a door is nowhere in the database in a form that opens it.

use sea_orm::{ConnectionTrait, DatabaseConnection};
use serde_json::{Value, json};
use tests::database::on_postgres;

use super::sign_up;
use crate::access::Cast;

/// Every value of every row of every table, as text; bytes as hexadecimal digits.
async fn everything(db: &DatabaseConnection) -> String {
    let tables = if on_postgres() {
        "SELECT tablename::text AS name FROM pg_tables WHERE schemaname = 'public'"
    } else {
        "SELECT name FROM sqlite_master WHERE type = 'table'"
    };
    let mut text = String::new();
    for table in db.query_all_raw(statement(db, tables)).await.expect("the tables") {
        let name: String = table.try_get("", "name").expect("a name");
        let rows = if on_postgres() {
            format!("SELECT t::text AS content FROM \"{name}\" t")
        } else {
            let columns = format!("SELECT name FROM pragma_table_info('{name}')");
            let columns = db.query_all_raw(statement(db, &columns)).await.expect("the columns");
            let quoted: Vec<String> = columns
                .iter()
                .map(|column| format!("quote(\"{}\")", column.try_get::<String>("", "name").expect("a name")))
                .collect();
            format!("SELECT {} AS content FROM \"{name}\"", quoted.join(" || ' ' || "))
        };
        for row in db.query_all_raw(statement(db, &rows)).await.expect("the rows") {
            text.push_str(&row.try_get::<String>("", "content").expect("a row"));
            text.push('\n');
        }
    }
    text
}

fn statement(db: &DatabaseConnection, sql: &str) -> sea_orm::Statement {
    sea_orm::Statement::from_string(db.get_database_backend(), sql)
}

#[tokio::test]
async fn tokens_and_passwords_are_stored_as_what_cannot_be_turned_back() {
    let cast = Cast::gather().await;
    let app = &cast.app;
    let admin = app.admin().await;
    let input = json!({ "name": "Grilla", "scopes": ["REQUESTS_READ"] });
    let made = admin.done("createApiKey", "CreateApiKeyInput", input, "key").await;
    let password = "una clave que no está en ningún lado";
    let new = sign_up(json!({ "password": password }));
    let joined = app.anonymous().done("signUpPatient", "SignUpPatientInput", new, "session { token }").await;
    let text = |value: &Value| value.as_str().expect("a secret").to_owned();
    let secrets = [
        cast.operator.token().to_owned(),
        cast.patient.token().to_owned(),
        cast.journey.token().to_owned(),
        text(&made["key"]),
        text(&joined["session"]["token"]),
        app.newest_link(),
        password.to_owned(),
    ];
    let stored = everything(app.db()).await;
    assert!(stored.contains("33444555") && stored.contains("$argon2id$"), "the rows are there");
    for secret in &secrets {
        let bare = secret.trim_start_matches("as_").trim_start_matches("ak_");
        let bytes = hex::encode(bare);
        assert!(!stored.contains(bare), "{secret} is stored");
        assert!(!stored.contains(&bytes) && !stored.contains(&bytes.to_uppercase()), "{secret} is stored");
    }
}
