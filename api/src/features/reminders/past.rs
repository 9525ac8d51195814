//! What is past is judged by the rules of its time. What a rule kept from being said as long as it was worth saying is
//! nobody's to see to, whatever the rules are since, and whether or not the patient takes messages again.

use chrono::{DateTime, Duration, Utc};
use entity::enums::NotificationState;
use entity::settings::ReminderPolicy;

use super::decision::{LOOK_BACK, reason};
use super::facts::{Facts, Obligation, Said};

/// The longest time before a visit by which its reminder has to have left.
const LONGEST_LEAD: Duration = Duration::days(1);

/// Since when it matters what the rules were.
pub(super) fn looked_back_to(now: DateTime<Utc>) -> DateTime<Utc> {
    now - LOOK_BACK - LONGEST_LEAD
}

/// The rules that held at a moment.
pub(super) fn rules_at(policy: &ReminderPolicy, at: DateTime<Utc>) -> &ReminderPolicy {
    policy.earlier.iter().find(|earlier| at < earlier.until).map_or(policy, |earlier| &earlier.policy)
}

/// The rules under which the time ran out to remind of a visit that starts then; those of now while it lasts.
pub(super) fn rules_for(
    policy: &ReminderPolicy,
    starts_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> &ReminderPolicy {
    if now < reminder_deadline(policy, starts_at) {
        return policy;
    }
    let mut earlier = policy.earlier.iter();
    let ran_out = earlier.find(|earlier| reminder_deadline(&earlier.policy, starts_at) < earlier.until);
    ran_out.map_or(policy, |earlier| &earlier.policy)
}

/// Until when a visit that starts then can be reminded of.
pub(super) fn reminder_deadline(policy: &ReminderPolicy, starts_at: DateTime<Utc>) -> DateTime<Utc> {
    starts_at - Duration::minutes(policy.minimum_lead_minutes.into())
}

/// Why a rule kept something from being said, where that is final: it is worth nothing any more.
pub(super) fn ruled_out(
    facts: &Facts,
    now: DateTime<Utc>,
    obligation: Obligation,
    deadline: DateTime<Utc>,
) -> Option<&'static str> {
    if now < deadline {
        return None;
    }
    let last = facts.said_of(obligation).last();
    let recorded = last.filter(|said| said.state == NotificationState::Suppressed).and_then(of_a_rule);
    let was_tried =
        |said: &Said| matches!(said.state, NotificationState::Failed | NotificationState::Expired);
    // Rules that begin to hold at the deadline come too late.
    let last_rules = rules_at(&facts.policy, deadline - Duration::nanoseconds(1));
    let is_off = !last_rules.enabled && !facts.said_of(obligation).any(was_tried);
    recorded.or(is_off.then_some(reason::SWITCHED_OFF))
}

fn of_a_rule(said: &Said) -> Option<&'static str> {
    reason::OF_RULES.into_iter().find(|reason| said.reason.as_deref() == Some(reason))
}
