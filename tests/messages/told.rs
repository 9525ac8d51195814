//! What becomes of a request whose patient could not be told of the appointment, and the link that mails bring.

use chrono::{Duration, Timelike};
use entity::{notification_attempt, patient};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use tests::botmaker::Behaviour;
use tests::live::Subscriber;
use tests::smtp::{self, ReceivedMail};
use tests::{fresh_key, world};

use super::{LOOK, Story};

/// The requests for which somebody has to look, as the worklist finds them.
async fn needing_a_person(story: &Story) -> Value {
    let query = "{ worklist(filter: { needsAttention: true }) { totalCount nodes { id state } } }";
    let page = story.operator.ok(query, json!({})).await["worklist"].clone();
    assert_eq!(page["totalCount"].as_u64(), page["nodes"].as_array().map(|rows| rows.len() as u64));
    page["nodes"].clone()
}

fn token_in(mail: &ReceivedMail) -> String {
    let text = mail.part("text/plain").expect("words");
    let line = text.lines().find(|line| line.contains("/j/")).unwrap_or_else(|| panic!("no link in {text}"));
    let token = line.trim().rsplit('/').next().expect("a token").to_owned();
    assert!(mail.part("text/html").expect("a page").contains(&token), "the same link in both parts");
    token
}

/// Why a link does not open; null where it does.
async fn opens(story: &Story, token: &str) -> Value {
    let input = json!({ "token": token, "documentDigits": "1222" });
    let opened =
        story.app.anonymous().mutate("openJourney", "OpenJourneyInput", input, "session { token }").await;
    opened["userErrors"][0]["code"].clone()
}

async fn without(story: &Story, address: patient::Column) {
    patient::Entity::update_many()
        .col_expr(address, Expr::value(Option::<String>::None))
        .filter(patient::Column::Id.eq(world::PATIENT))
        .exec(story.app.db())
        .await
        .expect("removed");
}

/// What the ledger holds about the appointment of the request: by what, what, and how it went, in the alphabet's order.
async fn news(story: &Story) -> Vec<String> {
    let query =
        "query($id: ID!) { assistanceRequest(id: $id) { notifications { channel kind state reason } } }";
    let seen = story.app.operator().await.ok(query, json!({ "id": story.request["id"] })).await;
    let all = seen["assistanceRequest"]["notifications"].as_array().expect("messages").iter();
    let line = |one: &Value| {
        let words = ["channel", "kind", "state", "reason"].map(|name| one[name].as_str().unwrap_or_default());
        words.join(" ").replace("APPOINTMENT_", "").trim_end().to_owned()
    };
    let mut news: Vec<_> = all.filter(|one| one["kind"] != "BOOKING_LINK").map(line).collect();
    news.sort_unstable();
    news
}

#[tokio::test]
async fn who_has_no_address_hears_by_whatsapp_of_all_that_becomes_of_the_appointment() {
    let story = Story::confirmed().await;
    story.app.run_due().await;
    without(&story, patient::Column::Email).await;
    let appointment = story.book().await;
    story.app.run_due().await;
    story.move_to(&appointment, &story.slots().await[1]).await;
    story.app.run_due().await;
    let input = json!({ "id": appointment["id"] });
    story.patient.done("cancelAppointment", "CancelAppointmentInput", input, "").await;
    story.app.run_due().await;
    let told = story.taken().split_off(1);
    let intents: Vec<_> = told.iter().map(|message| message.intent.as_str()).collect();
    let expected = ["asistencia_turno_reservado", "asistencia_turno_movido", "asistencia_turno_cancelado"];
    assert_eq!(intents, expected);
    assert_eq!(story.opens(&told[0]).await, Value::Null);
    assert_eq!(story.opens(&told[1]).await, Value::Null);
    // All is over with the appointment: there is nothing to see.
    assert_eq!(told[2].variables.keys().collect::<Vec<_>>(), ["clinicName", "patientName", "what", "when"]);
    assert_eq!(told[2].variables["what"], "tu turno");
    assert_eq!(told[2].variables["when"], told[1].variables["when"]);
    let expected = [
        "EMAIL BOOKED SUPPRESSED no_email",
        "EMAIL CANCELLED SUPPRESSED no_email",
        "EMAIL MOVED SUPPRESSED no_email",
        "WHATSAPP BOOKED ACCEPTED",
        "WHATSAPP CANCELLED ACCEPTED",
        "WHATSAPP MOVED ACCEPTED",
    ];
    assert_eq!(news(&story).await, expected);
    story.must_stand("ACCEPTED", "DISPATCHED", None).await;
    assert_eq!(needing_a_person(&story).await, json!([]));
    let kept = notification_attempt::Entity::find().all(story.app.db()).await.expect("attempts");
    assert!(kept.iter().all(|row| !row.rendered.to_string().contains("/j/")), "{kept:?}");
}

