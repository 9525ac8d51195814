//! Ids that are somebody else's, of another type, or none at all: refused, and no row changes.

use asistencia::platform::global_id::GlobalId;
use sea_orm::{DatabaseConnection, EntityTrait};
use serde_json::{Value, json};
use tests::{Client, fresh_key, world};

use super::cast::Cast;

/// Every row that a mutation could have changed, as text. What stays out records that somebody asked.
pub(super) async fn rows(db: &DatabaseConnection) -> Vec<String> {
    let mut rows = Vec::new();
    macro_rules! dump {
        ($($table:ident)*) => {$(
            for row in entity::$table::Entity::find().all(db).await.expect(stringify!($table)) {
                rows.push(format!("{row:?}"));
            }
        )*};
    }
    dump!(
        api_key appointment appointment_service assistance_request assistance_request_service booking_cell
        care_plan circuit clinic contact_attempt coverage_rule dispatch event form form_definition form_response form_rule journey_link
        medical_order notification order_attachment
        patient payer plan resource schedule schedule_exception service service_resource site slot_hold upload
    );
    rows.sort();
    rows
}

/// The mutations that take the id of a request, with an input that would do for that request.
fn on_request(id: &Value, version: &Value) -> Vec<(&'static str, &'static str, Value)> {
    let knee = world::KNEE_MRI.to_global();
    let input = |more: Value| {
        let mut input = json!({ "id": id, "version": version });
        for (name, value) in more.as_object().expect("an object") {
            input[name] = value.clone();
        }
        input
    };
    vec![
        ("claimAssistanceRequest", "AssistanceRequestInput", input(json!({ "takeOver": true }))),
        ("releaseAssistanceRequest", "AssistanceRequestInput", input(json!({}))),
        ("registerContact", "RegisterContactInput", input(json!({ "message": "Hola" }))),
        ("resolveAssistanceRequest", "ResolveAssistanceRequestInput", input(json!({}))),
        ("reopenAssistanceRequest", "AssistanceRequestInput", input(json!({}))),
        ("requestNewPhoto", "RequestNewPhotoInput", input(json!({ "reason": "Borrosa" }))),
        ("voidAssistanceRequest", "VoidAssistanceRequestInput", input(json!({}))),
        (
            "confirmDispatch",
            "ConfirmDispatchInput",
            input(json!({ "serviceIds": [knee], "idempotencyKey": fresh_key() })),
        ),
        (
            "amendDispatch",
            "ConfirmDispatchInput",
            input(json!({ "serviceIds": [knee], "idempotencyKey": fresh_key() })),
        ),
        ("cancelDispatch", "AssistanceRequestInput", input(json!({}))),
        (
            "linkExternalAppointment",
            "LinkExternalAppointmentInput",
            input(json!({ "externalId": "T-1", "startsAt": "2026-03-05T12:00:00Z" })),
        ),
    ]
}

async fn slot(client: &Client, service: Value) -> Value {
    let query = "query($i: SlotSearchInput!) { slots(input: $i, first: 1) { nodes { id } } }";
    let found = client.ok(query, json!({ "i": { "serviceIds": [service], "from": "2026-03-02" } })).await;
    found["slots"]["nodes"][0]["id"].clone()
}

#[tokio::test]
async fn ids_of_another_clinic_of_another_type_and_of_nothing_change_no_row() {
    let cast = Cast::gather().await;
    // A request that is still to be reviewed: whatever is refused is refused for the id.
    let request = cast.patient.submit_order(1).await;
    let slot = slot(&cast.operator, json!(world::KNEE_MRI.to_global())).await;
    let theirs = cast.other_admin().await;
    let before = rows(cast.app.db()).await;
    let wrong = json!(world::PATIENT.to_global());
    let own = &request["id"];
    for (client, id) in [
        (&theirs, own),
        (&cast.operator, &wrong),
        (&cast.operator, &json!("not an id")),
        (&cast.operator, &json!("")),
        (&cast.operator, &json!("🦄")),
    ] {
        let mut mutations = on_request(id, &request["version"]);
        let assignment =
            json!({ "id": id, "slotId": slot, "version": request["version"], "idempotencyKey": fresh_key() });
        mutations.push(("assignAppointment", "AssignAppointmentInput", assignment));
        for (field, input_type, input) in mutations {
            assert_eq!(client.refused(field, input_type, input).await, "NOT_FOUND", "{field} with {id}");
        }
    }
    assert!(rows(cast.app.db()).await == before, "a refusal changes nothing");
    // They were right in all but the id.
    cast.operator.confirm(&request, &[json!(world::KNEE_MRI.to_global())]).await;
}

