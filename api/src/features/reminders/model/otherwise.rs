//! The same history played otherwise: with needless looks, in another rhythm, with what happens between two looks told in
//! another order. Whatever does not depend on chance is told all the same.

use chrono::{Duration, DurationRound};

use super::dice::Dice;
use super::history::{At, Event, History, Moment, Rhythm, Rule};
use super::invariants::Invariant;
use super::run::{Clinic, Planner, Told, play, play_on};
use crate::features::reminders::facts::Obligation;

/// Minutes between what happens in a plain history. What the planner waits for lies on it too, or halfway.
const GRID: i64 = 30;

/// How much later something is told at most where a look is up to seven minutes late: it comes late to ask for a form,
/// and late again once its link, or word of it, is due.
const LATE: Duration = Duration::minutes(2 * 7);

/// How much later a link is told at most in another order: things are told at other minutes of the grid then, and whether a
/// link waits for a reminder that leaves within the hour may hang on one.
const RIDES: Duration = Duration::minutes(3 * GRID);

/// Plays a history; where nothing goes wrong in it, perhaps once more otherwise.
pub fn examine<'h>(history: &'h History, planner: &mut dyn Planner) -> Clinic<'h> {
    let mut clinic = play(history, planner);
    if !history.is_calm() || clinic.violation().is_some() {
        return clinic;
    }
    let mut dice = Dice::new(history.seed);
    let told = clinic.told();
    let mut check = |what: &str, expected: &[Told], other: &History, late, planner: &mut dyn Planner| {
        let difference = difference(expected, &play_on(other, planner).told(), late);
        let words = || format!("{what}: {}", difference.as_deref().unwrap_or_default());
        clinic.checked.check(Invariant::OrderAndRhythm, history.ends_at, difference.is_none(), words);
    };
    // Some histories, and each in one way, for time's sake.
    if history.rhythm == Rhythm::Prompt && dice.percent(50) {
        check("needless looks", &told, &looked_at_in_vain(history, &mut dice), Duration::zero(), planner);
        return clinic;
    }
    if dice.percent(40) {
        return clinic;
    }
    let plain = plain(history);
    let rhythm = match dice.between(0, 3) {
        0 => Rhythm::Full(1),
        1 => Rhythm::Full(7),
        2 => Rhythm::Late(5),
        _ => {
            let one = between_two_looks(&plain, None);
            let told = play_on(&one, planner).told();
            let other = between_two_looks(&plain, Some(&mut dice));
            check("order", &told, &other, RIDES, planner);
            return clinic;
        }
    };
    let told = play_on(&plain, planner).told();
    check(&format!("{rhythm:?}"), &told, &History { rhythm, ..plain.clone() }, LATE, planner);
    clinic
}

/// The same with looks for which there is no reason, and with what happens at once in another order.
fn looked_at_in_vain(history: &History, dice: &mut Dice) -> History {
    let mut other = history.clone();
    let span = (history.ends_at - history.begins_at).num_minutes();
    other.extra_sweeps =
        (0..12).map(|_| history.begins_at + Duration::minutes(dice.between(0, span))).collect();
    other.extra_sweeps.sort();
    free_to_change(&mut other.moments).for_each(|at_once| shuffle(at_once, dice));
    other
}

/// The same with everything on the grid, so that nothing happens between a moment at which something is due and the
/// moment at which a slow rhythm looks: no rhythm could tell then what another tells.
fn plain(history: &History) -> History {
    let mut plain = history.clone();
    plain.rhythm = Rhythm::Prompt;
    plain.backlog = history.backlog.min(GRID / 10);
    plain.extra_sweeps.clear();
    // Staff has the link of a form sent that is there, and a late look asks for one later.
    plain.moments.retain(|moment| moment.event != Event::LinkResent);
    plain.begins_at = on_the_grid(history.begins_at);
    plain.ends_at = on_the_grid(history.ends_at) + Duration::minutes(GRID / 2 - 1);
    for moment in &mut plain.moments {
        moment.at = on_the_grid(moment.at);
        // Nothing else happens then: what is told on the spot would not know of it where a look is late.
        if is_heard_at_once(moment.event) {
            moment.at += Duration::minutes(GRID / 2);
        }
        if let Event::Booked { minutes, .. } = &mut moment.event {
            *minutes = (*minutes + GRID - 1) / GRID * GRID;
        }
    }
    plain.moments.sort_by_key(|moment| moment.at);
    plain
}

fn on_the_grid(at: At) -> At {
    let grid = Duration::minutes(GRID);
    let full = at.duration_trunc(grid).unwrap_or(at);
    if full == at { at } else { full + grid }
}

