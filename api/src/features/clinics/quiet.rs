//! When a clinic's patients are written to: its quiet hours, a span of the day in its own time, and how long one channel
//! is tried before the next one.

use chrono::{DateTime, Days, Duration, Utc};
use chrono_tz::Tz;
use entity::settings::ReminderPolicy;

use crate::platform::clinic_time::{day_and_minute, local};

/// When the quiet hours end that this moment lies in; none where it lies in none.
pub fn quiet_until(policy: &ReminderPolicy, zone: Tz, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let (from, to) = (policy.quiet_from_minute, policy.quiet_to_minute);
    let (today, minute) = day_and_minute(now, zone);
    let minute = u32::try_from(minute).unwrap_or_default();
    let over_midnight = from > to;
    let is_quiet = if over_midnight { minute >= from || minute < to } else { (from..to).contains(&minute) };
    if !is_quiet {
        return None;
    }
    let day = if over_midnight && minute >= from { today.checked_add_days(Days::new(1))? } else { today };
    let end = i32::try_from(to).ok()?;
    // An end that the change of the clocks leaves out comes an hour later; one that they show twice comes again.
    let first = local(day, end, zone).or_else(|| local(day, end + 60, zone)).filter(|end| *end > now);
    first.or_else(|| Some(now + Duration::minutes(i64::from(to) - i64::from(minute))))
}

/// Until when patients can be written to before `end`: until then, or until the quiet hours begin that last until then.
pub fn loud_until(policy: &ReminderPolicy, zone: Tz, end: DateTime<Utc>) -> DateTime<Utc> {
    let last = end - Duration::seconds(1);
    if quiet_until(policy, zone, last).is_none() {
        return end;
    }
    let (from, to) = (policy.quiet_from_minute, policy.quiet_to_minute);
    let (today, minute) = day_and_minute(last, zone);
    let since_yesterday = from > to && u32::try_from(minute).is_ok_and(|minute| minute < to);
    let day = if since_yesterday { today - Days::new(1) } else { today };
    let Ok(from) = i32::try_from(from) else { return end };
    let began = local(day, from, zone).or_else(|| local(day, from + 60, zone));
    began.map_or(end, |began| began.min(last))
}

/// How long a channel is tried that is not the last one, of the time in which something can leave: half of it at most.
/// The other half is the next one's.
pub fn patience(policy: &ReminderPolicy, left: Duration) -> Duration {
    Duration::minutes(policy.patience_minutes.into()).min(left / 2)
}
