//! What the help desk reads of a visit: why its reminder left or did not, and which message carried a form's link.

use asistencia::platform::global_id::GlobalId;
use async_graphql::ID;
use chrono::{DateTime, Duration, Utc};
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
    assert!(summary.starts_with(sent) && summary.contains("Se canceló la visita"), "{summary}");

    // Nobody was alerted of what was before reminders were switched on, and nobody is said to have been.
    story.until("2026-03-13T12:00:00Z").await;
    story.policy(json!({ "enabled": true })).await;
    story.app.run_due().await;
    let (summary, _) = story.explained(&later).await;
    assert_eq!(summary, "Fue antes de que la clínica empezara a mandar recordatorios.");
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
    let carrier = "Recordatorio de la visita del viernes 6 de marzo";
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

#[tokio::test]
async fn a_patient_who_did_not_come_is_said_and_before_which_visit_a_form_was_outstanding() {
    let story = Story::begin().await;
    let intake = story.definition("ingreso", "Antes de empezar").await;
    story.rule(&intake, "FIRST_BOOKING", None).await;
    let plan = story.plan(world::PATIENT).await;
    let missed = story.visit(&plan, "2026-03-06").await;
    let next = story.visit(&plan, "2026-03-12").await;
    story.until("2026-03-06T12:00:00Z").await;
    assert!(!story.explained(&missed).await.0.contains("no vino"), "nobody has said so yet");
    let input = json!({ "id": missed["id"] });
    story.dora().await.done("markNoShow", "VisitInput", input, "appointment { state }").await;
    story.app.run_due().await;
    let (summary, steps) = story.explained(&missed).await;
    assert!(
        summary.starts_with("El recordatorio de este horario ya se envió. El paciente no vino."),
        "{summary}"
    );
    assert!(steps.contains(&"Enlace a «Antes de empezar», por e-mail: enviado.".to_owned()), "{steps:#?}");
    let (summary, steps) = story.explained(&next).await;
    assert!(!summary.contains("no vino"), "{summary}");
    let told = "Aviso al profesional de que falta «Antes de empezar» antes de la visita del viernes 6 de marzo, \
        08:30\u{a0}h (hora de Buenos Aires), por e-mail: enviado.";
    assert!(steps.contains(&told.to_owned()), "{steps:#?}");

    let query = "query($id: ID!) { explainReminder(appointmentId: $id) { summary } }";
    let body = json!({ "query": query, "variables": { "id": missed["id"] } });
    let olga = story.olga().await;
    let request = olga.request(reqwest::Method::POST, "/graphql").header("accept-language", "en");
    let answer: Value = request.json(&body).send().await.expect("an answer").json().await.expect("JSON");
    let summary = answer["data"]["explainReminder"]["summary"].as_str().expect("words");
    assert!(summary.contains("The patient did not come."), "{summary}");
}

#[tokio::test]
async fn what_nobody_could_say_in_time_is_said_to_be_late_once() {
    let story = Story::begin().await;
    let plan = story.plan(world::PATIENT).await;
    let visit = story.visit(&plan, "2026-03-12").await;
    story.app.run_due().await;
    // Nobody works until ten minutes before.
    story
        .app
        .clock
        .advance("2026-03-12T11:20:00Z".parse::<DateTime<Utc>>().expect("an instant") - story.app.app.now());
    story.app.run_due().await;
    let (_, steps) = story.explained(&visit).await;
    let late = steps.iter().find(|step| step.starts_with("Recordatorio"));
    let late = late.unwrap_or_else(|| panic!("no reminder in {steps:#?}"));
    assert!(late.ends_with(", por e-mail: no salió a tiempo. Se avisó a una persona."), "{late}");
}
