//! Makes up histories from numbers.

use chrono::{Days, Duration, NaiveDate};
use chrono_tz::Tz;
use entity::enums::NotificationChannel;

use super::dice::Dice;
use super::history::{At, Event, History, Moment, Rhythm, Rule, Weather};
use super::world::{OF_PLAN, OF_REQUEST, PLAN, SECOND_PLAN};
use crate::platform::actor::JourneyScope;
use crate::platform::clinic_time::local;

const ZONES: [Tz; 3] = [Tz::America__Argentina__Buenos_Aires, Tz::America__Los_Angeles, Tz::Europe__Madrid];

/// Days before clocks change in Los Angeles and Madrid, both ways, and an ordinary one.
const DAYS: [(i32, u32, u32); 6] =
    [(2026, 3, 4), (2026, 3, 25), (2026, 10, 21), (2026, 10, 28), (2026, 8, 3), (2026, 5, 11)];

/// When the quiet hours begin and end, in minutes after midnight.
const QUIET_HOURS: [(u32, u32); 5] =
    [(0, 0), (13 * 60, 16 * 60), (22 * 60, 7 * 60), (90, 150), (20 * 60, 9 * 60)];

/// The history of a number: always the same.
pub fn history(seed: u64) -> History {
    let mut maker = Maker::new(seed);
    maker.rules();
    maker.visits();
    maker.forms();
    maker.reach();
    maker.weather();
    maker.second_treatment();
    maker.request();
    maker.other_rules();
    maker.addresses();
    maker.finish()
}

struct Maker {
    dice: Dice,
    history: History,
    last: At,
}

impl Maker {
    fn new(seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let zone = dice.pick(&ZONES);
        let (year, month, day) = dice.pick(&DAYS);
        let day = NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default();
        let minute = i32::try_from(dice.between(8 * 12, 20 * 12) * 5).unwrap_or_default();
        let begins_at = local(day, minute, zone).unwrap_or_default();
        let history = History { seed: seed.wrapping_mul(31), ..History::new(zone, begins_at) };
        Self { dice, history, last: begins_at }
    }

    fn add(&mut self, at: At, event: Event) {
        self.history.moments.push(Moment { at, event });
    }

    fn rules(&mut self) {
        let dice = &mut self.dice;
        let history = &mut self.history;
        history.intake = dice.percent(60);
        history.progress_every = dice.pick(&[0, 1, 1, 2, 3]);
        history.with_final = dice.percent(30);
        history.rhythm = match dice.between(0, 9) {
            0..6 => Rhythm::Prompt,
            6..8 => Rhythm::Full(1),
            _ => Rhythm::Late(5),
        };
        history.backlog = if dice.percent(10) { dice.between(1, 10) } else { 0 };
        if dice.percent(20) {
            (history.policy.quiet_from_minute, history.policy.quiet_to_minute) = dice.pick(&QUIET_HOURS);
        }
    }

    /// Two to four visits: a day apart, less than two, exactly two, more.
    fn visits(&mut self) {
        let mut day = self.history.begins_at.with_timezone(&self.history.zone).date_naive();
        let count = self.dice.between(1, 4);
        let mut minute = i32::try_from(self.dice.between(14, 40) * 30).unwrap_or_default();
        for number in 1..=u32::try_from(count).unwrap_or_default() {
            day = day + Days::new(u64::try_from(self.dice.pick(&[1, 1, 2, 2, 2, 3, 5])).unwrap_or_default());
            if self.dice.percent(40) {
                minute = i32::try_from(self.dice.between(14, 40) * 30).unwrap_or_default();
            }
            let Some(starts_at) = local(day, minute, self.history.zone) else { continue };
            self.visit(number, OF_PLAN, self.history.begins_at, starts_at);
        }
    }

    /// A visit that is booked from a moment on, mostly at once.
    fn visit(&mut self, number: u32, of: JourneyScope, begins_at: At, starts_at: At) {
        let minutes = self.dice.pick(&[30, 45, 55, 60]);
        let lead = (starts_at - begins_at).num_minutes();
        let booked_at = match self.dice.between(0, 9) {
            0..7 => begins_at,
            _ => begins_at + Duration::minutes(self.dice.between(0, (lead - 10).max(0))),
        };
        self.add(booked_at, Event::Booked { visit: number, of, starts_at, minutes });
        let starts_at =
            if self.dice.percent(25) { self.moves(number, booked_at, starts_at) } else { starts_at };
        self.last = self.last.max(starts_at);
        let before = |dice: &mut Dice| starts_at - Duration::minutes(dice.between(1, 50 * 60));
        match self.dice.between(0, 99) {
            0..7 => {
                let at = before(&mut self.dice).max(booked_at);
                self.add(at, Event::Cancelled { visit: number });
            }
            7..12 => {
                let at = starts_at + Duration::minutes(self.dice.between(15, 300));
                self.add(at, Event::NoShow { visit: number });
            }
            12..16 => {} // nobody says anything
            16..26 => {
                // Nobody marks it until the evening, or the day after.
                let at = starts_at + Duration::minutes(self.dice.between(minutes, 24 * 60));
                self.add(at, Event::Completed { visit: number });
            }
            _ => self.takes_place(number, booked_at, starts_at, minutes),
        }
    }

