//! Every order of events that a generator comes up with: workers that die anywhere, providers that answer
//! anything, webhooks that come at any time or twice, operators who change their minds. What must never be is
//! checked after every step.

use std::collections::{HashMap, HashSet};

use chrono::Duration;
use entity::enums::NotificationChannel::Whatsapp;
use entity::enums::NotificationState::{Delivered, Read, Superseded};
use entity::enums::{NotificationChannel, NotificationState};
use entity::ids::NotificationId;
use serde_json::json;

use super::super::claim::claim;
use super::super::complete::complete;
use super::super::deliver::deliver;
use super::super::prepare::{Delivery, Prepared, prepare};
use super::support::World;
use crate::gateways::{RefusalScope, SendResult};
use crate::platform::random::Random;

/// What was done, and what the rules allow because of it.
#[derive(Default)]
struct Book {
    messages: Vec<NotificationId>,
    taken_back: HashMap<NotificationId, usize>,
    /// Attempts of which the provider said, at once or by webhook, that they certainly came to nothing.
    came_to_nothing: HashSet<String>,
    ranks: HashMap<NotificationId, u8>,
}

enum Held {
    Claimed(Box<entity::notification::Model>),
    Prepared(Delivery),
    Delivered(Delivery, SendResult),
}

struct Chaos {
    world: World,
    random: Random,
    book: Book,
    held: Vec<Held>,
}

impl Chaos {
    fn pick(&self, bound: usize) -> usize {
        usize::try_from(self.random.below(bound as u64)).unwrap()
    }

    async fn step(&mut self) {
        match self.pick(16) {
            0 | 1 => self.plan().await,
            2 => self.take_back().await,
            3 | 4 => self.claim().await,
            5..=9 => self.go_on().await,
            10 => {
                // The worker dies.
                if !self.held.is_empty() {
                    self.held.swap_remove(self.pick(self.held.len()));
                }
            }
            11 | 12 => self.webhook().await,
            13 => {
                self.world.run().await;
            }
            _ => self.world.clock.advance(Duration::seconds(self.random.below(400) as i64)),
        }
    }

    async fn plan(&mut self) {
        let key = self.book.messages.len().to_string();
        let mut new = self.world.new_notification(NotificationChannel::Whatsapp, &key);
        new.due_at = self.world.app.now() + Duration::seconds(self.random.below(300) as i64);
        self.book.messages.push(self.world.plan_new(new).await);
    }

    async fn take_back(&mut self) {
        if self.book.messages.is_empty() {
            return;
        }
        let id = self.book.messages[self.pick(self.book.messages.len())];
        if self.world.supersede(id).await {
            self.book.taken_back.insert(id, self.left(id).len());
        }
    }

    async fn claim(&mut self) {
        let claimed = claim(&self.world.app, Whatsapp, 2).await.unwrap();
        self.held.extend(claimed.into_iter().map(|row| Held::Claimed(Box::new(row))));
    }

    /// One worker takes its next step, however long ago it took the last one.
    async fn go_on(&mut self) {
        if self.held.is_empty() {
            return;
        }
        let (app, script) = (&self.world.app, &self.world.script);
        match self.held.swap_remove(self.pick(self.held.len())) {
            Held::Claimed(row) => {
                if let Prepared::Ready(delivery) = prepare(app, script, &row).await.unwrap() {
                    self.held.push(Held::Prepared(*delivery));
                }
            }
            Held::Prepared(delivery) => {
                let answer = self.answer();
                let name = format!("{}.{}", delivery.notification.id, delivery.notification.attempts);
                if let Some(answer) = answer {
                    self.world.gateway.fail_next(answer);
                }
                let result = deliver(app, &delivery).await;
                if matches!(result, SendResult::Retry { .. } | SendResult::Refused { .. }) {
                    self.book.came_to_nothing.insert(name);
                }
                self.held.push(Held::Delivered(delivery, result));
            }
            Held::Delivered(delivery, result) => {
                complete(app, script, &delivery, &result).await.unwrap();
            }
        }
    }

