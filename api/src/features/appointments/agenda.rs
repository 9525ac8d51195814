//! When resources work and what of that is still free: plain data, no database.
//!
//! Time is counted in cells of five minutes since 1970 ([`Cell`]); durations, working hours and the offsets of
//! today's time zones are all multiples of it. A weekly rule is local time of the clinic: on the day on which
//! clocks change, 'from 8 to 13' is still from 8 to 13 on the wall.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use chrono_tz::Tz;
use entity::ids::{ResourceId, SiteId};
use entity::{schedule, schedule_exception};

use crate::platform::clinic_time::{day_of, day_start, local};

/// Five minutes, numbered from 1970.
pub type Cell = i64;

/// Minutes of a cell.
pub const CELL_MINUTES: i32 = 5;
const CELL_SECONDS: i64 = 60 * CELL_MINUTES as i64;
/// Minutes of a day on the wall.
const DAY_MINUTES: i32 = 24 * 60;

/// The first cell that does not begin before an instant.
pub fn cell_from(at: DateTime<Utc>) -> Cell {
    let started = at.timestamp().div_euclid(CELL_SECONDS);
    started + Cell::from(start_of(started) < at)
}

/// The last cell that has begun at an instant.
fn cell_until(at: DateTime<Utc>) -> Cell {
    at.timestamp().div_euclid(CELL_SECONDS)
}

/// When a cell begins. Cells before 1970 and after the year 42,000 are taken for those, so that no input of a
/// client can overflow.
pub fn start_of(cell: Cell) -> DateTime<Utc> {
    DateTime::from_timestamp(cell.clamp(0, u32::MAX.into()) * CELL_SECONDS, 0).unwrap_or_default()
}

/// Cells that a number of minutes takes, rounded up.
pub fn cells_of(minutes: i32) -> Cell {
    Cell::from((minutes + CELL_MINUTES - 1).div_euclid(CELL_MINUTES).max(1))
}

/// A half-open run of cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// The first cell.
    pub start: Cell,
    /// The cell after the last.
    pub end: Cell,
}

impl Span {
    /// From a cell, for a number of cells.
    pub fn new(start: Cell, length: Cell) -> Self {
        Self { start, end: start + length }
    }

    /// Whether another run lies within this one.
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}

/// Working hours of the resources that matter for a question, as they stand in the database.
#[derive(Clone, Debug, Default)]
pub struct Agenda {
    /// The clinic's time zone.
    pub zone: Tz,
    /// Where each resource stands; only those in here work at all.
    pub sites: BTreeMap<ResourceId, SiteId>,
    /// Weekly rules.
    pub rules: Vec<schedule::Model>,
    /// Days on which the rules do not hold.
    pub exceptions: Vec<schedule_exception::Model>,
}

impl Agenda {
    /// The clinic's day of a cell.
    pub fn day_of(&self, cell: Cell) -> NaiveDate {
        day_of(start_of(cell), self.zone)
    }

    /// When a resource works on a day: runs that neither touch nor overlap, in order. The day's exceptions
    /// take the place of its weekly rules: one without hours closes it, others are its only hours.
    pub fn working(&self, resource: ResourceId, day: NaiveDate) -> Vec<Span> {
        let exceptions: Vec<_> =
            self.exceptions.iter().filter(|row| row.resource_id == resource && row.day == day).collect();
        let hours: Vec<(i32, i32)> = if !self.sites.contains_key(&resource) {
            Vec::new()
        } else if exceptions.is_empty() {
            let weekday = day.weekday().number_from_monday() as i32;
            self.rules
                .iter()
                .filter(|row| row.resource_id == resource && row.weekday == weekday)
                .filter(|row| row.valid_from <= day && row.valid_to.is_none_or(|to| day <= to))
                .map(|row| (row.start_minute, row.end_minute))
                .collect()
        } else if exceptions.iter().any(|row| row.start_minute.is_none() || row.end_minute.is_none()) {
            Vec::new()
        } else {
            exceptions.iter().filter_map(|row| Some((row.start_minute?, row.end_minute?))).collect()
        };
        let spans = hours.into_iter().filter_map(|(from, to)| {
            let span = Span {
                start: cell_from(self.wall(day, from.max(0))),
                end: cell_until(self.wall(day, to.min(DAY_MINUTES))),
            };
            (from < to && span.start < span.end).then_some(span)
        });
        merged(spans.collect())
    }

