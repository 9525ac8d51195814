//! One of each kind of caller, around one request of Elena's whose message has left.

use asistencia::platform::global_id::GlobalId;
use chrono::Duration;
use entity::ids::ClinicId;
use sea_orm::{ActiveModelTrait, ActiveValue::Set};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tests::{Client, TestApp, world};

use super::calls::fill;

/// All that a system may be allowed.
pub const SCOPES: [&str; 4] = ["REQUESTS_READ", "REQUESTS_WRITE", "CATALOG_READ", "APPOINTMENTS_READ"];

/// The people of the story.
pub struct Cast {
    /// The server.
    pub app: TestApp,
    /// Elena's request, confirmed and dispatched.
    pub request: Value,
    /// Elena.
    pub patient: Client,
    /// Olga.
    pub operator: Client,
    /// The holder of the link.
    pub journey: Client,
}

impl Cast {
    /// Elena has sent an order, the link has been opened, nothing is booked.
    pub async fn gather() -> Self {
        Self::gather_in(TestApp::start().await).await
    }

    /// The same on a server that is there.
    pub async fn gather_in(app: TestApp) -> Self {
        let (patient, operator) = (app.patient().await, app.operator().await);
        let request = patient.submit_order(1).await;
        operator.confirm(&request, &[json!(world::KNEE_MRI.to_global())]).await;
        app.clock.advance(Duration::minutes(15));
        app.run_due().await;
        let journey = app.journey("1222").await;
        let request = operator.request_now(&request).await;
        Self { app, request, patient, operator, journey }
    }

    /// The holder of the link books the first slot; the appointment.
    pub async fn book(&self) -> Value {
        let search = json!({ "i": { "serviceIds": [world::KNEE_MRI.to_global()], "from": "2026-03-04" } });
        let query = "query($i: SlotSearchInput!) { slots(input: $i, first: 1) { nodes { id } } }";
        let slot = self.journey.ok(query, search).await["slots"]["nodes"][0]["id"].clone();
        let input = json!({ "slotId": slot, "idempotencyKey": tests::fresh_key() });
        let selection = "appointment { id version startsAt }";
        let booked = self.journey.done("bookAppointment", "BookAppointmentInput", input, selection).await;
        booked["appointment"].clone()
    }

    /// Elena is treated by Dora: the care plan, and the holder of the link in the mail about its first visit.
    pub async fn treat(&self) -> (Value, Client) {
        let input = json!({
            "patientId": world::PATIENT.to_global(), "practitionerId": world::PRACTITIONER.to_global(),
            "serviceId": world::KNEE_MRI.to_global(), "title": "Rodilla", "idempotencyKey": tests::fresh_key(),
        });
        let made =
            self.operator.done("createCarePlan", "CreateCarePlanInput", input, "carePlan { id }").await;
        let plan = made["carePlan"].clone();
        let link = self.visit(&self.operator, &plan["id"], json!(world::KNEE_MRI.to_global())).await;
        (plan, link)
    }

    /// Staff book the next visit of a care plan, for a service; the holder of the link in the mail about it.
    async fn visit(&self, staff: &Client, plan: &Value, service: Value) -> Client {
        // What was said before, so that the newest mail is the one about the visit.
        self.app.run_due().await;
        let search = json!({ "i": { "serviceIds": [service], "from": "2026-03-05" } });
        let query = "query($i: SlotSearchInput!) { slots(input: $i, first: 1) { nodes { id } } }";
        let slot = staff.ok(query, search).await["slots"]["nodes"][0]["id"].clone();
        let input = json!({ "carePlanId": plan, "slotId": slot, "idempotencyKey": tests::fresh_key() });
        staff.done("bookVisit", "BookVisitInput", input, "").await;
        self.app.run_due().await;
        self.app.journey_by_mail("1222").await
    }

    /// A definition with a rule, and a form that Elena was asked for; their ids.
    pub async fn form(&self) -> (Value, Value) {
        let admin = self.app.admin().await;
        let text = json!({ "es": "¿Cómo estás?" });
        let field = json!({ "fieldId": "how", "label": text, "kind": { "text": {} } });
        let structure = json!({ "title": text, "sections": [{ "title": text, "fields": [field] }] });
        let input = json!({ "code": "intake", "structure": structure });
        let selection = "definition { id }";
        let made = admin.done("publishFormDefinition", "PublishFormDefinitionInput", input, selection).await;
        let definition = made["definition"]["id"].clone();
        let rule = json!({ "definitionId": definition, "trigger": "TREATMENT_COMPLETED" });
        admin.done("createFormRule", "FormRuleInput", rule, "rule { id }").await;
        let input = json!({
            "definitionId": definition, "assistanceRequestId": self.request["id"],
            "idempotencyKey": tests::fresh_key(),
        });
        let asked = self.operator.done("askForm", "AskFormInput", input, "form { id }").await;
        (definition, asked["form"]["id"].clone())
    }

