//! What patients get told, and what becomes of a request whose message goes wrong: against Botmaker and mail
//! servers that are slow, refuse, lose answers, and tell the truth late, twice or out of order.

mod mail;
mod photos;
mod told;

use std::time::Duration as Wait;

use asistencia::platform::global_id::GlobalId;
use chrono::Duration;
use entity::{patient, service};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use tests::app::WEBHOOK_TOKEN;
use tests::botmaker::{
    Behaviour, BotmakerServer, TakenMessage, bare, button_webhook, failed_webhook, post_webhook,
    reply_webhook, session_webhook, status_webhook,
};
use tests::smtp::SmtpServer;
use tests::{Client, TestApp, fresh_key, world};

const LOOK: &str = "query($id: ID!) { assistanceRequest(id: $id) { id version state attentionReason \
    patient { verifiedPhone } replies { text buttonPayload } \
    dispatch { state notification { reason attempts { outcome code } } } \
    notifications { kind state reason } } }";

/// What the stories confirm and book.
fn slot_services() -> Value {
    json!([world::ABDOMINAL.to_global()])
}

/// A request, and everybody who has to do with it.
struct Story {
    botmaker: BotmakerServer,
    smtp: SmtpServer,
    app: TestApp,
    operator: Client,
    patient: Client,
    request: Value,
}

impl Story {
    /// Elena's order waits for its review.
    async fn begin() -> Self {
        let (botmaker, smtp) = (BotmakerServer::start().await, SmtpServer::start().await);
        let impatient = Wait::from_millis(400);
        let setup = TestApp::setup().botmaker(&botmaker).smtp(&smtp);
        let app = setup.configure(|config| config.botmaker_timeout = impatient).start().await;
        let (operator, patient) = (app.operator().await, app.patient().await);
        let request = patient.submit_order(1).await;
        Self { botmaker, smtp, app, operator, patient, request }
    }

    /// It is confirmed, and the time to correct is over; nothing has left yet.
    async fn confirmed() -> Self {
        let story = Self::begin().await;
        story.confirm(world::ABDOMINAL.to_global()).await;
        story
    }

    async fn confirm(&self, service: impl serde::Serialize) {
        let request = self.operator.request_now(&self.request).await;
        self.operator.confirm(&request, &[json!(service)]).await;
        self.app.clock.advance(Duration::minutes(15));
    }

    async fn later(&self, minutes: i64) {
        self.app.clock.advance(Duration::minutes(minutes));
        self.app.run_due().await;
    }

    async fn look(&self) -> Value {
        self.operator.ok(LOOK, json!({ "id": self.request["id"] })).await["assistanceRequest"].clone()
    }

    /// Where the message and the request stand, and why a person has to look.
    async fn stands(&self) -> (String, String, Option<String>) {
        let seen = self.look().await;
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let message = text(&seen["dispatch"]["state"]).unwrap_or_default();
        (message, text(&seen["state"]).expect("a state"), text(&seen["attentionReason"]))
    }

    async fn must_stand(&self, message: &str, request: &str, reason: Option<&str>) {
        let expected = (message.to_owned(), request.to_owned(), reason.map(str::to_owned));
        assert_eq!(self.stands().await, expected, "{:#}", self.look().await);
    }

    fn taken(&self) -> Vec<TakenMessage> {
        self.botmaker.taken()
    }

    async fn webhook(&self, body: &Value) -> u16 {
        let url = format!("{}/webhooks/botmaker/demo", self.app.url);
        let status = post_webhook(&url, Some(WEBHOOK_TOKEN), body).await;
        self.app.run_due().await;
        status
    }

    async fn status(&self, status: &str) {
        let body = status_webhook(self.taken().last().expect("a message"), status, self.app.app.now());
        assert_eq!(self.webhook(&body).await, 200);
    }