    fn takes_place(&mut self, number: u32, booked_at: At, starts_at: At, minutes: i64) {
        let late = match self.dice.between(0, 9) {
            0..5 => 0,
            5..8 => self.dice.between(1, 30),
            8 => self.dice.between(30, 180),
            _ => -self.dice.between(1, 240),
        };
        let began = (starts_at + Duration::minutes(late)).max(booked_at);
        let longer =
            if self.dice.percent(20) { self.dice.between(0, 150) } else { self.dice.between(-5, 10) };
        self.add(began, Event::Started { visit: number });
        if self.dice.percent(92) {
            let at = began + Duration::minutes((minutes + longer).max(1));
            self.last = self.last.max(at);
            self.add(at, Event::Completed { visit: number });
        }
    }

    /// Once, or there and back. Answers the start that stays.
    fn moves(&mut self, number: u32, booked_at: At, starts_at: At) -> At {
        let latest = (starts_at - booked_at).num_minutes() - 5;
        if latest <= 0 {
            return starts_at;
        }
        let at = starts_at - Duration::minutes(self.dice.between(5, latest.min(60 * 60)));
        let by = self.dice.pick(&[-24 * 60, -3 * 60, 60, 5 * 60, 24 * 60, 48 * 60]);
        let moved = starts_at + Duration::minutes(by);
        if moved <= at + Duration::minutes(5) {
            return starts_at;
        }
        self.add(at, Event::Moved { visit: number, starts_at: moved });
        let left = (moved.min(starts_at) - at).num_minutes() - 1;
        if left > 0 && self.dice.percent(40) {
            let back = at + Duration::minutes(self.dice.between(0, left));
            self.add(back, Event::Moved { visit: number, starts_at });
            return starts_at;
        }
        moved
    }

    fn sometime(&mut self) -> At {
        let span = (self.last - self.history.begins_at).num_minutes().max(1);
        self.history.begins_at + Duration::minutes(self.dice.between(0, span))
    }

    fn forms(&mut self) {
        for (chance, event) in [
            (40, Event::FormSubmitted),
            (30, Event::FormSubmitted),
            (25, Event::FormAsked(OF_PLAN)),
            (5, Event::FormWithdrawn),
            (12, Event::LinkResent),
            (6, Event::LinkResent),
        ] {
            if self.dice.percent(chance) {
                let at = self.sometime();
                self.add(at, event);
            }
        }
        if self.dice.percent(6) {
            self.asked_while_mail_is_down();
        }
        if self.dice.percent(30) {
            let at = self.last + Duration::minutes(self.dice.between(0, 180));
            self.add(at, Event::TreatmentCompleted(PLAN));
            self.last = at;
        }
    }

    /// Staff asks for a form, hears that it did not come, and has its link sent once more.
    fn asked_while_mail_is_down(&mut self) {
        let asked = self.sometime();
        let resent = asked + Duration::minutes(self.dice.between(1, 90));
        let up = resent + Duration::minutes(self.dice.between(60, 60 * 60));
        self.add(asked - Duration::minutes(1), Event::Mail(Weather::Down));
        self.add(asked, Event::FormAsked(OF_PLAN));
        self.add(resent, Event::LinkResent);
        self.add(up, Event::Mail(Weather::Up));
        self.last = self.last.max(up);
    }

    fn reach(&mut self) {
        use NotificationChannel::{Email, Whatsapp};
        self.history.channels = match self.dice.between(0, 99) {
            0..60 => vec![Email, Whatsapp],
            60..78 => vec![Email],
            78..96 => vec![Whatsapp],
            _ => Vec::new(),
        };
        if self.dice.percent(10) {
            let channel = self.dice.pick(&[Email, Whatsapp]);
            let at = self.sometime();
            self.add(at, Event::OptedOut(channel));
            if self.dice.percent(50) {
                let at = at + Duration::minutes(self.dice.between(1, 3000));
                self.add(at, Event::OptedIn(channel));
            }
        }
        if self.dice.percent(6) {
            self.wants_nothing_for_a_while();
        }
        if self.dice.percent(4) {
            let at = self.sometime();
            let channel = self.dice.pick(&[Email, Whatsapp]);
            self.add(at, Event::OptedIn(channel));
        }
    }

    /// The patient opts out of everything, and days later in again.
    fn wants_nothing_for_a_while(&mut self) {
        use NotificationChannel::{Email, Whatsapp};
        let at = self.sometime();
        self.add(at, Event::OptedOut(Email));
        self.add(at, Event::OptedOut(Whatsapp));
        let again = at + Duration::minutes(self.dice.between(1, 4 * 24 * 60));
        let channel = self.dice.pick(&[Email, Whatsapp]);
        self.add(again, Event::OptedIn(channel));
        self.last = self.last.max(again);
    }

