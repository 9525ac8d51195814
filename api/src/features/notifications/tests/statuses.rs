//! Status webhooks: lost, early, late, repeated, reordered, about somebody else.

use chrono::Duration as Span;
use entity::enums::AttemptOutcome;
use entity::enums::NotificationChannel::Whatsapp;
use entity::enums::NotificationState::{
    Accepted, Delivered, Failed, Planned, Read, Sending, Superseded, Uncertain,
};
use entity::ids::NotificationId;
use serde_json::json;

use super::super::claim::claim;
use super::super::complete::complete;
use super::super::prepare::{Delivery, Prepared, prepare};
use super::super::{process_webhooks, receive_webhook};
use super::support::{PHONE, World};
use crate::gateways::SendResult;

fn lost_reply() -> SendResult {
    SendResult::Uncertain { detail: "no reply".into() }
}

impl World {
    async fn uncertain(&self) -> NotificationId {
        let id = self.plan_due().await;
        self.gateway.fail_next(lost_reply());
        self.run().await;
        assert_eq!(self.state(id).await, Uncertain);
        id
    }

    async fn sent(&self) -> NotificationId {
        let id = self.plan_due().await;
        self.run().await;
        assert_eq!(self.state(id).await, Accepted);
        self.heard();
        id
    }

    async fn leaving(&self) -> Delivery {
        let claimed = claim(&self.app, Whatsapp, 1).await.unwrap().remove(0);
        match prepare(&self.app, &self.script, &claimed).await.unwrap() {
            Prepared::Ready(delivery) => *delivery,
            other => panic!("{other:?}"),
        }
    }

    async fn by_provider(&self, provider_id: &str, status: &str) -> Option<String> {
        self.webhook(json!({ "type": "status", "status": status, "intentTxId": provider_id })).await
    }
}

#[tokio::test]
async fn a_lost_reply_waits_for_its_status() {
    let world = World::new().await;
    let id = world.uncertain().await;
    world.minutes(14);
    world.run().await;
    assert_eq!((world.state(id).await, world.gateway.attempts().len()), (Uncertain, 1));
    let body = json!({
        "type": "status", "status": "sent", "intentTxId": "theirs", "webhookPayload": format!("{id}.1"),
    });
    assert_eq!(world.webhook(body).await.as_deref(), Some("applied"));
    let row = world.row(id).await;
    assert_eq!((row.state, row.provider_id.as_deref()), (Accepted, Some("theirs")));
    assert_eq!(world.attempts(id).await[0].outcome, AttemptOutcome::Accepted);
    // From here on the provider's own name is known.
    assert_eq!(world.by_provider("theirs", "delivered").await.as_deref(), Some("applied"));
    world.minutes(60);
    world.run().await;
    assert_eq!((world.state(id).await, world.gateway.attempts().len()), (Delivered, 1));
    assert_eq!(world.heard(), [Accepted, Delivered]);
}

#[tokio::test]
async fn a_session_that_began_with_our_message_proves_that_it_left() {
    let world = World::new().await;
    let id = world.uncertain().await;
    let body = json!({ "type": "session", "webhookPayload": format!("{id}.1") });
    assert_eq!(world.webhook(body).await.as_deref(), Some("applied"));
    assert_eq!(world.state(id).await, Accepted);
}

#[tokio::test]
async fn what_a_session_proved_to_have_left_can_still_be_told_to_have_failed() {
    // The session names the message as the provider does, or says to whom it went.
    for (session, status) in [
        (json!({ "txId": "theirs" }), json!({})),
        (json!({ "intentTxId": "theirs" }), json!({})),
        (json!({}), json!({ "contactId": PHONE })),
    ] {
        let world = World::new().await;
        let id = world.uncertain().await;
        let mut began = json!({ "type": "session", "webhookPayload": format!("{id}.1") });
        began.as_object_mut().unwrap().extend(session.as_object().unwrap().clone());
        assert_eq!(world.webhook(began).await.as_deref(), Some("applied"));
        assert_eq!(world.state(id).await, Accepted);
        let mut failed = json!({
            "type": "status", "status": "failed", "intentTxId": "theirs", "reason": "gone (131026.0)",
        });
        failed.as_object_mut().unwrap().extend(status.as_object().unwrap().clone());
        assert_eq!(world.webhook(failed).await.as_deref(), Some("applied"), "{session}");
        assert_eq!((world.state(id).await, world.heard()), (Failed, vec![Accepted, Failed]));
    }
}

