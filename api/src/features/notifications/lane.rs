//! One channel's way out. A provider that hangs fills the lane of its own channel and no other; a place is taken again
//! as soon as it is free.

use std::pin::pin;
use std::time::Duration;

use entity::enums::{NotificationChannel, NotificationState};
use entity::notification;
use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt, StreamExt};

use super::claim::claim;
use super::complete::complete;
use super::composer::Composer;
use super::deliver::deliver;
use super::prepare::{Delivery, Prepared, prepare};
use crate::app::App;
use crate::gateways::SendResult;
use crate::platform::error::Result;

/// Messages of a channel that one worker sends at the same time. No more are claimed, so that none waits out its lease.
const PLACES: usize = 8;
/// How often a completion is tried before the message is left to be rescued.
const COMPLETIONS: u32 = 3;

/// What one worker sends by one channel.
pub(super) struct Lane<'a> {
    app: &'a App,
    composer: &'a dyn Composer,
    channel: NotificationChannel,
    under_way: FuturesUnordered<BoxFuture<'a, bool>>,
    /// What came of messages that were through while others were claimed.
    through: Vec<bool>,
}

impl<'a> Lane<'a> {
    pub(super) fn new(app: &'a App, composer: &'a dyn Composer, channel: NotificationChannel) -> Self {
        Self { app, composer, channel, under_way: FuturesUnordered::new(), through: Vec::new() }
    }

    /// Claims what is due, as far as there are free places. Returns how many.
    ///
    /// # Errors
    /// Where the database does not answer; what is under way goes on.
    pub(super) async fn fill(&mut self) -> Result<u64> {
        let free = PLACES.saturating_sub(self.under_way.len());
        if free == 0 {
            return Ok(0);
        }
        // What is under way goes on meanwhile: it may hold the very lock that claiming waits for.
        let mut claiming = pin!(claim(self.app, self.channel, free as u32));
        let claimed = loop {
            tokio::select! {
                claimed = &mut claiming => break claimed?,
                Some(accepted) = self.under_way.next() => self.through.push(accepted),
            }
        };
        let number = claimed.len() as u64;
        for message in claimed {
            self.under_way.push(send(self.app, self.composer, message).boxed());
        }
        Ok(number)
    }

    /// Waits until one message is through; whether its provider took it. None: nothing is under way.
    pub(super) async fn next(&mut self) -> Option<bool> {
        match self.through.pop() {
            Some(accepted) => Some(accepted),
            None => self.under_way.next().await,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.under_way.is_empty() && self.through.is_empty()
    }
}

/// Takes one claimed message through. True: the provider took it.
async fn send(app: &App, composer: &dyn Composer, claimed: notification::Model) -> bool {
    match prepare(app, composer, &claimed).await {
        Ok(Prepared::Ready(delivery)) => {
            let result = deliver(app, &delivery).await;
            let completed = complete_for_certain(app, composer, &delivery, &result).await;
            completed.is_some_and(|row| row.state == NotificationState::Accepted)
        }
        Ok(Prepared::Ended | Prepared::Lost) => false,
        Err(error) => {
            tracing::error!(notification = %claimed.id, error = ?error, "a message could not be prepared");
            false
        }
    }
}

async fn complete_for_certain(
    app: &App,
    composer: &dyn Composer,
    delivery: &Delivery,
    result: &SendResult,
) -> Option<notification::Model> {
    let id = delivery.notification.id;
    for tried in 1..=COMPLETIONS {
        match complete(app, composer, delivery, result).await {
            Ok(Some(row)) => return Some(row),
            Ok(None) => {
                tracing::warn!(notification = %id, "the lease was lost before the message was completed");
                return None;
            }
            Err(error) => {
                tracing::error!(notification = %id, error = ?error, "a message could not be completed");
                tokio::time::sleep(Duration::from_millis(100) * tried).await;
            }
        }
    }
    None
}
