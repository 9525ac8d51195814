//! A treatment from its beginning to its end, as the patient and the practitioner are told of it.

use serde_json::{Value, json};
use tests::{Client, world};

use super::{DORA, ELENA, Story, submits};

async fn forms(client: &Client) -> Vec<Value> {
    let seen = client.ok("{ forms { nodes { id title state } } }", json!({})).await;
    seen["forms"]["nodes"].as_array().expect("forms").clone()
}

fn mentions(story: &Story, title: &str) -> usize {
    let mails = story.mails_to(ELENA);
    mails.iter().filter(|mail| mail.part("text/plain").is_some_and(|text| text.contains(title))).count()
}

#[tokio::test]
async fn the_form_of_a_fourth_visit_goes_with_the_reminder_of_a_fifth_that_is_due_while_it_goes_on() {
    let story = Story::begin().await;
    let progress = story.definition("progreso", "Cómo venís").await;
    story.rule(&progress, "COMPLETED_VISITS", Some(4)).await;
    let plan = story.plan(world::PATIENT).await;
    let mut visits = Vec::new();
    for day in ["2026-03-04", "2026-03-06", "2026-03-09", "2026-03-10", "2026-03-12"] {
        visits.push(story.visit(&plan, day).await);
    }
    let (fourth, fifth) = (&visits[3], &visits[4]);
    assert_eq!(fourth["startsAt"], "2026-03-10T11:30:00+00:00");
    assert_eq!(fourth["endsAt"], "2026-03-10T12:25:00+00:00");
    assert_eq!(fifth["startsAt"], "2026-03-12T11:30:00+00:00");
    for visit in &visits[..3] {
        story.takes_place(visit).await;
    }

    // 48 hours before the fifth, to the minute, the fourth begins.
    story.until("2026-03-10T11:30:00Z").await;
    story.starts(fourth).await;
    let before = story.smtp.mails().len();
    let reminders = story.of_kind(world::PATIENT, "VISIT_REMINDER").await;
    assert_eq!(reminders.len(), 4, "the fifth is not reminded of yet: {reminders:#?}");
    let (summary, _) = story.explained(fifth).await;
    assert!(summary.contains("visita anterior"), "{summary}");
    story.until("2026-03-10T12:25:00Z").await;
    assert_eq!(story.smtp.mails().len(), before, "held back");

    story.ends(fourth).await;
    let mails = story.smtp.mails();
    assert_eq!(mails.len(), before + 1, "one mail says both");
    let mail = mails.last().expect("a mail");
    let words = mail.part("text/plain").expect("words");
    assert!(words.contains("Cómo venís") && words.contains("08:30"), "{words}");
    let reminders = story.of_kind(world::PATIENT, "VISIT_REMINDER").await;
    let reminder = reminders.last().expect("a reminder");
    assert_eq!((reminders.len(), &reminder["state"]), (5, &json!("ACCEPTED")));
    let form = reminder["linkedFormIds"][0].clone();
    assert_eq!((&reminder["linkedFormIds"], &reminder["outstandingFormIds"]), (&json!([form]), &json!([])));
    let (summary, steps) = story.explained(fifth).await;
    assert!(summary.contains("ya se envió") && summary.contains("«Cómo venís»"), "{summary}");
    assert!(steps.iter().any(|step| step.contains("con el enlace a «Cómo venís»")), "{steps:#?}");

    // The link leads to the treatment and its form; sent in, it is never asked for again.
    let holder = story.holder(mail).await;
    let journey = holder.ok("{ carePlanJourney { carePlan { id } } }", json!({})).await;
    assert_eq!(journey["carePlanJourney"]["carePlan"]["id"], plan);
    assert_eq!(forms(&holder).await, [json!({ "id": form, "title": "Cómo venís", "state": "OPEN" })]);
    submits(&holder, &form).await;
    story.takes_place(fifth).await;
    assert_eq!(mentions(&story, "Cómo venís"), 1);
    let told = story.ledger(world::PATIENT).await;
    assert!(told.iter().all(|message| message["outstandingFormIds"] == json!([])), "{told:#?}");
    let to_dora = story.mails_to(DORA);
    assert_eq!(to_dora.len(), 1, "a form came in");
    let words = to_dora[0].part("text/plain").expect("words");
    assert!(words.contains("Elena Sosa") && words.contains("Cómo venís"), "{words}");
    assert_eq!(story.of_kind(world::PATIENT, "FORM_SUBMITTED").await.len(), 1);
    assert_eq!(story.alerts().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_treatment_from_its_welcome_to_its_end_with_a_form_that_is_never_filled_in() {
    let story = Story::begin().await;
    let intake = story.definition("ingreso", "Antes de empezar").await;
    story.rule(&intake, "FIRST_BOOKING", None).await;
    let last = story.definition("final", "Cómo te fue").await;
    story.rule(&last, "TREATMENT_COMPLETED", None).await;
    let plan = story.plan(world::PATIENT).await;
    story.app.run_due().await;
    assert_eq!(story.told(world::PATIENT).await, ["CARE_PLAN_WELCOME ACCEPTED"]);
    let visit = story.visit(&plan, "2026-03-06").await;
    story.app.run_due().await;
    let link = story.of_kind(world::PATIENT, "FORM_LINK").await;
    assert_eq!(link.len(), 1, "no reminder leaves soon enough for it");
    let intake = link[0]["linkedFormIds"][0].clone();
    let mail = story.mails_to(ELENA).pop().expect("a mail");
    let holder = story.holder(&mail).await;
    assert_eq!(forms(&holder).await, [json!({ "id": intake, "title": "Antes de empezar", "state": "OPEN" })]);

    // Two days before the visit it is outstanding, a day before Dora hears of it.
    story.until("2026-03-04T11:29:00Z").await;
    assert_eq!(story.of_kind(world::PATIENT, "VISIT_REMINDER").await, Vec::<Value>::new());
    story.until("2026-03-04T11:30:00Z").await;
    let reminder = story.of_kind(world::PATIENT, "VISIT_REMINDER").await.pop().expect("a reminder");
    assert_eq!(reminder["state"], "ACCEPTED");
    assert_eq!((&reminder["linkedFormIds"], &reminder["outstandingFormIds"]), (&json!([]), &json!([intake])));
    assert!(story.mails_to(ELENA).pop().expect("a mail").part("text/calendar").is_some());
    assert_eq!(story.mails_to(DORA).len(), 0);
    story.until("2026-03-05T11:30:00Z").await;
    let to_dora = story.mails_to(DORA);
    assert_eq!(to_dora.len(), 1);
    assert!(to_dora[0].part("text/plain").expect("words").contains("Antes de empezar"));

    // Elena says on the telephone that she never saw it: twice in a hurry is once.
    let olga = story.olga().await;
    let resend = || {
        let input = json!({ "formId": intake });
        olga.done("resendFormLink", "ResendFormLinkInput", input, "notification { id }")
    };
    let (one, other) = tokio::join!(resend(), resend());
    assert_eq!(one["notification"], other["notification"]);
    let before = story.mails_to(ELENA).len();
    story.app.run_due().await;
    assert_eq!(story.mails_to(ELENA).len(), before + 1);
    // Under one key it is one message too, though the first has left meanwhile.
    let keyed = || {
        let input = json!({ "formId": intake, "idempotencyKey": "k" });
        olga.done("resendFormLink", "ResendFormLinkInput", input, "notification { id }")
    };
    let first = keyed().await;
    story.app.run_due().await;
    assert_eq!(keyed().await, first);
    story.app.run_due().await;
    assert_eq!(story.mails_to(ELENA).len(), before + 2);
    let mail = story.mails_to(ELENA).pop().expect("a mail");
    assert_eq!(forms(&story.holder(&mail).await).await[0]["id"], intake);

    story.takes_place(&visit).await;
    story.completes(&plan).await;
    story.until("2026-03-08T15:00:00Z").await;
    let completed = story.of_kind(world::PATIENT, "TREATMENT_COMPLETED").await.pop().expect("the end");
    assert_eq!(completed["linkedFormIds"].as_array().map(Vec::len), Some(1));
    assert_eq!(completed["outstandingFormIds"], json!([intake]));
    assert_eq!(
        story.told(world::PATIENT).await,
        [
            "APPOINTMENT_BOOKED ACCEPTED",
            "CARE_PLAN_WELCOME ACCEPTED",
            "FORM_LINK ACCEPTED",
            "FORM_LINK_RESENT ACCEPTED",
            "FORM_LINK_RESENT ACCEPTED",
            "FORM_OUTSTANDING ACCEPTED",
            "TREATMENT_COMPLETED ACCEPTED",
            "VISIT_REMINDER ACCEPTED",
        ]
    );
    assert_eq!(story.alerts().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_link_sent_once_more_names_the_visit_that_comes_up_when_it_leaves() {
    let story = Story::begin().await;
    let asked = story.definition("pedido", "Contanos").await;
    let plan = story.plan(world::PATIENT).await;
    let visit = story.visit(&plan, "2026-03-06").await;
    let form = story.asks(&plan, &asked).await;
    story.app.run_due().await;
    let words = || {
        let mails = story.mails_to(ELENA);
        let last = mails.iter().rfind(|mail| {
            mail.header("subject").is_some_and(|subject| subject.starts_with("Otra vez, el enlace"))
        });
        last.and_then(|mail| mail.part("text/plain")).expect("the link once more")
    };
    story.resends(&form).await;
    assert!(words().contains("antes de tu visita del viernes 6 de marzo, 08:30\u{a0}h"), "{}", words());

    // Asked for at 23:00, it leaves in the morning, when the visit is another day.
    story.until("2026-03-04T02:00:00Z").await;
    story.resends(&form).await;
    story.moves(&visit, "2026-03-10").await;
    story.until("2026-03-04T11:00:00Z").await;
    assert!(words().contains("antes de tu visita del martes 10 de marzo, 08:30\u{a0}h"), "{}", words());

    story.cancels(&visit).await;
    story.resends(&form).await;
    assert!(words().contains("el enlace a tu formulario.") && !words().contains("antes de"), "{}", words());
}

#[tokio::test]
async fn the_first_visit_is_the_one_that_comes_first_whatever_its_number() {
    let story = Story::begin().await;
    let plan = story.plan(world::PATIENT).await;
    let one = story.visit(&plan, "2026-03-06").await;
    story.visit(&plan, "2026-03-10").await;
    story.moves(&one, "2026-03-12").await;
    story.until("2026-03-12T11:30:00Z").await;
    let reminders = story.of_kind(world::PATIENT, "VISIT_REMINDER").await;
    let is_first = |reminder: &Value| {
        let words = reminder["text"].as_str().expect("words");
        words.contains("primera visita")
    };
    let said: Vec<_> = reminders.iter().map(is_first).collect();
    assert_eq!(said, [true, false]);
}