    /// A mutation of the operator's on the request as it is now.
    async fn act(&self, field: &str, input_type: &str, more: Value) {
        let now = self.operator.request_now(&self.request).await;
        let mut input = json!({ "id": now["id"], "version": now["version"] });
        input.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        self.operator.done(field, input_type, input, "assistanceRequest { state }").await;
    }

    async fn slots(&self) -> Vec<Value> {
        let query = "query($i: SlotSearchInput!) { slots(input: $i, first: 5) { nodes { id startsAt } } }";
        let input = json!({ "i": { "serviceIds": slot_services(), "from": "2026-03-03" } });
        self.patient.ok(query, input).await["slots"]["nodes"].as_array().expect("slots").clone()
    }

    /// Elena books what was confirmed, from her own pages.
    async fn book(&self) -> Value {
        let input = json!({ "slotId": self.slots().await[0]["id"], "idempotencyKey": fresh_key() });
        let booked = "appointment { id startsAt }";
        self.patient.done("bookAppointment", "BookAppointmentInput", input, booked).await["appointment"]
            .clone()
    }

    async fn move_to(&self, appointment: &Value, slot: &Value) {
        let key = fresh_key();
        let input = json!({ "id": appointment["id"], "slotId": slot["id"], "idempotencyKey": key });
        let (field, input_type) = ("rescheduleAppointment", "RescheduleAppointmentInput");
        self.patient.done(field, input_type, input, "appointment { id }").await;
    }

    async fn opens(&self, message: &TakenMessage) -> Value {
        let token = message.variables["link"].as_str().expect("a link").rsplit('/').next();
        let input = json!({ "token": token, "documentDigits": "1222" });
        let opened = "session { token }";
        let opened = self.app.anonymous().mutate("openJourney", "OpenJourneyInput", input, opened).await;
        opened["userErrors"][0]["code"].clone()
    }
}

#[tokio::test]
async fn a_lost_answer_waits_for_its_webhook_and_nothing_is_sent_twice() {
    for behaviour in [Behaviour::AcceptThenReplyAfter(Wait::from_secs(9)), Behaviour::HangUpAfterAccepting] {
        let story = Story::confirmed().await;
        story.botmaker.behave(behaviour);
        story.app.run_due().await;
        story.must_stand("UNCERTAIN", "DISPATCH_PLANNED", None).await;
        story.later(5).await;
        story.status("sent").await;
        story.must_stand("ACCEPTED", "DISPATCHED", None).await;
        story.status("delivered").await;
        story.must_stand("DELIVERED", "DISPATCHED", None).await;
        story.later(120).await;
        assert_eq!(story.botmaker.requests(), 1);
        assert_eq!(story.opens(&story.taken()[0]).await, Value::Null);
    }
}

#[tokio::test]
async fn a_failure_is_heard_of_though_only_a_session_told_that_the_message_left() {
    let story = Story::confirmed().await;
    story.botmaker.behave(Behaviour::HangUpAfterAccepting);
    story.app.run_due().await;
    story.must_stand("UNCERTAIN", "DISPATCH_PLANNED", None).await;
    let message = story.taken()[0].clone();
    story.webhook(&session_webhook(&message)).await;
    story.must_stand("ACCEPTED", "DISPATCHED", None).await;
    story.webhook(&bare(failed_webhook(&message, 131026, story.app.app.now()))).await;
    story.must_stand("FAILED", "NEEDS_ATTENTION", Some("unreachable_by_whatsapp")).await;
}

#[tokio::test]
async fn an_answer_that_never_comes_is_a_persons_to_decide_until_a_receipt_proves_it() {
    let story = Story::confirmed().await;
    story.botmaker.behave(Behaviour::HangUpAfterAccepting);
    story.app.run_due().await;
    story.later(14).await;
    story.must_stand("UNCERTAIN", "DISPATCH_PLANNED", None).await;
    story.later(2).await;
    story.must_stand("FAILED", "NEEDS_ATTENTION", Some("uncertain")).await;
    story.later(120).await;
    assert_eq!(story.botmaker.requests(), 1);
    story.status("read").await;
    story.must_stand("READ", "DISPATCHED", None).await;
}

