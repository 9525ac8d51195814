//! The operator's hands: every mutation of the review by its name, on a request as it was seen.

use asistencia::platform::global_id::GlobalId;
use entity::assistance_request;
use entity::ids::{PatientId, ServiceId};
use serde_json::{Value, json};
use tests::{Client, TestApp, fresh_key, world};

use crate::worklist::rows;

/// Every mutation of the review.
pub const MUTATIONS: [&str; 12] = [
    "claimAssistanceRequest",
    "releaseAssistanceRequest",
    "registerContact",
    "resolveAssistanceRequest",
    "voidAssistanceRequest",
    "reopenAssistanceRequest",
    "requestNewPhoto",
    "confirmDispatch",
    "amendDispatch",
    "cancelDispatch",
    "assignAppointment",
    "linkExternalAppointment",
];

const REQUEST: &str = "assistanceRequest { id version state attentionReason \
    dispatch { dueAt state canAmend } services { id } claim { by { name } expiresAt } \
    lastContact { message by { name } } contactAttempts { message by { name } } \
    resolvedAt outcome resolutionNote voidedAt appointment { id externalId startsAt } \
    notifications { kind state reason } }";

/// A request of a patient, not touched by anybody.
pub async fn request_of(app: &TestApp, patient: PatientId) -> Value {
    let row: assistance_request::Model = rows::request(patient, "2026-03-02T11:00:00Z");
    rows::insert(app.db(), std::slice::from_ref(&row)).await;
    json!({ "id": row.id.to_global(), "version": row.version })
}

/// A request of Elena's, not touched by anybody.
pub async fn request(app: &TestApp) -> Value {
    request_of(app, world::PATIENT).await
}

/// Services as they are given.
pub fn services(ids: &[ServiceId]) -> Value {
    json!(ids.iter().map(|id| id.to_global()).collect::<Vec<_>>())
}

/// The first free slot for an abdominal ultrasound of a request's patient.
pub async fn free_slot(client: &Client) -> Value {
    let query = "query($i: SlotSearchInput!) { slots(input: $i, first: 1) { nodes { id } } }";
    let search = json!({ "serviceIds": services(&[world::ABDOMINAL]), "from": "2026-03-03" });
    client.ok(query, json!({ "i": search })).await["slots"]["nodes"][0]["id"].clone()
}

/// Runs a mutation on a request, with what it needs and what the test adds: the request, or the code of the
/// first refusal.
pub async fn attempt(client: &Client, mutation: &str, request: &Value, more: Value) -> Result<Value, String> {
    let payload = payload(client, mutation, request, more).await;
    match payload["userErrors"][0]["code"].as_str() {
        Some(code) => {
            assert_eq!(payload["assistanceRequest"], json!(null));
            Err(code.to_owned())
        }
        None => Ok(payload["assistanceRequest"].clone()),
    }
}

/// The whole payload of [`attempt`].
pub async fn payload(client: &Client, mutation: &str, request: &Value, more: Value) -> Value {
    let (kind, mut input) = match mutation {
        "registerContact" => ("RegisterContactInput", json!({ "message": "Llamé." })),
        "resolveAssistanceRequest" => ("ResolveAssistanceRequestInput", json!({})),
        "voidAssistanceRequest" => ("VoidAssistanceRequestInput", json!({})),
        "requestNewPhoto" => ("RequestNewPhotoInput", json!({ "reason": "No se lee." })),
        "confirmDispatch" | "amendDispatch" => {
            let services = services(&[world::ABDOMINAL]);
            ("ConfirmDispatchInput", json!({ "serviceIds": services, "idempotencyKey": fresh_key() }))
        }
        "assignAppointment" => {
            let slot = if more["slotId"].is_null() { free_slot(client).await } else { json!(null) };
            ("AssignAppointmentInput", json!({ "slotId": slot, "idempotencyKey": fresh_key() }))
        }
        "linkExternalAppointment" => {
            let external = json!({ "externalId": fresh_key(), "startsAt": "2026-03-10T12:00:00Z" });
            ("LinkExternalAppointmentInput", external)
        }
        _ => ("AssistanceRequestInput", json!({})),
    };
    input["id"] = request["id"].clone();
    input["version"] = request["version"].clone();
    for (key, value) in more.as_object().into_iter().flatten() {
        input[key] = value.clone();
    }
    client.mutate(mutation, kind, input, REQUEST).await
}

/// A mutation that must be let through: the request after it.
pub async fn done(client: &Client, mutation: &str, request: &Value, more: Value) -> Value {
    let outcome = attempt(client, mutation, request, more).await;
    outcome.unwrap_or_else(|code| panic!("{mutation} was refused: {code}"))
}

/// A mutation that must be refused: the code.
pub async fn refused(client: &Client, mutation: &str, request: &Value, more: Value) -> String {
    let outcome = attempt(client, mutation, request, more).await;
    outcome.expect_err(&format!("{mutation} was let through"))
}

/// How many messages of a kind a request has in a state.
pub async fn messages(client: &Client, request: &Value, kind: &str, state: &str) -> usize {
    let query = "query($id: ID!) { assistanceRequest(id: $id) { notifications { kind state } } }";
    let found = client.ok(query, json!({ "id": request["id"] })).await;
    let all = found["assistanceRequest"]["notifications"].as_array().expect("messages").clone();
    all.iter().filter(|message| message["kind"] == kind && message["state"] == state).count()
}

/// Changes the clinic's settings.
pub async fn set(app: &TestApp, settings: Value) {
    let admin = app.admin().await;
    admin.done("updateClinicSettings", "UpdateClinicSettingsInput", settings, "").await;
}