#[tokio::test]
async fn of_two_that_have_no_name_nobody_can_tell_which_one_is_meant() {
    let world = World::new().await;
    let first = world.uncertain().await;
    world.gateway.fail_next(lost_reply());
    let mut new = world.new_notification(Whatsapp, "another");
    new.due_at = world.app.now();
    let second = world.plan_new(new).await;
    world.run().await;
    let status = |name: &str| json!({ "type": "status", "status": "delivered", "intentTxId": name, "contactId": PHONE });
    assert_eq!(world.webhook(status("theirs")).await.as_deref(), Some("unknown"));
    assert_eq!((world.state(first).await, world.state(second).await), (Uncertain, Uncertain));
    // Once one of them has its name, the other is the only one.
    let mut named = status("the first's");
    named["webhookPayload"] = json!(format!("{first}.1"));
    assert_eq!(world.webhook(named).await.as_deref(), Some("applied"));
    assert_eq!(world.webhook(status("the second's")).await.as_deref(), Some("applied"));
    assert_eq!((world.state(first).await, world.state(second).await), (Delivered, Delivered));
}

#[tokio::test]
async fn a_lost_reply_that_failed_for_now_goes_again() {
    let world = World::new().await;
    let id = world.uncertain().await;
    let body = json!({
        "type": "status", "status": "failed", "webhookPayload": format!("{id}.1"), "reason": "slow down (130429.0)",
    });
    assert_eq!(world.webhook(body).await.as_deref(), Some("applied"));
    assert_eq!(world.state(id).await, Planned);
    world.minutes(1);
    world.run().await;
    let sent = world.gateway.attempts();
    assert_eq!((world.state(id).await, sent.len()), (Accepted, 2));
    assert_eq!(sent[0].correlation, format!("{id}.2"));
}

#[tokio::test]
async fn a_lost_reply_that_failed_for_good_goes_to_a_person() {
    let world = World::new().await;
    let id = world.uncertain().await;
    let body = json!({
        "type": "status", "status": "failed", "webhookPayload": format!("{id}.1"), "reason": "gone (131026.0)",
    });
    assert_eq!(world.webhook(body).await.as_deref(), Some("applied"));
    let row = world.row(id).await;
    assert_eq!((row.state, row.reason.as_deref()), (Failed, Some("unreachable_by_whatsapp")));
    assert_eq!(world.heard(), [Failed]);
}

#[tokio::test]
async fn the_webhook_beats_the_deadline_when_both_are_there() {
    let world = World::new().await;
    let id = world.uncertain().await;
    world.minutes(60);
    let body = json!({ "type": "status", "status": "sent", "webhookPayload": format!("{id}.1") }).to_string();
    receive_webhook(&world.app, "demo", body.as_bytes()).await.unwrap();
    world.run().await;
    assert_eq!(world.state(id).await, Accepted);
}

#[tokio::test]
async fn a_status_after_the_deadline_still_counts() {
    let world = World::new().await;
    let id = world.uncertain().await;
    world.minutes(60);
    world.run().await;
    assert_eq!(world.state(id).await, Failed);
    assert_eq!(world.status(id, 1, "sent").await.as_deref(), Some("applied"));
    let row = world.row(id).await;
    assert_eq!((row.state, row.reason), (Accepted, None));
    assert_eq!(world.heard(), [Failed, Accepted]);
}

