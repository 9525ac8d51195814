//! What the planner decides of something that may be owed, and why.

use chrono::{DateTime, Duration, Utc};
use entity::enums::NotificationChannel;

/// How long something that was not said in time is looked back at.
pub const LOOK_BACK: Duration = Duration::days(7);

/// What is to become of something that may be owed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It is to be said now.
    Say {
        /// By what.
        channel: NotificationChannel,
        /// Until when that channel is tried.
        expires_at: DateTime<Utc>,
    },
    /// Not yet.
    Wait {
        /// When to decide anew, at the latest.
        until: DateTime<Utc>,
        /// Why.
        why: Why,
    },
    /// A message waits or is under way.
    OnItsWay,
    /// It was said.
    Said,
    /// It will not be said, and nobody needs to do anything about it.
    Suppress(&'static str),
    /// It could not be said in time, and a person has to know.
    Missed(&'static str),
}

/// Why something is not said yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// Its time has not come.
    NotDue,
    /// The patient agreed to this start a moment ago.
    JustAgreed,
    /// A previous visit goes on, and may bring a form about.
    PreviousVisit,
    /// The clinic's quiet hours.
    QuietHours,
    /// A reminder that leaves soon carries it.
    Rides,
}

/// Reasons that the ledger keeps.
pub mod reason {
    /// The patient agreed to this start a moment ago, and there is no time for a reminder after that.
    pub const JUST_AGREED: &str = "just_agreed";
    /// The visit began before it was reminded of, ahead of its time.
    pub const ALREADY_BEGUN: &str = "already_begun";
    /// The patient asked for no messages of this kind.
    pub const OPTED_OUT: &str = "opted_out";
    /// The clinic reminded nobody when its time ran out.
    pub const SWITCHED_OFF: &str = "switched_off";
    /// There is neither an address nor a number.
    pub const NO_CHANNEL: &str = "no_channel";
    /// There is an address, and the provider says that it takes nothing.
    pub const UNREACHABLE: &str = "unreachable";
    /// Who treats works here no more.
    pub const NO_PRACTITIONER: &str = "no_practitioner";
    /// Every channel was tried.
    pub const CHANNELS_EXHAUSTED: &str = "channels_exhausted";
    /// Its time passed: nobody worked, or nothing could leave.
    pub const TOO_LATE: &str = "too_late";
    /// The quiet hours last until it is too late.
    pub const QUIET_HOURS: &str = "quiet_hours";
    /// It was tried in vain until the quiet hours, and they last until it is too late.
    pub const NOT_TAKEN: &str = "not_taken_before_quiet_hours";

    /// Those for which a rule keeps something from being said, and nobody has to act.
    pub const OF_RULES: [&str; 4] = [JUST_AGREED, ALREADY_BEGUN, OPTED_OUT, SWITCHED_OFF];
}
