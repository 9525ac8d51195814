//! What lists and live feeds show to staff and to systems is kept too, a moment later.

use std::collections::BTreeSet;
use std::time::Duration;

use asistencia::features::audit::{Trail, first_broken_link};
use asistencia::platform::global_id::{GlobalId, decode};
use entity::audit_entry;
use entity::enums::ActorKind;
use serde_json::{Value, json};
use tests::live::Subscriber;
use tests::{Client, TestApp, world};

use super::cast::Cast;

const FOLLOW: &str = "subscription { worklistChanged { __typename \
    ... on AssistanceRequestChanged { assistanceRequest { id } } } }";
const ARRIVALS: &str = "subscription { orderUploaded { __typename \
    ... on OrderUploaded { assistanceRequest { id } } } }";
const OWN: &str = "subscription { journeyChanged { __typename \
    ... on JourneyChanged { assistanceRequest { id } } } }";
const PATIENTS: &str = "query($id: ID!) { patient(id: $id) { assistanceRequests { nodes { id order { note } } } \
    appointments { nodes { id order { id } } } } }";

/// The row ids behind opaque ones, as they stand in an entry.
fn raw<'a>(ids: impl IntoIterator<Item = &'a Value>) -> BTreeSet<String> {
    let id = |id: &Value| decode(&id.as_str().expect("an id").into()).expect("an opaque id").1.to_string();
    ids.into_iter().map(id).collect()
}

/// What is written now that was not before: who, how, and which requests, patients or care plans.
async fn written(cast: &Cast, known: &mut usize) -> Vec<(ActorKind, String, BTreeSet<String>)> {
    cast.app.run_due().await;
    let trail = cast.trail(world::CLINIC).await;
    let new = trail[*known..].iter().map(|entry| (entry.actor_kind, entry.action.clone(), shown(entry)));
    let new = new.collect();
    *known = trail.len();
    new
}

fn shown(entry: &audit_entry::Model) -> BTreeSet<String> {
    if entry.subject_type != "Clinic" {
        return BTreeSet::from([entry.subject_id.to_string()]);
    }
    let named = ["assistanceRequests", "patients", "carePlans"].into_iter();
    let ids = named.filter_map(|name| entry.detail[name].as_array()).flatten();
    ids.map(|id| id.as_str().expect("a text").to_owned()).collect()
}

async fn page(reader: &Client) -> BTreeSet<String> {
    let seen = reader.ok("{ worklist(first: 2) { nodes { id } } }", json!({})).await;
    raw(seen["worklist"]["nodes"].as_array().expect("rows").iter().map(|row| &row["id"]))
}

#[tokio::test]
async fn what_a_list_shows_is_an_entry_with_the_requests_that_it_showed() {
    let cast = Cast::gather().await;
    let integration = cast.integration(&["REQUESTS_READ"]).await;
    let appointment = cast.book().await;
    for _ in 0..2 {
        cast.patient.submit_order(1).await;
    }
    let mut known = 0;
    written(&cast, &mut known).await;

    let request = raw([&cast.request["id"]]);
    let rows = page(&cast.operator).await;
    assert_eq!((rows.len(), rows.is_superset(&request)), (2, true));
    assert_eq!(page(&cast.operator).await, rows);
    page(&integration).await;
    let page_read = |kind| (kind, "worklist.read".to_owned(), rows.clone());
    let mut entries = written(&cast, &mut known).await;
    entries.sort_by_key(|entry| entry.0.as_str());
    assert_eq!(entries, [page_read(ActorKind::Integration), page_read(ActorKind::User)], "once, not twice");
    let trail = cast.trail(world::CLINIC).await;
    let by_operator = trail.iter().rfind(|entry| entry.actor_kind == ActorKind::User).expect("an entry");
    assert_eq!(by_operator.actor_id, Some(world::OPERATOR.0));
    assert_eq!((by_operator.subject_type.as_str(), by_operator.subject_id), ("Clinic", world::CLINIC.0));

    // Opened by their ids, requests are entries before the answer; what an appointment shows is one after it.
    let nodes = "query($ids: [ID!]!) { nodes(ids: $ids) { id ... on Appointment { order { id } } } }";
    let ids = json!({ "ids": [cast.request["id"], appointment["id"]] });
    cast.operator.ok(nodes, ids).await;
    let trail = cast.trail(world::CLINIC).await;
    let opened: Vec<_> = trail[known..].iter().map(|entry| entry.action.as_str()).collect();
    assert_eq!(opened, ["assistance_request.read"]);
    assert_eq!(raw([&cast.request["id"]]), BTreeSet::from([trail[known].subject_id.to_string()]));
    known += 1;
    let by_appointment = (ActorKind::User, "appointment.request_read".to_owned(), request.clone());
    assert_eq!(written(&cast, &mut known).await, std::slice::from_ref(&by_appointment));

    cast.operator.ok("{ appointments { nodes { id } } }", json!({})).await;
    assert_eq!(written(&cast, &mut known).await, [], "an appointment alone shows no order");
    cast.operator.ok("{ appointments { nodes { assistanceRequest { id } } } }", json!({})).await;
    assert_eq!(written(&cast, &mut known).await, std::slice::from_ref(&by_appointment));

    let elena = json!({ "id": world::PATIENT.to_global() });
    let seen = cast.operator.ok(PATIENTS, elena.clone()).await;
    let all = raw(seen["patient"]["assistanceRequests"]["nodes"]
        .as_array()
        .expect("rows")
        .iter()
        .map(|row| &row["id"]));
    assert_eq!(all.len(), 3);
    let mut entries = written(&cast, &mut known).await;
    entries.sort_by(|a, b| a.1.cmp(&b.1));
    let elenas = raw([&elena["id"]]);
    let opened = (ActorKind::User, "patient.read".to_owned(), elenas);
    assert_eq!(entries, [by_appointment, opened, (ActorKind::User, "patient.requests_read".to_owned(), all)]);

    // Elena reads what is hers.
    cast.patient.ok(PATIENTS, elena).await;
    cast.journey.ok("{ journey { assistanceRequest { id } appointment { order { id } } } }", json!({})).await;
    assert_eq!(written(&cast, &mut known).await, []);
    assert_eq!(first_broken_link(&cast.trail(world::CLINIC).await), None);
}

