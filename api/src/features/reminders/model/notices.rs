//! The messages about the visits themselves, as a replay tells them: a visit was added, moved or cancelled. No rule of
//! reminders owes them, so the planner knows nothing of them. Like `features/appointments` they are planned as mails with
//! what they tell, go by WhatsApp where mail does not tell it, say what is true when they leave, and are worth nothing once
//! the visit began or a day went by.

use chrono::Duration;
use entity::enums::{AppointmentState, NotificationChannel, NotificationKind, NotificationState};
use entity::ids::AppointmentId;

use super::dice::Dice;
use super::history::{At, Event, History, Weather};
use super::outbox::back_off;
use super::run::Skies;
use super::world::{facts_of, happen, visit_id};
use crate::features::clinics::{patience, quiet_until};
use crate::features::notifications::reason;
use crate::features::reminders::alerts::is_alarming;
use crate::features::reminders::decision::reason::ALREADY_BEGUN;
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
    /// By what it travels.
    pub channel: NotificationChannel,
    /// Why it was not said.
    pub unsaid: Option<&'static str>,
    /// Whether a person was alerted.
    pub alert: bool,
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

impl News {
    fn kind(self) -> NotificationKind {
        match self {
            Self::Added(_) => NotificationKind::AppointmentBooked,
            Self::Moved(_) => NotificationKind::AppointmentMoved,
            Self::Cancelled(_) => NotificationKind::AppointmentCancelled,
        }
    }

    fn starts_at(self) -> At {
        match self {
            Self::Added(at) | Self::Moved(at) | Self::Cancelled(at) => at,
        }
    }
}

/// The messages of a history, in the order of what they tell.
pub fn notices(history: &History) -> Vec<Notice> {
    let mut dice = Dice::new(history.seed);
    let happened = history.moments.iter().enumerate().filter_map(|(index, moment)| {
        let (visit, news): (_, fn(At) -> News) = match moment.event {
            Event::Booked { visit, .. } => (visit, News::Added),
            Event::Moved { visit, .. } => (visit, News::Moved),
            Event::Cancelled { visit } => (visit, News::Cancelled),
            _ => return None,
        };
        let visit = visit_id(visit);
        let told = after(history, |known, _| known <= index);
        let starts_at = find(&told, visit)?.starts_at;
        Some((moment.at, told, Message { history, visit, news: news(starts_at) }))
    });
    happened.filter_map(|(at, told, message)| message.play(at, &told, &mut dice)).flatten().collect()
}

/// What is to be told of a visit.
struct Message<'h> {
    history: &'h History,
    visit: AppointmentId,
    news: News,
}

/// What became of it by one channel: when, how and why.
type End = (At, NotificationState, Option<&'static str>);

impl Message<'_> {
    /// What became of it by mail, and by WhatsApp after that; none where something newer is told in its stead.
    fn play(&self, planned_at: At, told: &Facts, dice: &mut Dice) -> Option<Vec<Notice>> {
        use NotificationChannel::{Email, Whatsapp};
        let mut expires_at = self.worth_until(planned_at);
        if told.reach.has_address(Whatsapp) {
            expires_at = planned_at + patience(&told.policy, expires_at - planned_at);
        }
        let by_mail = self.by_channel(Email, planned_at, expires_at, dice)?;
        let (at, state, why) = by_mail;
        let is_unsaid = matches!(state, NotificationState::Failed | NotificationState::Expired);
        let has_number = self.facts_at(at).reach.has_address(Whatsapp);
        let goes_on =
            (is_unsaid || why == Some(reason::NO_EMAIL)) && has_number && self.worth_until(planned_at) > at;
        if !goes_on {
            return Some(vec![self.notice(Email, by_mail, is_alarming(self.news.kind(), state, why))]);
        }
        let expires_at = self.worth_until(self.quiet_until(at).unwrap_or(at));
        let by_whatsapp = self.by_channel(Whatsapp, at, expires_at, dice)?;
        let (_, state, why) = by_whatsapp;
        let last = self.notice(Whatsapp, by_whatsapp, is_alarming(self.news.kind(), state, why));
        // Without an address no mail was tried.
        let first = is_unsaid.then(|| self.notice(Email, by_mail, false));
        Some(first.into_iter().chain([last]).collect())
    }

    /// What becomes of it by a channel, planned at a moment.
    fn by_channel(
        &self,
        channel: NotificationChannel,
        planned_at: At,
        expires_at: At,
        dice: &mut Dice,
    ) -> Option<End> {
        let (mut at, mut attempts) = (planned_at, 0);
        loop {
            at = worker_up(self.history, at)?;
            if at >= expires_at && at > planned_at {
                return Some((at, NotificationState::Expired, Some(reason::EXPIRED)));
            }
            if let Some(why) = self.hindrance(channel, at)? {
                return Some((at, NotificationState::Suppressed, Some(why)));
            }
            if let Some(until) = self.quiet_until(at).filter(|_| channel == NotificationChannel::Whatsapp) {
                at = until;
                continue;
            }
            if skies(self.history, at).of(channel) == Weather::Up {
                return Some((at, NotificationState::Accepted, None));
            }
            attempts += 1;
            let next = at + back_off(dice, attempts);
            if next >= expires_at {
                return Some((at, NotificationState::Failed, Some(reason::RETRIES_EXHAUSTED)));
            }
            at = next;
        }
    }

    /// Why it cannot be told when it is about to leave; none at all where something newer is told in its stead.
    fn hindrance(&self, channel: NotificationChannel, at: At) -> Option<Option<&'static str>> {
        let facts = self.facts_at(at);
        let known = find(&facts, self.visit)?;
        let cancelled = matches!(self.news, News::Cancelled(_));
        let is_in_force = known.starts_at == self.news.starts_at()
            && (known.state == AppointmentState::Cancelled) == cancelled;
        if !is_in_force {
            return None;
        }
        Some(if !cancelled && known.state != AppointmentState::Booked || known.starts_at <= at {
            Some(ALREADY_BEGUN)
        } else if facts.reach.refused.contains(&channel) && channel == NotificationChannel::Whatsapp {
            Some(reason::UNREACHABLE_BY_WHATSAPP)
        } else if facts.reach.has_address(channel) {
            None
        } else if channel == NotificationChannel::Email {
            Some(reason::NO_EMAIL)
        } else {
            Some(reason::NO_MOBILE_PHONE)
        })
    }

    fn notice(&self, channel: NotificationChannel, (at, _, unsaid): End, alert: bool) -> Notice {
        Notice { at, visit: self.visit, news: self.news, channel, unsaid, alert }
    }

    /// Until when it is worth saying what leaves from then on at the earliest.
    fn worth_until(&self, leaves: At) -> At {
        (leaves + WORTH).min(self.news.starts_at().max(leaves))
    }

    /// Until when WhatsApp waits for the end of the clinic's quiet hours; not where the visit begins before.
    fn quiet_until(&self, at: At) -> Option<At> {
        let until = quiet_until(&self.facts_at(at).policy, self.history.zone, at);
        until.filter(|until| *until < self.news.starts_at())
    }

    fn facts_at(&self, at: At) -> Facts {
        after(self.history, |_, moment| moment <= at)
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