    /// A system of the clinic with these scopes; none, which no administrator can give, too.
    pub async fn integration(&self, scopes: &[&str]) -> Client {
        self.integration_of(world::CLINIC, scopes).await
    }

    async fn integration_of(&self, clinic_id: ClinicId, scopes: &[&str]) -> Client {
        let secret = format!("ak_of-the-tests-{}", tests::fresh_key());
        entity::api_key::ActiveModel {
            id: Set(self.app.app.new_id()),
            clinic_id: Set(clinic_id),
            name: Set("Integración".into()),
            key_hash: Set(Sha256::digest(&secret).to_vec()),
            scopes: Set(json!(scopes)),
            created_at: Set(world::start()),
            revoked_at: Set(None),
        }
        .insert(self.app.db())
        .await
        .expect("a key");
        Client::new(&self.app.url, Some(secret))
    }

    /// The patient of the other clinic.
    pub async fn other_patient(&self) -> Client {
        let query = "mutation($i: SignInPatientInput!) { signInPatient(input: $i) { session { token } } }";
        let input = json!({ "clinic": "otra", "nationalId": "30111222", "password": world::PASSWORD });
        let payload = self.app.anonymous().ok(query, json!({ "i": input })).await;
        let token = payload["signInPatient"]["session"]["token"].as_str().expect("a session");
        Client::new(&self.app.url, Some(token.to_owned()))
    }

    /// The administrator of the other clinic.
    pub async fn other_admin(&self) -> Client {
        self.app.staff("operadora@otra.example").await
    }

    /// Everybody of the other clinic, which gets a row of each kind: a patient, an operator, the administrator, the
    /// practitioner of the patient's care plan, the holders of a link to a request and to that plan, and a system with all
    /// scopes. A quarter of an hour goes by.
    pub async fn others(&self) -> [Client; 7] {
        let (admin, patient) = (self.other_admin().await, self.other_patient().await);
        let input = json!({ "mobilePhone": "11 5555-1234", "email": "elena@otra.example" });
        patient.done("confirmContact", "ConfirmContactInput", input, "").await;
        let whose = (world::OTHER_CLINIC, world::OTHER_PATIENT);
        let rows = fill(&self.app, &admin, &patient, whose).await;
        let given = "user { email } oneTimePassword { password }";
        let input = json!({ "email": "omar@otra.example", "name": "Omar", "role": "OPERATOR" });
        let operator = admin.done("createUser", "CreateUserInput", input, given).await;
        let input = json!({ "id": rows["User"] });
        let practitioner = admin.done("resetUserPassword", "ResetUserPasswordInput", input, given).await;
        let (operator, practitioner) =
            (self.first_time(&operator).await, self.first_time(&practitioner).await);
        let plan = self.visit(&operator, &rows["CarePlan"], rows["Service"].clone()).await;
        // The message about the request that was confirmed.
        self.app.clock.advance(Duration::minutes(15));
        self.app.run_due().await;
        let journey = self.app.journey("1222").await;
        let key = self.integration_of(world::OTHER_CLINIC, &SCOPES).await;
        [patient, operator, admin, practitioner, journey, plan, key]
    }

    /// A member of staff who was given a one-time password signs in with it.
    async fn first_time(&self, given: &Value) -> Client {
        let input = json!({
            "email": given["user"]["email"], "password": given["oneTimePassword"]["password"],
            "newPassword": world::PASSWORD,
        });
        let payload = self.app.anonymous().done("signIn", "SignInInput", input, "session { token }").await;
        Client::new(&self.app.url, payload["session"]["token"].as_str().map(str::to_owned))
    }

    /// The audit trail of a clinic, in order.
    pub async fn trail(&self, clinic: ClinicId) -> Vec<entity::audit_entry::Model> {
        use entity::audit_entry::{Column, Entity};
        use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
        let rows = Entity::find().filter(Column::ClinicId.eq(clinic)).order_by_asc(Column::Seq);
        rows.all(self.app.db()).await.expect("the trail")
    }
}
