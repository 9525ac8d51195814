//! Addresses that take nothing and are put right; practitioners who leave; requests that are voided.

use asistencia::platform::global_id::GlobalId;
use entity::enums::EventKind;
use entity::event;
use entity::ids::PatientId;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};
use tests::app::WEBHOOK_TOKEN;
use tests::botmaker::{failed_webhook, post_webhook, reply_webhook};
use tests::smtp::Behaviour;
use tests::{Client, fresh_key, world};

use super::{DORA, ELENA, Story, TOMAS, submits};

impl Story {
    async fn webhook(&self, body: &Value) {
        let url = format!("{}/webhooks/botmaker/demo", self.app.url);
        assert_eq!(post_webhook(&url, Some(WEBHOOK_TOKEN), body).await, 200);
        self.app.run_due().await;
    }

    /// WhatsApp says of the newest message that its number is not on WhatsApp.
    async fn is_not_on_whatsapp(&self) {
        let taken = self.botmaker.taken();
        let newest = taken.last().expect("a message");
        self.webhook(&failed_webhook(newest, 131_026, self.app.app.now())).await;
    }

    /// Staff puts right by what a patient is reached.
    pub(super) async fn corrects(&self, patient: PatientId, change: Value) {
        let olga = self.olga().await;
        let query = "query($id: ID!) { node(id: $id) { ... on Patient { version givenName familyName mobilePhone \
            email } } }";
        let mut data = olga.ok(query, json!({ "id": patient.to_global() })).await["node"].clone();
        data["id"] = json!(patient.to_global());
        data.as_object_mut().expect("fields").extend(change.as_object().expect("fields").clone());
        olga.done("correctPatient", "CorrectPatientInput", data, "patient { id }").await;
        self.app.run_due().await;
    }

    /// An administrator changes what this version of Dora's account says.
    async fn dora_becomes(&self, version: i32, change: Value) {
        let mut input = json!({ "id": world::PRACTITIONER.to_global(), "version": version });
        input.as_object_mut().expect("fields").extend(change.as_object().expect("fields").clone());
        self.app.admin().await.done("updateUser", "UpdateUserInput", input, "user { version }").await;
        self.app.run_due().await;
    }

    /// In the alphabet's order: messages of one instant have none.
    async fn reminders_of(&self, patient: PatientId) -> Vec<String> {
        let all = self.of_kind(patient, "VISIT_REMINDER").await;
        let mut lines: Vec<_> = all.iter().map(super::line).collect();
        lines.sort_unstable();
        lines
    }

    /// In the alphabet's order: alerts of one instant have none.
    async fn sorted_alerts(&self) -> Vec<String> {
        let mut alerts = self.alerts().await;
        alerts.sort_unstable();
        alerts
    }
}

#[tokio::test]
async fn who_declined_mail_and_is_not_on_whatsapp_has_not_declined_everything() {
    let story = Story::begin().await;
    let preferences = json!({ "patientId": world::PATIENT.to_global(), "byEmail": false });
    let set = ("setReminderPreferences", "SetReminderPreferencesInput");
    story.olga().await.done(set.0, set.1, preferences, "patient { id }").await;
    let plan = story.plan(world::PATIENT).await;
    story.app.run_due().await;
    story.is_not_on_whatsapp().await;
    let visit = story.visit(&plan, "2026-03-06").await;
    story.until("2026-03-06T11:30:00Z").await;
    assert_eq!(story.reminders_of(world::PATIENT).await, ["VISIT_REMINDER FAILED unreachable"]);
    let mut alerts = story.alerts().await;
    alerts.sort_unstable();
    assert_eq!(alerts, ["CARE_PLAN_WELCOME unreachable", "VISIT_REMINDER unreachable"]);
    let (summary, _) = story.explained(&visit).await;
    assert!(summary.contains("no está en WhatsApp") && !summary.contains("pidió"), "{summary}");
}

#[tokio::test]
async fn a_corrected_number_is_written_to_again() {
    let story = Story::begin().await;
    let plan = story.plan(world::PATIENT_2).await;
    story.app.run_due().await;
    story.is_not_on_whatsapp().await;
    story.visit(&plan, "2026-03-06").await;
    story.until("2026-03-04T11:30:00Z").await;
    assert_eq!(story.reminders_of(world::PATIENT_2).await, ["VISIT_REMINDER FAILED unreachable"]);
    let before = story.botmaker.taken().len();
    story.corrects(world::PATIENT_2, json!({ "mobilePhone": "+5491155556789" })).await;
    let reminders = story.reminders_of(world::PATIENT_2).await;
    assert_eq!(reminders, ["VISIT_REMINDER ACCEPTED", "VISIT_REMINDER FAILED unreachable"]);
    let taken = story.botmaker.taken().split_off(before);
    let intents: Vec<_> = taken.iter().map(|message| message.intent.as_str()).collect();
    assert_eq!(intents, ["asistencia_recordatorio"], "the welcome of the day before yesterday is no news");
}