    fn answer(&self) -> Option<SendResult> {
        match self.pick(8) {
            0 | 1 => Some(SendResult::Uncertain { detail: "lost".into() }),
            2 => Some(SendResult::retry("503", "later")),
            3 => Some(SendResult::refused("131026", "no", RefusalScope::Person)),
            _ => None,
        }
    }

    async fn webhook(&mut self) {
        let attempts = self.world.gateway.attempts();
        if attempts.is_empty() {
            return;
        }
        let sent = &attempts[self.pick(attempts.len())];
        let statuses = ["sent", "delivered", "read", "failed", "failed"];
        let status = statuses[self.pick(statuses.len())];
        let mut body = json!({ "type": "status", "status": status });
        match &sent.provider_id {
            Some(provider_id) if self.pick(2) == 0 => body["intentTxId"] = provider_id.as_str().into(),
            _ => body["webhookPayload"] = sent.correlation.as_str().into(),
        }
        if status == "failed" {
            let codes = [131000, 131026, 131049, 130429];
            body["reason"] = format!("no ({}.0)", codes[self.pick(codes.len())]).into();
            self.book.came_to_nothing.insert(sent.correlation.clone());
        }
        self.world.webhook(body).await;
    }

    /// The attempts of a message that reached the gateway, in order.
    fn left(&self, id: NotificationId) -> Vec<i32> {
        let name = format!("{id}.");
        let sent = self.world.gateway.attempts();
        let mut numbers: Vec<i32> =
            sent.iter().filter_map(|sent| sent.correlation.strip_prefix(&name)?.parse().ok()).collect();
        numbers.sort_unstable();
        numbers
    }

    async fn check(&mut self, seed: u64) {
        for id in self.book.messages.clone() {
            let row = self.world.row(id).await;
            let left = self.left(id);
            for pair in left.windows(2) {
                assert_ne!(pair[0], pair[1], "seed {seed}: one attempt left twice");
                let before = format!("{id}.{}", pair[0]);
                let excused = self.book.came_to_nothing.contains(&before);
                assert!(excused, "seed {seed}: sent again although attempt {before} may have arrived");
            }
            if let Some(count) = self.book.taken_back.get(&id) {
                assert_eq!(left.len(), *count, "seed {seed}: left after it was taken back");
                assert_eq!(row.state, Superseded, "seed {seed}");
            }
            let rank = match row.state {
                Delivered => 1,
                Read => 2,
                _ => 0,
            };
            let known = self.book.ranks.entry(id).or_default();
            assert!(rank >= *known, "seed {seed}: {:?} after a receipt", row.state);
            *known = rank;
            assert_eq!(row.lease_token.is_some(), row.state == NotificationState::Sending, "seed {seed}");
        }
        let early = self.world.gateway.attempts();
        for sent in early.iter().take(3) {
            let id = sent.correlation.split_once('.').unwrap().0.parse::<uuid::Uuid>().unwrap();
            assert!(sent.at >= self.world.row(id.into()).await.due_at, "seed {seed}: before its time");
        }
    }
}

#[tokio::test]
async fn whatever_happens_nothing_is_said_twice_or_too_early() {
    for seed in 0..12 {
        let world = World::new().await;
        let random = Random::seeded(seed);
        let mut chaos = Chaos { world, random, book: Book::default(), held: Vec::new() };
        for _ in 0..120 {
            chaos.step().await;
            chaos.check(seed).await;
        }
        // Left alone, everything comes to an end that somebody can see.
        chaos.held.clear();
        for _ in 0..60 {
            chaos.world.minutes(60);
            chaos.world.run().await;
        }
        chaos.check(seed).await;
        for id in &chaos.book.messages {
            let state = chaos.world.state(*id).await;
            let open = [NotificationState::Planned, NotificationState::Sending, NotificationState::Uncertain];
            assert!(!open.contains(&state), "seed {seed}: {state:?} for ever");
        }
    }
}
