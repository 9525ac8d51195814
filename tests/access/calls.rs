//! A clinic with a row of each kind, and calls that name them all.

use std::collections::BTreeMap;

use asistencia::platform::global_id::GlobalId;
use entity::enums::NotificationKind;
use entity::ids::{AlertId, ClinicId, PatientId};
use entity::{alert, notification};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use tests::{Client, TestApp, fresh_key, world};

/// A row of each kind, by the type of its id, and `Slot` too; requests besides by where they stand.
pub type Ids = BTreeMap<&'static str, Value>;

/// Fills a clinic by its own people.
pub async fn fill(app: &TestApp, admin: &Client, patient: &Client, whose: (ClinicId, PatientId)) -> Ids {
    let (clinic_id, patient_id) = whose;
    let mut ids = Ids::from([("Patient", json!(patient_id.to_global()))]);
    let make = async |field: &str, input_type: &str, mut input: Value, keyed: bool, path: &str| {
        if keyed {
            input["idempotencyKey"] = json!(fresh_key());
        }
        let selection = path.replace('.', " { ") + &" }".repeat(path.matches('.').count());
        let made = admin.done(field, input_type, input, &selection).await;
        path.split('.').fold(made, |value, name| value[name].clone())
    };
    let circuit = json!({ "name": "Cámara", "allowsMultiple": true });
    ids.insert("Circuit", make("createCircuit", "CreateCircuitInput", circuit, true, "circuit.id").await);
    let service =
        json!({ "code": "900", "name": "Cámara gamma", "circuitId": ids["Circuit"], "durationMinutes": 20 });
    ids.insert("Service", make("createService", "CreateServiceInput", service, true, "service.id").await);
    let site = json!({ "name": "Sur", "address": "Calle 1" });
    ids.insert("Site", make("createSite", "CreateSiteInput", site, true, "site.id").await);
    let email = format!("pro.{}@ejemplo.example", clinic_id.0.simple());
    let user = json!({ "email": email, "name": "Pía Profesional", "role": "PRACTITIONER" });
    ids.insert("User", make("createUser", "CreateUserInput", user, false, "user.id").await);
    let resource = json!({ "name": "Cámara", "siteId": ids["Site"], "serviceIds": [ids["Service"]] });
    ids.insert(
        "Resource",
        make("createResource", "CreateResourceInput", resource, true, "resource.id").await,
    );
    let hours: Vec<_> =
        (1..=5).map(|weekday| json!({ "weekday": weekday, "startMinute": 480, "endMinute": 720 })).collect();
    let hours = json!({ "resourceId": ids["Resource"], "version": 1, "hours": hours });
    make("setWeeklyHours", "SetWeeklyHoursInput", hours, false, "resource.id").await;
    ids.insert(
        "Payer",
        make("createPayer", "CreatePayerInput", json!({ "name": "Mutual" }), true, "payer.id").await,
    );
    let plan = json!({ "payerId": ids["Payer"], "name": "Único" });
    ids.insert("Plan", make("createPlan", "CreatePlanInput", plan, true, "plan.id").await);
    let rule = json!({ "serviceId": ids["Service"], "payerId": ids["Payer"], "decision": "COVERED" });
    ids.insert("CoverageRule", make("setCoverageRule", "SetCoverageRuleInput", rule, false, "rule.id").await);
    let key = json!({ "name": "Agenda", "scopes": ["CATALOG_READ"] });
    ids.insert("Integration", make("createApiKey", "CreateApiKeyInput", key, false, "integration.id").await);

    // One request waits for its review, one for another picture, one can be booked, and one is.
    let waiting = patient.submit_order(1).await;
    ids.insert("AssistanceRequest", waiting["id"].clone());
    ids.insert("waiting", waiting.clone());
    let blurred = patient.submit_order(1).await;
    let input = json!({ "id": blurred["id"], "version": blurred["version"], "reason": "Borrosa" });
    make("requestNewPhoto", "RequestNewPhotoInput", input, false, "assistanceRequest.id").await;
    ids.insert("blurred", blurred["id"].clone());
    let confirmed = admin.confirm(&patient.submit_order(1).await, &[ids["Service"].clone()]).await;
    ids.insert("confirmed", confirmed);
    let query = "query($i: SlotSearchInput!) { slots(input: $i, first: 3) { nodes { id } } }";
    let search = json!({ "i": { "serviceIds": [ids["Service"]], "from": "2026-03-03" } });
    let slots = admin.ok(query, search).await["slots"]["nodes"].clone();
    let hold = json!({ "slotId": slots[0]["id"] });
    let held = patient.done("holdSlot", "HoldSlotInput", hold, "hold { id }").await;
    ids.insert("SlotHold", held["hold"]["id"].clone());
    let third = patient.submit_order(1).await;
    let assignment = json!({ "id": third["id"], "slotId": slots[1]["id"], "version": third["version"] });
    let path = "assistanceRequest.appointment.id";
    ids.insert(
        "Appointment",
        make("assignAppointment", "AssignAppointmentInput", assignment, true, path).await,
    );
    ids.insert("Slot", slots[2]["id"].clone());
    ids.insert("Upload", json!(patient.upload_picture().await));

    let plan = json!({ "patientId": ids["Patient"], "practitionerId": ids["User"],
        "serviceId": ids["Service"], "title": "Control" });
    ids.insert("CarePlan", make("createCarePlan", "CreateCarePlanInput", plan, true, "carePlan.id").await);
    let text = json!({ "es": "¿Cómo estás?" });
    let question = json!({ "fieldId": "how", "label": text, "kind": { "text": {} } });
    let structure = json!({ "title": text, "sections": [{ "title": text, "fields": [question] }] });
    let input = json!({ "code": "control", "structure": structure });
    let path = "definition.id";
    let made = make("publishFormDefinition", "PublishFormDefinitionInput", input, false, path).await;
    ids.insert("FormDefinition", made);
    let rule = json!({ "definitionId": ids["FormDefinition"], "trigger": "TREATMENT_COMPLETED" });
    ids.insert("FormRule", make("createFormRule", "FormRuleInput", rule, false, "rule.id").await);
    let ask = json!({ "definitionId": ids["FormDefinition"], "assistanceRequestId": waiting["id"] });
    ids.insert("Form", make("askForm", "AskFormInput", ask, true, "form.id").await);

    // An alert of another kind closes by itself once something newer is said.
    let message = notification::Entity::find()
        .filter(notification::Column::ClinicId.eq(clinic_id))
        .filter(notification::Column::Kind.eq(NotificationKind::BookingLink));
    let message = message.one(app.db()).await.expect("rows").expect("a message");
    let id: AlertId = app.app.new_id();
    alert::ActiveModel {
        id: Set(id),
        clinic_id: Set(clinic_id),
        patient_id: Set(patient_id),
        notification_id: Set(message.id),
        reason: Set("no_phone".into()),
        raised_at: Set(world::start()),
        resolved_at: Set(None),
        resolved_by_id: Set(None),
        resolution: Set(None),
    }
    .insert(app.db())
    .await
    .expect("an alert");
    ids.insert("Alert", json!(id.to_global()));
    ids
}

