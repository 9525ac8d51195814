//! The agenda (schedules): when resources work, as administrators say it.
//!
//! A resource has **weekly hours**, in the clinic's local time, each from one day on, and until another one where
//! newer hours took their place. An **exception** is a day on which they do not hold: with hours of its own, which
//! are then the only ones of that day, or with none, which closes it. What that comes to on a day, and with it every
//! offer, is worked out by `appointments`.
//!
//! Hours are replaced as a whole, and count as a change of their resource: two administrators who edit the same
//! resource do not undo each other's work. The past stays as it was.
//!
//! Nothing that is booked is touched where hours shrink: patients were told. What is left outside of the hours is a
//! question of now ([`crate::features::appointments::appointments_outside_hours`]), whatever changed last, so that
//! no one change has to be remembered for a person to act on it.

pub mod graphql;
mod hours;
mod queries;
mod set_exception;
mod set_weekly_hours;

pub use hours::{DayHours, WeeklyHours, check_day, check_week};
pub use queries::{ResourceHours, hours_of_resources};
pub use set_exception::{SetException, remove_exception, set_exception};
pub use set_weekly_hours::{SetWeeklyHours, set_weekly_hours};
