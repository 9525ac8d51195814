//! The e-mails about the visits themselves, as a replay tells them: a visit was added, moved or cancelled. No rule of
//! reminders owes them, so the planner knows nothing of them. Like `features/appointments` they are planned with what
//! they tell, say what is true when they leave, and are worth nothing once the visit began or a day went by.

use chrono::Duration;
use entity::enums::{AppointmentState, NotificationChannel};
use entity::ids::AppointmentId;

use super::dice::Dice;
use super::history::{At, Event, History, Weather};
use super::outbox::back_off;
use super::run::Skies;
use super::world::{facts_of, happen, visit_id};
use crate::features::reminders::facts::{Facts, VisitFacts};

/// For how long such a message is worth sending.
const WORTH: Duration = Duration::hours(24);

/// What became of a message about a visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Notice {
    /// When it left, or ended.
    pub at: At,
    /// The visit.
    pub visit: AppointmentId,
    /// What it tells.
    pub news: News,
    /// Why it was not said.
    pub unsaid: Option<&'static str>,
}

/// What a message tells of a visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News {
    /// It was added, for this start.
    Added(At),
    /// It was moved to this start.
    Moved(At),
    /// It was cancelled, that would have had this start.
    Cancelled(At),
}

/// The messages of a history, in the order of what they tell.
pub fn notices(history: &History) -> Vec<Notice> {
    let mut dice = Dice::new(history.seed);
    let planned = history.moments.iter().enumerate().filter_map(|(index, moment)| {
        let (visit, cancelled) = match moment.event {
            Event::Booked { visit, .. } | Event::Moved { visit, .. } => (visit, false),
            Event::Cancelled { visit } => (visit, true),
            _ => return None,
        };
        Some((index, visit_id(visit), cancelled))
    });
    planned
        .filter_map(|(index, visit, cancelled)| notice(history, index, visit, cancelled, &mut dice))
        .collect()
}

/// What became of the message about a moment; none where something newer is told in its stead.
fn notice(
    history: &History,
    index: usize,
    visit: AppointmentId,
    cancelled: bool,
    dice: &mut Dice,
) -> Option<Notice> {
    let planned_at = history.moments[index].at;
    let is_first = matches!(history.moments[index].event, Event::Booked { .. });
    let told = after(history, |known, _| known <= index);
    let starts_at = find(&told, visit)?.starts_at;
    let news = match (cancelled, is_first) {
        (true, _) => News::Cancelled(starts_at),
        (_, true) => News::Added(starts_at),
        _ => News::Moved(starts_at),
    };
    let expires_at = (planned_at + WORTH).min(starts_at.max(planned_at));
    let ended = |at, unsaid| Some(Notice { at, visit, news, unsaid });
    let (mut at, mut attempts) = (planned_at, 0);
    loop {
        at = worker_up(history, at)?;
        if at >= expires_at && at > planned_at {
            return ended(expires_at, Some("expired"));
        }
        let facts = after(history, |_, moment| moment <= at);
        let known = find(&facts, visit)?;
        if known.starts_at != starts_at || (known.state == AppointmentState::Cancelled) != cancelled {
            return None;
        }
        if !cancelled && known.state != AppointmentState::Booked || known.starts_at <= at {
            return ended(at, Some("already_begun"));
        }
        if !facts.reach.has_address(NotificationChannel::Email) {
            return ended(at, Some("no_channel"));
        }
        if skies(history, at).mail == Weather::Up {
            return ended(at, None);
        }
        attempts += 1;
        let next = at + back_off(dice, attempts);
        if next >= expires_at {
            return ended(at, Some("retries_exhausted"));
        }
        at = next;
    }
}

/// What is true once some of the moments came.
fn after(history: &History, which: impl Fn(usize, At) -> bool) -> Facts {
    let mut facts = facts_of(history);
    for (index, moment) in history.moments.iter().enumerate() {
        if which(index, moment.at) {
            // What cannot be is passed over here too.
            let _ = happen(&mut facts, moment.at, moment.event);
        }
    }
    facts
}

fn find(facts: &Facts, visit: AppointmentId) -> Option<&VisitFacts> {
    facts.visits.iter().find(|known| known.id == visit)
}

fn skies(history: &History, at: At) -> Skies {
    let mut skies = Skies::CLEAR;
    history.moments.iter().filter(|moment| moment.at <= at).for_each(|moment| skies.change(moment.event));
    skies
}

/// When a worker is up from a moment on; none where it never is.
fn worker_up(history: &History, from: At) -> Option<At> {
    let later = history.moments.iter().map(|moment| moment.at).filter(|at| *at > from);
    std::iter::once(from).chain(later).find(|at| skies(history, *at).worker != Weather::Down)
}