#[tokio::test]
async fn statuses_grow_and_never_go_back() {
    let world = World::new().await;
    let id = world.sent().await;
    world.minutes(1);
    assert_eq!(world.by_provider("recorded-1", "read").await.as_deref(), Some("applied"));
    let read = world.row(id).await;
    assert_eq!(
        (read.state, read.read_at, read.delivered_at),
        (Read, read.delivered_at, Some(world.app.now()))
    );
    world.minutes(1);
    for (number, status) in ["delivered", "sent", "read", "failed", "error"].into_iter().enumerate() {
        let body = json!({
            "type": "status", "status": status, "intentTxId": "recorded-1", "number": number,
            "reason": "(131026.0)",
        });
        assert_eq!(world.webhook(body).await.as_deref(), Some("stale"), "{status}");
        assert_eq!(world.row(id).await, read, "{status}");
    }
    assert_eq!(world.heard(), [Read]);
}

#[tokio::test]
async fn the_very_same_body_is_kept_once() {
    let world = World::new().await;
    let id = world.sent().await;
    for _ in 0..3 {
        assert_eq!(world.by_provider("recorded-1", "delivered").await.as_deref(), Some("applied"));
    }
    assert_eq!(world.heard(), [Delivered]);
    let report = process_webhooks(&world.app, &world.script).await.unwrap();
    assert_eq!((report.processed, world.state(id).await), (0, Delivered));
}

#[tokio::test]
async fn a_failure_after_acceptance_is_judged_by_its_code() {
    for (code, state, reason) in [
        (131026, Failed, Some("unreachable_by_whatsapp")),
        (131050, Failed, Some("unreachable_by_whatsapp")),
        (132001, Failed, Some("rejected")),
        (131048, Failed, Some("channel_stopped")),
        (131000, Planned, None),
        (131056, Planned, None),
        (131049, Planned, None),
    ] {
        let world = World::new().await;
        let id = world.sent().await;
        assert_eq!(world.failure("recorded-1", code).await.as_deref(), Some("applied"));
        let row = world.row(id).await;
        assert_eq!((row.state, row.reason.as_deref()), (state, reason), "{code}");
        assert_eq!(world.heard(), [state], "{code}");
        let attempt = world.attempts(id).await.remove(0);
        assert_eq!(attempt.code.as_deref(), Some(code.to_string().as_str()));
        let wait = row.next_attempt_at - world.app.now();
        assert_eq!(code == 131049, wait == Span::days(1), "{code}");
    }
}

#[tokio::test]
async fn held_back_twice_by_status_fails() {
    let world = World::new().await;
    let id = world.sent().await;
    world.failure("recorded-1", 131049).await;
    world.clock.set(world.row(id).await.next_attempt_at);
    world.run().await;
    assert_eq!(world.state(id).await, Accepted, "the one try, a day later, although it would have expired");
    world.failure("recorded-2", 131049).await;
    let row = world.row(id).await;
    assert_eq!((row.state, row.reason.as_deref()), (Failed, Some("held_back")));
}

#[tokio::test]
async fn a_receipt_after_a_failure_says_that_the_person_has_it() {
    let world = World::new().await;
    let id = world.sent().await;
    world.failure("recorded-1", 131026).await;
    assert_eq!(world.by_provider("recorded-1", "sent").await.as_deref(), Some("stale"));
    assert_eq!(world.state(id).await, Failed);
    assert_eq!(world.by_provider("recorded-1", "delivered").await.as_deref(), Some("applied"));
    let row = world.row(id).await;
    assert_eq!((row.state, row.reason), (Delivered, None));
    assert_eq!(world.heard(), [Failed, Delivered]);
}

#[tokio::test]
async fn a_receipt_while_a_retry_waits_ends_the_retries() {
    let world = World::new().await;
    let id = world.sent().await;
    world.failure("recorded-1", 131000).await;
    assert_eq!(world.state(id).await, Planned);
    assert_eq!(world.by_provider("recorded-1", "delivered").await.as_deref(), Some("applied"));
    world.minutes(120);
    world.run().await;
    assert_eq!((world.state(id).await, world.gateway.attempts().len()), (Delivered, 1));
}

