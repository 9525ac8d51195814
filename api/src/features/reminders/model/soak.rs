//! Many histories in a row, on every core.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::ops::Range;

use super::generate::history;
use super::history::History;
use super::invariants::{Checked, Invariant};
use super::otherwise::examine;
use super::run::Ours;

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
