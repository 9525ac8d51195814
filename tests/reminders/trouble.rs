//! Servers that put off, lose answers or refuse; patients who cannot be reached; nights.

use chrono::Duration;
use entity::ids::PatientId;
use entity::patient;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use tests::botmaker::Behaviour as Whatsapp;
use tests::smtp::Behaviour;
use tests::{Client, world};

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
    // Sent again after a lost answer it is what it was; whoever says something else is told who was there.
    assert_eq!(olga.done(resolve.0, resolve.1, called, "alert { resolution }").await, done);
    let other = json!({ "id": id, "note": "Le escribí." });
    let says = async |client: &Client, words: &str| {
        let payload = client.mutate(resolve.0, resolve.1, other.clone(), "alert { id }").await;
        let refusal = &payload["userErrors"][0];
        assert_eq!((&refusal["code"], &refusal["message"]), (&json!("ALREADY_RESOLVED"), &json!(words)));
    };
    says(&olga, "Ya te habías ocupado de esta alerta.").await;
    says(&story.app.admin().await, "Otra persona ya se ocupó de esta alerta.").await;
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
async fn who_has_no_mail_is_told_everything_by_whatsapp() {
    let story = Story::begin().await;
    let plan = story.plan(world::PATIENT_2).await;
    story.app.run_due().await;
    let visit = story.visit(&plan, "2026-03-06").await;
    let other = story.visit(&plan, "2026-03-11").await;
    story.until("2026-03-04T11:30:00Z").await;
    story.moves(&visit, "2026-03-10").await;
    story.cancels(&visit).await;
    let taken = story.botmaker.taken();
    let intents: Vec<_> = taken.iter().map(|message| message.intent.as_str()).collect();
    let expected = [
        "asistencia_bienvenida",
        "asistencia_turno_reservado",
        "asistencia_turno_reservado",
        "asistencia_recordatorio",
        "asistencia_turno_movido",
        "asistencia_visita_cancelada",
    ];
    assert_eq!(intents, expected);
    let moved = &taken[4].variables;
    assert_eq!(moved["previous"], "viernes 6 de marzo, 08:30\u{a0}h");
    assert_eq!(moved["when"], "martes 10 de marzo, 08:30\u{a0}h (hora de Buenos Aires)");
    // The treatment goes on: the link leads to the other visits.
    let holder = story.opens(taken[5].variables["link"].as_str().expect("a link"), "3444").await;
    let journey = holder.ok("{ carePlanJourney { nextVisit { id } } }", json!({})).await;
    assert_eq!(journey["carePlanJourney"]["nextVisit"]["id"], other["id"]);
    // The help desk reads both attempts, and of one move.
    let told = story.told(world::PATIENT_2).await;
    for kind in ["APPOINTMENT_MOVED", "APPOINTMENT_CANCELLED"] {
        let of: Vec<_> = told.iter().filter(|line| line.starts_with(kind)).collect();
        assert_eq!(of, [&format!("{kind} ACCEPTED"), &format!("{kind} SUPPRESSED no_email")]);
    }
    let (_, steps) = story.explained(&visit).await;
    assert_eq!(steps.iter().filter(|step| step.starts_with("Se cambió de horario")).count(), 1, "{steps:#?}");
    assert_eq!(story.alerts().await, Vec::<String>::new());
}

#[tokio::test]
async fn news_that_neither_channel_tells_is_a_persons_to_see_to() {
    let story = Story::begin().await;
    let plan = story.plan(world::PATIENT_2).await;
    let visit = story.visit(&plan, "2026-03-10").await;
    story.until("2026-03-02T15:00:00Z").await;
    let unknown = r#"{"errors":[{"type":"INVALID","source":"intentIdOrName","message":"unknown intent"}]}"#;
    story.botmaker.behave(Whatsapp::Status(400, unknown.into()));
    story.moves(&visit, "2026-03-11").await;
    assert_eq!(story.alerts().await, ["APPOINTMENT_MOVED rejected"]);
    // Without a number there is nothing to try.
    patient::Entity::update_many()
        .col_expr(patient::Column::MobilePhone, Expr::value(Option::<String>::None))
        .filter(patient::Column::Id.eq(world::PATIENT_2))
        .exec(story.app.db())
        .await
        .expect("removed");
    story.cancels(&visit).await;
    assert_eq!(
        story.alerts().await,
        ["APPOINTMENT_CANCELLED no_email"],
        "that it was moved is no news any more"
    );
}

