//! The clock of the simulated clinic, and its worker.

use std::collections::BTreeSet;

use chrono::{Duration, DurationRound};
use entity::enums::{FormState, NotificationChannel, NotificationState};
use entity::ids::NotificationId;
use entity::settings::ReminderPolicy;
use uuid::Uuid;

use super::by_rule::ByRule;
use super::dice::Dice;
use super::history::{At, Event, History, Rhythm, Weather};
use super::invariants::{Checked, Violation};
use super::measures::clocks_change;
use super::outbox::Row;
use super::world::{facts_of, happen};
use crate::features::reminders::changes::{Change, changes};
use crate::features::reminders::facts::{Carried, Facts, Obligation, Reach, Said};
use crate::features::reminders::planner::{Claim, claim};
use crate::features::reminders::resend::{Asked, ask};

/// What decides. Production's is [`Ours`]; others stand beside it to be compared with, or to be caught.
pub trait Planner {
    /// What the ledger has to become, and when to look again.
    fn changes(&mut self, facts: Facts, now: At) -> (Vec<Change>, Option<At>);
    /// The last look before a message leaves. `facts` hold the ledger without it.
    fn claim(&mut self, facts: &Facts, now: At, message: &Said) -> Claim;
    /// Whether two attempts of a mail bear the same Message-ID: where they tell the same.
    fn is_one_letter(&self, one: &Carried, other: &Carried) -> bool {
        one == other
    }
}

/// The planner of production.
pub struct Ours;

impl Planner for Ours {
    fn changes(&mut self, facts: Facts, now: At) -> (Vec<Change>, Option<At>) {
        changes(facts, now)
    }

    fn claim(&mut self, facts: &Facts, now: At, message: &Said) -> Claim {
        claim(facts, now, message)
    }
}

/// How the parts of the clinic do.
#[derive(Clone, Copy, Debug)]
pub struct Skies {
    /// The worker.
    pub worker: Weather,
    /// The mail server.
    pub mail: Weather,
    /// WhatsApp.
    pub whatsapp: Weather,
}

impl Skies {
    /// Everything works.
    pub const CLEAR: Self = Self { worker: Weather::Up, mail: Weather::Up, whatsapp: Weather::Up };

    /// How a channel does.
    pub fn of(self, channel: NotificationChannel) -> Weather {
        match channel {
            NotificationChannel::Email => self.mail,
            NotificationChannel::Whatsapp => self.whatsapp,
        }
    }

    /// Takes an event in, where it is about the weather.
    pub fn change(&mut self, event: Event) {
        match event {
            Event::Worker(weather) => self.worker = weather,
            Event::Mail(weather) => self.mail = weather,
            Event::Whatsapp(weather) => self.whatsapp = weather,
            _ => {}
        }
    }
}

/// A clinic at a moment of its history.
pub struct Clinic<'h> {
    pub(super) history: &'h History,
    /// What is true, with the ledger.
    pub facts: Facts,
    /// What the outbox knows of each message of the ledger.
    pub rows: Vec<Row>,
    /// The forms that its rules ask for.
    by_rule: ByRule,
    /// Messages of which a person was alerted.
    pub alerts: BTreeSet<NotificationId>,
    /// Checks that were made, and the first that failed.
    pub checked: Checked,
    /// The clinic's rules, and from when on they were in force, oldest first.
    pub(super) rules: Vec<(At, ReminderPolicy)>,
    /// By what the patient could be written to, and from when on, oldest first.
    pub(super) reaches: Vec<(At, Reach)>,
    /// When its clocks change, if they do.
    pub(super) clocks_change: Option<At>,
    pub(super) weather: Skies,
    pub(super) dice: Dice,
    agenda: Option<At>,
    look_at: Option<At>,
    rests_until: Option<At>,
}

/// Something that a person was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// When the provider took it.
    pub at: At,
    /// What was owed.
    pub obligation: Obligation,
    /// By what.
    pub channel: NotificationChannel,
    /// What it said.
    pub carried: Carried,
}

/// Plays a history to its end, or to the first invariant that does not hold.
pub fn play<'h>(history: &'h History, planner: &mut dyn Planner) -> Clinic<'h> {
    let mut clinic = Clinic::new(history);
    clinic.run(planner, |clinic| clinic.violation().is_some());
    clinic
}