#[tokio::test]
async fn patients_and_care_plans_are_entries_too() {
    let cast = Cast::gather().await;
    let integration = cast.integration(&["REQUESTS_READ"]).await;
    let (plan, of_plan) = cast.treat().await;
    let doctor = cast.app.staff("doctora@demo.example").await;
    let mut known = 0;
    written(&cast, &mut known).await;
    let (elena, plan) = (json!(world::PATIENT.to_global()), plan["id"].clone());
    let (of_elena, of_her_plan) = (raw([&elena]), raw([&plan]));

    for reader in [&cast.operator, &integration] {
        reader.ok("{ patients(search: \"sosa\") { nodes { familyName } } }", json!({})).await;
        reader.ok("{ patients(search: \"nadie\") { nodes { familyName } } }", json!({})).await;
        let mut entries = written(&cast, &mut known).await;
        let (kind, action, ids) = entries.remove(0);
        assert!(entries.is_empty() && matches!(kind, ActorKind::User | ActorKind::Integration));
        assert_eq!((action.as_str(), &ids), ("patients.read", &of_elena));
    }
    let both = json!({ "patient": elena, "plan": plan });
    for (reader, query, expected) in [
        (
            &cast.operator,
            "query($patient: ID!) { patient(id: $patient) { familyName } }",
            vec![("patient.read", &of_elena)],
        ),
        (
            &cast.operator,
            "query($patient: ID!) { node(id: $patient) { id } }",
            vec![("patient.read", &of_elena)],
        ),
        (&doctor, "{ carePlans { nodes { title } } }", vec![("care_plans.read", &of_her_plan)]),
        (
            &doctor,
            "query($plan: ID!) { carePlan(id: $plan) { title } }",
            vec![("care_plan.read", &of_her_plan)],
        ),
        (
            &doctor,
            "query($patient: ID!) { patient(id: $patient) { carePlans { nodes { title } } } }",
            vec![("care_plans.read", &of_her_plan), ("patient.read", &of_elena)],
        ),
        (
            &doctor,
            "{ appointments { nodes { carePlan { title } } } }",
            vec![("care_plans.read", &of_her_plan)],
        ),
    ] {
        reader.ok(query, both.clone()).await;
        let mut entries = written(&cast, &mut known).await;
        entries.sort_by(|a, b| a.1.cmp(&b.1));
        let entries: Vec<_> = entries.iter().map(|(_, action, ids)| (action.as_str(), ids)).collect();
        assert_eq!(entries, expected, "{query}");
    }
    // What is their own leaves no trace.
    cast.patient
        .ok("query($patient: ID!) { patient(id: $patient) { carePlans { nodes { title } } } }", both.clone())
        .await;
    of_plan.ok("{ carePlanJourney { carePlan { title } } }", json!({})).await;
    assert_eq!(written(&cast, &mut known).await, []);
}

#[tokio::test]
async fn a_live_frame_is_an_entry_for_each_who_was_shown_it() {
    let cast = Cast::gather().await;
    let url = cast.app.url.as_str();
    let mut known = 0;
    written(&cast, &mut known).await;
    let (mut worklist, _) = Subscriber::start(url, &cast.operator, FOLLOW, json!({})).await;
    let (mut arrivals, _) = Subscriber::start(url, &cast.operator, ARRIVALS, json!({})).await;
    let (mut own, _) = Subscriber::start(url, &cast.patient, OWN, json!({})).await;
    cast.patient.submit_order(1).await;
    let mut seen = Vec::new();
    for subscriber in [&mut worklist, &mut arrivals, &mut own] {
        seen.push(subscriber.next_event().await["assistanceRequest"]["id"].clone());
    }
    let new = raw(&seen);
    assert_eq!(new.len(), 1);
    let mut entries = written(&cast, &mut known).await;
    entries.retain(|entry| entry.0 == ActorKind::User);
    entries.sort_by(|a, b| a.1.cmp(&b.1));
    let frame = |action: &str| (ActorKind::User, action.to_owned(), new.clone());
    assert_eq!(entries, [frame("feed.order_read"), frame("feed.request_read")]);
    assert_eq!(first_broken_link(&cast.trail(world::CLINIC).await), None);
}

#[tokio::test]
async fn what_cannot_be_recorded_is_not_shown() {
    let trail = Trail::with_limit(1, Duration::ZERO);
    let cast = Cast::gather_in(TestApp::setup().trail(trail).start().await).await;
    assert_eq!(page(&cast.operator).await.len(), 1);
    let answer = cast.operator.graphql("{ worklist { nodes { id } } }", json!({})).await;
    assert_eq!(answer["errors"][0]["extensions"]["code"], "UNAVAILABLE", "{answer}");
    assert!(!answer.to_string().contains(cast.request["id"].as_str().expect("an id")));
    cast.patient.ok(PATIENTS, json!({ "id": world::PATIENT.to_global() })).await;
    cast.app.run_due().await;
    assert_eq!(page(&cast.operator).await.len(), 1);
}