#[tokio::test]
async fn services_of_another_clinic_are_no_services() {
    let cast = Cast::gather().await;
    let request = cast.patient.submit_order(1).await;
    let before = rows(cast.app.db()).await;
    for foreign in [json!(world::OTHER_SERVICE.to_global()), json!(world::PATIENT.to_global()), json!("x")] {
        let input = json!({
            "id": request["id"], "version": request["version"],
            "serviceIds": [world::KNEE_MRI.to_global(), foreign], "idempotencyKey": fresh_key(),
        });
        let payload = cast.operator.mutate("confirmDispatch", "ConfirmDispatchInput", input, "").await;
        let code = payload["userErrors"][0]["code"].as_str();
        assert!(matches!(code, Some("NOT_FOUND" | "INVALID")), "{payload}");
        let search = json!({ "i": { "serviceIds": [foreign], "from": "2026-03-02" } });
        let query = "query($i: SlotSearchInput!) { slots(input: $i) { nodes { id } } }";
        assert_eq!(cast.journey.error(query, search).await, "BAD_USER_INPUT");
    }
    assert!(rows(cast.app.db()).await == before);
}

#[tokio::test]
async fn what_narrows_a_list_and_is_no_id_of_its_kind_is_said_to_be_none() {
    let cast = Cast::gather().await;
    let admin = cast.app.admin().await;
    for (list, name) in [
        ("coverageRules(payerId: $id) { nodes { id } }", "payerId"),
        ("coverageRules(serviceId: $id) { nodes { id } }", "serviceId"),
        ("services(circuitId: $id) { nodes { id } }", "circuitId"),
        ("coverageCheck(serviceIds: [], patientId: $id) { note }", "patientId"),
        ("coverageCheck(serviceIds: [$id]) { note }", "serviceIds"),
        ("worklist(filter: { payerId: $id }) { nodes { id } }", "filter.payerId"),
        ("carePlans(filter: { patientId: $id }) { nodes { id } }", "filter.patientId"),
        ("carePlans(filter: { practitionerId: $id }) { nodes { id } }", "filter.practitionerId"),
        ("appointments(filter: { siteId: $id }) { nodes { id } }", "filter.siteId"),
        ("appointments(filter: { resourceId: $id }) { nodes { id } }", "filter.resourceId"),
        ("appointments(filter: { patientId: $id }) { nodes { id } }", "filter.patientId"),
        ("appointments(filter: { practitionerId: $id }) { nodes { id } }", "filter.practitionerId"),
    ] {
        let query = format!("query($id: ID!) {{ {list} }}");
        for id in [json!("x"), json!(""), cast.request["id"].clone()] {
            let answer = admin.graphql(&query, json!({ "id": id })).await;
            let error = &answer["errors"][0];
            assert_eq!(error["extensions"]["code"], "BAD_USER_INPUT", "{list}: {answer}");
            assert_eq!(error["message"], format!("`{name}` is unknown."), "{list}");
        }
    }
}

