//! Two servers over one database do the same work at the same time.

use std::collections::BTreeMap;

use asistencia::worker;
use chrono::Duration;
use entity::ids::PatientId;
use entity::patient;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel};
use tests::{TestApp, world};

use super::Story;

/// Patients like Elena, each with an address of their own.
async fn more_patients(story: &Story, count: usize) -> Vec<PatientId> {
    let elena = patient::Entity::find_by_id(world::PATIENT).one(story.app.db()).await.expect("the database");
    let elena = elena.expect("Elena");
    let mut ids = Vec::new();
    for number in 0..count {
        let id: PatientId = story.app.app.new_id();
        let mut row = elena.clone().into_active_model().reset_all();
        row.id = Set(id);
        row.national_id = Set(format!("4000000{number}"));
        row.email = Set(Some(format!("paciente{number}@paciente.example")));
        row.insert(story.app.db()).await.expect("a patient");
        ids.push(id);
    }
    ids
}

#[tokio::test]
async fn two_workers_at_once_say_everything_once() {
    let story = Story::begin().await;
    let other = TestApp::setup()
        .smtp(&story.smtp)
        .botmaker(&story.botmaker)
        .database(story.app.database())
        .start()
        .await;
    let intake = story.definition("ingreso", "Antes de empezar").await;
    story.rule(&intake, "FIRST_BOOKING", None).await;
    let patients = more_patients(&story, 8).await;
    for patient in &patients {
        let plan = story.plan(*patient).await;
        story.visit(&plan, "2026-03-06").await;
    }
    let hours = 24 * 5;
    for _ in 0..hours {
        let (one, two) = tokio::join!(worker::work_off(&story.app.app), worker::work_off(&other.app));
        one.and(two).expect("the work is done");
        story.app.clock.advance(Duration::hours(1));
        other.clock.advance(Duration::hours(1));
    }

    let mut received = BTreeMap::<_, usize>::new();
    for mail in story.smtp.mails() {
        let subject = mail.header("subject").expect("a subject");
        *received.entry((mail.to.clone(), subject)).or_default() += 1;
    }
    for number in 0..patients.len() {
        let address = vec![format!("paciente{number}@paciente.example")];
        let own: Vec<_> = received.iter().filter(|((to, _), _)| *to == address).collect();
        assert_eq!(own.len(), 4, "welcome, booked, the form, the reminder: {own:#?}");
        assert!(own.iter().all(|(_, times)| **times == 1), "{own:#?}");
    }
    for patient in &patients {
        assert_eq!(
            story.told(*patient).await.iter().filter(|line| line.ends_with(" ACCEPTED")).count(),
            5,
            "Dora was told too"
        );
    }
    assert_eq!(story.botmaker.requests(), 0);
    assert_eq!(story.alerts().await, Vec::<String>::new());
}
