//! Planned once, never before its time, taken back until it is claimed.

use entity::enums::NotificationChannel::{Email, Whatsapp};
use entity::enums::NotificationState::{Accepted, Expired, Planned, Sending, Superseded};

use super::super::claim::claim;
use super::support::World;

#[tokio::test]
async fn one_obligation_is_one_message() {
    let world = World::new().await;
    let first = world.plan().await;
    world.minutes(1);
    assert_eq!(world.plan().await, first);
    let mail = world.new_notification(Email, "another");
    assert_ne!(world.plan_new(mail).await, first);
}

#[tokio::test]
async fn planning_wakes_the_workers_once_it_is_committed() {
    let world = World::new().await;
    let mut work = world.app.work.subscribe();
    work.mark_unchanged();
    world.plan().await;
    assert!(work.has_changed().unwrap());
}

#[tokio::test]
async fn nothing_leaves_before_its_time() {
    let world = World::new().await;
    let id = world.plan().await;
    world.run().await;
    world.clock.advance(chrono::Duration::minutes(15) - chrono::Duration::microseconds(1));
    assert_eq!(world.run().await.claimed, 0);
    assert_eq!((world.state(id).await, world.gateway.attempts().len()), (Planned, 0));
    world.clock.advance(chrono::Duration::microseconds(1));
    assert_eq!(world.run().await.accepted, 1);
    assert_eq!((world.state(id).await, world.gateway.sent().len()), (Accepted, 1));
    world.minutes(600);
    assert_eq!(world.run().await.claimed, 0);
    assert_eq!(world.gateway.attempts().len(), 1);
}

#[tokio::test]
async fn what_waited_longest_goes_first() {
    let world = World::new().await;
    let mut ids = Vec::new();
    for minute in [3, 1, 2] {
        let mut new = world.new_notification(Whatsapp, &format!("due {minute}"));
        new.due_at = world.app.now() + chrono::Duration::minutes(minute);
        ids.push(world.plan_new(new).await);
    }
    world.minutes(5);
    let claimed: Vec<_> =
        claim(&world.app, Whatsapp, 2).await.unwrap().into_iter().map(|row| row.id).collect();
    assert_eq!(claimed, [ids[1], ids[2]]);
    let rest: Vec<_> = claim(&world.app, Whatsapp, 9).await.unwrap().into_iter().map(|row| row.id).collect();
    assert_eq!(rest, [ids[0]]);
}

#[tokio::test]
async fn a_planned_message_is_taken_back_and_never_leaves() {
    let world = World::new().await;
    let id = world.plan().await;
    assert!(world.supersede(id).await);
    assert!(!world.supersede(id).await);
    world.minutes(60);
    world.run().await;
    let row = world.row(id).await;
    assert_eq!((row.state, row.reason.as_deref()), (Superseded, Some("amended")));
    assert_eq!(world.gateway.attempts().len(), 0);
}

#[tokio::test]
async fn what_a_worker_holds_cannot_be_taken_back() {
    let world = World::new().await;
    let id = world.plan_due().await;
    claim(&world.app, Whatsapp, 1).await.unwrap();
    assert!(!world.supersede(id).await);
    assert_eq!(world.state(id).await, Sending);
}

/// Claim and supersede at the same time, many times: exactly one of them has each message.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn claim_and_supersede_never_both_win() {
    let world = World::new().await;
    let mut ids = Vec::new();
    for number in 0..40 {
        ids.push(world.plan_new(world.new_notification(Whatsapp, &format!("race {number}"))).await);
    }
    world.minutes(15);
    let claiming = async {
        let mut claimed = Vec::new();
        while claimed.len() < 40 {
            let batch = claim(&world.app, Whatsapp, 3).await.unwrap();
            if batch.is_empty() {
                break;
            }
            claimed.extend(batch.into_iter().map(|row| row.id));
        }
        claimed
    };
    let superseding = async {
        let mut taken_back = Vec::new();
        for id in ids.iter().rev().copied() {
            if world.supersede(id).await {
                taken_back.push(id);
            }
        }
        taken_back
    };
    let (mut claimed, taken_back) = tokio::join!(claiming, superseding);
    // A claim that passed over a locked row finds it the next time, where it was not taken back.
    claimed.extend(claim(&world.app, Whatsapp, 100).await.unwrap().into_iter().map(|row| row.id));
    assert!(claimed.iter().all(|id| !taken_back.contains(id)));
    assert_eq!(claimed.len() + taken_back.len(), 40);
}

/// Several workers at once: each message is claimed, and sent, by one of them.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn concurrent_rounds_send_each_message_once() {
    let world = World::new().await;
    for number in 0..60 {
        world.plan_new(world.new_notification(Whatsapp, &format!("many {number}"))).await;
    }
    world.minutes(15);
    let (a, b, c) = tokio::join!(world.run(), world.run(), world.run());
    assert_eq!(a.claimed + b.claimed + c.claimed, 60);
    assert_eq!(a.accepted + b.accepted + c.accepted, 60);
    let mut sent: Vec<_> = world.gateway.attempts().into_iter().map(|sent| sent.correlation).collect();
    sent.sort();
    sent.dedup();
    assert_eq!((sent.len(), world.gateway.attempts().len()), (60, 60));
}

#[tokio::test]
async fn what_is_past_its_time_expires_and_somebody_hears() {
    let world = World::new().await;
    let id = world.plan().await;
    world.minutes(15 + 24 * 60);
    let report = world.run().await;
    assert_eq!((report.expired, report.claimed), (1, 0));
    let row = world.row(id).await;
    assert_eq!((row.state, row.reason.as_deref()), (Expired, Some("expired")));
    assert_eq!(world.heard(), [Expired]);
    assert_eq!(world.gateway.attempts().len(), 0);
    assert_eq!(world.run().await.expired, 0);
}
