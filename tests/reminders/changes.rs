//! What becomes of a reminder when the visit moves or is called off, or the patient wants none.

use asistencia::platform::global_id::GlobalId;
use serde_json::{Value, json};
use tests::smtp::Behaviour;
use tests::world;

use super::{ELENA, Story};

/// Kinds and states of what Elena was told, in the alphabet's order.
async fn without_reasons(story: &Story) -> Vec<String> {
    let told = story.told(world::PATIENT).await;
    told.iter().map(|line| line.splitn(3, ' ').take(2).collect::<Vec<_>>().join(" ")).collect()
}

#[tokio::test]
async fn a_moved_visit_takes_its_reminder_back_and_is_reminded_of_anew() {
    let story = Story::begin().await;
    let plan = story.plan(world::PATIENT).await;
    let visit = story.visit(&plan, "2026-03-06").await;
    story.until("2026-03-04T11:29:00Z").await;
    // The mail server puts the reminder off; meanwhile Elena's visit moves.
    story.smtp.behave(Behaviour::Greylist);
    story.until("2026-03-04T11:30:00Z").await;
    assert_eq!(story.of_kind(world::PATIENT, "VISIT_REMINDER").await[0]["state"], "PLANNED");
    let monday = story.moves(&visit, "2026-03-09").await;
    assert_eq!(monday["startsAt"], "2026-03-09T11:30:00+00:00");
    story.until("2026-03-07T11:29:00Z").await;
    let mut expected = vec![
        "APPOINTMENT_BOOKED ACCEPTED",
        "APPOINTMENT_MOVED ACCEPTED",
        "CARE_PLAN_WELCOME ACCEPTED",
        "VISIT_REMINDER SUPERSEDED",
    ];
    assert_eq!(without_reasons(&story).await, expected);
    story.until("2026-03-07T11:30:00Z").await;
    let mail = story.mails_to(ELENA).pop().expect("a mail").part("text/plain").expect("words");
    assert!(mail.contains("9 de marzo") && !mail.contains("6 de marzo"), "{mail}");

    // Reminded already, she is told that it moved, and reminded of where it ends up.
    story.moves(&visit, "2026-03-12").await;
    story.until("2026-03-12T11:30:00Z").await;
    expected.extend(["VISIT_REMINDER ACCEPTED", "APPOINTMENT_MOVED ACCEPTED", "VISIT_REMINDER ACCEPTED"]);
    expected.sort_unstable();
    assert_eq!(without_reasons(&story).await, expected);
    assert_eq!(story.alerts().await, Vec::<String>::new());
    // The help desk reads every move, and of which start each reminder was.
    let (_, steps) = story.explained(&visit).await;
    let mut of = steps.iter().filter(|step| step.contains("Se cambió") || step.starts_with("Recordatorio"));
    for (what, day) in [
        ("Se cambió de horario", "9 de marzo"),
        ("Recordatorio", "6 de marzo"),
        ("Se cambió de horario", "12 de marzo"),
        ("Recordatorio", "9 de marzo"),
        ("Recordatorio", "12 de marzo"),
    ] {
        let step = of.next().unwrap_or_else(|| panic!("no {what} of {day} in {steps:#?}"));
        assert!(step.starts_with(what) && step.contains(day), "{what} {day}: {steps:#?}");
    }
}

#[tokio::test]
async fn nothing_is_said_of_a_visit_that_was_called_off_but_that_it_was() {
    let story = Story::begin().await;
    let plan = story.plan(world::PATIENT).await;
    let visits = [story.visit(&plan, "2026-03-06").await, story.visit(&plan, "2026-03-10").await];
    story.until("2026-03-04T11:30:00Z").await;
    for visit in &visits {
        story.cancels(visit).await;
    }
    story.until("2026-03-11T11:30:00Z").await;
    let told = story.told(world::PATIENT).await;
    assert_eq!(
        told,
        [
            "APPOINTMENT_BOOKED ACCEPTED",
            "APPOINTMENT_BOOKED ACCEPTED",
            "APPOINTMENT_CANCELLED ACCEPTED",
            "APPOINTMENT_CANCELLED ACCEPTED",
            "CARE_PLAN_WELCOME ACCEPTED",
            "VISIT_REMINDER ACCEPTED",
        ]
    );
    let (summary, _) = story.explained(&visits[1]).await;
    assert!(summary.contains("Se canceló la visita"), "{summary}");
    assert_eq!(story.alerts().await, Vec::<String>::new());
}

#[tokio::test]
async fn whoever_wants_no_reminders_gets_none_and_the_ledger_says_so() {
    for who in ["the patient", "the holder of a link", "staff"] {
        let story = Story::begin().await;
        let plan = story.plan(world::PATIENT).await;
        story.visit(&plan, "2026-03-06").await;
        story.app.run_due().await;
        let mut input = json!({ "byEmail": false });
        if who == "staff" {
            input["patientId"] = json!(world::PATIENT.to_global());
        }
        let set = async |input: Value| {
            let client = match who {
                "the patient" => story.app.patient().await,
                "staff" => story.olga().await,
                _ => story.holder(&story.mails_to(ELENA)[0]).await,
            };
            let (field, input_type) = ("setReminderPreferences", "SetReminderPreferencesInput");
            client.done(field, input_type, input, "patient { id }").await;
        };
        set(input.clone()).await;
        story.until("2026-03-04T11:30:00Z").await;
        let reminders = story.of_kind(world::PATIENT, "VISIT_REMINDER").await;
        assert_eq!((&reminders[0]["channel"], reminders.len()), (&json!("WHATSAPP"), 1), "{who}");
        assert_eq!(story.botmaker.taken().len(), 1, "{who}");

        // A minute later, neither that way: nothing more is said of the other visit, and nobody has to do anything about it.
        story.until("2026-03-04T11:31:00Z").await;
        let other = story.visit(&plan, "2026-03-11").await;
        input["byWhatsapp"] = json!(false);
        set(input).await;
        story.until("2026-03-10T11:30:00Z").await;
        let reminders = story.of_kind(world::PATIENT, "VISIT_REMINDER").await;
        let last = reminders.last().expect("a reminder");
        assert_eq!(
            (&last["state"], &last["reason"]),
            (&json!("SUPPRESSED"), &json!("opted_out")),
            "{who}: {reminders:#?}"
        );
        assert_eq!((reminders.len(), story.botmaker.taken().len()), (2, 1), "{who}");
        let (summary, _) = story.explained(&other).await;
        assert!(summary.contains("pidió no recibir recordatorios"), "{summary}");
        assert_eq!(story.alerts().await, Vec::<String>::new());
        // News about the visit itself come in any case.
        let before = story.mails_to(ELENA).len();
        story.cancels(&other).await;
        assert_eq!(story.mails_to(ELENA).len(), before + 1, "{who}");
    }
}
