//! What e-mails say of an appointment, and what becomes of those that meet trouble.

use chrono::Duration;
use serde_json::{Value, json};
use tests::smtp;

use super::Story;

#[tokio::test]
async fn an_appointment_that_moves_and_ends_is_told_by_mail_in_the_calendars_words() {
    let story = Story::confirmed().await;
    let appointment = story.book().await;
    story.app.run_due().await;
    let slots = story.slots().await;
    // Moved twice before anything left: only where it ends up is said.
    story.move_to(&appointment, &slots[1]).await;
    story.move_to(&appointment, &slots[2]).await;
    story.app.run_due().await;
    let input = json!({ "id": appointment["id"] });
    story.patient.done("cancelAppointment", "CancelAppointmentInput", input, "appointment { id }").await;
    story.app.run_due().await;
    let mails = story.smtp.mails();
    assert_eq!(mails.len(), 3, "booked, moved once, cancelled");
    let calendars: Vec<_> = mails.iter().map(|mail| mail.part("text/calendar").expect("an entry")).collect();
    let line = |calendar: &str, name: &str| {
        let line = calendar.lines().find_map(|line| line.strip_prefix(name));
        line.unwrap_or_else(|| panic!("no {name} in {calendar}")).trim().to_owned()
    };
    let of = |name: &str| calendars.iter().map(|calendar| line(calendar, name)).collect::<Vec<_>>();
    assert_eq!(of("METHOD:"), ["REQUEST", "REQUEST", "CANCEL"]);
    let uids = of("UID:");
    assert!(uids.iter().all(|uid| *uid == uids[0]), "{uids:?}");
    let sequence: Vec<u32> = of("SEQUENCE:").iter().map(|number| number.parse().expect("a number")).collect();
    assert!(sequence.is_sorted_by(|a, b| a < b), "{sequence:?}");
    // From the time that she was told of, not from the one in between.
    let local = |at: &Value| {
        let at: chrono::DateTime<chrono::Utc> =
            at.as_str().and_then(|at| at.parse().ok()).expect("an instant");
        (at - Duration::hours(3)).format("%H:%M").to_string()
    };
    let text = mails[1].part("text/plain").expect("words");
    assert!(text.contains(&local(&appointment["startsAt"])), "{text}");
    assert!(text.contains(&local(&slots[2]["startsAt"])), "{text}");
    assert!(!text.contains(&local(&slots[1]["startsAt"])), "{text}");
}

#[tokio::test]
async fn mail_that_meets_trouble_arrives_under_one_name() {
    let story = Story::confirmed().await;
    story.smtp.greylist(2);
    story.smtp.behave(smtp::Behaviour::DropAfterDot);
    story.book().await;
    for _ in 0..4 {
        story.later(5).await;
    }
    let mails = story.smtp.mails();
    assert_eq!(mails.len(), 2, "the one whose answer was lost, and once more");
    assert!(mails[0].header("message-id").is_some());
    assert_eq!(mails[0].header("message-id"), mails[1].header("message-id"));
}