#[tokio::test]
async fn news_of_the_night_waits_for_the_morning_unless_the_visit_does_not() {
    let story = Story::begin().await;
    let plan = story.plan(world::PATIENT_2).await;
    let (early, late) = (story.visit(&plan, "2026-03-04").await, story.visit(&plan, "2026-03-10").await);
    // 23:00 at the clinic.
    story.until("2026-03-04T02:00:00Z").await;
    let before = story.botmaker.taken().len();
    story.moves(&late, "2026-03-11").await;
    story.moves(&late, "2026-03-12").await;
    story.until("2026-03-04T10:59:00Z").await;
    assert_eq!(story.botmaker.taken().len(), before, "it is night still");
    story.until("2026-03-04T11:00:00Z").await;
    let taken = story.botmaker.taken().split_off(before);
    assert_eq!(taken.len(), 1, "where it ends up is said, once");
    let (from, to) =
        ("martes 10 de marzo, 08:30\u{a0}h", "jueves 12 de marzo, 08:30\u{a0}h (hora de Buenos Aires)");
    assert_eq!((&taken[0].variables["previous"], &taken[0].variables["when"]), (&json!(from), &json!(to)));
    let moved = story.of_kind(world::PATIENT_2, "APPOINTMENT_MOVED").await;
    let mut lines: Vec<_> = moved.iter().map(super::line).collect();
    lines.sort_unstable();
    let expected = ["ACCEPTED", "SUPERSEDED moved_again", "SUPPRESSED no_email", "SUPPRESSED no_email"];
    assert_eq!(lines, expected.map(|state| format!("APPOINTMENT_MOVED {state}")));

    // Nights that last until the visit: it cannot wait for their end.
    story.policy(json!({ "quietFromMinute": 240, "quietToMinute": 720 })).await;
    story.cancels(&early).await;
    assert_eq!(story.botmaker.taken().last().expect("a message").intent, "asistencia_visita_cancelada");
    assert_eq!(story.alerts().await, Vec::<String>::new());
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
async fn quiet_hours_that_are_called_off_keep_nothing_till_the_morning() {
    let story = Story::begin().await;
    let asked = story.definition("pedido", "Contanos").await;
    let plan = story.plan(world::PATIENT).await;
    let form = story.asks(&plan, &asked).await;
    story.until("2026-03-04T01:00:00Z").await;
    story.resends(&form).await;
    let resent = async || {
        let all = story.of_kind(world::PATIENT, "FORM_LINK_RESENT").await;
        all.iter().map(super::line).collect::<Vec<_>>()
    };
    assert_eq!(resent().await, ["FORM_LINK_RESENT PLANNED"], "it is night");
    story.policy(json!({ "quietFromMinute": 0, "quietToMinute": 0 })).await;
    story.app.run_due().await;
    assert_eq!(resent().await, ["FORM_LINK_RESENT ACCEPTED"]);
}

#[tokio::test]
async fn a_link_asked_for_once_more_whose_address_went_away_is_a_persons_to_see_to() {
    let story = Story::begin().await;
    story.declines_whatsapp(world::PATIENT).await;
    let asked = story.definition("pedido", "Contanos").await;
    let plan = story.plan(world::PATIENT).await;
    let form = story.asks(&plan, &asked).await;
    story.until("2026-03-04T01:00:00Z").await;
    story.resends(&form).await;
    story.corrects(world::PATIENT, json!({ "email": null })).await;
    story.until("2026-03-04T11:00:00Z").await;
    let resent = story.of_kind(world::PATIENT, "FORM_LINK_RESENT").await;
    assert_eq!(resent.iter().map(super::line).collect::<Vec<_>>(), ["FORM_LINK_RESENT FAILED no_channel"]);
    assert_eq!(story.alerts().await, ["FORM_LINK_RESENT no_channel"]);
}

#[tokio::test]
async fn what_the_mail_server_kept_until_the_night_was_not_kept_by_the_night() {
    let story = Story::begin().await;
    story.declines_whatsapp(world::PATIENT).await;
    let plan = story.plan(world::PATIENT).await;
    let visit = story.visit(&plan, "2026-03-06").await;
    story.until("2026-03-04T11:29:00Z").await;
    story.smtp.greylist(1_000);
    story.until("2026-03-06T11:30:00Z").await;
    let expected = ["EMAIL VISIT_REMINDER FAILED not_taken_before_quiet_hours"];
    assert_eq!(reminders(&story).await, expected);
    let (summary, _) = story.explained(&visit).await;
    assert!(summary.contains("se intentó sin éxito"), "{summary}");
    assert_eq!(story.alerts().await, ["VISIT_REMINDER not_taken_before_quiet_hours"]);
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
