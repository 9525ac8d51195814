//! A clinic whose patients read English: every word of a treatment's messages.

use entity::clinic;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;
use tests::smtp::ReceivedMail;
use tests::world;

use super::{ELENA, Story, submits};

const CLINIC: &str = "River Clinic";

/// Words that no message in English has.
const SPANISH: [&str; 7] = ["Hola", "turno", "visita", "formulario", "tratamiento", "marzo", "hora de"];

async fn english_story() -> Story {
    let story = Story::begin().await;
    clinic::Entity::update_many()
        .col_expr(clinic::Column::Locale, Expr::value("en-US"))
        .col_expr(clinic::Column::Name, Expr::value(CLINIC))
        .filter(clinic::Column::Id.eq(world::CLINIC))
        .exec(story.app.db())
        .await
        .expect("another language");
    story
}

/// Elena has a mail with this subject and this heading, which says all of it in both of its parts. Mails that are due at
/// once come in any order.
fn reads(story: &Story, subject: &str, heading: &str, words: &[&str]) -> ReceivedMail {
    let mut mails = story.mails_to(ELENA);
    let newest = mails.iter().rposition(|mail| mail.header("subject").as_deref() == Some(subject));
    let subjects = || mails.iter().map(|mail| mail.header("subject")).collect::<Vec<_>>();
    let newest = newest.unwrap_or_else(|| panic!("{subject} is not in {:?}", subjects()));
    let mail = mails.swap_remove(newest);
    let text = mail.part("text/plain").expect("words");
    let html = mail.part("text/html").expect("a page");
    assert!(html.contains("<html lang=\"en\"") && html.contains(&format!(">{heading}</h1>")), "{html}");
    for word in words.iter().chain(&["Hello Elena,"]) {
        assert!(text.contains(word), "{word} is not in {text}");
        assert!(html.contains(word), "{word} is not in {html}");
    }
    for word in SPANISH {
        assert!(!text.contains(word) && !html.contains(word), "{word} in {text}");
    }
    mail
}

#[tokio::test]
async fn a_treatment_from_its_welcome_to_its_end_in_english_by_mail() {
    let story = english_story().await;
    let intake = story.titled("intake", "Antes de empezar", "Before you start").await;
    story.rule(&intake, "FIRST_BOOKING", None).await;
    let last = story.titled("last", "Cómo te fue", "How it went").await;
    story.rule(&last, "TREATMENT_COMPLETED", None).await;
    let plan = story.plan(world::PATIENT).await;
    story.app.run_due().await;
    let begins = "Your treatment at River Clinic begins";
    reads(&story, begins, "Welcome!", &["we are glad to be at your side", "What happens next"]);

    let first = story.visit(&plan, "2026-03-06").await;
    story.app.run_due().await;
    let friday = "Friday 6 March, 08:30 (Buenos Aires time)";
    let link = "A form to fill in before your visit at River Clinic";
    reads(&story, link, "A form to fill in", &[friday, "Before you start", "It helps us to look after you."]);

    story.until("2026-03-04T11:30:00Z").await;
    let coming = format!("Your first visit at River Clinic is coming up: {friday}");
    let missing = "We are still missing this form. Please fill it in before you come:";
    let words = ["We look forward to meeting you", friday, "1 of 10", missing, "Before you start"];
    let mail = reads(&story, &coming, "Your first visit is coming up", &words);
    let holder = story.holder(&mail).await;
    let form = holder.ok("{ forms { nodes { id } } }", json!({})).await["forms"]["nodes"][0]["id"].clone();
    submits(&holder, &form).await;

    let second = story.visit(&plan, "2026-03-10").await;
    story.takes_place(&first).await;
    story.until("2026-03-08T11:30:00Z").await;
    let tuesday = "Tuesday 10 March, 08:30 (Buenos Aires time)";
    let reminder = format!("Reminder of your visit at River Clinic: {tuesday}");
    let words = ["This is a reminder of your visit:", tuesday, "2 of 10", "See you soon!"];
    reads(&story, &reminder, "A reminder of your visit", &words);

    story.moves(&second, "2026-03-12").await;
    let thursday = "Thursday 12 March, 08:30 (Buenos Aires time)";
    let moved = format!("Your visit 2 at River Clinic has moved: it is now on {thursday}");
    reads(
        &story,
        &moved,
        "Your visit has moved",
        &["has moved. This is the new time:", thursday, "Tuesday 10"],
    );
    story.cancels(&second).await;
    let cancelled = format!("Your visit at River Clinic on {thursday} is cancelled");
    reads(&story, &cancelled, "Your visit is cancelled", &["There is nothing more for you to do.", thursday]);

    story.completes(&plan).await;
    let completed = "You have completed your treatment at River Clinic. Thank you!";
    let words = ["Thank you for your trust", "To finish, please fill in this form", "How it went"];
    reads(&story, completed, "You have completed your treatment", &words);
}

#[tokio::test]
async fn a_treatment_in_english_by_whatsapp() {
    let story = english_story().await;
    let intake = story.titled("intake", "Antes de empezar", "Before you start").await;
    let plan = story.plan(world::PATIENT_2).await;
    let visit = story.visit(&plan, "2026-03-06").await;
    story.until("2026-03-04T11:29:00Z").await;
    story.asks(&plan, &intake).await;
    story.until("2026-03-04T11:30:00Z").await;
    story.moves(&visit, "2026-03-10").await;
    story.cancels(&visit).await;
    story.completes(&plan).await;
    let taken = story.botmaker.taken();
    let variable = |intent: &str, name: &str| {
        let message = taken.iter().find(|message| message.intent == intent);
        let message = message.unwrap_or_else(|| panic!("no {intent}"));
        assert_eq!(message.variables["clinicName"], CLINIC);
        message.variables[name].as_str().expect("a text").to_owned()
    };
    let (friday, tuesday) =
        ("Friday 6 March, 08:30 (Buenos Aires time)", "Tuesday 10 March, 08:30 (Buenos Aires time)");
    assert_eq!(variable("asistencia_recordatorio", "when"), friday);
    let note = variable("asistencia_recordatorio", "note");
    assert_eq!(
        note,
        "Please fill in a form before you come, with the same button: it helps us to look after you."
    );
    assert_eq!(variable("asistencia_turno_movido", "previous"), "Friday 6 March, 08:30");
    assert_eq!(variable("asistencia_turno_movido", "when"), tuesday);
    // What the help desk reads is what the approved template says.
    let ledger = story.ledger(world::PATIENT_2).await;
    for (kind, words) in [
        ("CARE_PLAN_WELCOME", "Your treatment with"),
        ("APPOINTMENT_BOOKED", "Hello Mario, this is River Clinic."),
        ("VISIT_REMINDER", "A reminder of your visit: Friday 6 March"),
        ("APPOINTMENT_MOVED", tuesday),
        ("APPOINTMENT_CANCELLED", "Hello Mario, this is River Clinic."),
        ("TREATMENT_COMPLETED", "Hello Mario, this is River Clinic."),
    ] {
        let told = ledger.iter().find(|one| one["kind"] == kind && one["state"] == "ACCEPTED");
        let text = told.unwrap_or_else(|| panic!("no {kind}"))["text"].as_str().expect("words");
        assert!(text.contains(words), "{kind}: {text}");
        assert!(SPANISH.iter().all(|word| !text.contains(word)), "{kind}: {text}");
    }
}
