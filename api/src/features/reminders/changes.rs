//! What the ledger has to become, given what is owed: still without a database.

use chrono::{DateTime, Utc};
use entity::enums::{NotificationChannel, NotificationState};
use entity::ids::NotificationId;

use super::decision::{Decision, reason};
use super::facts::{Facts, Obligation, Said};
use super::planner::{Claim, claim, plan};

/// One change of the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A message is to leave now.
    Send {
        /// What it says.
        obligation: Obligation,
        /// By what.
        channel: NotificationChannel,
        /// Until when.
        expires_at: DateTime<Utc>,
    },
    /// A planned message is not to leave any more.
    TakeBack {
        /// Which.
        id: NotificationId,
        /// Why, where a rule says so; else it was overtaken.
        suppressed: Option<&'static str>,
    },
    /// Something is not said, and the ledger keeps why.
    Record {
        /// What.
        obligation: Obligation,
        /// Suppressed, failed or expired.
        state: NotificationState,
        /// A stable word.
        reason: &'static str,
        /// Whether a person has to know.
        alert: bool,
    },
    /// A person has to know of a message that ended without having been said. Once each.
    Alert {
        /// Which.
        id: NotificationId,
        /// A stable word.
        reason: &'static str,
    },
}

/// What is to change now, and when to look again.
///
/// It changes nothing where it changed everything before: planning twice is planning once.
pub fn changes(mut facts: Facts, now: DateTime<Utc>) -> (Vec<Change>, Option<DateTime<Utc>>) {
    let mut changes = take_back(&mut facts, now);
    let plan = plan(&facts, now);
    for (obligation, decision) in plan.decisions {
        let said = facts.ledger.iter().filter(|said| said.obligation == obligation);
        match decision {
            Decision::Say { channel, expires_at } => {
                changes.push(Change::Send { obligation, channel, expires_at });
            }
            Decision::Suppress(reason) => {
                let recorded = |said: &Said| {
                    said.state == NotificationState::Suppressed && said.reason.as_deref() == Some(reason)
                };
                if !said.clone().any(recorded) {
                    let state = NotificationState::Suppressed;
                    changes.push(Change::Record { obligation, state, reason, alert: false });
                }
            }
            Decision::Missed(reason) => {
                let ended = |said: &&Said| {
                    matches!(said.state, NotificationState::Failed | NotificationState::Expired)
                };
                changes.push(match said.clone().rfind(ended) {
                    Some(said) => Change::Alert { id: said.id, reason },
                    None => Change::Record { obligation, state: missed_state(reason), reason, alert: true },
                });
            }
            Decision::Wait { .. } | Decision::OnItsWay | Decision::Said => {}
        }
    }
    (changes, plan.wake_at)
}

/// Takes back what waits and is no longer owed, so that what is owed in its place can be planned.
fn take_back(facts: &mut Facts, now: DateTime<Utc>) -> Vec<Change> {
    let waiting: Vec<_> =
        facts.ledger.iter().filter(|said| said.state == NotificationState::Planned).cloned().collect();
    let mut changes = Vec::new();
    for said in waiting {
        let suppressed = match claim(&facts.without(said.id), now, &said) {
            // What is too late ends by itself, and visibly.
            Claim::Tell(_) | Claim::Postpone(_) | Claim::Miss(_) => continue,
            Claim::Supersede => None,
            Claim::Suppress(reason) => Some(reason),
        };
        let taken_back = facts.ledger.iter_mut().filter(|known| known.id == said.id);
        for known in taken_back {
            known.state = suppressed.map_or(NotificationState::Superseded, |_| NotificationState::Suppressed);
            known.reason = suppressed.map(str::to_owned);
        }
        changes.push(Change::TakeBack { id: said.id, suppressed });
    }
    changes
}

fn missed_state(reason: &str) -> NotificationState {
    match reason {
        reason::NO_CHANNEL | reason::UNREACHABLE | reason::NO_PRACTITIONER => NotificationState::Failed,
        _ => NotificationState::Expired,
    }
}
