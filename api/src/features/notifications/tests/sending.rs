//! What is said, and what follows from each answer of a provider.

use std::time::Duration;

use chrono::Duration as Span;
use entity::enums::NotificationChannel::Whatsapp;
use entity::enums::NotificationState::{Accepted, Expired, Failed, Planned, Sending, Superseded, Suppressed};
use entity::enums::{AttemptOutcome, EventKind};

use super::super::Composed;
use super::support::World;
use crate::gateways::email::EmailMessage;
use crate::gateways::recording::RecordedChannel;
use crate::gateways::{RefusalScope, SendResult};

fn retry(code: &str) -> SendResult {
    SendResult::Retry { code: code.into(), detail: "later".into(), not_before: None }
}

fn refused(scope: RefusalScope) -> SendResult {
    SendResult::Refused { code: "c".into(), detail: "no".into(), scope }
}

fn mail_that_carries(carried: serde_json::Value) -> Composed {
    let message = EmailMessage {
        to: "ana@example.org".into(),
        reply_to: None,
        subject: String::new(),
        text: String::new(),
        html: None,
        calendar: None,
        message_id: String::new(),
    };
    Composed::Email { message, shown: serde_json::json!({}), carried }
}

#[tokio::test]
async fn an_accepted_message_keeps_what_was_said_and_by_what_name() {
    let world = World::new().await;
    let id = world.plan_due().await;
    world.run().await;
    let row = world.row(id).await;
    assert_eq!((row.state, row.attempts, row.lease_token), (Accepted, 1, None));
    assert_eq!((row.provider_id.as_deref(), row.sent_at), (Some("recorded-1"), Some(world.app.now())));
    let attempts = world.attempts(id).await;
    assert_eq!((attempts.len(), attempts[0].number), (1, 1));
    assert_eq!((attempts[0].outcome, attempts[0].finished_at), (AttemptOutcome::Accepted, row.sent_at));
    assert_eq!(attempts[0].rendered["text"], "Elegí tu turno");
    assert_eq!(world.gateway.sent()[0].correlation, format!("{id}.1"));
    assert_eq!(world.heard(), [Accepted]);
    let kinds: Vec<_> = world.events().await.into_iter().map(|event| event.kind).collect();
    assert_eq!(kinds, [EventKind::NotificationChanged; 2], "sending, accepted");
    let event = world.events().await.remove(0);
    assert_eq!(
        (event.assistance_request_id, event.patient_id),
        (Some(world.request_id), Some(world.patient_id))
    );
}

#[tokio::test]
async fn a_mail_has_the_same_message_id_in_every_attempt() {
    let world = World::new().await;
    let id = world.plan_mail_due().await;
    world.gateway.fail_next(SendResult::Uncertain { detail: "cut".into() });
    world.run().await;
    assert_eq!(world.state(id).await, Planned, "a mail goes again");
    world.minutes(1);
    world.run().await;
    assert_eq!(world.state(id).await, Accepted);
    let names: Vec<_> = world.gateway.attempts().into_iter().map(|sent| sent.correlation).collect();
    assert_eq!(names, vec![format!("<{id}@turnos.clinica.example>"); 2]);
    let outcomes: Vec<_> = world.attempts(id).await.into_iter().map(|attempt| attempt.outcome).collect();
    assert_eq!(outcomes, [AttemptOutcome::Uncertain, AttemptOutcome::Accepted]);
}

#[tokio::test]
async fn a_mail_that_tells_something_else_than_the_one_that_may_have_arrived_has_a_message_id_of_its_own() {
    let world = World::new().await;
    let id = world.plan_mail_due().await;
    for forms in [vec![], vec![1], vec![1]] {
        world.say_next(mail_that_carries(serde_json::json!({ "links": forms })));
        world.gateway.fail_next(SendResult::Uncertain { detail: "cut".into() });
        world.run().await;
        world.minutes(10);
    }
    let names: Vec<_> = world.gateway.attempts().into_iter().map(|sent| sent.correlation).collect();
    assert_eq!(names.len(), 3, "{names:?}");
    assert!(names.iter().all(|name| name.starts_with(&format!("<{id}."))), "{names:?}");
    // The newest comes first.
    assert!(names[0] == names[1] && names[1] != names[2], "{names:?}");
}

