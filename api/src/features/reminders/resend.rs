//! The link to a form once more, because staff asked for it. Nothing owes it but that, so it is said however often it
//! was said before; but it goes as the link itself goes: each channel has its time, and leaves the next one its own.

use chrono::{DateTime, Utc};
use entity::enums::{NotificationChannel, NotificationState};
use entity::ids::NotificationId;

use super::by_channel::{is_a_try, tried_until, was_tried, without_channel};
use super::decision::{Decision, LOOK_BACK, Why, reason};
use super::facts::{Facts, FormFacts, Obligation, Said, is_accepted, is_live};
use super::planner::next_visit;
use crate::features::clinics::quiet_until;

/// What comes of it that staff wants the link to a form sent once more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// It is to be sent.
    Send {
        /// By what.
        channel: NotificationChannel,
        /// Until when that channel is tried.
        expires_at: DateTime<Utc>,
    },
    /// Nothing: what was asked for before is still on its way.
    OnItsWay(NotificationId),
    /// Nothing: there is no channel.
    Unreachable,
}

/// Staff wants the link to a form sent once more.
pub fn ask(facts: &Facts, now: DateTime<Utc>, form: &FormFacts) -> Asked {
    if let Some(live) = facts.said_of(Obligation::Resend(form.id)).find(|said| is_live(said.state)) {
        return Asked::OnItsWay(live.id);
    }
    match facts.reach.channels.first() {
        Some(channel) => {
            Asked::Send { channel: *channel, expires_at: expires_at(facts, now, form, *channel) }
        }
        None => Asked::Unreachable,
    }
}

/// What staff asked for last goes by the next channel where it failed, was declined, or its address was no more. A
/// person has to know where there is none.
pub fn decide(facts: &Facts, now: DateTime<Utc>, form: &FormFacts) -> Option<Decision> {
    let resent = || facts.said_of(Obligation::Resend(form.id));
    let last = resent().last()?;
    if is_accepted(last.state) {
        return Some(Decision::Said);
    }
    if is_live(last.state) {
        return Some(Decision::OnItsWay);
    }
    let has_no_address = is_declined(last) || is_lost(last);
    let goes_on = was_tried(last) || has_no_address;
    if !goes_on || last.expires_at <= now - LOOK_BACK {
        return None;
    }
    let tries = || resent().filter(|said| is_a_try(facts, said));
    let channels = &facts.reach.channels;
    let next = if has_no_address || facts.reach.is_outdated(last) {
        channels.iter().find(|channel| tries().all(|said| said.channel != **channel))
    } else {
        channels.iter().skip_while(|channel| **channel != last.channel).nth(1)
    };
    let Some(channel) = next.copied() else {
        return if resent().any(was_tried) {
            Some(Decision::Missed(reason::CHANNELS_EXHAUSTED))
        } else if is_lost(last) {
            Some(Decision::Missed(without_channel(&facts.reach)))
        } else {
            None
        };
    };
    if let Some(until) = quiet_until(&facts.policy, facts.zone, now) {
        return Some(Decision::Wait { until, why: Why::QuietHours });
    }
    Some(Decision::Say { channel, expires_at: expires_at(facts, now, form, channel) })
}

/// Whether the link is in hand because staff asked for it, and has its channels behind it before `deadline`. It would
/// be said twice otherwise.
pub fn is_in_hand(
    facts: &Facts,
    now: DateTime<Utc>,
    form: &FormFacts,
    deadline: Option<DateTime<Utc>>,
) -> bool {
    let until = match decide(facts, now, form) {
        Some(Decision::Say { expires_at, .. }) => Some(expires_at),
        Some(Decision::Wait { until, .. }) => Some(until),
        Some(Decision::OnItsWay) => {
            facts.said_of(Obligation::Resend(form.id)).last().map(|said| said.expires_at)
        }
        _ => None,
    };
    until.is_some_and(|until| deadline.is_none_or(|deadline| until <= deadline))
}

/// Until when a channel is tried. It is worth as much as the link itself: until the next visit, where it can leave
/// before.
fn expires_at(
    facts: &Facts,
    now: DateTime<Utc>,
    form: &FormFacts,
    channel: NotificationChannel,
) -> DateTime<Utc> {
    let leaves = quiet_until(&facts.policy, facts.zone, now).unwrap_or(now);
    let before = next_visit(facts, form.scope, now).map(|visit| visit.starts_at);
    let is_last = facts.reach.channels.last() == Some(&channel);
    tried_until(facts, leaves, before.filter(|start| *start > leaves), is_last)
}

/// Whether its address was taken away, or refused something else, before it left.
fn is_lost(said: &Said) -> bool {
    let why = [reason::NO_CHANNEL, reason::UNREACHABLE];
    said.state == NotificationState::Failed
        && said.reason.as_deref().is_some_and(|reason| why.contains(&reason))
}

/// Whether its patient wants nothing by its channel any more.
fn is_declined(said: &Said) -> bool {
    said.state == NotificationState::Suppressed && said.reason.as_deref() == Some(reason::OPTED_OUT)
}
