//! What the help desk reads of a visit: why its reminder left or did not, and which message carried a form's link.

use asistencia::platform::global_id::GlobalId;
use async_graphql::ID;
use chrono::Duration;
use entity::appointment;
use entity::ids::AppointmentId;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel};
use serde_json::{Value, json};
use tests::{fresh_key, world};

use super::Story;

#[tokio::test]
async fn an_appointment_of_which_no_reminder_is_owed_says_why_and_not_that_it_is_past() {
    let story = Story::begin().await;
    let request = story.app.patient().await.submit_order(1).await;
    let external = json!({
        "id": request["id"], "version": request["version"], "externalId": "HIS-1",
        "startsAt": "2026-03-16T12:00:00Z", "idempotencyKey": fresh_key(),
    });
    let linked = "assistanceRequest { appointment { id } }";
    let (field, input_type) = ("linkExternalAppointment", "LinkExternalAppointmentInput");
    let linked = story.olga().await.done(field, input_type, external, linked).await;
    let (summary, _) = story.explained(&linked["assistanceRequest"]["appointment"]).await;
    assert!(summary.contains("agenda propia") && !summary.contains("pasó"), "{summary}");

    // A row as old databases hold it, two weeks ahead.
    let plan = story.plan(world::PATIENT).await;
    let visit = story.visit(&plan, "2026-03-16").await;
    let id = AppointmentId::from_global(&ID(visit["id"].as_str().expect("an id").to_owned()));
    let found = appointment::Entity::find_by_id(id.expect("a visit")).one(story.app.db()).await;
    let mut row = found.expect("the database").expect("a visit").into_active_model().reset_all();
    row.id = Set(story.app.app.new_id());
    (row.care_plan_id, row.visit_number) = (Set(None), Set(None));
    let row = row.insert(story.app.db()).await.expect("an appointment");
    let (summary, _) = story.explained(&json!({ "id": row.id.to_global() })).await;
    assert!(summary.contains("ni de un tratamiento") && !summary.contains("pasó"), "{summary}");
}

#[tokio::test]
async fn what_was_sent_comes_first_also_where_reminders_were_switched_off_or_the_visit_called_off() {
    let story = Story::begin().await;
    let plan = story.plan(world::PATIENT).await;
    let reminded = story.visit(&plan, "2026-03-06").await;
    let later = story.visit(&plan, "2026-03-11").await;
    story.until("2026-03-04T11:30:00Z").await;
    story.policy(json!({ "enabled": false })).await;
    let (summary, steps) = story.explained(&reminded).await;
    let sent = "El recordatorio de este horario ya se envió.";
    assert_eq!(summary, format!("{sent} La clínica tiene apagados los recordatorios."));
    assert!(steps.iter().any(|step| step.starts_with("Recordatorio") && step.ends_with("enviado.")));
    assert_eq!(story.explained(&later).await.0, "La clínica tiene apagados los recordatorios.");
    story.cancels(&reminded).await;
    let (summary, _) = story.explained(&reminded).await;
    assert!(summary.starts_with(sent) && summary.contains("cancelado"), "{summary}");

    // Nobody was alerted of what was before reminders were switched on, and nobody is said to have been.
    story.until("2026-03-13T12:00:00Z").await;
    story.policy(json!({ "enabled": true })).await;
    story.app.run_due().await;
    let (summary, _) = story.explained(&later).await;
    assert_eq!(summary, "El turno fue antes de que la clínica empezara a mandar recordatorios.");
    assert_eq!(story.alerts().await, Vec::<String>::new());
    story.app.clock.advance(Duration::days(7));
    let (summary, _) = story.explained(&later).await;
    assert!(summary.contains("hace más de una semana"), "{summary}");
}

#[tokio::test]
async fn the_message_that_carried_a_forms_link_is_listed_whatever_it_was_about() {
    let story = Story::begin().await;
    let progress = story.definition("progreso", "Cómo venís").await;
    let last = story.definition("final", "Cómo te fue").await;
    story.rule(&last, "TREATMENT_COMPLETED", None).await;
    let plan = story.plan(world::PATIENT).await;
    let first = story.visit(&plan, "2026-03-06").await;
    let second = story.visit(&plan, "2026-03-12").await;
    // Asked for a minute before the first visit's reminder leaves, it goes with that.
    story.until("2026-03-04T11:29:00Z").await;
    story.asks(&plan, &progress).await;
    story.until("2026-03-04T11:30:00Z").await;
    assert_eq!(story.of_kind(world::PATIENT, "FORM_LINK").await, Vec::<Value>::new());
    let (summary, steps) = story.explained(&second).await;
    assert!(summary.contains("Recibió el enlace y no completó «Cómo venís»"), "{summary}");
    let carrier = "Recordatorio del turno del viernes 6 de marzo";
    let link = ", con el enlace a «Cómo venís»: enviado.";
    assert!(steps.iter().any(|step| step.starts_with(carrier) && step.ends_with(link)), "{steps:#?}");
    // The reminder of the first visit says nothing of another treatment.
    let elsewhere = story.plan(world::PATIENT).await;
    let elsewhere = story.visit(&elsewhere, "2026-03-13").await;
    let (_, steps) = story.explained(&elsewhere).await;
    assert!(!steps.iter().any(|step| step.contains("Cómo venís")), "{steps:#?}");

    // What the end of the treatment carried is listed with each of its visits.
    story.takes_place(&first).await;
    story.cancels(&second).await;
    story.completes(&plan).await;
    let (summary, steps) = story.explained(&first).await;
    assert!(summary.contains("«Cómo te fue»"), "{summary}");
    let end =
        |step: &&String| step.starts_with("Aviso de fin") && step.contains("con el enlace a «Cómo te fue»");
    assert_eq!(steps.iter().filter(end).count(), 1, "{steps:#?}");
}