#[tokio::test]
async fn who_writes_to_us_can_be_written_to_and_is_at_once() {
    let story = Story::begin().await;
    let plan = story.plan(world::PATIENT_2).await;
    story.app.run_due().await;
    let contact = story.botmaker.taken()[0].contact_id.clone();
    story.is_not_on_whatsapp().await;
    story.visit(&plan, "2026-03-06").await;
    story.until("2026-03-04T12:00:00Z").await;
    story.webhook(&reply_webhook(&contact, "M1", "Hola, ya tengo WhatsApp", story.app.app.now())).await;
    let reminders = story.reminders_of(world::PATIENT_2).await;
    assert_eq!(reminders, ["VISIT_REMINDER ACCEPTED", "VISIT_REMINDER FAILED unreachable"]);
}

#[tokio::test]
async fn what_a_wrong_address_refused_goes_to_the_right_one() {
    let story = Story::begin().await;
    let plan = story.plan(world::PATIENT).await;
    story.declines_whatsapp(world::PATIENT).await;
    story.visit(&plan, "2026-03-06").await;
    story.until("2026-03-04T11:00:00Z").await;
    story.smtp.behave(Behaviour::Bounce);
    story.smtp.behave(Behaviour::Bounce);
    let form = story.definition("pedido", "Contanos").await;
    story.asks(&plan, &form).await;
    story.until("2026-03-04T13:00:00Z").await;
    assert_eq!(story.reminders_of(world::PATIENT).await, ["VISIT_REMINDER FAILED unreachable_by_email"]);
    assert_eq!(story.alerts().await.len(), 2, "the reminder and the link");
    story.corrects(world::PATIENT, json!({ "email": "elena.sosa@paciente.example" })).await;
    let expected = ["VISIT_REMINDER ACCEPTED", "VISIT_REMINDER FAILED unreachable_by_email"];
    assert_eq!(story.reminders_of(world::PATIENT).await, expected);
    let mails = story.mails_to("elena.sosa@paciente.example");
    let words = mails.last().expect("a mail").part("text/plain").expect("words");
    assert!(words.contains("/j/"), "with the link to the form: {words}");
}

#[tokio::test]
async fn an_alert_closes_by_itself_once_what_it_is_of_is_said() {
    let story = Story::begin().await;
    let plan = story.plan(world::PATIENT_WITHOUT_PHONE).await;
    let form = story.definition("pedido", "Contanos").await;
    story.asks(&plan, &form).await;
    story.app.run_due().await;
    let open = ["CARE_PLAN_WELCOME no_channel", "FORM_LINK no_channel"];
    assert_eq!(story.sorted_alerts().await, open);
    story.corrects(world::PATIENT_WITHOUT_PHONE, json!({ "email": "nuevo@paciente.example" })).await;
    let told = story.told(world::PATIENT_WITHOUT_PHONE).await;
    for kind in ["CARE_PLAN_WELCOME", "FORM_LINK"] {
        assert!(told.contains(&format!("{kind} ACCEPTED")), "{told:?}");
    }
    assert_eq!(story.alerts().await, Vec::<String>::new());
    let query = "{ alerts(resolved: true) { nodes { resolvedAt resolution } } }";
    let settled = story.olga().await.ok(query, json!({})).await["alerts"]["nodes"].clone();
    let words = json!({
        "resolvedAt": story.app.app.now().to_rfc3339(), "resolution": "Se cerró sola: se dijo después.",
    });
    assert_eq!(settled, json!([words, words]));
    let resolved = event::Entity::find().filter(event::Column::Kind.eq(EventKind::AlertResolved));
    assert_eq!(resolved.count(story.app.db()).await.expect("a count"), 2, "lists hear of it");
}

#[tokio::test]
async fn of_what_is_owed_no_longer_no_alert_stays() {
    let story = Story::begin().await;
    let plan = story.plan(world::PATIENT_WITHOUT_PHONE).await;
    let visit = story.visit(&plan, "2026-03-06").await;
    let form = story.definition("pedido", "Contanos").await;
    let asked = story.asks(&plan, &form).await;
    story.app.run_due().await;
    story.moves(&visit, "2026-03-10").await;
    let open = ["APPOINTMENT_MOVED no_email", "CARE_PLAN_WELCOME no_channel", "FORM_LINK no_channel"];
    assert_eq!(story.sorted_alerts().await, open, "of the form one, before the visit as it is now");
    story.moves(&visit, "2026-03-11").await;
    assert_eq!(story.sorted_alerts().await, open, "of the moves one, the last");
    submits(&story.olga().await, &asked).await;
    story.app.run_due().await;
    assert_eq!(story.sorted_alerts().await, open[..2], "the form came in without its link");
    let withdrawn = story.asks(&plan, &form).await;
    story.app.run_due().await;
    assert_eq!(story.sorted_alerts().await, open, "of another one");
    let withdraw = json!({ "id": withdrawn, "reason": "Se pidió de más." });
    story.olga().await.done("withdrawForm", "WithdrawFormInput", withdraw, "form { state }").await;
    story.app.run_due().await;
    assert_eq!(story.sorted_alerts().await, open[..2], "nobody owes what was withdrawn");
}

