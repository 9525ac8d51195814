//! What is true of one patient: all that the planner knows. Plain values, so that a test can make up any history.

use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;
use entity::enums::{
    AppointmentState, CarePlanState, FormPurpose, FormState, NotificationChannel, NotificationKind,
    NotificationState,
};
use entity::ids::{AppointmentId, CarePlanId, FormId, NotificationId, UserId};
use entity::settings::ReminderPolicy;
use serde::{Deserialize, Serialize};

use crate::platform::actor::JourneyScope;

/// What is true of one patient.
#[derive(Clone, Debug)]
pub struct Facts {
    /// The clinic's zone, in which it has its quiet hours.
    pub zone: Tz,
    /// The clinic's rules.
    pub policy: ReminderPolicy,
    /// By what the patient can be written to.
    pub reach: Reach,
    /// Care plans.
    pub plans: Vec<PlanFacts>,
    /// Appointments of our own agenda, with a plan or without.
    pub visits: Vec<VisitFacts>,
    /// Forms that were asked for.
    pub forms: Vec<FormFacts>,
    /// What was said or is on its way, oldest first.
    pub ledger: Vec<Said>,
}

impl Facts {
    /// The same, as if this message had never been planned.
    #[must_use]
    pub fn without(&self, message: NotificationId) -> Self {
        let mut others = self.clone();
        others.ledger.retain(|said| said.id != message);
        others
    }

    /// The same, as if nothing had kept an obligation from being said: that a message of it was planned shows that what
    /// the ledger says of before holds no more.
    #[must_use]
    pub fn once_planned(&self, obligation: Obligation) -> Self {
        let mut others = self.clone();
        others
            .ledger
            .retain(|said| said.obligation != obligation || said.state != NotificationState::Suppressed);
        others
    }

    /// The messages of an obligation, as they were planned.
    pub fn said_of(&self, obligation: Obligation) -> impl Iterator<Item = &Said> {
        self.ledger.iter().filter(move |said| said.obligation == obligation)
    }
}

/// By what a person can be written to, the preferred channel first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// Channels with an address that takes messages, as far as we know, not opted out of.
    pub channels: Vec<NotificationChannel>,
    /// Channels with an address that the person opted out of.
    pub declined: Vec<NotificationChannel>,
    /// Channels, not opted out of, of whose address the provider said that it takes nothing.
    pub refused: Vec<NotificationChannel>,
    /// Channels whose address took the place of another one, and since when.
    pub readdressed: Vec<(NotificationChannel, DateTime<Utc>)>,
}

impl Reach {
    /// Whether there is an address for a channel, opted out of or not.
    pub fn has_address(&self, channel: NotificationChannel) -> bool {
        [&self.channels, &self.declined, &self.refused].iter().any(|known| known.contains(&channel))
    }

    /// Whether a message was planned for an address that its channel has no more: what became of it says nothing of the
    /// one that it has.
    pub fn is_outdated(&self, said: &Said) -> bool {
        self.readdressed.iter().any(|(channel, since)| *channel == said.channel && said.planned_at < *since)
    }
}

/// A care plan.
#[derive(Clone, Debug)]
pub struct PlanFacts {
    /// Which.
    pub id: CarePlanId,
    /// Who treats.
    pub practitioner_id: UserId,
    /// Whether they still work here.
    pub has_practitioner: bool,
    /// State.
    pub state: CarePlanState,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was completed.
    pub completed_at: Option<DateTime<Utc>>,
}

/// An appointment.
#[derive(Clone, Debug)]
pub struct VisitFacts {
    /// Which.
    pub id: AppointmentId,
    /// What it belongs to: a plan, or a request.
    pub scope: JourneyScope,
    /// State.
    pub state: AppointmentState,
    /// When it starts, as agreed.
    pub starts_at: DateTime<Utc>,
    /// When it ends, as agreed.
    pub ends_at: DateTime<Utc>,
    /// When it began in fact.
    pub started_at: Option<DateTime<Utc>>,
    /// When this start was agreed: when it was booked, or moved last. The patient knew it then.
    pub agreed_at: DateTime<Utc>,
}

impl VisitFacts {
    /// Whether it is still to come: agreed, and not begun.
    pub fn is_ahead(&self, now: DateTime<Utc>) -> bool {
        self.state == AppointmentState::Booked && self.starts_at > now
    }

    /// When it began: at its start, or ahead of it where somebody said so. None where it did not, or was called off.
    pub fn began_at(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let began = match self.state {
            AppointmentState::Booked | AppointmentState::NoShow => self.starts_at,
            AppointmentState::InProgress | AppointmentState::Completed => {
                self.started_at.map_or(self.starts_at, |at| at.min(self.starts_at))
            }
            AppointmentState::Cancelled => return None,
        };
        Some(began).filter(|at| *at <= now)
    }

