//! Servers that put off, lose answers or refuse; patients who cannot be reached; nights.

use chrono::Duration;
use entity::ids::PatientId;
use entity::patient;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use tests::botmaker::Behaviour as Whatsapp;
use tests::smtp::Behaviour;
use tests::world;

use super::{ELENA, Story};

/// A visit of Elena's, a minute before its reminder is due.
async fn eve() -> (Story, Value) {
    let story = Story::begin().await;
    let plan = story.plan(world::PATIENT).await;
    let visit = story.visit(&plan, "2026-03-06").await;
    story.until("2026-03-04T11:29:00Z").await;
    assert_eq!(story.told(world::PATIENT).await.len(), 2, "welcomed and booked");
    (story, visit)
}

/// Elena's reminders, those by mail first.
async fn reminders(story: &Story) -> Vec<String> {
    let all = story.of_kind(world::PATIENT, "VISIT_REMINDER").await;
    let line = |one: &Value| format!("{} {}", one["channel"], super::line(one)).replace('"', "");
    let mut lines: Vec<_> = all.iter().map(line).collect();
    lines.sort_unstable();
    lines
}

#[tokio::test]
async fn mail_that_is_put_off_or_whose_answer_is_lost_arrives_under_one_name() {
    let (story, _) = eve().await;
    let before = story.mails_to(ELENA).len();
    story.smtp.greylist(2);
    story.smtp.behave(Behaviour::DropAfterDot);
    story.app.clock.advance(Duration::minutes(1));
    story.app.run_due().await;
    assert_eq!(story.smtp.mails().len(), before);
    let mut seen = Vec::new();
    for _ in 0..24 {
        story.app.clock.advance(Duration::minutes(5));
        story.app.run_due().await;
        seen.extend(reminders(&story).await);
    }
    seen.dedup();
    assert_eq!(seen, ["EMAIL VISIT_REMINDER PLANNED", "EMAIL VISIT_REMINDER ACCEPTED"]);
    let mails = story.mails_to(ELENA).split_off(before);
    assert_eq!(mails.len(), 2, "the one whose answer was lost, and once more");
    assert!(mails[0].header("message-id").is_some());
    assert_eq!(mails[0].header("message-id"), mails[1].header("message-id"));
    let reminder = story.of_kind(world::PATIENT, "VISIT_REMINDER").await.remove(0);
    let attempts = reminder["attempts"].as_array().expect("attempts").iter();
    let outcomes: Vec<_> = attempts.map(|attempt| attempt["outcome"].as_str().expect("a word")).collect();
    assert_eq!(outcomes, ["RETRY", "RETRY", "UNCERTAIN", "ACCEPTED"]);
    assert_eq!(story.botmaker.requests(), 0);
}

#[tokio::test]
async fn what_mail_cannot_deliver_goes_by_whatsapp() {
    let (story, visit) = eve().await;
    story.smtp.behave(Behaviour::Bounce);
    story.until("2026-03-04T11:30:00Z").await;
    let expected = [
        "EMAIL VISIT_REMINDER FAILED unreachable_by_email", //
        "WHATSAPP VISIT_REMINDER ACCEPTED",
    ];
    assert_eq!(reminders(&story).await, expected);
    let taken = story.botmaker.taken();
    assert_eq!((taken.len(), taken[0].intent.as_str()), (1, "asistencia_recordatorio"));
    let holder = story.opens(taken[0].variables["link"].as_str().expect("a link"), "1222").await;
    let journey = holder.ok("{ carePlanJourney { nextVisit { id } } }", json!({})).await;
    assert_eq!(journey["carePlanJourney"]["nextVisit"]["id"], visit["id"]);
    story.until("2026-03-06T11:30:00Z").await;
    assert_eq!(reminders(&story).await, expected);
    assert_eq!(story.alerts().await, Vec::<String>::new());
}

#[tokio::test]
async fn what_nothing_can_deliver_is_a_persons_to_see_to() {
    let (story, visit) = eve().await;
    story.smtp.behave(Behaviour::Bounce);
    let unknown = r#"{"errors":[{"type":"INVALID","source":"intentIdOrName","message":"unknown intent"}]}"#;
    story.botmaker.behave(Whatsapp::Status(400, unknown.into()));
    story.until("2026-03-06T11:30:00Z").await;
    assert_eq!(
        reminders(&story).await,
        ["EMAIL VISIT_REMINDER FAILED unreachable_by_email", "WHATSAPP VISIT_REMINDER FAILED rejected"]
    );
    assert_eq!(story.alerts().await, ["VISIT_REMINDER channels_exhausted"]);
    let (summary, _) = story.explained(&visit).await;
    assert!(summary.contains("se probaron todos los canales"), "{summary}");

    let olga = story.olga().await;
    let query = "{ alerts { nodes { id patient { id } } } }";
    let id = olga.ok(query, json!({})).await["alerts"]["nodes"][0]["id"].clone();
    let resolve = ("resolveAlert", "ResolveAlertInput");
    assert_eq!(olga.refused(resolve.0, resolve.1, json!({ "id": id, "note": "  " })).await, "INVALID");
    let called = json!({ "id": id, "note": "La llamé." });
    let done = olga.done(resolve.0, resolve.1, called.clone(), "alert { resolution }").await;
    assert_eq!(done["alert"]["resolution"], "La llamé.");
    assert_eq!(olga.refused(resolve.0, resolve.1, called).await, "ALREADY_RESOLVED");
    story.app.run_due().await;
    assert_eq!(story.alerts().await, Vec::<String>::new());
    let resolved = "{ alerts(resolved: true) { nodes { id resolvedAt } } }";
    assert_eq!(olga.ok(resolved, json!({})).await["alerts"]["nodes"][0]["id"], id);
}

