//! Reminders as people meet them: treatments and their visits by GraphQL, a clock that the story moves, mail to a real
//! SMTP server, WhatsApp to the stand-in for Botmaker.

mod addresses;
mod changes;
mod course;
mod english;
mod explained;
mod histories;
mod mail_server;
mod nodes;
mod preview;
mod trouble;

use asistencia::platform::global_id::GlobalId;
use chrono::{DateTime, Duration, Utc};
use entity::ids::PatientId;
use entity::schedule;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use tests::botmaker::BotmakerServer;
use tests::smtp::{ReceivedMail, SmtpServer};
use tests::{Client, TestApp, fresh_key, therapy, world};

/// Dora's address, to which what concerns practitioners goes.
const DORA: &str = "doctora@demo.example";
/// Tomás', who treats as well.
const TOMAS: &str = "terapeuta@demo.example";
const ELENA: &str = "elena@paciente.example";

/// A clinic that reminds its patients. Visits with Dora begin at 8:30 (11:30 UTC) and last until 9:25.
struct Story {
    smtp: SmtpServer,
    botmaker: BotmakerServer,
    app: TestApp,
}

impl Story {
    async fn begin() -> Self {
        let smtp = SmtpServer::start().await;
        let url = smtp.url();
        Self::mailing(smtp, &url).await
    }

    /// Mail goes to the server at this address, and none to the story's own.
    async fn mailing_to(url: &str) -> Self {
        Self::mailing(SmtpServer::start().await, url).await
    }

    async fn mailing(smtp: SmtpServer, url: &str) -> Self {
        let botmaker = BotmakerServer::start().await;
        let app = TestApp::setup().smtp_at(url).botmaker(&botmaker).start().await;
        therapy::add(app.db()).await;
        schedule::Entity::update_many()
            .col_expr(schedule::Column::StartMinute, Expr::value(8 * 60 + 30))
            .filter(schedule::Column::ResourceId.eq(therapy::ROOM))
            .exec(app.db())
            .await
            .expect("later hours");
        let story = Self { smtp, botmaker, app };
        story.policy(json!({ "enabled": true })).await;
        story
    }

    async fn olga(&self) -> Client {
        self.app.operator().await
    }

    async fn dora(&self) -> Client {
        self.app.staff(DORA).await
    }

    async fn policy(&self, change: Value) {
        let admin = self.app.admin().await;
        admin.done("updateReminderPolicy", "ReminderPolicyInput", change, "clinic { id }").await;
    }

    /// Lets time pass, an hour at a stretch at most, and the work that it brings be done.
    async fn until(&self, moment: &str) {
        let moment: DateTime<Utc> = moment.parse().expect("an instant");
        assert!(moment >= self.app.app.now(), "time does not run backwards");
        self.app.run_due().await;
        while self.app.app.now() < moment {
            self.app.clock.advance(Duration::hours(1).min(moment - self.app.app.now()));
            self.app.run_due().await;
        }
    }

    /// Publishes a form with one question; its id.
    async fn definition(&self, code: &str, title: &str) -> Value {
        self.titled(code, title, title).await
    }

    /// The same, with a title in each language.
    async fn titled(&self, code: &str, es: &str, en: &str) -> Value {
        let both = |text: &str| json!({ "es": text, "en": text });
        let title = json!({ "es": es, "en": en });
        let structure = json!({ "title": title, "sections": [{ "title": both("Una pregunta"), "fields": [
            { "fieldId": "how", "label": both("¿Cómo te sentís?"), "required": true, "kind": { "text": {} } },
        ] }] });
        crate::forms::publish(&self.app.admin().await, code, structure).await
    }

    async fn rule(&self, definition: &Value, trigger: &str, every: Option<i32>) {
        let input = json!({ "definitionId": definition, "trigger": trigger, "everyVisits": every });
        self.app.admin().await.done("createFormRule", "FormRuleInput", input, "rule { id }").await;
    }

    /// Asks for a form of a treatment; its id.
    async fn asks(&self, plan: &Value, definition: &Value) -> Value {
        let input = json!({ "carePlanId": plan, "definitionId": definition, "idempotencyKey": fresh_key() });
        self.olga().await.done("askForm", "AskFormInput", input, "form { id }").await["form"]["id"].clone()
    }

