//! Many histories in a row, on every core.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::ops::Range;

use chrono::Duration;

use super::dice::Dice;
use super::generate::history;
use super::history::{Event, History, Rhythm};
use super::invariants::{Checked, Invariant};
use super::run::{Clinic, Ours, Planner, Told, play};

/// What many histories came to.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// How many histories were played.
    pub histories: u64,
    /// How often each invariant was put to the test.
    pub times: BTreeMap<Invariant, u64>,
    /// Messages that were accepted.
    pub told: u64,
    /// The first history, by its number, in which an invariant did not hold.
    pub failure: Option<(u64, String)>,
}

impl Report {
    fn add(&mut self, checked: &Checked, number: u64, history: &History) {
        self.histories += 1;
        for (invariant, times) in &checked.times {
            *self.times.entry(*invariant).or_default() += times;
        }
        let failure = checked.violation.as_ref().map(|violation| {
            let mut words = format!("{:?} at {}: {}", violation.invariant, violation.at, violation.what);
            for moment in &history.moments {
                let _ = write!(words, "\n  {} {:?}", moment.at, moment.event);
            }
            (number, words)
        });
        self.failure = self.failure.take().or(failure);
    }

    fn join(mut self, other: Self) -> Self {
        for (invariant, times) in other.times {
            *self.times.entry(invariant).or_default() += times;
        }
        self.histories += other.histories;
        self.told += other.told;
        self.failure = [self.failure, other.failure].into_iter().flatten().min_by_key(|(seed, _)| *seed);
        self
    }

    /// In words, a line each invariant.
    pub fn words(&self) -> String {
        let mut words = String::new();
        for invariant in Invariant::ALL {
            let times = self.times.get(&invariant).copied().unwrap_or_default();
            let _ = writeln!(words, "{:<28} checked {times} times", format!("{invariant:?}"));
        }
        let _ = writeln!(words, "{:<28} {}", "messages accepted", self.told);
        let _ = writeln!(words, "{:<28} {}", "histories played", self.histories);
        match &self.failure {
            Some((seed, what)) => {
                let _ = writeln!(words, "FAILED: history {seed}: {what}");
            }
            None => words.push_str("every invariant held\n"),
        }
        words
    }
}

/// Plays the histories of these numbers, until one fails.
pub fn soak(seeds: Range<u64>) -> Report {
    let workers = std::thread::available_parallelism().map_or(1, |cores| cores.get() as u64);
    std::thread::scope(|scope| {
        let parts: Vec<_> = (0..workers)
            .map(|worker| {
                let seeds = seeds.clone().skip(worker as usize).step_by(workers as usize);
                scope.spawn(move || one_after_another(seeds))
            })
            .collect();
        let reports = parts
            .into_iter()
            .map(|part| part.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        reports.fold(Report::default(), Report::join)
    })
}

fn one_after_another(seeds: impl Iterator<Item = u64>) -> Report {
    let mut report = Report::default();
    for seed in seeds {
        let history = history(seed);
        let clinic = examine(&history, &mut Ours);
        report.told += clinic.told().len() as u64;
        report.add(&clinic.checked, seed, &history);
        if report.failure.is_some() {
            break;
        }
    }
    report
}

/// Plays a history; where nothing goes wrong in it, once more with needless sweeps and with what happens at once in
/// another order.
pub fn examine<'h>(history: &'h History, planner: &mut dyn Planner) -> Clinic<'h> {
    let mut clinic = play(history, planner);
    if !history.is_calm() || history.rhythm != Rhythm::Prompt || clinic.violation().is_some() {
        return clinic;
    }
    let mut other = history.clone();
    let mut dice = Dice::new(history.seed);
    let span = (history.ends_at - history.begins_at).num_minutes();
    other.extra_sweeps =
        (0..12).map(|_| history.begins_at + Duration::minutes(dice.between(0, span))).collect();
    other.extra_sweeps.sort();
    turn_around(&mut other);
    let (expected, told) = (words_of(&clinic.told()), words_of(&play(&other, planner).told()));
    let differs = expected.iter().zip(&told).find(|(one, other)| one != other);
    let holds = expected.len() == told.len() && differs.is_none();
    let what = || format!("{differs:?}, {} and {} messages", expected.len(), told.len());
    clinic.checked.check(Invariant::OrderAndRhythm, history.ends_at, holds, what);
    clinic
}

/// What commutes of what happens at once, the other way around: bookings, ends, whatever is about different things.
fn turn_around(history: &mut History) {
    for at_once in history.moments.chunk_by_mut(|one, other| one.at == other.at) {
        let subjects: BTreeSet<_> = at_once.iter().map(|moment| about(moment.event)).collect();
        if subjects.len() == at_once.len() {
            at_once.reverse();
        }
    }
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
        Event::OptedIn(_) | Event::OptedOut(_) => (1, 0),
        Event::Worker(_) | Event::Mail(_) | Event::Whatsapp(_) => (2, 0),
        Event::TreatmentBegins(_) | Event::TreatmentCompleted(_) => (3, 0),
        // What staff has sent once more goes by the rules.
        Event::RulesChanged(_)
        | Event::FormAsked(_)
        | Event::FormSubmitted
        | Event::FormWithdrawn
        | Event::LinkResent => (4, 0),
    }
}

/// What is told. Of messages that leave at the same moment either may be the first to carry a link, and the other
/// one calls the form outstanding: that is the same.
fn words_of(told: &[Told]) -> Vec<Told> {
    let mut same = told.to_vec();
    for one in &mut same {
        let at_once = told.iter().filter(|other| other.at == one.at).flat_map(|other| &other.carried.links);
        let at_once: Vec<_> = at_once.collect();
        let (links, outstanding) = one.carried.outstanding.iter().partition(|form| at_once.contains(form));
        one.carried.outstanding = outstanding;
        one.carried.links.extend::<Vec<_>>(links);
        one.carried.links.sort();
        one.carried.outstanding.sort();
    }
    same
}