#[tokio::test]
async fn a_patient_without_any_address_is_a_persons_to_see_to() {
    let story = Story::begin().await;
    let plan = story.plan(world::PATIENT_WITHOUT_PHONE).await;
    story.visit(&plan, "2026-03-06").await;
    story.until("2026-03-06T11:30:00Z").await;
    let reminders = story.of_kind(world::PATIENT_WITHOUT_PHONE, "VISIT_REMINDER").await;
    assert_eq!(reminders.iter().map(super::line).collect::<Vec<_>>(), ["VISIT_REMINDER FAILED no_channel"]);
    let alerts = story.alerts().await;
    for expected in ["CARE_PLAN_WELCOME no_channel", "VISIT_REMINDER no_channel"] {
        assert_eq!(alerts.iter().filter(|alert| *alert == expected).count(), 1, "{alerts:?}");
    }
    assert_eq!((alerts.len(), story.smtp.connections()), (2, 0), "{alerts:?}");
}

#[tokio::test]
async fn who_has_no_mail_is_reminded_by_whatsapp_and_a_person_tells_them_that_a_visit_moved_or_ended() {
    let story = Story::begin().await;
    let plan = story.plan(world::PATIENT_2).await;
    let visit = story.visit(&plan, "2026-03-06").await;
    story.until("2026-03-04T11:30:00Z").await;
    let intents: Vec<_> = story.botmaker.taken().into_iter().map(|message| message.intent).collect();
    assert_eq!(intents, ["asistencia_bienvenida", "asistencia_recordatorio"]);
    assert_eq!(story.alerts().await, Vec::<String>::new(), "what was agreed to is reminded of");
    story.moves(&visit, "2026-03-10").await;
    assert_eq!(story.alerts().await, ["APPOINTMENT_MOVED no_email"]);
    story.cancels(&visit).await;
    let mut alerts = story.alerts().await;
    alerts.sort_unstable();
    assert_eq!(alerts, ["APPOINTMENT_CANCELLED no_email", "APPOINTMENT_MOVED no_email"]);
}

#[tokio::test]
async fn patients_are_left_alone_at_night() {
    let story = Story::begin().await;
    // 50 hours before 8:30 it is 6:30.
    story.policy(json!({ "windowHours": 50 })).await;
    story.until("2026-03-03T01:00:00Z").await;
    let plan = story.plan(world::PATIENT).await;
    let visit = story.visit(&plan, "2026-03-06").await;
    story.until("2026-03-03T10:59:00Z").await;
    assert_eq!(
        story.of_kind(world::PATIENT, "CARE_PLAN_WELCOME").await,
        Vec::<Value>::new(),
        "it is night still"
    );
    story.until("2026-03-03T11:00:00Z").await;
    story.until("2026-03-04T10:00:00Z").await;
    let (summary, _) = story.explained(&visit).await;
    assert!(summary.contains("horario de descanso"), "{summary}");
    story.until("2026-03-05T12:00:00Z").await;
    for (kind, morning) in
        [("CARE_PLAN_WELCOME", "2026-03-03T11:00:00+00:00"), ("VISIT_REMINDER", "2026-03-04T11:00:00+00:00")]
    {
        let said = story.of_kind(world::PATIENT, kind).await;
        assert_eq!((said.len(), &said[0]["sentAt"]), (1, &json!(morning)), "{kind}");
    }
    assert_eq!(story.alerts().await, Vec::<String>::new());
    let welcome = story.of_kind(world::PATIENT, "CARE_PLAN_WELCOME").await.remove(0);
    let words = welcome["text"].as_str().expect("words");
    assert!(words.contains("Primera visita: viernes 6 de marzo"), "{words}");
}

#[tokio::test]
async fn a_message_that_cannot_be_put_into_words_keeps_no_other_waiting() {
    let story = Story::begin().await;
    rename(&story, world::PATIENT_2, "   ").await;
    story.plan(world::PATIENT_2).await;
    story.plan(world::PATIENT).await;
    story.app.run_due().await;
    assert_eq!(story.told(world::PATIENT_2).await, ["CARE_PLAN_WELCOME FAILED template_failed"]);
    assert_eq!(story.told(world::PATIENT).await, ["CARE_PLAN_WELCOME ACCEPTED"]);
    assert_eq!(story.alerts().await.len(), 1);
    assert_eq!(story.botmaker.requests(), 0);
}

async fn rename(story: &Story, patient: PatientId, given_name: &str) {
    patient::Entity::update_many()
        .col_expr(patient::Column::GivenName, Expr::value(given_name))
        .filter(patient::Column::Id.eq(patient))
        .exec(story.app.db())
        .await
        .expect("renamed");
}