/// Plays a history to its end, whatever does not hold.
pub fn play_on<'h>(history: &'h History, planner: &mut dyn Planner) -> Clinic<'h> {
    let mut clinic = Clinic::new(history);
    clinic.run(planner, |_| false);
    clinic
}

impl<'h> Clinic<'h> {
    fn new(history: &'h History) -> Self {
        Self {
            history,
            facts: facts_of(history),
            rows: Vec::new(),
            by_rule: ByRule::of(history),
            alerts: BTreeSet::new(),
            checked: Checked::default(),
            rules: vec![(history.begins_at, history.policy.clone())],
            reaches: vec![(history.begins_at, facts_of(history).reach)],
            clocks_change: clocks_change(history),
            weather: Skies::CLEAR,
            dice: Dice::new(history.seed),
            agenda: None,
            look_at: None,
            rests_until: None,
        }
    }

    /// The invariant that did not hold.
    pub fn violation(&self) -> Option<&Violation> {
        self.checked.violation.as_ref()
    }

    /// What was told, by time.
    pub fn told(&self) -> Vec<Told> {
        let accepted = self.facts.ledger.iter().filter_map(|said| {
            let carried = said.carried.clone().unwrap_or_default();
            Some(Told { at: said.said_at?, obligation: said.obligation, channel: said.channel, carried })
        });
        let mut told: Vec<_> = accepted.collect();
        told.sort_by_key(|told| (told.at, told.obligation));
        told
    }

    fn run(&mut self, planner: &mut dyn Planner, stops: impl Fn(&Self) -> bool) {
        let mut now = self.history.begins_at;
        self.wake(now);
        let mut next_moment = 0;
        let mut next_sweep = 0;
        while now <= self.history.ends_at && !stops(self) {
            self.watch_beginnings(now);
            while let Some(moment) = self.history.moments.get(next_moment).filter(|moment| moment.at <= now) {
                self.take_in(planner, moment.event, now);
                next_moment += 1;
            }
            while self.history.extra_sweeps.get(next_sweep).is_some_and(|at| *at <= now) {
                self.look_at = Some(now);
                next_sweep += 1;
            }
            self.work(planner, now);
            let moment = self.history.moments.get(next_moment).map(|moment| moment.at);
            let sweep = self.history.extra_sweeps.get(next_sweep).copied();
            let begins = self.facts.visits.iter().filter(|visit| visit.is_ahead(now));
            let begins = begins.map(|visit| visit.starts_at);
            let works = self.weather.worker != Weather::Down;
            let ledger = self.facts.ledger.iter().zip(&self.rows);
            let due = ledger.filter_map(|(said, row)| row.due_at(said.state)).chain(self.look_at);
            let due = due.chain(self.rests_until).filter(|_| works);
            let next = moment.into_iter().chain(sweep).chain(begins).chain(due).filter(|at| *at > now).min();
            let Some(next) = next else { break };
            now = next;
        }
        if !stops(self) {
            self.watch_the_end();
        }
    }

    /// Makes an event true; what cannot be is passed over.
    fn take_in(&mut self, planner: &mut dyn Planner, event: Event, now: At) {
        self.weather.change(event);
        let opts_in = matches!(event, Event::OptedIn(_));
        // As `set_reminder_preferences` does, before and after, whether a worker is there or not.
        if opts_in {
            self.reconcile_if_due(planner, now);
        }
        if let Event::LinkResent = event {
            self.resend(now);
        }
        if matches!(event, Event::Started { .. } | Event::Completed { .. }) {
            self.watch_early_beginning(event, now);
        }
        if happen(&mut self.facts, now, event).is_ok() {
            if let Event::RulesChanged(_) = event {
                self.rules.push((now, self.facts.policy.clone()));
                self.bring_forward(now);
            }
            if let Event::OptedIn(_) | Event::OptedOut(_) | Event::AddressCorrected(_) = event {
                self.reaches.push((now, self.facts.reach.clone()));
            }
            self.wake(now);
            if opts_in {
                self.reconcile_if_due(planner, now);
            }
        }
    }

    fn reconcile_if_due(&mut self, planner: &mut dyn Planner, now: At) {
        if self.agenda.is_some_and(|agenda| agenda <= now) {
            self.reconcile(planner, now);
        }
    }

    /// Staff has a link sent once more: that is planned with what they do, and not by the planner.
    fn resend(&mut self, now: At) {
        let Some(form) = self.facts.forms.iter().rfind(|form| form.state == FormState::Open) else { return };
        if let Asked::Send { channel, expires_at } = ask(&self.facts, now, form) {
            let obligation = Obligation::Resend(form.id);
            self.write(obligation, channel, NotificationState::Planned, None, expires_at, now);
        }
    }