#[tokio::test]
async fn an_appointment_is_moved_and_cancelled_by_those_whose_it_is() {
    let cast = Cast::gather().await;
    let appointment = cast.book().await;
    let slot = slot(&cast.journey, json!(world::KNEE_MRI.to_global())).await;
    let strangers =
        [cast.app.patient_with("28333444").await, cast.other_patient().await, cast.other_admin().await];
    let before = rows(cast.app.db()).await;
    for client in &strangers {
        let cancel = json!({ "id": appointment["id"] });
        let answer = client.refused("cancelAppointment", "CancelAppointmentInput", cancel).await;
        assert_eq!(answer, "NOT_FOUND");
        let moving = json!({ "id": appointment["id"], "slotId": slot, "idempotencyKey": fresh_key() });
        let answer = client.refused("rescheduleAppointment", "RescheduleAppointmentInput", moving).await;
        assert_eq!(answer, "NOT_FOUND");
    }
    for id in [&cast.request["id"], &json!("x")] {
        let cancel = json!({ "id": id });
        let answer = cast.patient.refused("cancelAppointment", "CancelAppointmentInput", cancel).await;
        assert_eq!(answer, "NOT_FOUND");
    }
    assert!(rows(cast.app.db()).await == before);
    let cancel = json!({ "id": appointment["id"] });
    cast.patient.done("cancelAppointment", "CancelAppointmentInput", cancel, "").await;
}

#[tokio::test]
async fn holds_uploads_and_requests_of_others_are_of_no_use() {
    let cast = Cast::gather().await;
    let mario = cast.app.patient_with("28333444").await;
    let slot = slot(&cast.journey, json!(world::KNEE_MRI.to_global())).await;
    let held = cast.journey.done("holdSlot", "HoldSlotInput", json!({ "slotId": slot }), "hold { id }").await;
    let upload = cast.patient.upload_picture().await;
    let page = "query($id: ID!) { assistanceRequest(id: $id) { order { attachments { id } } } }";
    let page = cast.patient.ok(page, json!({ "id": cast.request["id"] })).await;
    let attachment = &page["assistanceRequest"]["order"]["attachments"][0]["id"];
    let marios = mario.upload_picture().await;
    let before = rows(cast.app.db()).await;
    for stranger in [&mario, &cast.other_patient().await] {
        let booking = json!({ "holdId": held["hold"]["id"], "idempotencyKey": fresh_key() });
        let payload = stranger.mutate("bookAppointment", "BookAppointmentInput", booking, "").await;
        let code = payload["userErrors"][0]["code"].as_str();
        assert!(matches!(code, Some("NOT_FOUND" | "HOLD_EXPIRED")), "{payload}");
        for stolen in [&json!(upload), attachment, &json!("x")] {
            let order = json!({ "uploadIds": [stolen], "idempotencyKey": fresh_key() });
            let code = stranger.refused("submitOrder", "SubmitOrderInput", order).await;
            assert_eq!(code, "UPLOAD_UNKNOWN", "{stolen}");
        }
    }
    for id in [&cast.request["id"], &json!("x")] {
        let more = json!({ "uploadIds": [marios], "assistanceRequestId": id, "idempotencyKey": fresh_key() });
        assert_eq!(mario.refused("submitOrder", "SubmitOrderInput", more).await, "NOT_FOUND");
    }
    assert!(rows(cast.app.db()).await == before);
    // The link's holder books what they hold.
    let booking = json!({ "holdId": held["hold"]["id"], "idempotencyKey": fresh_key() });
    cast.journey.done("bookAppointment", "BookAppointmentInput", booking, "").await;
}

#[tokio::test]
async fn a_key_of_another_clinic_cannot_be_revoked() {
    let cast = Cast::gather().await;
    let (admin, theirs) = (cast.app.admin().await, cast.other_admin().await);
    let input = json!({ "name": "Agenda", "scopes": ["CATALOG_READ"] });
    let made = admin.done("createApiKey", "CreateApiKeyInput", input, "key integration { id }").await;
    let before = rows(cast.app.db()).await;
    let revoke = json!({ "id": made["integration"]["id"] });
    assert_eq!(theirs.refused("revokeApiKey", "RevokeApiKeyInput", revoke).await, "NOT_FOUND");
    let wrong = json!({ "id": world::PATIENT.to_global() });
    assert_eq!(admin.refused("revokeApiKey", "RevokeApiKeyInput", wrong).await, "NOT_FOUND");
    assert!(rows(cast.app.db()).await == before);
    let key = Client::new(&cast.app.url, made["key"].as_str().map(str::to_owned));
    key.ok("{ circuits { id } }", json!({})).await;
}