    /// The instant at which the clinic's clock shows a minute of a day; where it never does because it jumps
    /// over it, the moment of the jump.
    fn wall(&self, day: NaiveDate, minute: i32) -> DateTime<Utc> {
        (minute..=DAY_MINUTES)
            .step_by(CELL_MINUTES as usize)
            .find_map(|minute| local(day, minute, self.zone))
            .unwrap_or_else(|| day_start(self.zone, day.succ_opt().unwrap_or(day)))
    }
}

/// Overlapping and touching runs as one.
fn merged(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort();
    let mut result: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match result.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => result.push(span),
        }
    }
    result
}

/// The cells that somebody has, of each resource.
pub type Taken = HashMap<ResourceId, HashSet<Cell>>;

/// What of the working hours nobody has.
pub fn free(working: &[Span], taken: Option<&HashSet<Cell>>) -> Vec<Span> {
    let Some(taken) = taken else { return working.to_vec() };
    let mut spans = Vec::new();
    for block in working {
        let mut start = block.start;
        for cell in block.start..block.end {
            if taken.contains(&cell) {
                if start < cell {
                    spans.push(Span { start, end: cell });
                }
                start = cell + 1;
            }
        }
        if start < block.end {
            spans.push(Span { start, end: block.end });
        }
    }
    spans
}

#[cfg(test)]
pub(super) mod tests {
    use chrono::TimeZone;
    use entity::ids::{ClinicId, ScheduleExceptionId, ScheduleId};
    use sea_orm::prelude::Uuid;

    use super::*;

    pub(in crate::features::appointments) const SITE: SiteId = SiteId(Uuid::from_u128(1));
    const CT: ResourceId = ResourceId(Uuid::from_u128(10));

    pub(in crate::features::appointments) fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    pub(in crate::features::appointments) fn rule(
        resource_id: ResourceId,
        weekday: i32,
        from: i32,
        to: i32,
    ) -> schedule::Model {
        schedule::Model {
            id: ScheduleId(Uuid::nil()),
            clinic_id: ClinicId(Uuid::nil()),
            resource_id,
            weekday,
            start_minute: from,
            end_minute: to,
            valid_from: day("2020-01-01"),
            valid_to: None,
        }
    }

    fn exception(on: &str, hours: Option<(i32, i32)>) -> schedule_exception::Model {
        schedule_exception::Model {
            id: ScheduleExceptionId(Uuid::nil()),
            clinic_id: ClinicId(Uuid::nil()),
            resource_id: CT,
            day: day(on),
            start_minute: hours.map(|hours| hours.0),
            end_minute: hours.map(|hours| hours.1),
            reason: None,
        }
    }

    fn agenda(zone: Tz, rules: Vec<schedule::Model>) -> Agenda {
        Agenda { zone, sites: BTreeMap::from([(CT, SITE)]), rules, exceptions: Vec::new() }
    }

    fn hours(agenda: &Agenda, on: &str) -> Vec<String> {
        let at = |cell| start_of(cell).format("%d %H:%M").to_string();
        agenda
            .working(CT, day(on))
            .into_iter()
            .map(|span| format!("{}-{}", at(span.start), at(span.end)))
            .collect()
    }