#[tokio::test]
async fn a_receipt_between_claim_and_preparation_stops_the_second_message() {
    let world = World::new().await;
    let id = world.sent().await;
    world.failure("recorded-1", 131000).await;
    world.minutes(1);
    let claimed = claim(&world.app, Whatsapp, 1).await.unwrap().remove(0);
    assert_eq!(world.status(id, 1, "delivered").await.as_deref(), Some("applied"));
    assert!(matches!(prepare(&world.app, &world.script, &claimed).await.unwrap(), Prepared::Ended));
    assert_eq!((world.state(id).await, world.gateway.attempts().len()), (Delivered, 1));
}

#[tokio::test]
async fn a_receipt_of_a_superseded_message_is_a_fact_and_no_more() {
    let world = World::new().await;
    let id = world.sent().await;
    world.failure("recorded-1", 131000).await;
    assert!(world.supersede(id).await);
    world.heard();
    world.status(id, 1, "read").await;
    let row = world.row(id).await;
    assert_eq!((row.state, row.read_at.is_some(), world.heard()), (Superseded, true, vec![]));
}

#[tokio::test]
async fn a_status_that_comes_before_the_completion_is_not_lost() {
    for (status, reply, state) in [
        ("sent", lost_reply(), Accepted),
        ("sent", SendResult::Accepted { provider_id: "p".into() }, Accepted),
        ("delivered", SendResult::Accepted { provider_id: "p".into() }, Delivered),
        ("delivered", lost_reply(), Delivered),
        ("read", SendResult::retry("503", "wrong"), Read),
        ("failed", SendResult::Accepted { provider_id: "p".into() }, Failed),
        ("failed", lost_reply(), Failed),
    ] {
        let world = World::new().await;
        let id = world.plan_due().await;
        let delivery = world.leaving().await;
        assert_eq!(world.status(id, 1, status).await.as_deref(), Some("applied"), "{status}");
        assert_eq!((world.state(id).await, world.heard()), (Sending, vec![]));
        complete(&world.app, &world.script, &delivery, &reply).await.unwrap().unwrap();
        assert_eq!(world.state(id).await, state, "{status} before {reply:?}");
        assert_eq!(world.heard(), [state]);
        if matches!(reply, SendResult::Accepted { .. }) {
            assert_eq!(world.row(id).await.provider_id.as_deref(), Some("p"));
        }
    }
}

#[tokio::test]
async fn a_status_that_comes_before_its_worker_dies_is_not_lost() {
    let world = World::new().await;
    let id = world.plan_due().await;
    world.leaving().await;
    world.status(id, 1, "delivered").await;
    world.minutes(3);
    world.run().await;
    assert_eq!((world.state(id).await, world.heard()), (Delivered, vec![Delivered]));
}

#[tokio::test]
async fn a_provider_id_that_is_not_known_yet_waits_for_the_completion() {
    let world = World::new().await;
    let id = world.plan_due().await;
    let delivery = world.leaving().await;
    assert_eq!(world.by_provider("p", "delivered").await, None, "kept for later");
    complete(&world.app, &world.script, &delivery, &SendResult::Accepted { provider_id: "p".into() })
        .await
        .unwrap();
    world.run().await;
    assert_eq!(world.state(id).await, Delivered);
    // Nothing is leaving now: what nobody knows is nobody's.
    assert_eq!(world.by_provider("q", "delivered").await.as_deref(), Some("unknown"));
}

#[tokio::test]
async fn what_waits_for_a_completion_does_not_wait_for_ever() {
    let world = World::new().await;
    world.plan_due().await;
    world.leaving().await;
    assert_eq!(world.by_provider("somebody else's", "delivered").await, None);
    world.minutes(6);
    world.plan_new(world.new_notification(Whatsapp, "another")).await;
    world.minutes(15);
    world.leaving().await;
    process_webhooks(&world.app, &world.script).await.unwrap();
    let body = json!({ "type": "status", "status": "delivered", "intentTxId": "somebody else's" });
    assert_eq!(world.outcome(&body.to_string()).await.as_deref(), Some("unknown"));
}