#[tokio::test]
async fn what_whatsapp_gave_up_on_for_now_is_sent_again_with_a_link_of_its_own() {
    for lost in [true, false] {
        let story = Story::confirmed().await;
        if lost {
            story.botmaker.behave(Behaviour::HangUpAfterAccepting);
        }
        story.app.run_due().await;
        let first = story.taken()[0].clone();
        story.webhook(&failed_webhook(&first, 131000, story.app.app.now())).await;
        story.must_stand("PLANNED", "DISPATCH_PLANNED", None).await;
        story.later(60).await;
        story.must_stand("ACCEPTED", "DISPATCHED", None).await;
        let taken = story.taken();
        assert_eq!(taken.len(), 2);
        assert_eq!(story.opens(&first).await, "EXPIRED");
        assert_eq!(story.opens(&taken[1]).await, Value::Null);
        // What is said of the first attempt no longer matters.
        story.webhook(&failed_webhook(&first, 131026, story.app.app.now())).await;
        story.must_stand("ACCEPTED", "DISPATCHED", None).await;
    }
}

#[tokio::test]
async fn trouble_that_passes_delays_the_message_and_no_more() {
    let story = Story::confirmed().await;
    story.botmaker.behave(Behaviour::RateLimited);
    story.botmaker.behave(Behaviour::Status(500, "oops".into()));
    story.botmaker.behave(Behaviour::Status(503, "oops".into()));
    for tried in 1..=3 {
        story.app.run_due().await;
        story.must_stand("PLANNED", "DISPATCH_PLANNED", None).await;
        // Not a moment later: it backs off.
        story.app.run_due().await;
        assert_eq!(story.botmaker.requests(), tried);
        story.app.clock.advance(Duration::minutes(5));
    }
    story.app.run_due().await;
    story.must_stand("ACCEPTED", "DISPATCHED", None).await;
    assert_eq!((story.taken().len(), story.botmaker.requests()), (1, 4));
}

#[tokio::test]
async fn what_is_refused_for_good_returns_to_a_person_at_once() {
    let template = r#"{"errors":[{"type":"INVALID","source":"intentIdOrName","message":"unknown intent"}]}"#;
    for (behaviour, reason) in [
        (Behaviour::NoCredit, "channel_stopped"),
        (Behaviour::Status(401, "Not authorized".into()), "channel_stopped"),
        (Behaviour::Status(400, template.into()), "rejected"),
    ] {
        let story = Story::confirmed().await;
        story.botmaker.behave(behaviour);
        story.app.run_due().await;
        story.must_stand("FAILED", "NEEDS_ATTENTION", Some(reason)).await;
        story.later(120).await;
        assert_eq!((story.taken().len(), story.botmaker.requests()), (0, 1));
        // Once that is put right, the operator confirms again, and the reason is gone.
        story.confirm(world::ABDOMINAL.to_global()).await;
        story.app.run_due().await;
        story.must_stand("ACCEPTED", "DISPATCHED", None).await;
    }
}

#[tokio::test]
async fn a_message_that_cannot_be_delivered_puts_the_request_back() {
    for (code, reason) in
        [(131026, "unreachable_by_whatsapp"), (132000, "rejected"), (131042, "channel_stopped")]
    {
        let story = Story::confirmed().await;
        story.app.run_due().await;
        story.must_stand("ACCEPTED", "DISPATCHED", None).await;
        story.webhook(&failed_webhook(&story.taken()[0], code, story.app.app.now())).await;
        story.must_stand("FAILED", "NEEDS_ATTENTION", Some(reason)).await;
        story.later(180).await;
        assert_eq!(story.taken().len(), 1, "{code}");
    }
}