#[tokio::test]
async fn the_link_to_a_form_outlives_what_is_corrected_of_the_booking_but_not_the_request() {
    let story = Story::begin().await;
    let (olga, elena) = (story.olga().await, story.app.patient().await);
    let request = elena.submit_order(1).await;
    let form = story.definition("pedido", "Contanos").await;
    let asked = json!({
        "assistanceRequestId": request["id"], "definitionId": form, "idempotencyKey": fresh_key(),
    });
    let asked = olga.done("askForm", "AskFormInput", asked, "form { id }").await["form"]["id"].clone();
    story.app.run_due().await;
    let mail = story.mails_to(ELENA).pop().expect("the link");
    olga.confirm(&request, &[json!(world::KNEE_MRI.to_global())]).await;
    let now = olga.request_now(&request).await;
    let target = json!({ "id": now["id"], "version": now["version"] });
    olga.done("cancelDispatch", "AssistanceRequestInput", target, "assistanceRequest { id }").await;
    let read = "query($id: ID!) { form(id: $id) { state } }";
    let holder = story.holder(&mail).await;
    assert_eq!(holder.ok(read, json!({ "id": asked })).await["form"]["state"], "OPEN");

    let now = olga.request_now(&request).await;
    let target = json!({ "id": now["id"], "version": now["version"], "reason": "Repetida" });
    olga.done("voidAssistanceRequest", "VoidAssistanceRequestInput", target, "assistanceRequest { id }")
        .await;
    story.app.run_due().await;
    assert_eq!(holder.error(read, json!({ "id": asked })).await, "UNAUTHENTICATED");
    assert_eq!(olga.ok(read, json!({ "id": asked })).await["form"]["state"], "WITHDRAWN");
    let resent = json!({ "formId": asked, "idempotencyKey": fresh_key() });
    assert_eq!(olga.refused("resendFormLink", "ResendFormLinkInput", resent).await, "CONFLICT");
}

