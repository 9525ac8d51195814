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
    // What the clocks leave out comes an hour later; an end that they show twice is the second one.
    let shown = |day, minute| local(day, minute, zone).or_else(|| local(day, minute + 60, zone));
    let (begins, ends) = (shown(day, from)?, shown(last_day, to)?);
    let again = ends + Duration::hours(1);
    Some((begins, if day_and_minute(again, zone) == (last_day, to) { again } else { ends }))
}

/// How long a channel is tried that is not the last one, of the time in which something can leave: half of it at most.
/// The other half is the next one's.
pub fn patience(policy: &ReminderPolicy, left: Duration) -> Duration {
    Duration::minutes(policy.patience_minutes.into()).min(left / 2)
}