#[tokio::test]
async fn webhooks_that_are_forged_repeated_reordered_or_nonsense_change_nothing_that_they_should_not() {
    let story = Story::confirmed().await;
    story.app.run_due().await;
    let message = story.taken()[0].clone();
    let now = story.app.app.now();
    let ours = format!("{}/webhooks/botmaker/demo", story.app.url);
    let failed = failed_webhook(&message, 131026, now);
    for token in [None, Some(""), Some("wrong")] {
        assert_eq!(post_webhook(&ours, token, &failed).await, 401);
    }
    // Another clinic's webhook cannot speak of our messages, and there is no clinic of every name.
    let others = ours.replace("/demo", "/otra");
    assert_eq!(post_webhook(&others, Some(WEBHOOK_TOKEN), &failed).await, 200);
    for nobody in ["/nadie", "/%00"] {
        assert_eq!(post_webhook(&ours.replace("/demo", nobody), Some(WEBHOOK_TOKEN), &failed).await, 404);
    }
    let mut unknown = failed_webhook(&message, 131026, now);
    unknown["intentTxId"] = json!("BM-9999");
    unknown["webhookPayload"] = json!("0194a000-0000-7000-8000-000000000000.1");
    assert_eq!(story.webhook(&unknown).await, 200);
    for garbage in ["", "null", "<xml/>", "{\"type\":\"status\",\"status\":7}", "\u{0}\u{1}", "[[[["] {
        let post = reqwest::Client::new().post(&ours).header("auth-bm-token", WEBHOOK_TOKEN);
        assert_eq!(post.body(garbage).send().await.expect("an answer").status(), 200, "{garbage:?}");
    }
    let huge = reqwest::Client::new().post(&ours).header("auth-bm-token", WEBHOOK_TOKEN);
    assert_eq!(huge.body(vec![b'x'; 300 * 1024]).send().await.expect("an answer").status(), 413);
    story.app.run_due().await;
    story.must_stand("ACCEPTED", "DISPATCHED", None).await;

    // The best news first: what is older takes nothing back.
    for (status, then) in
        [("read", "READ"), ("delivered", "READ"), ("sent", "READ"), ("read", "READ"), ("failed", "READ")]
    {
        story.status(status).await;
        story.must_stand(then, "DISPATCHED", None).await;
    }
    assert_eq!(story.taken().len(), 1);
}

#[tokio::test]
async fn answers_and_tapped_buttons_show_on_the_request_once() {
    let story = Story::confirmed().await;
    story.app.run_due().await;
    let now = story.app.app.now();
    let words = reply_webhook("5491155551234", "M1", "¿Puede ser a la tarde?", now);
    for _ in 0..2 {
        story.webhook(&words).await;
    }
    story.webhook(&button_webhook("5491155551234", "M2", "No puedo", "cannot", now)).await;
    // Somebody whom we do not know.
    story.webhook(&reply_webhook("5491199999999", "M3", "¿Quién es?", now)).await;
    let seen = story.look().await;
    let mut replies: Vec<_> =
        seen["replies"].as_array().expect("replies").iter().map(|reply| reply["text"].clone()).collect();
    replies.sort_by_key(Value::to_string);
    assert_eq!(replies, ["No puedo", "¿Puede ser a la tarde?"]);
    assert!(seen["replies"].as_array().expect("replies").iter().any(|one| one["buttonPayload"] == "cannot"));
    assert_eq!(seen["patient"]["verifiedPhone"], "+5491155551234");
}