/// A plain history that is looked at from time to time, with all that happens at once minutes apart between two looks: as
/// it is told, or in another order.
fn between_two_looks(plain: &History, dice: Option<&mut Dice>) -> History {
    let mut other = History { rhythm: Rhythm::Full(GRID), backlog: 0, ..plain.clone() };
    let mut dice = dice;
    // The others stay on the grid, where every look is: what is heard at once is looked at on the spot.
    for between in free_to_change(&mut other.moments) {
        if let Some(dice) = &mut dice {
            shuffle(between, dice);
        }
        for (minute, moment) in (1..GRID / 2).zip(between) {
            moment.at += Duration::minutes(minute);
        }
    }
    other
}

/// What happens at once, each time where its order is free.
fn free_to_change(moments: &mut [Moment]) -> impl Iterator<Item = &mut [Moment]> {
    let at_once = moments.chunk_by_mut(|one, other| one.at == other.at);
    at_once.filter(|moments| !moments.iter().any(|moment| is_heard_at_once(moment.event)))
}

/// Tells things in another order, those about the same subject aside: they stay in theirs.
fn shuffle(moments: &mut [Moment], dice: &mut Dice) {
    let told: Vec<_> = moments.iter().map(|moment| moment.event).collect();
    let mut subjects: Vec<_> = told.iter().map(|event| about(*event)).collect();
    dice.shuffle(&mut subjects);
    let mut left = told;
    for (moment, subject) in moments.iter_mut().zip(subjects) {
        let next = left.iter().position(|event| about(*event) == subject).unwrap_or_default();
        moment.event = left.remove(next);
    }
}

/// Whether something is done at once, by what is true then, or is the beginning of what is owed: what comes after it is
/// not what comes before.
fn is_heard_at_once(event: Event) -> bool {
    matches!(event, Event::LinkResent | Event::OptedIn(_) | Event::RulesChanged(Rule::Enabled(_)))
}

/// What an event is about: the same visit, the treatments, the forms, or something of its own.
fn about(event: Event) -> (u8, u32) {
    match event {
        Event::Booked { visit, .. }
        | Event::Moved { visit, .. }
        | Event::Cancelled { visit }
        | Event::Started { visit }
        | Event::Completed { visit }
        | Event::NoShow { visit } => (0, visit),
        Event::OptedIn(_) | Event::OptedOut(_) | Event::AddressCorrected(_) => (1, 0),
        Event::Worker(_) | Event::Mail(_) | Event::Whatsapp(_) => (2, 0),
        Event::TreatmentBegins(_) | Event::TreatmentCompleted(_) => (3, 0),
        Event::RulesChanged(_) => (4, 0),
        Event::FormAsked(_) | Event::FormSubmitted | Event::FormWithdrawn | Event::LinkResent => (5, 0),
    }
}

/// How two plays differ in what they tell: of what, by what, with which forms, and when.
fn difference(expected: &[Told], told: &[Told], late: Duration) -> Option<String> {
    let (expected, told) = (comparable(expected, late), comparable(told, late));
    let is_same = |one: &Told, other: &Told| {
        let same = Told { at: one.at, ..other.clone() };
        *one == same && (other.at - one.at).abs() <= late
    };
    let differs = expected.iter().zip(&told).find(|(one, other)| !is_same(one, other));
    let is_equal = expected.len() == told.len() && differs.is_none();
    (!is_equal).then(|| format!("{differs:#?}, {} and {} messages", expected.len(), told.len()))
}

/// What is told, by subject. Of messages that leave at the same moment either may be the first to carry a link, and the
/// other one calls the form outstanding: that is the same. In a slow rhythm a moment is as long as it is late. So is a link
/// that left by itself within such a moment, or did not, where another message carries it.
fn comparable(told: &[Told], late: Duration) -> Vec<Told> {
    let mut same = told.to_vec();
    for one in &mut same {
        let at_once = told.iter().filter(|other| (other.at - one.at).abs() <= late);
        let at_once: Vec<_> = at_once.flat_map(|other| &other.carried.links).collect();
        let (links, outstanding) = one.carried.outstanding.iter().partition(|form| at_once.contains(form));
        one.carried.outstanding = outstanding;
        one.carried.links.extend::<Vec<_>>(links);
        one.carried.links.sort();
        one.carried.outstanding.sort();
    }
    let rides: Vec<_> = same.iter().filter(|told| !is_link(told)).cloned().collect();
    same.retain(|one| {
        let near = rides.iter().filter(|other| (other.at - one.at).abs() < late);
        !is_link(one) || !near.flat_map(|other| &other.carried.links).any(|form| one.carried.has_link(*form))
    });
    same.sort_by_key(|told| (told.obligation, told.at));
    same
}

fn is_link(told: &Told) -> bool {
    matches!(told.obligation, Obligation::FormLink(..))
}
