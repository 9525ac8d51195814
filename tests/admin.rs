//! Administrators change the catalogue, the agenda and where patients ask, and everybody else sees it at once.

mod agenda;
mod catalogue;
mod contact;
mod coverage;
mod others;

use asistencia::platform::global_id::GlobalId;
use serde_json::{Value, json};
use tests::{Client, fresh_key, world};

/// The paths and codes of a refusal.
fn errors(payload: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let errors = payload["userErrors"].as_array().expect("errors").iter();
    let paths = errors.map(|error| {
        let path = error["field"].as_array().expect("a path").iter().map(text).collect::<Vec<_>>();
        (path.join("."), text(&error["code"]))
    });
    paths.collect()
}

/// The one path and code of a refusal.
fn error(payload: &Value) -> (String, String) {
    let mut errors = errors(payload);
    assert_eq!(errors.len(), 1, "{payload}");
    errors.remove(0)
}

fn refusal(path: &str, code: &str) -> (String, String) {
    (path.to_owned(), code.to_owned())
}

/// What administrators look at of a service.
const SERVICE: &str = "service { id code name synonyms durationMinutes preparation disabledAt version \
    circuit { name } resources { name } }";

/// Changes a service of which version 1 was seen.
async fn update_service(admin: &Client, change: Value) -> Value {
    let mut input = json!({ "version": 1 });
    for (name, value) in change.as_object().expect("an object") {
        input[name] = value.clone();
    }
    admin.mutate("updateService", "UpdateServiceInput", input, &format!("{SERVICE} openRequests")).await
}

/// A new service in the circuit of ultrasounds, done by the scanner.
fn new_service(code: &str, name: &str) -> Value {
    json!({
        "code": code, "name": name, "circuitId": world::ULTRASOUND.to_global(), "durationMinutes": 20,
        "resourceIds": [world::SCANNER.to_global()], "idempotencyKey": fresh_key(),
    })
}

/// The codes that a search finds.
async fn found(client: &Client, search: &str) -> Vec<String> {
    let query = "query($s: String) { services(search: $s) { nodes { code } } }";
    let found = client.ok(query, json!({ "s": search })).await;
    let rows = found["services"]["nodes"].as_array().expect("rows").iter();
    rows.map(|row| row["code"].as_str().expect("a code").to_owned()).collect()
}

/// When the slots of a day begin, as 'HH:MM' in the clinic's time.
async fn starts(client: &Client, service: Value, day: &str) -> Vec<String> {
    let query = "query($i: SlotSearchInput!) { slots(input: $i, first: 100) { nodes { startsAt } } }";
    let input = json!({ "serviceIds": [service], "from": day, "to": day });
    let found = client.ok(query, json!({ "i": input })).await;
    let rows = found["slots"]["nodes"].as_array().expect("slots").iter();
    let zone = chrono_tz::America::Argentina::Buenos_Aires;
    let start = |row: &Value| {
        let at: chrono::DateTime<chrono::Utc> =
            row["startsAt"].as_str().expect("an instant").parse().expect("an instant");
        at.with_timezone(&zone).format("%H:%M").to_string()
    };
    rows.map(start).collect()
}
