//! The worker's loop, and operators who work beside it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use entity::assistance_request;
use entity::enums::NotificationChannel::{Email, Whatsapp};
use entity::enums::NotificationState::{Accepted, Delivered, Expired, Planned, Superseded};
use sea_orm::{EntityTrait, QuerySelect};
use tokio_util::sync::CancellationToken;

use super::super::{plan, process_webhooks, run_outbox, supersede};
use super::support::{Script, World, request};
use crate::gateways::SendResult;
use crate::gateways::whatsapp::{WhatsappGateway, WhatsappMessage};

/// Operators hold a request and correct its message, workers hold the message and tell its request: nobody
/// waits for the other for ever, and what was taken back never leaves.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn operators_and_workers_do_not_wait_for_each_other_for_ever() {
    let world = World::new().await;
    let mut requests = vec![world.request_id];
    for _ in 0..3 {
        requests.push(request(&world.app, world.clinic_id, world.patient_id).await);
    }
    let operate = async |operator: usize| {
        let mut mine = Vec::new();
        for turn in 0..15 {
            let request_id = requests[(operator + turn) % requests.len()];
            let mut work = world.app.begin(world.clinic_id).await.unwrap();
            let locked = assistance_request::Entity::find_by_id(request_id).lock_exclusive();
            locked.one(work.db()).await.unwrap().unwrap();
            let mut taken_back = false;
            if let Some((previous, _)) = mine.last().copied() {
                taken_back = supersede(&mut work, previous, "amended").await.unwrap();
            }
            let mut new = world.new_notification(Whatsapp, &format!("{operator} {turn}"));
            (new.request_id, new.due_at) = (Some(request_id), world.app.now());
            let id = plan(&mut work, new).await.unwrap();
            work.commit().await.unwrap();
            if let Some(previous) = mine.last_mut() {
                previous.1 = taken_back;
            }
            mine.push((id, false));
        }
        mine
    };
    let work = async || {
        for _ in 0..12 {
            world.run().await;
        }
    };
    let (first, second, (), ()) = tokio::join!(operate(0), operate(1), work(), work());
    world.run().await;
    let attempts = world.gateway.attempts();
    for (id, taken_back) in first.into_iter().chain(second) {
        let left = attempts.iter().filter(|sent| sent.correlation == format!("{id}.1")).count();
        let expected = if taken_back { (Superseded, 0) } else { (Accepted, 1) };
        assert_eq!((world.state(id).await, left), expected);
    }
}

/// An operator holds the request while its message expires: the worker waits for the request before it takes
/// the message, or the two would stop each other.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_worker_waits_for_the_request_before_it_takes_the_message() {
    let world = World::new().await;
    let id = world.plan().await;
    world.minutes(48 * 60);
    let mut work = world.app.begin(world.clinic_id).await.unwrap();
    let locked = assistance_request::Entity::find_by_id(world.request_id).lock_exclusive();
    locked.one(work.db()).await.unwrap().unwrap();
    let operator = async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        // PostgreSQL would break the knot after a second, by failing one of the two.
        let taken_back = supersede(&mut work, id, "amended");
        assert!(tokio::time::timeout(Duration::from_millis(500), taken_back).await.unwrap().unwrap());
        work.commit().await.unwrap();
    };
    let (report, ()) = tokio::join!(world.run(), operator);
    assert_eq!((report.expired, world.state(id).await), (0, Superseded));
}

#[tokio::test]
async fn one_case_that_fails_on_our_side_does_not_keep_the_others() {
    let world = World::new().await;
    let bad = world.plan().await;
    let good = world.plan_new(world.new_notification(Whatsapp, "good")).await;
    world.script.fail_for(Some(bad));
    world.minutes(48 * 60);
    world.run().await;
    assert_eq!((world.state(bad).await, world.state(good).await), (Planned, Expired));
    world.script.fail_for(None);
    world.run().await;
    assert_eq!(world.state(bad).await, Expired);
}

#[tokio::test]
async fn a_webhook_that_fails_on_our_side_is_put_aside_after_a_few_times() {
    let world = World::new().await;
    let id = world.plan_due().await;
    world.run().await;
    world.script.fail_for(Some(id));
    assert_eq!(world.status(id, 1, "delivered").await, None);
    assert_eq!(world.state(id).await, Accepted, "nothing of it was written");
    for _ in 0..3 {
        assert_eq!(process_webhooks(&world.app, &world.script).await.unwrap().failed, 1);
    }
    world.script.fail_for(None);
    assert_eq!(process_webhooks(&world.app, &world.script).await.unwrap().processed, 1);
    assert_eq!(world.state(id).await, Delivered);
    world.script.fail_for(Some(id));
    assert_eq!(world.status(id, 1, "read").await, None);
    for _ in 0..5 {
        process_webhooks(&world.app, &world.script).await.unwrap();
    }
    assert_eq!(world.status(id, 1, "read").await.as_deref(), Some("error"));
    assert_eq!(world.state(id).await, Delivered);
}

/// Botmaker that does not answer the first few.
struct Hanging {
    first: usize,
    begun: AtomicUsize,
}

#[async_trait]
impl WhatsappGateway for Hanging {
    async fn send(&self, _: &WhatsappMessage) -> SendResult {
        if self.begun.fetch_add(1, Ordering::SeqCst) < self.first {
            std::future::pending::<()>().await;
        }
        SendResult::Accepted { provider_id: "taken".into() }
    }
}

async fn until(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let looking = async {
        while !is_so().await {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    assert!(tokio::time::timeout(Duration::from_secs(20), looking).await.is_ok(), "not in time: {what}");
}

/// Two dozen messages are due, and their provider hangs: mails go on, and so does what finds a free place.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_provider_that_hangs_holds_up_its_own_places_and_nothing_else() {
    for (first, begin) in [(1000, 8), (7, 24)] {
        let mut world = World::new().await;
        let hanging = Arc::new(Hanging { first, begun: AtomicUsize::new(0) });
        Arc::get_mut(&mut world.app).unwrap().whatsapp = hanging.clone();
        let now = world.app.now();
        let due = async |channel, key: &str| {
            let mut new = world.new_notification(channel, key);
            new.due_at = now;
            world.plan_new(new).await
        };
        for number in 0..24 {
            due(Whatsapp, &format!("{number}")).await;
        }
        let (stop, script): (_, Arc<Script>) = (CancellationToken::new(), Arc::default());
        let running = tokio::spawn(run_outbox(world.app.clone(), script, stop.clone()));
        until("all places are taken", async || hanging.begun.load(Ordering::SeqCst) == begin).await;
        let mail = due(Email, "mail").await;
        until("the mail is out", async || world.state(mail).await == Accepted).await;
        assert_eq!(hanging.begun.load(Ordering::SeqCst), begin, "no more than there are places for");
        stop.cancel();
        running.abort();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_loop_sends_what_is_planned_and_stops_when_told() {
    let world = World::new().await;
    let stop = CancellationToken::new();
    let script: Arc<Script> = Arc::default();
    let running = tokio::spawn(run_outbox(world.app.clone(), script, stop.clone()));
    let mut new = world.new_notification(Whatsapp, "now");
    new.due_at = world.app.now();
    let id = world.plan_new(new).await;
    tokio::time::timeout(Duration::from_secs(20), async {
        while world.state(id).await != Accepted {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    })
    .await
    .unwrap();
    stop.cancel();
    tokio::time::timeout(Duration::from_secs(20), running).await.unwrap().unwrap();
}
