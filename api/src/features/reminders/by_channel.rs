//! By what something is said, given what was tried.

use chrono::{DateTime, Duration, Utc};
use entity::enums::{NotificationChannel, NotificationState};

use super::decision::{Decision, LOOK_BACK, Why, reason};
use super::facts::{Facts, Obligation, Reach, Said, is_accepted, is_live};
use super::past::ruled_out;
use crate::features::clinics::{loud_until, patience, quiet_until};
use crate::features::notifications::reason::{EXPIRED, RETRIES_EXHAUSTED};

/// How long channels that ran out of time are left alone, where a person was alerted.
const REST: Duration = Duration::days(1);

/// By what something is said that is due from `due` on, and worth nothing from `deadline` on.
///
/// The next channel is tried where one failed. Where all did, one that only ran out of time is tried once more, until
/// the deadline: its server may be back, or the visit was moved. Where there is no deadline a person is alerted, and
/// a day later all that only ran out of time are tried anew.
pub(super) fn by_channel(
    facts: &Facts,
    now: DateTime<Utc>,
    obligation: Obligation,
    due: DateTime<Utc>,
    deadline: Option<DateTime<Utc>>,
) -> Decision {
    let said = || facts.said_of(obligation);
    if said().any(|said| is_accepted(said.state)) {
        return Decision::Said;
    }
    if said().any(|said| is_live(said.state)) {
        return Decision::OnItsWay;
    }
    if let Some(reason) = deadline.and_then(|deadline| ruled_out(facts, now, obligation, deadline)) {
        return Decision::Suppress(reason);
    }
    let to_practitioner = obligation.is_to_practitioner();
    let channels =
        if to_practitioner { &[NotificationChannel::Email][..] } else { &facts.reach.channels[..] };
    let mut left = left(facts, now, obligation, channels, deadline).into_iter();
    let Some(channel) = left.next() else {
        return if !channels.is_empty() {
            Decision::Missed(reason::CHANNELS_EXHAUSTED)
        } else if now < due {
            Decision::Wait { until: due, why: Why::NotDue }
        } else if facts.reach.refused.is_empty() && !facts.reach.declined.is_empty() {
            Decision::Suppress(reason::OPTED_OUT)
        } else {
            Decision::Missed(without_channel(&facts.reach))
        };
    };
    let not_taken = said().any(|said| said.reason.as_deref() == Some(reason::NOT_TAKEN));
    let unless_tried = |reason| if not_taken { reason::NOT_TAKEN } else { reason };
    if deadline.is_some_and(|deadline| now >= deadline) {
        return Decision::Missed(unless_tried(reason::TOO_LATE));
    }
    if now < due {
        return Decision::Wait { until: due, why: Why::NotDue };
    }
    if let Some(until) = quiet_until(&facts.policy, facts.zone, now).filter(|_| !to_practitioner) {
        return if deadline.is_some_and(|deadline| until >= deadline) {
            Decision::Missed(unless_tried(reason::QUIET_HOURS))
        } else {
            Decision::Wait { until, why: Why::QuietHours }
        };
    }
    let expires_at = tried_until(facts, now, deadline, left.next().is_none());
    Decision::Say { channel, expires_at }
}

/// Why there is no channel for who did not decline all.
pub(super) fn without_channel(reach: &Reach) -> &'static str {
    if reach.refused.is_empty() { reason::NO_CHANNEL } else { reason::UNREACHABLE }
}

/// The channels that are left to be tried, in order.
fn left(
    facts: &Facts,
    now: DateTime<Utc>,
    obligation: Obligation,
    channels: &[NotificationChannel],
    deadline: Option<DateTime<Utc>>,
) -> Vec<NotificationChannel> {
    let tries = |channel: &NotificationChannel| {
        let channel = *channel;
        facts.said_of(obligation).filter(move |said| said.channel == channel && is_a_try(facts, said))
    };
    let those = |which: &dyn Fn(&NotificationChannel) -> bool| -> Vec<_> {
        channels.iter().copied().filter(|channel| which(channel)).collect()
    };
    let untried = those(&|channel| tries(channel).next().is_none());
    if !untried.is_empty() {
        return untried;
    }
    if let Some(deadline) = deadline {
        let once_more = |said: &Said| ran_out(said) && said.expires_at < deadline;
        return those(&|channel| tries(channel).all(once_more)).into_iter().take(1).collect();
    }
    let may_be_back = those(&|channel| tries(channel).all(ran_out));
    let rounds = may_be_back.iter().map(|channel| tries(channel).count()).min();
    let behind = those(&|channel| may_be_back.contains(channel) && Some(tries(channel).count()) == rounds);
    let rests = anew_at(facts, obligation).is_some_and(|at| now < at);
    if rests && behind.len() == may_be_back.len() { Vec::new() } else { behind }
}

/// When channels that ran out of time are tried anew, where nothing sets an end to that.
pub(super) fn anew_at(facts: &Facts, obligation: Obligation) -> Option<DateTime<Utc>> {
    let tries = facts.said_of(obligation).filter(|said| is_a_try(facts, said) && ran_out(said));
    tries.map(|said| said.expires_at + REST).max()
}

/// Until when a channel is tried that is taken up now: the last one as long as it is worth anything.
pub(super) fn tried_until(
    facts: &Facts,
    now: DateTime<Utc>,
    deadline: Option<DateTime<Utc>>,
    is_last: bool,
) -> DateTime<Utc> {
    let deadline = deadline.unwrap_or(now + LOOK_BACK);
    if is_last {
        return deadline;
    }
    now + patience(&facts.policy, loud_until(&facts.policy, facts.zone, deadline) - now)
}

/// Whether a message that ended used its channel up: what was tried at another address than today's says nothing of
/// this one.
pub(super) fn is_a_try(facts: &Facts, said: &Said) -> bool {
    was_tried(said) && !facts.reach.is_outdated(said)
}

/// Whether a message that ended was tried for as long as there was. What is only recorded tried nothing, and what the
/// quiet hours ended has time left by other rules: once the visit is moved, or there is an address, it can be said.
pub(super) fn was_tried(said: &Said) -> bool {
    let nothing_to_try = [
        reason::NO_CHANNEL,
        reason::UNREACHABLE,
        reason::NO_PRACTITIONER,
        reason::OPTED_OUT,
        reason::QUIET_HOURS,
        reason::NOT_TAKEN,
        reason::TOO_LATE,
    ];
    matches!(said.state, NotificationState::Failed | NotificationState::Expired)
        && said.reason.as_deref().is_none_or(|reason| !nothing_to_try.contains(&reason))
}

/// Whether a try ended because its time was over: its channel may be back.
fn ran_out(said: &Said) -> bool {
    said.reason.as_deref().is_some_and(|reason| [EXPIRED, RETRIES_EXHAUSTED].contains(&reason))
}
