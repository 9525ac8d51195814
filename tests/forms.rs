//! Forms: what the clinic asks, when, and how patients answer.

mod answering;
mod definitions;
mod due;
mod reach;
mod rules;
mod submitting;

use asistencia::platform::global_id::GlobalId;
use chrono::{DateTime, Duration, Utc};
use entity::care_plan;
use entity::enums::CarePlanState;
use entity::ids::{CarePlanId, PatientId, UserId};
use sea_orm::{ActiveModelTrait, ActiveValue::Set};
use serde_json::{Value, json};
use tests::{Client, TestApp, fresh_key, world};

/// What tests look at of a form.
const FORM: &str = "form { id state definitionVersion version canSubmit progress { required answered } \
    submittedAt submittedBy sections { title visible fields { __typename fieldId visible answered error \
    ... on FormTextField { text } ... on FormNumberField { number } ... on FormDateField { date latest } \
    ... on FormChoiceField { choices options { value label selected } } ... on FormScaleField { step } \
    ... on FormBodyAreaField { marked } ... on FormConsentField { consent { signerName at } } } } }";

/// A text in both languages.
fn both(es: &str, en: &str) -> Value {
    json!({ "es": es, "en": en })
}

/// A form with a field of every kind, three of them under conditions.
pub fn structure() -> Value {
    let yes_no = json!([
        { "value": "yes", "label": both("Sí", "Yes") }, { "value": "no", "label": both("No", "No") },
    ]);
    let treatments = json!([
        { "value": "ice", "label": both("Frío", "Ice") }, { "value": "heat", "label": both("Calor", "Heat") },
        { "value": "drugs", "label": both("Medicamentos", "Drugs") },
    ]);
    json!({ "title": both("Antes de tu visita", "Before your visit"), "sections": [
        { "title": both("Motivo", "Reason"), "fields": [
            { "fieldId": "reason", "label": both("¿Por qué venís?", "Why do you come?"), "required": true,
              "kind": { "text": { "multiline": true, "maxLength": 60 } } },
            { "fieldId": "weight", "label": both("Peso", "Weight"),
              "kind": { "number": { "minimum": 2.5, "maximum": 300, "unit": "kg" } } },
            { "fieldId": "since", "label": both("¿Desde cuándo?", "Since when?"),
              "kind": { "date": { "earliest": "1920-01-01", "notInFuture": true } } },
        ] },
        { "title": both("Dolor", "Pain"), "fields": [
            { "fieldId": "hurts", "label": both("¿Te duele?", "Does it hurt?"), "required": true,
              "kind": { "choice": { "options": yes_no } } },
            { "fieldId": "pain", "label": both("¿Cuánto?", "How much?"), "required": true,
              "visibleWhen": [{ "fieldId": "hurts", "equals": "yes" }],
              "kind": { "scale": { "lowest": 0, "highest": 10 } } },
            { "fieldId": "places", "label": both("¿Dónde?", "Where?"),
              "visibleWhen": [{ "fieldId": "pain", "atLeast": 1 }],
              "kind": { "bodyArea": { "multiple": true } } },
            { "fieldId": "treatments", "label": both("¿Qué probaste?", "What did you try?"),
              "kind": { "choice": { "multiple": true, "options": treatments } } },
            { "fieldId": "drugs", "label": both("¿Cuáles?", "Which?"), "required": true,
              "visibleWhen": [{ "fieldId": "treatments", "includes": "drugs" }], "kind": { "text": {} } },
        ] },
        { "title": both("Consentimiento", "Consent"), "fields": [
            { "fieldId": "consent", "label": both("Tu consentimiento", "Your consent"), "required": true,
              "kind": { "consent": { "statement": both("Acepto el tratamiento.", "I accept the treatment.") } } },
        ] },
    ] })
}

/// Publishes a definition; its id.
pub async fn publish(admin: &Client, code: &str, structure: Value) -> Value {
    let input = json!({ "code": code, "structure": structure });
    let selection = "definition { id code currentVersion }";
    let published = admin.done("publishFormDefinition", "PublishFormDefinitionInput", input, selection).await;
    assert_eq!(published["definition"]["currentVersion"], 1);
    published["definition"]["id"].clone()
}

