//! When a clinic's patients are written to: its quiet hours, a span of the day in its own time, and how long one channel
//! is tried before the next one.

use chrono::{DateTime, Days, Duration, NaiveDate, Utc};
use chrono_tz::Tz;
use entity::settings::ReminderPolicy;

use crate::platform::clinic_time::{day_and_minute, local};

/// When the quiet hours end that this moment lies in; none where it lies in none.
pub fn quiet_until(policy: &ReminderPolicy, zone: Tz, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    around(policy, zone, now).map(|(_, ends)| ends)
}

/// Until when patients can be written to before `end`: until then, or until the quiet hours begin that last until then.
pub fn loud_until(policy: &ReminderPolicy, zone: Tz, end: DateTime<Utc>) -> DateTime<Utc> {
    let last = end - Duration::seconds(1);
    around(policy, zone, last).map_or(end, |(begins, _)| begins)
}

/// The quiet hours that a moment lies in.
fn around(policy: &ReminderPolicy, zone: Tz, at: DateTime<Utc>) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    let (today, _) = day_and_minute(at, zone);
    let days = [today - Days::new(1), today].into_iter();
    days.filter_map(|day| of_day(policy, zone, day)).find(|(begins, ends)| *begins <= at && at < *ends)
}

/// The quiet hours that begin on a day: one span, also where the change of the clocks goes through them.
fn of_day(policy: &ReminderPolicy, zone: Tz, day: NaiveDate) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    let from = i32::try_from(policy.quiet_from_minute).ok()?;
    let to = i32::try_from(policy.quiet_to_minute).ok().filter(|to| *to != from)?;
    let last_day = if from > to { day.checked_add_days(Days::new(1))? } else { day };
    // What the clocks leave out is when they go on; an end that they show twice is the second one.
    let shown = |day, minute| (minute..minute + 120).find_map(|minute| local(day, minute, zone));
    let (begins, ends) = (shown(day, from)?, shown(last_day, to)?);
    let again = ends + Duration::hours(1);
    Some((begins, if day_and_minute(again, zone) == (last_day, to) { again } else { ends }))
}

/// How long a channel is tried that is not the last one, of the time in which something can leave: half of it at most.
/// The other half is the next one's.
pub fn patience(policy: &ReminderPolicy, left: Duration) -> Duration {
    Duration::minutes(policy.patience_minutes.into()).min(left / 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(from: u32, to: u32) -> ReminderPolicy {
        ReminderPolicy { quiet_from_minute: from, quiet_to_minute: to, ..ReminderPolicy::default() }
    }

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("an instant")
    }

    #[test]
    fn an_end_that_the_clocks_leave_out_is_when_they_go_on() {
        let zone = chrono_tz::Europe::Madrid;
        // From 2:00 to 3:00 there is nothing on this night: it is 3:00 at 1:00 UTC.
        for to in [2 * 60, 2 * 60 + 30, 3 * 60] {
            let ends = quiet_until(&policy(22 * 60, to), zone, at("2026-03-29T00:30:00Z"));
            assert_eq!(ends, Some(at("2026-03-29T01:00:00Z")), "{to}");
        }
        assert_eq!(quiet_until(&policy(150, 300), zone, at("2026-03-29T00:59:00Z")), None);
        let ends = quiet_until(&policy(150, 300), zone, at("2026-03-29T01:00:00Z"));
        assert_eq!(ends, Some(at("2026-03-29T03:00:00Z")));
    }
}