#[tokio::test]
async fn a_form_of_a_request_that_is_voided_before_its_link_left_is_not_sent() {
    let story = Story::begin().await;
    let (olga, elena) = (story.olga().await, story.app.patient().await);
    let request = elena.submit_order(1).await;
    story.smtp.behave(Behaviour::Greylist);
    let form = story.definition("pedido", "Contanos").await;
    let asked = json!({
        "assistanceRequestId": request["id"], "definitionId": form, "idempotencyKey": fresh_key(),
    });
    olga.done("askForm", "AskFormInput", asked, "form { id }").await;
    story.app.run_due().await;
    let now = olga.request_now(&request).await;
    let target = json!({ "id": now["id"], "version": now["version"] });
    olga.done("voidAssistanceRequest", "VoidAssistanceRequestInput", target, "assistanceRequest { id }")
        .await;
    story.until("2026-03-03T15:00:00Z").await;
    assert_eq!(story.told(world::PATIENT).await, ["FORM_LINK SUPERSEDED no_longer_owed"]);
    assert_eq!(story.alerts().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_practitioner_who_is_back_is_told_what_came_in_meanwhile() {
    for (away, back) in [
        (json!({ "disabled": true }), json!({ "disabled": false })),
        (json!({ "role": "OPERATOR" }), json!({ "role": "PRACTITIONER" })),
    ] {
        let story = Story::begin().await;
        let plan = story.plan(world::PATIENT).await;
        story.visit(&plan, "2026-03-06").await;
        let form = story.definition("pedido", "Contanos").await;
        let asked = story.asks(&plan, &form).await;
        story.app.run_due().await;
        story.dora_becomes(1, away).await;
        submits(&story.app.patient().await, &asked).await;
        story.app.run_due().await;
        let submitted = async || {
            let told = story.told(world::PATIENT).await;
            told.into_iter().filter(|line| line.starts_with("FORM_SUBMITTED")).collect::<Vec<_>>()
        };
        assert_eq!(submitted().await, ["FORM_SUBMITTED FAILED no_practitioner"]);
        let before = story.mails_to(DORA).len();
        story.dora_becomes(2, back).await;
        let told = ["FORM_SUBMITTED ACCEPTED", "FORM_SUBMITTED FAILED no_practitioner"];
        assert_eq!(submitted().await, told);
        assert_eq!(story.mails_to(DORA).len(), before + 1);
        assert_eq!(story.alerts().await, Vec::<String>::new());
    }
}

#[tokio::test]
async fn a_practitioner_who_left_is_told_nothing_of_patients_and_a_person_is() {
    let story = Story::begin().await;
    let plan = story.plan(world::PATIENT).await;
    story.visit(&plan, "2026-03-06").await;
    let form = story.definition("pedido", "Contanos").await;
    story.asks(&plan, &form).await;
    story.until("2026-03-04T13:00:00Z").await;
    story.dora_becomes(1, json!({ "disabled": true })).await;
    let before = story.mails_to(DORA).len();
    story.until("2026-03-06T11:30:00Z").await;
    assert_eq!(story.mails_to(DORA).len(), before);
    assert_eq!(story.alerts().await, ["FORM_OUTSTANDING no_practitioner"]);
}

#[tokio::test]
async fn who_takes_a_treatment_over_is_told_what_nobody_was_told() {
    let story = Story::begin().await;
    let plan = story.plan(world::PATIENT).await;
    story.visit(&plan, "2026-03-06").await;
    let form = story.definition("pedido", "Contanos").await;
    story.asks(&plan, &form).await;
    story.until("2026-03-04T13:00:00Z").await;
    story.dora_becomes(1, json!({ "disabled": true })).await;
    story.until("2026-03-05T13:00:00Z").await;
    assert_eq!(story.alerts().await, ["FORM_OUTSTANDING no_practitioner"]);
    story.hands_over(&plan).await;
    let told = story.mails_to(TOMAS);
    assert_eq!(told.len(), 1);
    let words = told[0].part("text/plain").expect("words");
    assert!(words.starts_with("Hola, Tomás Terapeuta:"), "{words}");
    story.until("2026-03-06T10:00:00Z").await;
    assert_eq!((story.mails_to(TOMAS).len(), story.mails_to(DORA).len()), (1, 0));
}

#[tokio::test]
async fn a_visit_that_is_booked_is_with_whom_it_was_booked() {
    let story = Story::begin().await;
    let plan = story.plan(world::PATIENT).await;
    story.visit(&plan, "2026-03-06").await;
    story.until("2026-03-03T13:00:00Z").await;
    story.hands_over(&plan).await;
    story.until("2026-03-05T13:00:00Z").await;
    let reminder = story.mails_to(ELENA).pop().expect("the reminder");
    let words = reminder.part("text/plain").expect("words");
    assert!(words.contains("Con: Dora Doctora"), "it is in her room: {words}");
}

#[tokio::test]
async fn what_practitioners_are_told_of_a_patient_is_not_for_the_patient() {
    let story = Story::begin().await;
    let (olga, elena) = (story.olga().await, story.app.patient().await);
    let plan = story.plan(world::PATIENT).await;
    let form = story.definition("pedido", "Contanos").await;
    let asked = story.asks(&plan, &form).await;
    submits(&elena, &asked).await;
    story.hands_over(&plan).await;
    story.app.run_due().await;
    let query =
        "query($id: ID!) { patient(id: $id) { notifications { nodes { kind practitionerName text } } } }";
    let told = async |client: &Client| {
        let seen = client.ok(query, json!({ "id": world::PATIENT.to_global() })).await;
        let all = seen["patient"]["notifications"]["nodes"].as_array().expect("messages").clone();
        all.into_iter().filter(|message| message["kind"] == "FORM_SUBMITTED").collect::<Vec<_>>()
    };
    let to_him = told(&olga).await;
    assert_eq!(to_him.len(), 1);
    assert_eq!(to_him[0]["practitionerName"], "Tomás Terapeuta", "who had it when it left");
    assert_eq!(told(&elena).await, Vec::<Value>::new());
}

#[tokio::test]
async fn what_waits_for_a_practitioner_goes_to_who_takes_over() {
    let story = Story::begin().await;
    let plan = story.plan(world::PATIENT).await;
    story.visit(&plan, "2026-03-06").await;
    let form = story.definition("pedido", "Contanos").await;
    story.asks(&plan, &form).await;
    story.until("2026-03-05T10:30:00Z").await;
    story.smtp.behave(Behaviour::Greylist);
    story.until("2026-03-05T11:30:00Z").await;
    story.hands_over(&plan).await;
    story.until("2026-03-06T10:00:00Z").await;
    assert_eq!((story.mails_to(TOMAS).len(), story.mails_to(DORA).len()), (1, 0));
}