/// Calls that are right in all that they say, as the clinic's own people would make them; together they name every
/// argument that takes an id.
pub fn calls(own: &Ids) -> Vec<(&'static str, Value)> {
    let id = |kind: &str| own[kind].clone();
    let input = |input: Value| json!({ "input": input });
    let of = |kind: &str| json!({ "input": { "id": own[kind], "version": 1 } });
    let only = |kind: &str| json!({ "input": { "id": own[kind] } });
    let request = |standing: &str, more: Value| {
        let mut input = json!({ "id": own[standing]["id"], "version": own[standing]["version"] });
        for (name, value) in more.as_object().expect("an object") {
            input[name] = value.clone();
        }
        json!({ "input": input })
    };
    let services = json!([own["Service"]]);
    let key = || json!(fresh_key());
    vec![
        ("node", json!({ "id": id("Patient") })),
        ("nodes", json!({ "ids": [id("Patient")] })),
        ("assistanceRequest", json!({ "id": id("AssistanceRequest") })),
        ("patient", json!({ "id": id("Patient") })),
        ("service", json!({ "id": id("Service") })),
        ("services", json!({ "circuitId": id("Circuit") })),
        ("resource", json!({ "id": id("Resource") })),
        ("coverageCheck", json!({ "serviceIds": services, "patientId": id("Patient") })),
        ("coverageRules", json!({ "payerId": id("Payer"), "serviceId": id("Service") })),
        (
            "slots",
            input(
                json!({ "serviceIds": services, "from": "2026-03-03", "siteId": id("Site"), "resourceId": id("Resource") }),
            ),
        ),
        (
            "slots",
            input(
                json!({ "serviceIds": services, "from": "2026-03-03", "practitionerId": id("User"), "movingId": id("Appointment") }),
            ),
        ),
        ("appointment", json!({ "id": id("Appointment") })),
        (
            "appointments",
            json!({ "filter": { "siteId": id("Site"), "resourceId": id("Resource"), "patientId": id("Patient") } }),
        ),
        ("appointments", json!({ "filter": { "practitionerId": id("User") } })),
        ("carePlan", json!({ "id": id("CarePlan") })),
        ("carePlans", json!({ "filter": { "patientId": id("Patient"), "practitionerId": id("User") } })),
        ("explainReminder", json!({ "appointmentId": id("Appointment") })),
        ("form", json!({ "id": id("Form") })),
        ("formDefinition", json!({ "id": id("FormDefinition") })),
        ("worklist", json!({ "filter": { "payerId": id("Payer") } })),
        ("updateUser", of("User")),
        ("resetUserPassword", only("User")),
        ("resetPatientPassword", input(json!({ "patientId": id("Patient") }))),
        ("revokeApiKey", only("Integration")),
        ("updateCircuit", of("Circuit")),
        (
            "createService",
            input(
                json!({ "code": "901", "name": "Otra", "circuitId": id("Circuit"), "durationMinutes": 20, "resourceIds": [id("Resource")], "idempotencyKey": key() }),
            ),
        ),
        (
            "updateService",
            input(
                json!({ "id": id("Service"), "version": 2, "circuitId": id("Circuit"), "resourceIds": [id("Resource")] }),
            ),
        ),
        ("updateSite", of("Site")),
        (
            "createResource",
            input(
                json!({ "name": "Otra", "siteId": id("Site"), "practitionerId": id("User"), "serviceIds": services, "idempotencyKey": key() }),
            ),
        ),
        (
            "updateResource",
            input(
                json!({ "id": id("Resource"), "version": 2, "siteId": id("Site"), "practitionerId": id("User") }),
            ),
        ),
        ("updatePayer", of("Payer")),
        ("createPlan", input(json!({ "payerId": id("Payer"), "name": "Otro", "idempotencyKey": key() }))),
        ("updatePlan", of("Plan")),
        (
            "setCoverageRule",
            input(
                json!({ "serviceId": id("Service"), "payerId": id("Payer"), "planId": id("Plan"), "decision": "COVERED" }),
            ),
        ),
        ("removeCoverageRule", of("CoverageRule")),
        ("setWeeklyHours", input(json!({ "resourceId": id("Resource"), "version": 2, "hours": [] }))),
        (
            "setScheduleException",
            input(json!({ "resourceId": id("Resource"), "version": 2, "day": "2026-03-03", "hours": [] })),
        ),
        (
            "removeScheduleException",
            input(json!({ "resourceId": id("Resource"), "version": 2, "day": "2026-03-03" })),
        ),
        (
            "submitOrder",
            input(
                json!({ "uploadIds": [id("Upload")], "assistanceRequestId": id("blurred"), "idempotencyKey": key() }),
            ),
        ),
        ("claimAssistanceRequest", request("waiting", json!({}))),
        ("releaseAssistanceRequest", request("waiting", json!({}))),
        ("registerContact", request("waiting", json!({ "message": "Hola" }))),
        ("resolveAssistanceRequest", request("waiting", json!({}))),
        ("reopenAssistanceRequest", request("waiting", json!({}))),
        ("requestNewPhoto", request("waiting", json!({ "reason": "Borrosa" }))),
        ("voidAssistanceRequest", request("waiting", json!({}))),
        ("confirmDispatch", request("waiting", json!({ "serviceIds": services, "idempotencyKey": key() }))),
        ("amendDispatch", request("confirmed", json!({ "serviceIds": services, "idempotencyKey": key() }))),
        ("cancelDispatch", request("confirmed", json!({}))),
        ("assignAppointment", request("waiting", json!({ "slotId": id("Slot"), "idempotencyKey": key() }))),
        (
            "linkExternalAppointment",
            request("waiting", json!({ "externalId": "T-1", "startsAt": "2026-03-05T12:00:00Z" })),
        ),
        ("holdSlot", input(json!({ "slotId": id("Slot") }))),
        ("holdSlot", input(json!({ "slotId": id("Slot"), "movingId": id("Appointment") }))),
        ("bookAppointment", input(json!({ "slotId": id("Slot"), "idempotencyKey": key() }))),
        ("bookAppointment", input(json!({ "holdId": id("SlotHold"), "idempotencyKey": key() }))),
        (
            "rescheduleAppointment",
            input(json!({ "id": id("Appointment"), "slotId": id("Slot"), "idempotencyKey": key() })),
        ),
        (
            "rescheduleAppointment",
            input(json!({ "id": id("Appointment"), "holdId": id("SlotHold"), "idempotencyKey": key() })),
        ),
        (
            "correctPatient",
            input(
                json!({ "id": id("Patient"), "version": 1, "givenName": "Ana", "familyName": "Bo", "payerId": id("Payer"), "planId": id("Plan") }),
            ),
        ),
        ("setPersonalDetails", input(json!({ "payerId": id("Payer"), "planId": id("Plan") }))),
        (
            "signUpPatient",
            input(
                json!({ "clinic": "demo", "nationalId": "20000001", "givenName": "Ana", "familyName": "Bo", "mobilePhone": "+5491155551234", "password": "asistencia", "payerId": id("Payer"), "planId": id("Plan") }),
            ),
        ),
        ("cancelAppointment", only("Appointment")),
        (
            "createCarePlan",
            input(
                json!({ "patientId": id("Patient"), "practitionerId": id("User"), "serviceId": id("Service"), "title": "Otro", "idempotencyKey": key() }),
            ),
        ),
        (
            "reassignCarePlan",
            input(json!({ "id": id("CarePlan"), "version": 1, "practitionerId": id("User") })),
        ),
        ("completeCarePlan", of("CarePlan")),
        ("cancelCarePlan", of("CarePlan")),
        (
            "bookVisit",
            input(json!({ "carePlanId": id("CarePlan"), "slotId": id("Slot"), "idempotencyKey": key() })),
        ),
        ("startVisit", only("Appointment")),
        ("completeVisit", only("Appointment")),
        ("markNoShow", only("Appointment")),
        ("reopenVisit", only("Appointment")),
        ("disableFormDefinition", only("FormDefinition")),
        (
            "createFormRule",
            input(
                json!({ "definitionId": id("FormDefinition"), "serviceId": id("Service"), "trigger": "FIRST_BOOKING" }),
            ),
        ),
        (
            "updateFormRule",
            input(
                json!({ "id": id("FormRule"), "version": 1, "definitionId": id("FormDefinition"), "serviceId": id("Service"), "trigger": "FIRST_BOOKING" }),
            ),
        ),
        ("disableFormRule", only("FormRule")),
        (
            "askForm",
            input(
                json!({ "definitionId": id("FormDefinition"), "patientId": id("Patient"), "idempotencyKey": key() }),
            ),
        ),
        (
            "askForm",
            input(
                json!({ "definitionId": id("FormDefinition"), "carePlanId": id("CarePlan"), "idempotencyKey": key() }),
            ),
        ),
        (
            "askForm",
            input(
                json!({ "definitionId": id("FormDefinition"), "assistanceRequestId": id("AssistanceRequest"), "idempotencyKey": key() }),
            ),
        ),
        ("withdrawForm", input(json!({ "id": id("Form"), "reason": "x" }))),
        ("saveFormAnswers", input(json!({ "formId": id("Form"), "definitionVersion": 1, "answers": [] }))),
        (
            "submitForm",
            input(json!({ "formId": id("Form"), "definitionVersion": 1, "idempotencyKey": key() })),
        ),
        ("setReminderPreferences", input(json!({ "patientId": id("Patient"), "byEmail": false }))),
        ("resendFormLink", input(json!({ "formId": id("Form") }))),
        ("resolveAlert", input(json!({ "id": id("Alert"), "note": "x" }))),
    ]
}