    /// A third of the histories are calm; the others have up to three spells of bad weather.
    fn weather(&mut self) {
        if self.dice.percent(33) {
            return;
        }
        for _ in 0..self.dice.between(1, 3) {
            let what: fn(Weather) -> Event = self.dice.pick(&[
                Event::Worker as fn(Weather) -> Event,
                Event::Mail as fn(Weather) -> Event,
                Event::Whatsapp as fn(Weather) -> Event,
            ]);
            let how = self.dice.pick(&[Weather::Down, Weather::Down, Weather::Rough]);
            let from = self.sometime();
            let longest = self.dice.pick(&[30, 240, 1200]);
            let to = from + Duration::minutes(self.dice.between(1, longest));
            self.add(from, what(how));
            self.add(to, what(Weather::Up));
            self.last = self.last.max(to);
        }
    }

    /// A treatment that begins in the midst of the first.
    fn second_treatment(&mut self) {
        if !self.dice.percent(15) {
            return;
        }
        let (begins_at, of) = (self.sometime(), JourneyScope::CarePlan(SECOND_PLAN));
        self.add(begins_at, Event::TreatmentBegins(SECOND_PLAN));
        for number in 11..=10 + u32::try_from(self.dice.between(1, 2)).unwrap_or_default() {
            self.beside(number, of, begins_at + Duration::minutes(1));
        }
        if self.dice.percent(40) {
            let at = begins_at + Duration::minutes(self.dice.between(0, 3 * 24 * 60));
            self.add(at, Event::FormAsked(of));
        }
        if self.dice.percent(30) {
            let at = self.last + Duration::minutes(self.dice.between(0, 180));
            self.add(at, Event::TreatmentCompleted(SECOND_PLAN));
            self.last = at;
        }
    }

    /// An appointment that came of a request.
    fn request(&mut self) {
        if !self.dice.percent(15) {
            return;
        }
        let from = self.sometime();
        self.beside(21, OF_REQUEST, from);
        if self.dice.percent(40) {
            let at = from + Duration::minutes(self.dice.between(0, 3 * 24 * 60));
            self.add(at, Event::FormAsked(OF_REQUEST));
        }
    }

    /// A visit within the four days after a moment.
    fn beside(&mut self, number: u32, of: JourneyScope, from: At) {
        let day = from.with_timezone(&self.history.zone).date_naive();
        let days = u64::try_from(self.dice.between(1, 4)).unwrap_or_default();
        let minute = i32::try_from(self.dice.between(14, 40) * 30).unwrap_or_default();
        if let Some(starts_at) = local(day + Days::new(days), minute, self.history.zone) {
            self.visit(number, of, from, starts_at);
        }
    }

    /// The clinic changes its rules, once or twice; it may stop to remind for a while.
    fn other_rules(&mut self) {
        if !self.dice.percent(15) {
            return;
        }
        for _ in 0..self.dice.between(1, 2) {
            let (from, to) = self.dice.pick(&QUIET_HOURS);
            let rule = self.dice.pick(&[
                Rule::WindowHours(24),
                Rule::WindowHours(72),
                Rule::MinimumLeadMinutes(180),
                Rule::MinimumLeadMinutes(240),
                Rule::JustAgreedHours(0),
                Rule::JustAgreedHours(24),
                Rule::QuietHours(from, to),
                Rule::QuietHours(from, to),
                Rule::Enabled(false),
            ]);
            let at = self.sometime();
            self.add(at, Event::RulesChanged(rule));
            if rule == Rule::Enabled(false) && self.dice.percent(80) {
                let again = at + Duration::minutes(self.dice.between(1, 2 * 24 * 60));
                self.add(again, Event::RulesChanged(Rule::Enabled(true)));
                self.last = self.last.max(again);
            }
        }
    }

    /// An address takes nothing for a while, and is corrected at last.
    fn addresses(&mut self) {
        use NotificationChannel::{Email, Whatsapp};
        if !self.dice.percent(8) {
            return;
        }
        let (wrong, channel) = (self.sometime(), self.dice.pick(&[Email, Whatsapp]));
        let what = if channel == Email { Event::Mail } else { Event::Whatsapp };
        let corrected = wrong + Duration::minutes(self.dice.between(30, 2 * 24 * 60));
        if self.dice.percent(60) {
            self.add(wrong, what(Weather::Rough));
            self.add(corrected, what(Weather::Up));
        }
        self.add(corrected, Event::AddressCorrected(channel));
        self.last = self.last.max(corrected);
    }

    fn finish(mut self) -> History {
        // Things that happen at the same time happen in any order, but a spell that ends does not begin after.
        self.dice.shuffle(&mut self.history.moments);
        self.history.moments.sort_by_key(|moment| (moment.at, rank(moment.event)));
        self.history.ends_at = self.last + Duration::hours(30);
        self.history
    }
}

/// What comes first of what happens at once: nothing can happen to a visit before it is booked, nor in a treatment before
/// it begins.
fn rank(event: Event) -> u8 {
    match event {
        Event::TreatmentBegins(_) => 0,
        Event::Booked { .. } => 1,
        _ => 2,
    }
}