    /// Whether it may still take place or goes on, as far as anybody said.
    pub fn is_unfinished(&self) -> bool {
        matches!(self.state, AppointmentState::Booked | AppointmentState::InProgress)
    }

    /// When it will end: late where it began late.
    pub fn expected_end(&self) -> DateTime<Utc> {
        let late = self.started_at.map_or(Duration::zero(), |at| (at - self.starts_at).max(Duration::zero()));
        self.ends_at + late
    }
}

/// A form that was asked for.
#[derive(Clone, Debug)]
pub struct FormFacts {
    /// Which.
    pub id: FormId,
    /// What it belongs to.
    pub scope: JourneyScope,
    /// State.
    pub state: FormState,
    /// What for.
    pub purpose: FormPurpose,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
    /// When it was submitted.
    pub submitted_at: Option<DateTime<Utc>>,
}

/// A message of the ledger, as far as the planner cares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The row.
    pub id: NotificationId,
    /// What was owed.
    pub obligation: Obligation,
    /// By what it travels.
    pub channel: NotificationChannel,
    /// Where it stands.
    pub state: NotificationState,
    /// A stable word.
    pub reason: Option<String>,
    /// When it was planned.
    pub planned_at: DateTime<Utc>,
    /// Until when it is worth sending.
    pub expires_at: DateTime<Utc>,
    /// When the provider took it.
    pub said_at: Option<DateTime<Utc>>,
    /// What its newest attempt told.
    pub carried: Option<Carried>,
}

impl Said {
    /// A message that waits to be sent.
    pub fn planned(
        id: NotificationId,
        obligation: Obligation,
        channel: NotificationChannel,
        planned_at: DateTime<Utc>,
        expires_at: DateTime<Utc>,
    ) -> Self {
        let (state, reason) = (NotificationState::Planned, None);
        let (said_at, carried) = (None, None);
        Self { id, obligation, channel, state, reason, planned_at, expires_at, said_at, carried }
    }
}

/// What a message told, as facts. It is what 'the text equals the facts' is about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Carried {
    /// The start of the visit that it named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub starts_at: Option<DateTime<Utc>>,
    /// Forms whose link it carried for the first time.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<FormId>,
    /// Forms that it called outstanding; their links it carried too.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub outstanding: Vec<FormId>,
}

impl Carried {
    /// Whether the person got the link to a form with it.
    pub fn has_link(&self, form: FormId) -> bool {
        self.links.contains(&form) || self.outstanding.contains(&form)
    }
}

/// Something that is owed, to be said once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Obligation {
    /// To welcome the patient to a plan.
    Welcome(CarePlanId),
    /// To remind of a visit at this start; a moved visit owes another.
    Reminder(AppointmentId, DateTime<Utc>),
    /// To hand over the link to a form, before this visit at this start where one comes up.
    FormLink(FormId, Option<(AppointmentId, DateTime<Utc>)>),
    /// To hand over the link to a form once more, because staff asked for it. Nothing owes it but that.
    Resend(FormId),
    /// To tell that a treatment is completed.
    TreatmentCompleted(CarePlanId),
    /// To tell the practitioner that a form was submitted.
    FormSubmitted(FormId),
    /// To tell the practitioner that a form is outstanding before a visit.
    FormOutstanding(FormId, AppointmentId),
}

impl Obligation {
    /// What kind of message says it.
    pub fn kind(self) -> NotificationKind {
        match self {
            Self::Welcome(_) => NotificationKind::CarePlanWelcome,
            Self::Reminder(..) => NotificationKind::VisitReminder,
            Self::FormLink(..) => NotificationKind::FormLink,
            Self::Resend(_) => NotificationKind::FormLinkResent,
            Self::TreatmentCompleted(_) => NotificationKind::TreatmentCompleted,
            Self::FormSubmitted(_) => NotificationKind::FormSubmitted,
            Self::FormOutstanding(..) => NotificationKind::FormOutstanding,
        }
    }

    /// The channel under which the ledger keeps that it was not said.
    pub fn first_channel(self, reach: &Reach) -> NotificationChannel {
        let first = reach.channels.first().filter(|_| !self.is_to_practitioner());
        first.copied().unwrap_or(NotificationChannel::Email)
    }

    /// Whether it is owed to the practitioner and not to the patient.
    pub fn is_to_practitioner(self) -> bool {
        matches!(self, Self::FormSubmitted(_) | Self::FormOutstanding(..))
    }
}

/// The provider took it: the person has it, or will.
pub fn is_accepted(state: NotificationState) -> bool {
    use NotificationState::*;
    matches!(state, Accepted | Delivered | Read)
}

/// It waits or is under way.
pub fn is_live(state: NotificationState) -> bool {
    use NotificationState::*;
    matches!(state, Planned | Sending | Uncertain)
}