/// A story with one form: Elena's request, whose link is open, and the form that was asked within it.
pub struct Story {
    app: TestApp,
    patient: Client,
    operator: Client,
    admin: Client,
    journey: Client,
    request: Value,
    definition: Value,
    form: Value,
}

impl Story {
    pub async fn begin() -> Self {
        let app = TestApp::start().await;
        let (patient, operator, admin) = (app.patient().await, app.operator().await, app.admin().await);
        let definition = publish(&admin, "intake", structure()).await;
        let request = patient.submit_order(1).await;
        operator.confirm(&request, &[json!(world::KNEE_MRI.to_global())]).await;
        app.clock.advance(Duration::minutes(15));
        app.run_due().await;
        let journey = app.journey("1222").await;
        let form = ask(&operator, &definition, json!({ "assistanceRequestId": request["id"] })).await;
        Self { app, patient, operator, admin, journey, request, definition, form }
    }

    /// Saves answers; the payload.
    async fn save(&self, client: &Client, answers: Value) -> Value {
        let input = json!({ "formId": self.form, "definitionVersion": 1, "answers": answers });
        client.mutate("saveFormAnswers", "SaveFormAnswersInput", input, FORM).await
    }

    /// Saves answers that fit; the form.
    async fn saved(&self, client: &Client, answers: Value) -> Value {
        let payload = self.save(client, answers).await;
        assert_eq!(payload["userErrors"], json!([]));
        payload["form"].clone()
    }

    /// Submits the form; the payload.
    async fn submit(&self, client: &Client, key: &str) -> Value {
        let input = json!({ "formId": self.form, "definitionVersion": 1, "idempotencyKey": key });
        client.mutate("submitForm", "SubmitFormInput", input, FORM).await
    }
}

/// Everything that must be answered where it does not hurt.
fn enough() -> Value {
    json!([
        { "fieldId": "reason", "value": { "text": "La rodilla" } },
        { "fieldId": "hurts", "value": { "choices": ["no"] } },
        { "fieldId": "consent", "value": { "consent": { "agreed": true, "signerName": "Elena  Sosa " } } },
    ])
}

/// Asks for a form; its id.
async fn ask(client: &Client, definition: &Value, of: Value) -> Value {
    let mut input = of;
    input["definitionId"] = definition.clone();
    input["idempotencyKey"] = json!(fresh_key());
    client.done("askForm", "AskFormInput", input, "form { id }").await["form"]["id"].clone()
}

/// A field of a form, by its id.
fn field<'v>(form: &'v Value, id: &str) -> &'v Value {
    let sections = form["sections"].as_array().expect("sections");
    let mut fields = sections.iter().flat_map(|section| section["fields"].as_array().expect("fields"));
    fields.find(|field| field["fieldId"] == id).unwrap_or_else(|| panic!("no {id} in {form:#}"))
}

/// The paths and codes of a refusal.
fn errors(payload: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let errors = payload["userErrors"].as_array().expect("errors").iter();
    let paths = errors.map(|error| {
        let field = error["field"].as_array().expect("a path").iter().map(text).collect::<Vec<_>>();
        (field.join("."), text(&error["code"]))
    });
    paths.collect()
}

/// A care plan of a practitioner with a patient.
pub async fn plan(app: &TestApp, patient: PatientId, practitioner: UserId, at: DateTime<Utc>) -> CarePlanId {
    let id: CarePlanId = app.app.new_id();
    care_plan::ActiveModel {
        id: Set(id),
        clinic_id: Set(world::CLINIC),
        patient_id: Set(patient),
        practitioner_id: Set(practitioner),
        service_id: Set(world::KNEE_MRI),
        title: Set("Rehabilitación".into()),
        planned_visits: Set(Some(10)),
        state: Set(CarePlanState::Active),
        version: Set(1),
        created_by_id: Set(None),
        created_at: Set(at),
        completed_at: Set(None),
        cancelled_at: Set(None),
        cancel_reason: Set(None),
    }
    .insert(app.db())
    .await
    .expect("a plan");
    id
}
