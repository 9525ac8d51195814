//! What connections within the rows of a page cost: the same few statements, however many rows there are.

use entity::appointment;
use entity::enums::{ActorKind, AppointmentState};
use entity::ids::{AppointmentId, PatientId};
use sea_orm::{ActiveModelTrait, DatabaseConnection, EntityTrait, IntoActiveModel};
use serde_json::{Value, json};
use tests::{TestApp, world};
use uuid::Uuid;

use super::rows;

/// Most statements of a page with five connections below each row, the session's included.
const BUDGET: usize = 9;

const CONNECTIONS: &str = "query($n: Int!) { worklist(first: $n) { nodes { id forms(first: 1) { nodes { id } } patient { id \
    assistanceRequests(first: 2) { totalCount nodes { id } pageInfo { hasNextPage endCursor } } \
    appointments(first: 2) { nodes { id startsAt } pageInfo { hasNextPage } } \
    notifications(first: 1) { nodes { id } } carePlans(first: 1) { nodes { id } } } } } }";

/// So many patients, each with three requests and three appointments.
async fn many(db: &DatabaseConnection, patients: usize) {
    let (mut requests, mut visits) = (Vec::new(), Vec::new());
    for number in 0..patients {
        let dni = format!("{}", 20_000_000 + number);
        let patient = rows::add_patient(db, "Paciente", &format!("Número{number}"), &dni, None).await;
        for hour in 0..3 {
            requests.push(rows::request(patient, &format!("2026-03-02T1{hour}:{:02}:00Z", number % 60)));
            visits.push(visit(patient, number, hour).into_active_model().reset_all());
        }
    }
    rows::insert(db, &requests).await;
    appointment::Entity::insert_many(visits).exec_without_returning(db).await.expect("appointments");
}

/// One of a patient's three appointments, the last of which is the soonest.
fn visit(patient_id: PatientId, number: usize, place: usize) -> appointment::Model {
    let starts_at = rows::instant(&format!("2026-03-0{}T12:00:00Z", 9 - place));
    appointment::Model {
        id: AppointmentId(Uuid::from_u128(
            0x0195_5000_0000_7000_8000_0002_0000_0000 | (number * 3 + place) as u128,
        )),
        clinic_id: world::CLINIC,
        patient_id,
        assistance_request_id: None,
        medical_order_id: None,
        care_plan_id: None,
        visit_number: None,
        site_id: Some(world::SITE),
        external_id: None,
        starts_at,
        ends_at: starts_at,
        state: AppointmentState::Booked,
        version: 1,
        self_pay: false,
        booked_by_kind: ActorKind::System,
        booked_by_id: None,
        booked_at: world::start(),
        moved_at: None,
        started_at: None,
        ended_at: None,
        cancelled_at: None,
        cancel_reason: None,
    }
}

fn ids(connection: &Value) -> Vec<&str> {
    connection["nodes"].as_array().expect("rows").iter().filter_map(|row| row["id"].as_str()).collect()
}

#[tokio::test]
async fn connections_in_the_rows_of_a_page_are_loaded_for_all_rows_at_once() {
    let app = TestApp::start().await;
    many(app.db(), 20).await;
    let operator = app.operator().await;
    let mut costs = Vec::new();
    for size in [5, 50] {
        let (page, statements) = app.fewest_statements(&operator, CONNECTIONS, json!({ "n": size })).await;
        assert!(statements.len() <= BUDGET, "{} statements:\n{}", statements.len(), statements.join("\n"));
        costs.push(statements.len());

        for row in page["worklist"]["nodes"].as_array().expect("rows") {
            let patient = &row["patient"];
            let requests = &patient["assistanceRequests"];
            assert_eq!((requests["totalCount"].as_i64(), ids(requests).len()), (Some(3), 2));
            assert_eq!(requests["pageInfo"]["hasNextPage"], true);
            let starts: Vec<_> =
                patient["appointments"]["nodes"].as_array().expect("visits").iter().collect();
            let starts: Vec<_> = starts.iter().filter_map(|visit| visit["startsAt"].as_str()).collect();
            assert_eq!(starts, ["2026-03-07T12:00:00+00:00", "2026-03-08T12:00:00+00:00"]);
            assert_eq!(patient["appointments"]["pageInfo"]["hasNextPage"], true);
        }
    }
    assert_eq!(costs[0], costs[1], "whatever the number of rows");
}

#[tokio::test]
async fn each_row_has_its_own_pages() {
    let app = TestApp::start().await;
    many(app.db(), 2).await;
    let operator = app.operator().await;
    let page = operator.ok(CONNECTIONS, json!({ "n": 6 })).await;
    let nodes = page["worklist"]["nodes"].as_array().expect("rows");
    let rest = "query($id: ID!, $after: String) { patient(id: $id) { \
        first: assistanceRequests(first: 1) { nodes { id } } \
        rest: assistanceRequests(first: 5, after: $after) { nodes { id } pageInfo { hasNextPage hasPreviousPage } } \
        whole: appointments { nodes { id site { name } services { id } canCancel } } } }";
    for row in nodes {
        let first = &row["patient"]["assistanceRequests"];
        let variables = json!({ "id": row["patient"]["id"], "after": first["pageInfo"]["endCursor"] });
        let patient = operator.ok(rest, variables).await["patient"].clone();
        assert_eq!(ids(&patient["first"])[0], ids(first)[0]);
        assert_eq!(ids(&patient["rest"]).len(), 1);
        assert!(!ids(first).contains(&ids(&patient["rest"])[0]));
        assert_eq!(patient["rest"]["pageInfo"], json!({ "hasNextPage": false, "hasPreviousPage": true }));
        // Asked for, what is done and where is there.
        let whole = patient["whole"]["nodes"].as_array().expect("visits");
        assert!(whole.len() == 3 && whole.iter().all(|visit| visit["site"]["name"].is_string()));
    }
}

#[tokio::test]
async fn circles_of_connections_are_refused_for_their_weight() {
    let app = TestApp::start().await;
    let (operator, patient) = (app.operator().await, app.patient().await);
    let requests = "assistanceRequests(first: 14) { nodes { patient { ";
    let circle = format!(
        "{{ viewer {{ ... on Patient {{ {} assistanceRequests(first: 8) {{ nodes {{ id }} }} {} }} }} }}",
        requests.repeat(3),
        "} } }".repeat(3)
    );
    assert_eq!(patient.error(&circle, json!({})).await, "QUERY_TOO_COMPLEX");
    let appointments = "appointments(first: 12) { nodes { patient { ";
    let circle = format!(
        "{{ worklist(first: 12) {{ nodes {{ patient {{ {} id {} }} }} }} }}",
        appointments.repeat(3),
        "} } }".repeat(3)
    );
    assert_eq!(operator.error(&circle, json!({})).await, "QUERY_TOO_COMPLEX");
}
