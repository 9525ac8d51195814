//! Which hours make sense: inside a day, on the grid of five minutes, one after the other. Plain data, no database.

use serde::Serialize;

use crate::platform::checks::minutes;
use crate::platform::error::{Refusal, UserErrorCode};

/// Most runs of hours in a week.
const MAX_WEEK: usize = 70;
/// Most runs of hours in a day.
const MAX_DAY: usize = 10;
/// Minutes of a day on the wall.
const DAY_MINUTES: u32 = 24 * 60;

/// A run of working hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct DayHours {
    /// Minutes after midnight.
    pub start_minute: i32,
    /// Minutes after midnight, after the start.
    pub end_minute: i32,
}

/// A run of working hours on a day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct WeeklyHours {
    /// ISO: 1 Monday … 7 Sunday.
    pub weekday: i32,
    /// From when until when.
    pub hours: DayHours,
}

/// What is wrong with the hours of a week, each with its place.
pub fn check_week(week: &[WeeklyHours]) -> Vec<Refusal> {
    if week.len() > MAX_WEEK {
        return vec![too_many(MAX_WEEK)];
    }
    let mut refusals = Vec::new();
    for (place, run) in week.iter().enumerate() {
        if !(1..=7).contains(&run.weekday) {
            refusals.push(refusal(
                &format!("input.hours.{place}.weekday"),
                "Los días van del 1, lunes, al 7, domingo.",
                "Days go from 1, Monday, to 7, Sunday.",
            ));
        }
        let earlier = week[..place].iter().filter(|other| other.weekday == run.weekday);
        check_run(place, run.hours, earlier.map(|other| other.hours), &mut refusals);
    }
    refusals
}

/// What is wrong with the hours of one day, each with its place.
pub fn check_day(day: &[DayHours]) -> Vec<Refusal> {
    if day.len() > MAX_DAY {
        return vec![too_many(MAX_DAY)];
    }
    let mut refusals = Vec::new();
    for (place, run) in day.iter().enumerate() {
        check_run(place, *run, day[..place].iter().copied(), &mut refusals);
    }
    refusals
}

/// Checks a run by itself and against the ones before it in the list.
fn check_run(
    place: usize,
    run: DayHours,
    mut earlier: impl Iterator<Item = DayHours>,
    refusals: &mut Vec<Refusal>,
) {
    let before = refusals.len();
    for (value, field) in [(run.start_minute, "startMinute"), (run.end_minute, "endMinute")] {
        let field = format!("input.hours.{place}.{field}");
        refusals.extend(minutes(value, &field, &(0..=DAY_MINUTES)).err());
    }
    if refusals.len() > before {
        return;
    }
    if run.start_minute >= run.end_minute {
        refusals.push(refusal(
            &format!("input.hours.{place}.endMinute"),
            "El final tiene que ser después del comienzo.",
            "The end must be after the start.",
        ));
    } else if earlier.any(|other| run.start_minute < other.end_minute && other.start_minute < run.end_minute)
    {
        refusals.push(refusal(
            &format!("input.hours.{place}.startMinute"),
            "Se superpone con otro horario del mismo día.",
            "It overlaps with other hours of the same day.",
        ));
    }
}

fn too_many(most: usize) -> Refusal {
    let es = format!("Puede haber hasta {most} horarios.");
    Refusal::new(
        UserErrorCode::Invalid,
        "input.hours",
        es,
        format!("There may be {most} runs of hours at most."),
    )
}

fn refusal(field: &str, es: &str, en: &str) -> Refusal {
    Refusal::new(UserErrorCode::Invalid, field, es, en)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(start_minute: i32, end_minute: i32) -> DayHours {
        DayHours { start_minute, end_minute }
    }

    fn paths(refusals: &[Refusal]) -> Vec<String> {
        refusals.iter().map(|refusal| refusal.field.join(".")).collect()
    }

    fn week(runs: &[(i32, i32, i32)]) -> Vec<String> {
        let run =
            |(weekday, from, to): &(i32, i32, i32)| WeeklyHours { weekday: *weekday, hours: run(*from, *to) };
        paths(&check_week(&runs.iter().map(run).collect::<Vec<_>>()))
    }

    #[test]
    fn hours_that_make_sense_are_taken() {
        assert!(week(&[]).is_empty());
        assert!(week(&[(1, 480, 720), (1, 720, 960), (2, 480, 720), (7, 0, 1_440)]).is_empty());
        assert!(check_day(&[run(600, 660), run(480, 600)]).is_empty(), "touching, in any order");
    }

    #[test]
    fn hours_lie_within_a_day_of_the_week_on_the_grid() {
        assert_eq!(week(&[(0, 480, 720), (8, 480, 720)]), ["input.hours.0.weekday", "input.hours.1.weekday"]);
        assert_eq!(week(&[(1, -5, 720)]), ["input.hours.0.startMinute"]);
        assert_eq!(week(&[(1, 480, 1_445)]), ["input.hours.0.endMinute"]);
        assert_eq!(week(&[(1, 481, 722)]), ["input.hours.0.startMinute", "input.hours.0.endMinute"]);
        assert_eq!(week(&[(1, i32::MIN, i32::MAX)]).len(), 2);
    }

    #[test]
    fn hours_go_forward_and_do_not_overlap() {
        assert_eq!(paths(&check_day(&[run(720, 480), run(600, 600)])).len(), 2);
        assert_eq!(week(&[(1, 480, 720), (2, 480, 720), (1, 715, 960)]), ["input.hours.2.startMinute"]);
        assert_eq!(paths(&check_day(&[run(480, 720), run(480, 720)])), ["input.hours.1.startMinute"]);
        assert_eq!(paths(&check_day(&[run(540, 600), run(480, 720)])), ["input.hours.1.startMinute"]);
    }

    #[test]
    fn there_is_an_end_to_it() {
        assert_eq!(paths(&check_day(&[run(480, 720); MAX_DAY + 1])), ["input.hours"]);
        let endless = vec![WeeklyHours { weekday: 1, hours: run(480, 720) }; MAX_WEEK + 1];
        assert_eq!(paths(&check_week(&endless)), ["input.hours"]);
    }
}