#[tokio::test]
async fn before_it_leaves_a_message_is_looked_at_again() {
    // Nothing to offer, from the start or by now.
    let story = Story::begin().await;
    story.confirm(world::SLOTLESS.to_global()).await;
    story.app.run_due().await;
    story.must_stand("SUPPRESSED", "NEEDS_ATTENTION", Some("no_free_slots")).await;

    let disabled = Story::confirmed().await;
    service::Entity::update_many()
        .col_expr(service::Column::DisabledAt, Expr::value(disabled.app.app.now()))
        .filter(service::Column::Id.eq(world::ABDOMINAL))
        .exec(disabled.app.db())
        .await
        .expect("disabled");
    disabled.app.run_due().await;
    disabled.must_stand("SUPPRESSED", "NEEDS_ATTENTION", Some("no_free_slots")).await;

    let unreachable = Story::confirmed().await;
    patient::Entity::update_many()
        .col_expr(patient::Column::MobilePhone, Expr::value(Option::<String>::None))
        .filter(patient::Column::Id.eq(world::PATIENT))
        .exec(unreachable.app.db())
        .await
        .expect("removed");
    unreachable.app.run_due().await;
    unreachable.must_stand("SUPPRESSED", "NEEDS_ATTENTION", Some("no_mobile_phone")).await;

    let booked = Story::confirmed().await;
    booked.book().await;
    booked.app.run_due().await;
    // Nothing that could be in force was said.
    booked.must_stand("", "BOOKED", None).await;

    let resolved = Story::confirmed().await;
    resolved.act("resolveAssistanceRequest", "ResolveAssistanceRequestInput", json!({})).await;
    let voided = Story::confirmed().await;
    voided.act("voidAssistanceRequest", "VoidAssistanceRequestInput", json!({})).await;
    for story in [story, disabled, unreachable, booked, resolved, voided] {
        story.later(60).await;
        assert_eq!(story.botmaker.requests(), 0, "{:#}", story.look().await);
    }
}

#[tokio::test]
async fn a_receipt_that_comes_late_does_not_hide_that_the_clinic_cancelled() {
    let story = Story::confirmed().await;
    story.app.run_due().await;
    story.status("delivered").await;
    let appointment = story.book().await;
    let input = json!({ "id": appointment["id"], "reason": "se rompió el equipo" });
    story.operator.done("cancelAppointment", "CancelAppointmentInput", input, "appointment { id }").await;
    story.must_stand("DELIVERED", "NEEDS_ATTENTION", Some("appointment_cancelled")).await;
    story.status("read").await;
    story.must_stand("READ", "NEEDS_ATTENTION", Some("appointment_cancelled")).await;
}

#[tokio::test]
async fn a_photo_that_is_asked_for_again_is_asked_for_once() {
    let story = Story::begin().await;
    story.botmaker.behave(Behaviour::Status(503, "oops".into()));
    let ask = |reason: &str| json!({ "reason": reason });
    story.act("requestNewPhoto", "RequestNewPhotoInput", ask("está oscura")).await;
    story.app.run_due().await;
    story.act("reopenAssistanceRequest", "AssistanceRequestInput", json!({})).await;
    story.act("requestNewPhoto", "RequestNewPhotoInput", ask("falta la firma")).await;
    story.later(60).await;
    let taken = story.taken();
    assert_eq!(taken.len(), 1, "{:#}", story.look().await);
    let said =
        taken[0].variables.values().any(|value| value.as_str().is_some_and(|text| text.contains("firma")));
    assert!(said, "{:?}", taken[0].variables);
}

#[tokio::test]
async fn a_link_that_was_corrected_opens_no_more() {
    let story = Story::confirmed().await;
    story.app.run_due().await;
    story.act("reopenAssistanceRequest", "AssistanceRequestInput", json!({})).await;
    assert_eq!(story.opens(&story.taken()[0]).await, "EXPIRED");
    story.confirm(world::RENAL.to_global()).await;
    story.app.run_due().await;
    assert_eq!(story.opens(&story.taken()[1]).await, Value::Null);
    assert_eq!(story.opens(&story.taken()[0]).await, "EXPIRED");
    // The old message's fate is no longer the request's.
    story.webhook(&failed_webhook(&story.taken()[0], 131026, story.app.app.now())).await;
    story.must_stand("ACCEPTED", "DISPATCHED", None).await;
}