#[tokio::test]
async fn what_should_not_be_said_is_not() {
    let world = World::new().await;
    let id = world.plan_due().await;
    world.say_next(Composed::Suppress { reason: "booked", detail: Some("has a turno".into()) });
    world.run().await;
    let row = world.row(id).await;
    assert_eq!((row.state, row.reason.as_deref()), (Suppressed, Some("booked")));
    assert_eq!((row.reason_detail.as_deref(), row.attempts), (Some("has a turno"), 0));
    let another = world.plan_new(world.new_notification(Whatsapp, "other")).await;
    world.minutes(15);
    world.say_next(Composed::Supersede { reason: "amended" });
    world.run().await;
    assert_eq!(world.state(another).await, Superseded);
    assert_eq!(world.heard(), [Suppressed, Superseded]);
    assert_eq!(world.gateway.attempts().len(), 0);
}

#[tokio::test]
async fn what_did_not_leave_goes_again_after_a_growing_wait() {
    let world = World::new().await;
    let id = world.plan_due().await;
    for attempt in 1..=9 {
        world.gateway.fail_next(retry("503"));
        world.run().await;
        let row = world.row(id).await;
        assert_eq!((row.state, row.attempts), (Planned, attempt));
        let wait = row.next_attempt_at - world.app.now();
        let bound = (Span::seconds(30) * (1 << (attempt - 1))).min(Span::hours(1));
        assert!(wait >= Span::seconds(1) && wait <= bound, "attempt {attempt}: {wait}");
        assert_eq!(world.run().await.claimed, 0, "not before");
        world.clock.set(row.next_attempt_at);
    }
    assert_eq!(world.heard(), []);
    world.run().await;
    assert_eq!((world.state(id).await, world.attempts(id).await.len()), (Accepted, 10));
}

#[tokio::test]
async fn the_providers_wish_is_honoured() {
    let world = World::new().await;
    let id = world.plan_due().await;
    let not_before = Some(Duration::from_secs(7_200));
    world.gateway.fail_next(SendResult::Retry { code: "429".into(), detail: String::new(), not_before });
    world.run().await;
    assert_eq!(world.row(id).await.next_attempt_at, world.app.now() + Span::hours(2));
}

#[tokio::test]
async fn it_is_tried_until_it_expires_and_then_a_person_hears() {
    let world = World::new().await;
    let mut new = world.new_notification(Whatsapp, "short");
    new.expires_at = new.due_at + Span::minutes(10);
    let id = world.plan_new(new).await;
    world.minutes(15);
    for _ in 0..100 {
        world.gateway.fail_next(retry("503"));
        world.run().await;
        let row = world.row(id).await;
        if row.state != Planned {
            break;
        }
        world.clock.set(row.next_attempt_at);
    }
    let row = world.row(id).await;
    assert_eq!((row.state, row.reason.as_deref()), (Failed, Some("retries_exhausted")));
    assert!(world.app.now() < row.expires_at, "told at once, not when it expires");
    assert_eq!(world.heard(), [Failed]);
}

#[tokio::test]
async fn a_retry_that_nobody_made_in_time_expires() {
    let world = World::new().await;
    let id = world.plan_due().await;
    world.gateway.fail_next(retry("503"));
    world.run().await;
    world.minutes(25 * 60);
    world.run().await;
    assert_eq!((world.state(id).await, world.heard()), (Expired, vec![Expired]));
    assert_eq!(world.gateway.attempts().len(), 1);
}

#[tokio::test]
async fn held_back_by_whatsapp_is_tried_once_a_day_later() {
    let world = World::new().await;
    let id = world.plan_due().await;
    let held_back = || SendResult::Retry {
        code: "131049".into(),
        detail: "healthy ecosystem".into(),
        not_before: Some(crate::gateways::whatsapp::A_DAY),
    };
    world.gateway.fail_next(held_back());
    world.run().await;
    let row = world.row(id).await;
    assert_eq!((row.state, row.next_attempt_at), (Planned, world.app.now() + Span::days(1)));
    world.clock.set(row.next_attempt_at);
    world.gateway.fail_next(held_back());
    world.run().await;
    let row = world.row(id).await;
    assert_eq!((row.state, row.reason.as_deref()), (Failed, Some("held_back")));
    assert_eq!(world.gateway.attempts().len(), 2);
}

#[tokio::test]
async fn a_refusal_is_a_visible_failure_at_once() {
    for (scope, mail, expected) in [
        (RefusalScope::Person, false, "unreachable_by_whatsapp"),
        (RefusalScope::Person, true, "unreachable_by_email"),
        (RefusalScope::Ours, false, "rejected"),
        (RefusalScope::Channel, false, "channel_stopped"),
    ] {
        let world = World::new().await;
        let id = if mail { world.plan_mail_due().await } else { world.plan_due().await };
        world.gateway.fail_next(refused(scope));
        world.run().await;
        let row = world.row(id).await;
        assert_eq!((row.state, row.reason.as_deref()), (Failed, Some(expected)));
        assert_eq!(row.reason_detail.as_deref(), Some("c: no"));
        assert_eq!(world.heard(), [Failed]);
        world.minutes(120);
        world.run().await;
        assert_eq!(world.gateway.attempts().len(), 1, "never again");
    }
}

