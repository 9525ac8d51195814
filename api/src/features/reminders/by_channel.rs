//! By what something is said, given what was tried.

use chrono::{DateTime, Duration, Utc};
use entity::enums::{NotificationChannel, NotificationState};

use super::decision::{Decision, LOOK_BACK, Why, reason};
use super::facts::{Facts, Obligation, Said, is_accepted, is_live};
use super::quiet::quiet_until;
use crate::features::notifications::reason::{EXPIRED, RETRIES_EXHAUSTED};

/// By what something is said that is due from `due` on, and worth nothing from `deadline` on.
///
/// The next channel is tried where one failed. Where all did, one that only ran out of time is tried once more, until
/// the deadline: its server may be back, or the visit was moved.
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
    let to_practitioner = obligation.is_to_practitioner();
    let channels =
        if to_practitioner { &[NotificationChannel::Email][..] } else { &facts.reach.channels[..] };
    let tries = |channel| said().filter(move |said| said.channel == channel && is_a_try(said));
    let mut left = channels.iter().copied().filter(|channel| tries(*channel).next().is_none());
    let once_more = |channel: &NotificationChannel| tries(*channel).all(|said| had_less_time(said, deadline));
    let Some(channel) = left.next().or_else(|| channels.iter().copied().find(once_more)) else {
        return if !channels.is_empty() {
            Decision::Missed(reason::CHANNELS_EXHAUSTED)
        } else if !facts.reach.declined.is_empty() {
            Decision::Suppress(reason::OPTED_OUT)
        } else if now < due {
            Decision::Wait { until: due, why: Why::NotDue }
        } else {
            Decision::Missed(reason::NO_CHANNEL)
        };
    };
    if deadline.is_some_and(|deadline| now >= deadline) {
        return Decision::Missed(reason::TOO_LATE);
    }
    if now < due {
        return Decision::Wait { until: due, why: Why::NotDue };
    }
    if let Some(until) = quiet_until(&facts.policy, facts.zone, now).filter(|_| !to_practitioner) {
        return if deadline.is_some_and(|deadline| until >= deadline) {
            Decision::Missed(reason::QUIET_HOURS)
        } else {
            Decision::Wait { until, why: Why::QuietHours }
        };
    }
    let deadline = deadline.unwrap_or(now + LOOK_BACK);
    let patience = Duration::minutes(facts.policy.patience_minutes.into()).min((deadline - now) / 2);
    let expires_at = if left.next().is_some() { now + patience } else { deadline };
    Decision::Say { channel, expires_at }
}

/// Whether a message that ended used its channel up. What is only recorded tried nothing: once the visit is moved, or
/// there is an address, it can be said.
pub(super) fn is_a_try(said: &Said) -> bool {
    let nothing_to_try = [reason::NO_CHANNEL, reason::OPTED_OUT, reason::QUIET_HOURS, reason::TOO_LATE];
    matches!(said.state, NotificationState::Failed | NotificationState::Expired)
        && said.reason.as_deref().is_none_or(|reason| !nothing_to_try.contains(&reason))
}

/// Whether a try ended because its time was over, and it had less of it than there is.
fn had_less_time(said: &Said, deadline: Option<DateTime<Utc>>) -> bool {
    let ran_out = said.reason.as_deref().is_some_and(|reason| [EXPIRED, RETRIES_EXHAUSTED].contains(&reason));
    ran_out && deadline.is_some_and(|deadline| said.expires_at < deadline)
}
