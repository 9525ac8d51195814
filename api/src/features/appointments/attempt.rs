//! How operations on slots end.

use super::find_slots::{SlotSearch, fresh_offers};
use super::ground::SlotRow;
use super::slot_id::ChosenSlot;
use crate::app::App;
use crate::platform::actor::Actor;
use crate::platform::error::{Failure, Outcome, UserErrorCode};

/// How an operation on a slot ended. Where the slot was gone there are others, read after the transaction.
#[derive(Debug)]
pub struct Attempt<T> {
    /// The result, or the refusal.
    pub outcome: Outcome<T>,
    /// Fresh slots for the same services, soonest first.
    pub offers: Vec<SlotRow>,
}

impl<T> Attempt<T> {
    /// Adds fresh offers where the slot was gone.
    pub async fn new(app: &App, actor: &Actor, outcome: Outcome<T>, wanted: Option<&ChosenSlot>) -> Self {
        Self::with(app, actor, outcome, wanted, |search| search).await
    }

    /// The same, with offers that are searched for like this.
    pub async fn with(
        app: &App,
        actor: &Actor,
        outcome: Outcome<T>,
        wanted: Option<&ChosenSlot>,
        narrowed: impl FnOnce(SlotSearch) -> SlotSearch,
    ) -> Self {
        let gone = |code| matches!(code, UserErrorCode::SlotTaken | UserErrorCode::HoldExpired);
        let offers = match (&outcome, wanted) {
            (Err(Failure::Refused(refusals)), Some(slot)) if refusals.iter().any(|r| gone(r.code)) => {
                fresh_offers(app, actor, slot, narrowed).await
            }
            _ => Ok(Vec::new()),
        };
        match offers {
            Ok(offers) => Self { outcome, offers },
            Err(error) => Self { outcome: Err(error.into()), offers: Vec::new() },
        }
    }
}
