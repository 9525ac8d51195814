//! What happens in a clinic, and when.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use entity::enums::NotificationChannel;
use entity::ids::CarePlanId;
use entity::settings::ReminderPolicy;

use crate::platform::actor::JourneyScope;

/// An instant.
pub type At = DateTime<Utc>;

/// Something that happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// Another treatment begins.
    TreatmentBegins(CarePlanId),
    /// A visit is booked.
    Booked {
        /// Its number.
        visit: u32,
        /// The treatment that it is a visit of, or the request that it came of.
        of: JourneyScope,
        /// When it starts.
        starts_at: At,
        /// How long it takes, in minutes.
        minutes: i64,
    },
    /// A visit is moved.
    Moved {
        /// Which.
        visit: u32,
        /// Its new start.
        starts_at: At,
    },
    /// A visit is called off.
    Cancelled {
        /// Which.
        visit: u32,
    },
    /// A visit begins in fact.
    Started {
        /// Which.
        visit: u32,
    },
    /// A visit is marked as completed.
    Completed {
        /// Which.
        visit: u32,
    },
    /// The patient did not come.
    NoShow {
        /// Which.
        visit: u32,
    },
    /// A treatment is completed.
    TreatmentCompleted(CarePlanId),
    /// Staff asks the patient for a form of a treatment or a request.
    FormAsked(JourneyScope),
    /// The patient submits the form that was asked for first.
    FormSubmitted,
    /// Staff withdraws the form that was asked for last.
    FormWithdrawn,
    /// Staff has the link to the form that was asked for last sent once more.
    LinkResent,
    /// The patient wants nothing by this channel any more.
    OptedOut(NotificationChannel),
    /// The patient takes messages by this channel again, or gave an address.
    OptedIn(NotificationChannel),
    /// Staff corrects the address of a channel, or gives one.
    AddressCorrected(NotificationChannel),
    /// The clinic changes its rules.
    RulesChanged(Rule),
    /// What becomes of the worker.
    Worker(Weather),
    /// What becomes of the mail server.
    Mail(Weather),
    /// What becomes of WhatsApp.
    Whatsapp(Weather),
}

/// A change of the clinic's rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// Patients are reminded, or not at all.
    Enabled(bool),
    /// Hours before a visit from which a reminder is owed.
    WindowHours(i32),
    /// Minutes before a visit after which a reminder is no longer worth sending.
    MinimumLeadMinutes(i32),
    /// Hours after a booking or a move in which nobody is reminded of it.
    JustAgreedHours(i32),
    /// The minutes after midnight at which the quiet hours begin and end.
    QuietHours(u32, u32),
}

/// How well something works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weather {
    /// It works.
    Up,
    /// It does not.
    Down,
    /// A worker that dies between any two steps; a channel that loses replies, greylists and refuses for good.
    Rough,
}

/// An event with its date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// When.
    pub at: At,
    /// What.
    pub event: Event,
}

/// When the worker looks at a patient who is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rhythm {
    /// At once.
    Prompt,
    /// At the next time on the clock that is a multiple of so many minutes.
    Full(i64),
    /// Up to so many minutes later.
    Late(i64),
    /// At every so many minutes, due or not: the rhythm of the seed's job.
    Every(i64),
}

/// A history of one patient, with a first treatment that begins when it does.
#[derive(Clone, Debug)]
pub struct History {
    /// The number that it was made from, and from which chance comes.
    pub seed: u64,
    /// The clinic's zone.
    pub zone: Tz,
    /// The clinic's rules when it begins.
    pub policy: ReminderPolicy,
    /// By what the patient can be written to.
    pub channels: Vec<NotificationChannel>,
    /// Whether the first booking asks for an intake form.
    pub intake: bool,
    /// After every so many completed visits a progress form; 0: never.
    pub progress_every: usize,
    /// Whether the end of a treatment asks for a form.
    pub with_final: bool,
    /// How the worker looks.
    pub rhythm: Rhythm,
    /// Sweeps for which there is no reason.
    pub extra_sweeps: Vec<At>,
    /// Minutes for which a message waits behind those of others.
    pub backlog: i64,
    /// When the first treatment begins.
    pub begins_at: At,
    /// What happens, by time.
    pub moments: Vec<Moment>,
    /// When nobody looks any more.
    pub ends_at: At,
}

impl History {
    /// A history without events: a treatment that begins, rules as a clinic has them, everything up.
    pub fn new(zone: Tz, begins_at: At) -> Self {
        Self {
            seed: 0,
            zone,
            policy: ReminderPolicy::default(),
            channels: vec![NotificationChannel::Email, NotificationChannel::Whatsapp],
            intake: false,
            progress_every: 0,
            with_final: false,
            rhythm: Rhythm::Prompt,
            extra_sweeps: Vec::new(),
            backlog: 0,
            begins_at,
            moments: Vec::new(),
            ends_at: begins_at,
        }
    }

    /// Whether nothing goes wrong in it, so that what is told does not depend on chance.
    pub fn is_calm(&self) -> bool {
        let is_weather = |event| matches!(event, Event::Worker(_) | Event::Mail(_) | Event::Whatsapp(_));
        !self.moments.iter().any(|moment| is_weather(moment.event))
    }
}