    #[test]
    fn cells_begin_on_the_clock() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().expect("an instant");
        assert_eq!(start_of(cell_from(at("2026-11-21T10:02:00Z"))), at("2026-11-21T10:05:00Z"));
        assert_eq!(start_of(cell_from(at("2026-11-21T10:05:00Z"))), at("2026-11-21T10:05:00Z"));
        assert_eq!(start_of(cell_from(at("2026-11-21T10:05:00.5Z"))), at("2026-11-21T10:10:00Z"));
        assert_eq!((cells_of(5), cells_of(20), cells_of(22), cells_of(0)), (1, 4, 5, 1));
    }

    #[test]
    fn weekly_rules_hold_on_their_weekday_within_their_validity() {
        let zone = chrono_tz::America::Argentina::Buenos_Aires;
        let mut monday = rule(CT, 1, 8 * 60, 12 * 60);
        monday.valid_to = Some(day("2026-11-23"));
        let agenda = agenda(zone, vec![monday, rule(CT, 1, 11 * 60, 13 * 60), rule(CT, 1, 15 * 60, 16 * 60)]);
        assert_eq!(hours(&agenda, "2026-11-23"), ["23 11:00-23 16:00", "23 18:00-23 19:00"]);
        assert_eq!(hours(&agenda, "2026-11-30"), ["30 14:00-30 16:00", "30 18:00-30 19:00"]);
        assert!(hours(&agenda, "2026-11-24").is_empty());
        assert!(agenda.working(ResourceId(Uuid::from_u128(99)), day("2026-11-23")).is_empty());
    }

    #[test]
    fn exceptions_take_the_place_of_the_rules() {
        let mut agenda = agenda(Tz::UTC, vec![rule(CT, 1, 8 * 60, 12 * 60)]);
        agenda.exceptions = vec![exception("2026-11-23", None), exception("2026-11-24", Some((600, 660)))];
        assert!(hours(&agenda, "2026-11-23").is_empty());
        assert_eq!(hours(&agenda, "2026-11-24"), ["24 10:00-24 11:00"]);
        assert_eq!(hours(&agenda, "2026-11-30"), ["30 08:00-30 12:00"]);
        agenda.exceptions.push(exception("2026-11-24", None));
        assert!(hours(&agenda, "2026-11-24").is_empty());
    }

    #[test]
    fn hours_are_those_of_the_wall_when_clocks_change() {
        // Santiago jumps from 24:00 to 01:00 on 2026-09-06, and shows 23:00 twice on 2026-04-04.
        let whole = |weekday| vec![rule(CT, weekday, 0, DAY_MINUTES), rule(CT, weekday, 480, 600)];
        let zone = chrono_tz::America::Santiago;
        let spring = agenda(zone, whole(7)).working(CT, day("2026-09-06"));
        assert_eq!(spring.iter().map(|span| span.end - span.start).sum::<i64>(), 23 * 12);
        let autumn = agenda(zone, whole(6)).working(CT, day("2026-04-04"));
        assert_eq!(autumn.iter().map(|span| span.end - span.start).sum::<i64>(), 25 * 12);
        // Madrid leaves out 02:00 to 03:00 on 2026-03-29: hours that begin in it begin after it.
        let gap = agenda(chrono_tz::Europe::Madrid, vec![rule(CT, 7, 150, 240), rule(CT, 7, 120, 180)]);
        assert_eq!(hours(&gap, "2026-03-29"), ["29 01:00-29 02:00"]);
        // A morning on either side of the change begins at 8 on the wall.
        let morning = agenda(chrono_tz::Europe::Madrid, vec![rule(CT, 7, 480, 540)]);
        assert_eq!(hours(&morning, "2026-03-22"), ["22 07:00-22 08:00"]);
        assert_eq!(hours(&morning, "2026-03-29"), ["29 06:00-29 07:00"]);
    }

    #[test]
    fn what_somebody_has_is_not_free() {
        let start = cell_from(Utc.timestamp_opt(0, 0).single().expect("an instant"));
        let block = [Span::new(start, 12)];
        let taken = |cells: &[Cell]| cells.iter().copied().collect::<HashSet<_>>();
        assert_eq!(free(&block, None), block);
        assert_eq!(free(&block, Some(&taken(&[0, 3, 4, 11]))), [Span::new(1, 2), Span::new(5, 6)]);
        assert!(free(&block, Some(&(0..12).collect())).is_empty());
    }
}