    /// Staff has the link of a form sent once more.
    async fn resends(&self, form: &Value) {
        let input = json!({ "formId": form });
        let olga = self.olga().await;
        olga.done("resendFormLink", "ResendFormLinkInput", input, "notification { id }").await;
        self.app.run_due().await;
    }

    /// A patient wants nothing by WhatsApp.
    async fn declines_whatsapp(&self, patient: PatientId) {
        let input = json!({ "patientId": patient.to_global(), "byWhatsapp": false });
        let (field, input_type) = ("setReminderPreferences", "SetReminderPreferencesInput");
        self.olga().await.done(field, input_type, input, "patient { id }").await;
    }

    /// A treatment with Dora; its id.
    async fn plan(&self, patient: PatientId) -> Value {
        let input = json!({
            "patientId": patient.to_global(), "practitionerId": world::PRACTITIONER.to_global(),
            "serviceId": therapy::PHYSIO.to_global(), "title": "Rehabilitación de rodilla",
            "plannedVisits": 10, "idempotencyKey": fresh_key(),
        });
        let made =
            self.olga().await.done("createCarePlan", "CreateCarePlanInput", input, "carePlan { id }").await;
        made["carePlan"]["id"].clone()
    }

    /// Completes a treatment.
    async fn completes(&self, plan: &Value) {
        let olga = self.olga().await;
        let now = olga.ok("query($id: ID!) { carePlan(id: $id) { version } }", json!({ "id": plan })).await;
        let input = json!({ "id": plan, "version": now["carePlan"]["version"] });
        olga.done("completeCarePlan", "CompleteCarePlanInput", input, "carePlan { state }").await;
        self.app.run_due().await;
    }

    /// A treatment goes on with Tomás.
    async fn hands_over(&self, plan: &Value) {
        let olga = self.olga().await;
        let now = olga.ok("query($id: ID!) { carePlan(id: $id) { version } }", json!({ "id": plan })).await;
        let input = json!({
            "id": plan, "version": now["carePlan"]["version"],
            "practitionerId": therapy::THERAPIST.to_global(),
        });
        olga.done("reassignCarePlan", "ReassignCarePlanInput", input, "carePlan { state }").await;
        self.app.run_due().await;
    }

    /// Dora's first free slot from a day on.
    async fn slot(&self, day: &str) -> Value {
        let search = json!({
            "serviceIds": [therapy::PHYSIO.to_global()], "from": day,
            "practitionerId": world::PRACTITIONER.to_global(),
        });
        let query = "query($i: SlotSearchInput!) { slots(input: $i, first: 1) { nodes { id startsAt } } }";
        self.olga().await.ok(query, json!({ "i": search })).await["slots"]["nodes"][0].clone()
    }

    /// A visit in Dora's first free slot from a day on (`id`, `startsAt`, `endsAt`).
    async fn visit(&self, plan: &Value, day: &str) -> Value {
        let slot = self.slot(day).await;
        let input = json!({ "carePlanId": plan, "slotId": slot["id"], "idempotencyKey": fresh_key() });
        let booked = "appointment { id startsAt endsAt }";
        self.olga().await.done("bookVisit", "BookVisitInput", input, booked).await["appointment"].clone()
    }

    async fn starts(&self, visit: &Value) {
        let input = json!({ "id": visit["id"] });
        self.dora().await.done("startVisit", "VisitInput", input, "appointment { id }").await;
        self.app.run_due().await;
    }

    async fn ends(&self, visit: &Value) {
        let input = json!({ "id": visit["id"] });
        self.dora().await.done("completeVisit", "CompleteVisitInput", input, "appointment { id }").await;
        self.app.run_due().await;
    }

    /// A visit begins and ends as agreed.
    async fn takes_place(&self, visit: &Value) {
        self.until(visit["startsAt"].as_str().expect("a start")).await;
        self.starts(visit).await;
        self.until(visit["endsAt"].as_str().expect("an end")).await;
        self.ends(visit).await;
    }

    async fn moves(&self, visit: &Value, day: &str) -> Value {
        let slot = self.slot(day).await;
        let input = json!({ "id": visit["id"], "slotId": slot["id"], "idempotencyKey": fresh_key() });
        let (field, input_type) = ("rescheduleAppointment", "RescheduleAppointmentInput");
        self.olga().await.done(field, input_type, input, "appointment { id }").await;
        self.app.run_due().await;
        slot
    }