#[tokio::test]
async fn a_mail_that_bounces_or_comes_too_late_goes_by_whatsapp() {
    let bounced = Story::confirmed().await;
    bounced.app.run_due().await;
    bounced.smtp.behave(smtp::Behaviour::Bounce);
    bounced.book().await;
    bounced.app.run_due().await;
    let expected = ["EMAIL BOOKED FAILED unreachable_by_email", "WHATSAPP BOOKED ACCEPTED"];
    assert_eq!(news(&bounced).await, expected);
    bounced.must_stand("ACCEPTED", "BOOKED", None).await;

    // A server that is down has its time, and no more: the rest is WhatsApp's.
    let late = Story::confirmed().await;
    late.app.run_due().await;
    late.smtp.greylist(1_000);
    late.book().await;
    late.app.run_due().await;
    late.later(239).await;
    assert_eq!(late.taken().len(), 1);
    late.later(1).await;
    assert_eq!(news(&late).await, ["EMAIL BOOKED EXPIRED expired", "WHATSAPP BOOKED ACCEPTED"]);
    late.must_stand("ACCEPTED", "BOOKED", None).await;

    // What nobody could send for a day is old by any channel.
    let old = Story::confirmed().await;
    old.app.run_due().await;
    old.book().await;
    old.later(24 * 60).await;
    assert_eq!(news(&old).await, ["EMAIL BOOKED EXPIRED expired"]);
    // The operator's session is over by now, too.
    let seen = old.app.operator().await.ok(LOOK, json!({ "id": old.request["id"] })).await;
    let seen = &seen["assistanceRequest"];
    assert_eq!((&seen["state"], &seen["attentionReason"]), (&json!("BOOKED"), &json!("expired")));
}

#[tokio::test]
async fn what_neither_channel_tells_calls_a_person_while_the_appointment_stands() {
    let story = Story::confirmed().await;
    story.app.run_due().await;
    story.smtp.behave(smtp::Behaviour::Bounce);
    story.botmaker.behave(Behaviour::Status(400, "{}".into()));
    let appointment = story.book().await;
    assert_eq!(needing_a_person(&story).await, json!([]));
    let live = "subscription { worklistChanged { __typename ... on AssistanceRequestChanged { kind \
        assistanceRequest { state attentionReason } } } }";
    let (mut desk, _) = Subscriber::start(&story.app.url, &story.operator, live, json!({})).await;
    story.later(1).await;
    let told = loop {
        let frame = desk.next_event().await;
        if frame["kind"] == "ATTENTION_NEEDED" {
            break frame["assistanceRequest"].clone();
        }
    };
    assert_eq!(told, json!({ "state": "BOOKED", "attentionReason": "rejected" }));
    let found = json!([{ "id": story.request["id"], "state": "BOOKED" }]);
    assert_eq!(needing_a_person(&story).await, found);

    // The patient moves it meanwhile; the mail about that arrives, and nobody has to look any more.
    story.move_to(&appointment, &story.slots().await[1]).await;
    story.later(1).await;
    story.must_stand("ACCEPTED", "BOOKED", None).await;
    assert_eq!((story.smtp.mails().len(), needing_a_person(&story).await), (1, json!([])));
}

#[tokio::test]
async fn a_patient_without_any_address_is_called() {
    let story = Story::confirmed().await;
    story.app.run_due().await;
    let appointment = story.book().await;
    without(&story, patient::Column::Email).await;
    without(&story, patient::Column::MobilePhone).await;
    story.later(1).await;
    story.must_stand("ACCEPTED", "BOOKED", Some("no_email")).await;
    assert_eq!(needing_a_person(&story).await[0]["id"], story.request["id"]);
    // Somebody calls.
    story.act("registerContact", "RegisterContactInput", json!({ "message": "Le dije el turno." })).await;
    story.must_stand("ACCEPTED", "BOOKED", None).await;

    // Called off by the clinic: that is what a person looks at, and closing it is the end.
    let input = json!({ "id": appointment["id"] });
    story.operator.done("cancelAppointment", "CancelAppointmentInput", input, "").await;
    story.later(1).await;
    story.must_stand("ACCEPTED", "NEEDS_ATTENTION", Some("appointment_cancelled")).await;
    story.act("resolveAssistanceRequest", "ResolveAssistanceRequestInput", json!({})).await;
    assert_eq!(needing_a_person(&story).await, json!([]));
    assert_eq!((story.smtp.mails().len(), story.taken().len()), (0, 1));
}