    /// The facts changed: the patient is to be looked at.
    pub(super) fn wake(&mut self, at: At) {
        if self.agenda.is_none_or(|agenda| agenda > at) {
            self.agenda = Some(at);
            self.look_at = self.next_look(at);
        }
    }

    fn next_look(&mut self, due: At) -> Option<At> {
        let wait = match self.history.rhythm {
            Rhythm::Prompt => return Some(due),
            Rhythm::Late(minutes) => {
                return Some(due + Duration::seconds(self.dice.between(0, minutes * 60)));
            }
            Rhythm::Full(minutes) | Rhythm::Every(minutes) => Duration::minutes(minutes),
        };
        let full = due.duration_trunc(wait).unwrap_or(due);
        Some(if full == due { due } else { full + wait })
    }

    fn work(&mut self, planner: &mut dyn Planner, now: At) {
        if self.weather.worker == Weather::Down || self.worker_rests(now) {
            return;
        }
        self.rests_until = None;
        for _ in 0..20 {
            let due = self.look_at.is_some_and(|at| at <= now);
            if due {
                // It is one transaction: dying in the midst of it is not having begun.
                if self.dies(now) {
                    return;
                }
                self.reconcile(planner, now);
            }
            let moved = self.run_outbox(planner, now);
            if self.worker_rests(now) || !due && !moved {
                return;
            }
        }
    }

    fn reconcile(&mut self, planner: &mut dyn Planner, now: At) {
        self.by_rule.look(&mut self.facts, now);
        let (changes, wake_at) = planner.changes(self.facts.clone(), now);
        let idle = changes.is_empty();
        for change in changes {
            self.apply(change, now);
        }
        self.agenda = wake_at;
        self.look_at = match (self.history.rhythm, wake_at) {
            (Rhythm::Every(minutes), _) => self.next_look(now + Duration::minutes(minutes)),
            (_, Some(at)) => self.next_look(at),
            (_, None) => None,
        };
        self.watch_planning(planner, idle, wake_at, now);
    }

    fn apply(&mut self, change: Change, now: At) {
        match change {
            Change::Send { obligation, channel, expires_at } => {
                self.write(obligation, channel, NotificationState::Planned, None, expires_at, now);
            }
            Change::Record { obligation, state, reason, alert } => {
                self.watch_silence(obligation, reason, now);
                let channel = obligation.first_channel(&self.facts.reach);
                let id = self.write(obligation, channel, state, Some(reason), now, now);
                if alert {
                    self.alert(id, now);
                }
            }
            Change::TakeBack { id, suppressed } => {
                let known = self.facts.ledger.iter_mut().filter(|said| said.id == id);
                for said in known.filter(|said| said.state == NotificationState::Planned) {
                    said.state =
                        suppressed.map_or(NotificationState::Superseded, |_| NotificationState::Suppressed);
                    said.reason = suppressed.map(str::to_owned);
                }
            }
            Change::Alert { id, .. } => self.alert(id, now),
        }
    }

    /// Once each.
    fn alert(&mut self, id: NotificationId, now: At) {
        if self.alerts.insert(id) {
            self.watch_alert(id, now);
        }
    }

    fn write(
        &mut self,
        obligation: Obligation,
        channel: NotificationChannel,
        state: NotificationState,
        reason: Option<&str>,
        expires_at: At,
        now: At,
    ) -> NotificationId {
        let id = NotificationId(Uuid::from_u128(self.rows.len() as u128 + 1));
        let reason = reason.map(str::to_owned);
        let planned = Said::planned(id, obligation, channel, now, expires_at);
        self.facts.ledger.push(Said { state, reason, ..planned });
        self.rows.push(Row::new(now, now + Duration::minutes(self.history.backlog)));
        id
    }

    /// Whether the worker dies here; it is back after a while.
    pub(super) fn dies(&mut self, now: At) -> bool {
        if self.weather.worker != Weather::Rough || !self.dice.percent(15) {
            return false;
        }
        self.rests_until = Some(now + Duration::minutes(self.dice.between(1, 10)));
        true
    }

    pub(super) fn worker_rests(&self, now: At) -> bool {
        self.rests_until.is_some_and(|until| until > now)
    }
}