    async fn cancels(&self, visit: &Value) {
        let input = json!({ "id": visit["id"] });
        let (field, input_type) = ("cancelAppointment", "CancelAppointmentInput");
        self.olga().await.done(field, input_type, input, "appointment { id }").await;
        self.app.run_due().await;
    }

    /// What the ledger holds of a patient, oldest first.
    async fn ledger(&self, patient: PatientId) -> Vec<Value> {
        let query = "query($id: ID!) { node(id: $id) { ... on Patient { notifications(first: 100) { nodes { \
            id kind channel state reason sentAt dueAt text linkedFormIds outstandingFormIds \
            attempts { outcome code } } } } } }";
        let seen = self.olga().await.ok(query, json!({ "id": patient.to_global() })).await;
        let mut nodes = seen["node"]["notifications"]["nodes"].as_array().expect("messages").clone();
        nodes.reverse();
        nodes
    }

    /// Kind and state of what the ledger holds of a patient, the reason too where there is one; in the alphabet's
    /// order, because messages of one instant have none.
    async fn told(&self, patient: PatientId) -> Vec<String> {
        let mut told: Vec<_> = self.ledger(patient).await.iter().map(line).collect();
        told.sort_unstable();
        told
    }

    /// What the ledger holds of a patient of one kind, oldest first.
    async fn of_kind(&self, patient: PatientId, kind: &str) -> Vec<Value> {
        let all = self.ledger(patient).await;
        all.into_iter().filter(|message| message["kind"] == kind).collect()
    }

    /// What the help desk reads of a visit's reminder: the summary first, then step by step.
    async fn explained(&self, visit: &Value) -> (String, Vec<String>) {
        let query = "query($id: ID!) { explainReminder(appointmentId: $id) { summary steps { text } } }";
        let seen = self.olga().await.ok(query, json!({ "id": visit["id"] })).await["explainReminder"].clone();
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        let steps = seen["steps"].as_array().expect("steps").iter().map(|step| text(&step["text"]));
        (text(&seen["summary"]), steps.collect())
    }

    /// What a person has to look at: its reason and the kind of message.
    async fn alerts(&self) -> Vec<String> {
        let query = "{ alerts { nodes { reason notification { kind } } } }";
        let seen = self.olga().await.ok(query, json!({})).await;
        let word = |value: &Value| value.as_str().expect("a word").to_owned();
        let alerts = seen["alerts"]["nodes"].as_array().expect("alerts").iter();
        alerts.map(|one| format!("{} {}", word(&one["notification"]["kind"]), word(&one["reason"]))).collect()
    }

    /// The mails to somebody, oldest first.
    fn mails_to(&self, address: &str) -> Vec<ReceivedMail> {
        let mails = self.smtp.mails();
        mails.into_iter().filter(|mail| mail.to.iter().any(|to| to == address)).collect()
    }

    /// Whoever holds the link in a mail, with Elena's digits.
    async fn holder(&self, mail: &ReceivedMail) -> Client {
        let words = mail.part("text/plain").expect("words");
        let link = words.split_whitespace().find(|word| word.contains("/j/"));
        self.opens(link.unwrap_or_else(|| panic!("no link in {words}")), "1222").await
    }

    async fn opens(&self, link: &str, digits: &str) -> Client {
        let token = link.rsplit('/').next().expect("a last part");
        let input = json!({ "token": token, "documentDigits": digits });
        let (field, input_type) = ("openJourney", "OpenJourneyInput");
        let opened = self.app.anonymous().done(field, input_type, input, "session { token }").await;
        Client::new(&self.app.url, opened["session"]["token"].as_str().map(str::to_owned))
    }
}

fn line(message: &Value) -> String {
    let word = |name: &str| message[name].as_str().unwrap_or_default();
    [word("kind"), word("state"), word("reason")].join(" ").trim_end().to_owned()
}

/// Answers the question of [`Story::definition`] and submits.
async fn submits(client: &Client, form: &Value) {
    let answers = json!([{ "fieldId": "how", "value": { "text": "Mejor" } }]);
    let save = json!({ "formId": form, "definitionVersion": 1, "answers": answers });
    client.done("saveFormAnswers", "SaveFormAnswersInput", save, "form { canSubmit }").await;
    let submit = json!({ "formId": form, "definitionVersion": 1, "idempotencyKey": fresh_key() });
    client.done("submitForm", "SubmitFormInput", submit, "form { state }").await;
}