#[tokio::test]
async fn a_stopped_channel_rests_and_the_others_go_on() {
    let world = World::new().await;
    let failed = world.plan_due().await;
    let waiting = world.plan_new(world.new_notification(Whatsapp, "waits")).await;
    let mail = world.plan_mail_due().await;
    world.clock.set(world.row(failed).await.due_at);
    world.gateway.fail_next_on(RecordedChannel::Whatsapp, refused(RefusalScope::Channel));
    world.run().await;
    assert_eq!(world.state(failed).await, Failed);
    world.clock.set(world.row(waiting).await.due_at);
    // Due fifteen minutes later than the stop: it was not put off.
    world.run().await;
    assert_eq!((world.state(waiting).await, world.state(mail).await), (Accepted, Accepted));

    let (a, b) = (world.new_notification(Whatsapp, "a"), world.new_notification(Whatsapp, "b"));
    let (a, mut b) = (world.plan_new(a).await, b);
    b.due_at += Span::minutes(1);
    let b = world.plan_new(b).await;
    world.minutes(15);
    world.gateway.fail_next(refused(RefusalScope::Channel));
    world.run().await;
    let stopped_at = world.app.now();
    world.minutes(1);
    assert_eq!(world.run().await.claimed, 0);
    assert_eq!((world.state(a).await, world.state(b).await), (Failed, Planned));
    world.clock.set(stopped_at + Span::minutes(5));
    world.run().await;
    assert_eq!(world.state(b).await, Accepted);
}

#[tokio::test]
async fn while_a_channel_is_stopped_one_message_at_a_time_tries_it() {
    let world = World::new().await;
    let due = async |key: &str| {
        let mut new = world.new_notification(Whatsapp, key);
        new.due_at = world.app.now();
        world.plan_new(new).await
    };
    let other_clinic = super::support::clinic(&world.app, "other").await;
    let failed = due("failed").await;
    world.gateway.fail_next(refused(RefusalScope::Channel));
    world.run().await;
    assert_eq!(world.state(failed).await, Failed);
    // Confirmed a moment later: they wait, and so does what comes after the first probe.
    let waiting = [due("a").await, due("b").await, due("c").await];
    let mail = world.plan_mail_due().await;
    world.gateway.fail_next_on(RecordedChannel::Whatsapp, refused(RefusalScope::Channel));
    world.run().await;
    assert_eq!(world.state(mail).await, Accepted);
    let tried = |attempts: &[crate::gateways::recording::RecordedMessage]| {
        attempts.iter().filter(|sent| sent.channel == RecordedChannel::Whatsapp).count()
    };
    assert_eq!(tried(&world.gateway.attempts()), 2, "the stop, and one probe");
    for id in waiting {
        assert_eq!(world.state(id).await, Planned);
    }
    world.minutes(4);
    world.run().await;
    assert_eq!(tried(&world.gateway.attempts()), 2);
    world.minutes(1);
    world.run().await;
    for id in waiting {
        assert_eq!(world.state(id).await, Accepted, "the probe got through, and the others after it");
    }
    assert_ne!(other_clinic, world.clinic_id);
}

#[tokio::test]
async fn what_a_stopped_channel_kept_too_long_goes_to_a_person() {
    let world = World::new().await;
    let failed = world.plan_due().await;
    world.gateway.fail_next(refused(RefusalScope::Channel));
    world.run().await;
    let mut new = world.new_notification(Whatsapp, "waits");
    (new.due_at, new.expires_at) = (world.app.now(), world.app.now() + Span::minutes(12));
    let waiting = world.plan_new(new).await;
    for _ in 0..4 {
        world.gateway.fail_next(refused(RefusalScope::Channel));
        world.minutes(5);
        world.run().await;
    }
    assert_eq!(world.state(failed).await, Failed);
    assert!(matches!(world.state(waiting).await, Failed | Expired));
    assert_eq!(world.heard().len(), 2);
}

#[tokio::test]
async fn what_cannot_be_composed_is_tried_again_and_expires_at_last() {
    let world = World::new().await;
    let id = world.plan_due().await;
    // A mail where WhatsApp was planned: a fault of ours.
    world.say_next(mail_that_carries(serde_json::Value::Null));
    world.run().await;
    assert_eq!((world.state(id).await, world.row(id).await.attempts), (Sending, 0));
    world.minutes(3);
    let report = world.run().await;
    assert_eq!((report.rescued, report.accepted), (1, 1));
    assert_eq!(world.state(id).await, Accepted);
}