#[tokio::test]
async fn an_older_attempts_failure_does_not_touch_the_newer_one() {
    let world = World::new().await;
    let id = world.sent().await;
    world.failure("recorded-1", 131000).await;
    world.minutes(1);
    world.run().await;
    assert_eq!(world.row(id).await.provider_id.as_deref(), Some("recorded-2"));
    world.heard();
    let before = world.row(id).await;
    let late = json!({
        "type": "status", "status": "failed", "webhookPayload": format!("{id}.1"), "reason": "(131026.0)",
    });
    assert_eq!(world.webhook(late).await.as_deref(), Some("stale"));
    assert_eq!((world.row(id).await, world.heard()), (before, vec![]));
    assert_eq!(world.status(id, 1, "delivered").await.as_deref(), Some("applied"), "the person has it");
    assert_eq!(world.state(id).await, Delivered);
}

#[tokio::test]
async fn statuses_about_nothing_of_ours_change_nothing() {
    let world = World::new().await;
    let id = world.sent().await;
    let mail = world.plan_mail_due().await;
    world.run().await;
    let other_clinic = super::support::clinic(&world.app, "other").await;
    let before = (world.row(id).await, world.row(mail).await, world.events().await.len());
    for (outcome, body) in [
        ("unknown", json!({ "intentTxId": "nobody's" })),
        ("unknown", json!({ "webhookPayload": format!("{id}.2") })),
        ("unknown", json!({ "webhookPayload": format!("{id}.0") })),
        ("unknown", json!({ "webhookPayload": format!("{id}.-1") })),
        ("unknown", json!({ "webhookPayload": format!("{mail}.1") })),
        ("unknown", json!({ "intentTxId": "recorded-2" })),
        ("unknown", json!({ "webhookPayload": format!("{}.1", uuid::Uuid::nil()) })),
        ("unknown", json!({ "intentTxId": "a\u{0}b" })),
        ("ignored", json!({})),
    ] {
        let mut body = body;
        body["type"] = "status".into();
        body["status"] = "read".into();
        assert_eq!(world.webhook(body.clone()).await.as_deref(), Some(outcome), "{body}");
    }
    // The right name under another clinic's address.
    let body = json!({ "type": "status", "status": "read", "webhookPayload": format!("{id}.1") }).to_string();
    receive_webhook(&world.app, "other", body.as_bytes()).await.unwrap();
    process_webhooks(&world.app, &world.script).await.unwrap();
    assert_eq!(world.outcome(&body).await.as_deref(), Some("unknown"));
    assert_eq!((world.row(id).await, world.row(mail).await, world.events().await.len()), before);
    assert_ne!(other_clinic, world.clinic_id);
}

#[tokio::test]
async fn nothing_can_be_told_of_what_never_left() {
    let world = World::new().await;
    let id = world.plan().await;
    assert_eq!(world.status(id, 1, "read").await.as_deref(), Some("unknown"));
    assert_eq!(world.state(id).await, Planned);
}

#[tokio::test]
async fn the_providers_clock_is_believed_within_reason() {
    let world = World::new().await;
    let id = world.sent().await;
    world.minutes(10);
    let at = world.app.now() - Span::minutes(4);
    let body = json!({ "type": "status", "status": "delivered", "intentTxId": "recorded-1", "date": at.to_rfc3339() });
    world.webhook(body).await;
    let body = json!({
        "type": "status", "status": "read", "intentTxId": "recorded-1", "date": "2099-01-01T00:00:00Z",
    });
    world.webhook(body).await;
    let row = world.row(id).await;
    assert_eq!((row.delivered_at, row.read_at), (Some(at), Some(world.app.now())));
}
