//! A worker dies between any two steps, or comes back too late.

use entity::enums::AttemptOutcome;
use entity::enums::NotificationChannel::{Email, Whatsapp};
use entity::enums::NotificationState::{Accepted, Failed, Planned, Sending, Superseded, Uncertain};
use entity::notification;

use super::super::claim::claim;
use super::super::complete::complete;
use super::super::deliver::deliver;
use super::super::prepare::{Delivery, Prepared, prepare};
use super::support::World;
use crate::gateways::SendResult;

impl World {
    async fn claim_one(&self) -> notification::Model {
        for channel in [Whatsapp, Email] {
            if let Some(row) = claim(&self.app, channel, 1).await.unwrap().pop() {
                return row;
            }
        }
        panic!("nothing is due");
    }

    async fn prepare(&self, claimed: &notification::Model) -> Prepared {
        prepare(&self.app, &self.script, claimed).await.unwrap()
    }

    async fn prepare_one(&self) -> Delivery {
        match self.prepare(&self.claim_one().await).await {
            Prepared::Ready(delivery) => *delivery,
            other => panic!("{other:?}"),
        }
    }

    async fn complete(&self, delivery: &Delivery, result: &SendResult) -> bool {
        complete(&self.app, &self.script, delivery, result).await.unwrap().is_some()
    }
}

fn accepted() -> SendResult {
    SendResult::Accepted { provider_id: "late".into() }
}

#[tokio::test]
async fn dead_after_the_claim_nothing_left_and_another_worker_sends_it() {
    let world = World::new().await;
    let id = world.plan_due().await;
    let lost = world.claim_one().await;
    world.minutes(1);
    assert_eq!(world.run().await.rescued, 0, "the lease still runs");
    world.minutes(2);
    let report = world.run().await;
    assert_eq!((report.rescued, report.accepted), (1, 1));
    assert_eq!((world.state(id).await, world.gateway.attempts().len()), (Accepted, 1));
    assert!(matches!(world.prepare(&lost).await, Prepared::Lost));
    assert_eq!(world.gateway.attempts().len(), 1);
}

#[tokio::test]
async fn dead_after_preparing_a_whatsapp_it_may_have_left_and_is_not_sent_again() {
    let world = World::new().await;
    let id = world.plan_due().await;
    let _dead = world.prepare_one().await;
    world.minutes(3);
    assert_eq!(world.run().await.rescued, 1);
    assert_eq!(world.state(id).await, Uncertain);
    assert_eq!(world.attempts(id).await[0].outcome, AttemptOutcome::Uncertain);
    assert!(!world.supersede(id).await, "it may have left");
    assert_eq!(world.heard(), []);
    // Nobody tells within the clinic's fifteen minutes: a person decides.
    world.minutes(15);
    assert_eq!(world.run().await.given_up, 1);
    let row = world.row(id).await;
    assert_eq!((row.state, row.reason.as_deref()), (Failed, Some("uncertain")));
    assert_eq!((world.heard(), world.gateway.attempts().len()), (vec![Failed], 0));
}

#[tokio::test]
async fn dead_after_sending_a_whatsapp_is_settled_by_its_status() {
    let world = World::new().await;
    let id = world.plan_due().await;
    let dead = world.prepare_one().await;
    deliver(&world.app, &dead).await;
    world.minutes(3);
    world.run().await;
    assert_eq!(world.state(id).await, Uncertain);
    assert_eq!(world.status(id, 1, "sent").await.as_deref(), Some("applied"));
    world.minutes(60);
    world.run().await;
    assert_eq!((world.state(id).await, world.gateway.attempts().len()), (Accepted, 1));
    assert_eq!(world.heard(), [Accepted]);
}

#[tokio::test]
async fn dead_after_preparing_a_mail_it_goes_again_under_the_same_name() {
    let world = World::new().await;
    let id = world.plan_mail_due().await;
    let dead = world.prepare_one().await;
    deliver(&world.app, &dead).await;
    world.minutes(3);
    world.run().await;
    assert_eq!(world.state(id).await, Planned);
    world.minutes(1);
    world.run().await;
    let sent = world.gateway.attempts();
    assert_eq!((world.state(id).await, sent.len()), (Accepted, 2));
    assert_eq!(sent[0].correlation, sent[1].correlation);
}

#[tokio::test]
async fn a_worker_that_comes_back_late_changes_nothing() {
    let world = World::new().await;
    let id = world.plan_due().await;
    let late = world.prepare_one().await;
    world.minutes(3);
    world.run().await;
    let before = (world.row(id).await, world.attempts(id).await, world.events().await.len());
    for result in [accepted(), SendResult::retry("503", "x"), SendResult::Uncertain { detail: "x".into() }] {
        assert!(!world.complete(&late, &result).await);
    }
    assert_eq!((world.row(id).await, world.attempts(id).await, world.events().await.len()), before);
    assert_eq!(world.heard(), []);
}

#[tokio::test]
async fn a_late_completion_does_not_touch_the_next_attempt() {
    let world = World::new().await;
    let id = world.plan_mail_due().await;
    let late = world.prepare_one().await;
    world.minutes(3);
    // Rescued, planned again, claimed and begun by another worker.
    super::super::rescue::rescue(&world.app, &world.script, 10).await.unwrap();
    world.minutes(1);
    let current = world.prepare_one().await;
    assert!(!world.complete(&late, &SendResult::retry("503", "x")).await);
    let row = world.row(id).await;
    assert_eq!((row.state, row.attempts, row.lease_token), (Sending, 2, current.notification.lease_token));
    assert!(world.complete(&current, &accepted()).await);
    assert!(!world.complete(&current, &accepted()).await, "once");
    assert_eq!(world.state(id).await, Accepted);
}

#[tokio::test]
async fn preparing_renews_the_lease() {
    let world = World::new().await;
    let id = world.plan_due().await;
    let claimed = world.claim_one().await;
    world.clock.advance(chrono::Duration::seconds(110));
    let Prepared::Ready(delivery) = world.prepare(&claimed).await else { panic!() };
    world.clock.advance(chrono::Duration::seconds(110));
    assert_eq!(world.run().await.rescued, 0);
    assert!(world.complete(&delivery, &accepted()).await);
    assert_eq!(world.state(id).await, Accepted);
}

#[tokio::test]
async fn a_message_is_prepared_once() {
    let world = World::new().await;
    let id = world.plan_due().await;
    let claimed = world.claim_one().await;
    let Prepared::Ready(first) = world.prepare(&claimed).await else { panic!() };
    assert!(matches!(world.prepare(&claimed).await, Prepared::Lost), "one attempt a lease");
    assert!(world.complete(&first, &accepted()).await);
    assert!(matches!(world.prepare(&claimed).await, Prepared::Lost));
    assert_eq!(world.attempts(id).await.len(), 1);
}

#[tokio::test]
async fn what_goes_back_to_planned_can_be_taken_back() {
    let world = World::new().await;
    let id = world.plan_due().await;
    let delivery = world.prepare_one().await;
    assert!(world.complete(&delivery, &SendResult::retry("503", "x")).await);
    assert!(world.supersede(id).await);
    world.minutes(600);
    world.run().await;
    assert_eq!((world.state(id).await, world.gateway.attempts().len()), (Superseded, 0));
}