#[tokio::test]
async fn what_patients_do_at_night_is_answered_at_once_and_what_the_clinic_does_in_the_morning() {
    let story = Story::confirmed().await;
    story.app.run_due().await;
    without(&story, patient::Column::Email).await;
    let slots = story.slots().await;
    // Quiet hours that last from now on until the morning.
    let (now, admin) = (story.app.app.now(), story.app.admin().await);
    let minute = (now - Duration::hours(3)).time().num_seconds_from_midnight() / 60;
    let quiet = json!({ "quietFromMinute": minute, "quietToMinute": (minute + 600) % 1_440 });
    admin.done("updateReminderPolicy", "ReminderPolicyInput", quiet, "clinic { id }").await;
    let appointment = story.book().await;
    story.app.run_due().await;
    assert_eq!(story.taken().len(), 2, "{:?}", news(&story).await);
    let input = json!({ "id": appointment["id"], "slotId": slots[1]["id"], "idempotencyKey": fresh_key() });
    let (field, input_type) = ("rescheduleAppointment", "RescheduleAppointmentInput");
    story.operator.done(field, input_type, input, "appointment { id }").await;
    story.later(599).await;
    assert_eq!(story.taken().len(), 2, "{:?}", news(&story).await);
    story.later(1).await;
    assert_eq!(story.taken().last().expect("a message").intent, "asistencia_turno_movido");
    assert_eq!(story.taken().len(), 3);
}

#[tokio::test]
async fn a_mail_brings_a_link_of_its_own_and_the_one_by_whatsapp_goes_on_working() {
    let story = Story::confirmed().await;
    story.app.run_due().await;
    // Later than a link by WhatsApp lives.
    let search = json!({ "serviceIds": super::slot_services(), "from": "2026-03-30" });
    let query = "query($i: SlotSearchInput!) { slots(input: $i, first: 2) { nodes { id startsAt } } }";
    let slots = story.patient.ok(query, json!({ "i": search })).await["slots"]["nodes"].clone();
    let input = json!({ "slotId": slots[0]["id"], "idempotencyKey": fresh_key() });
    let booked =
        story.patient.done("bookAppointment", "BookAppointmentInput", input, "appointment { id }").await;
    story.app.run_due().await;
    story.move_to(&booked["appointment"], &slots[1]).await;
    story.app.run_due().await;
    let mails = story.smtp.mails();
    let tokens: Vec<_> = mails.iter().map(token_in).collect();
    assert_eq!(tokens.len(), 2, "booked and moved");
    assert_ne!(tokens[0], tokens[1]);
    assert_eq!(story.opens(&story.taken()[0]).await, Value::Null);
    for token in &tokens {
        assert_eq!(opens(&story, token).await, Value::Null);
    }
    // It is known to nobody else: neither a row nor the help desk has it.
    let kept = notification_attempt::Entity::find().all(story.app.db()).await.expect("attempts");
    assert!(kept.iter().all(|row| !row.rendered.to_string().contains("/j/")), "{kept:?}");

    story.app.clock.advance(Duration::days(20));
    assert_eq!(story.opens(&story.taken()[0]).await, "EXPIRED");
    assert_eq!(opens(&story, &tokens[1]).await, Value::Null);
    // What revokes the one revokes the other.
    let operator = story.app.operator().await;
    let input = json!({ "id": booked["appointment"]["id"] });
    operator.done("cancelAppointment", "CancelAppointmentInput", input, "").await;
    let now = operator.request_now(&story.request).await;
    let void = json!({ "id": now["id"], "version": now["version"] });
    operator.done("voidAssistanceRequest", "VoidAssistanceRequestInput", void, "").await;
    assert_eq!(opens(&story, &tokens[1]).await, "EXPIRED");
}
