//! How a visit goes: booked → in progress → completed, or the patient did not come. What may be said when, and what
//! every step begins and ends with.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use entity::appointment;
use entity::enums::{AppointmentState, CarePlanState, EventKind};
use entity::ids::AppointmentId;
use sea_orm::ActiveModelTrait;
use serde_json::json;

use super::change_rules::lock_own;
use crate::app::App;
use crate::features::clinics::{clinic_by_id, time_zone};
use crate::features::events::{NewEvent, UnitOfWork};
use crate::platform::actor::{Actor, Permission};
use crate::platform::clinic_time::{day_of, day_start};
use crate::platform::error::{Outcome, Refusal, UserErrorCode};

/// A step of a visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The patient is there, and it begins: on its day or later.
    Start,
    /// It took place.
    Complete,
    /// The patient did not come: once it should have begun.
    MarkNoShow,
    /// What was said of it is taken back: on the day on which it took place, or should have.
    Reopen,
}

/// Why a step cannot be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hindrance {
    /// It was called off.
    Cancelled,
    /// It has begun already.
    Begun,
    /// It is over already.
    Over,
    /// Its day has not come.
    BeforeItsDay,
    /// It has not reached its start.
    BeforeItsStart,
    /// Nothing was said of it yet.
    NothingToReopen,
    /// Its day is over.
    AfterItsDay,
    /// Its care plan has ended.
    PlanEnded,
}

/// What stands against a step; nothing for none. `plan` is the state of the care plan of which it is a visit.
pub fn hindrance_to(
    step: Step,
    appointment: &appointment::Model,
    plan: Option<CarePlanState>,
    zone: Tz,
    now: DateTime<Utc>,
) -> Option<Hindrance> {
    use AppointmentState::{Booked, Cancelled, Completed, InProgress, NoShow};
    let happened = appointment.ended_at.or(appointment.started_at).unwrap_or(appointment.starts_at);
    match (step, appointment.state) {
        (_, Cancelled) => Some(Hindrance::Cancelled),
        (Step::Reopen, Booked) => Some(Hindrance::NothingToReopen),
        (Step::Reopen, _) if plan.is_some_and(|state| state != CarePlanState::Active) => {
            Some(Hindrance::PlanEnded)
        }
        (Step::Reopen, _) => (day_of(happened, zone) != day_of(now, zone)).then_some(Hindrance::AfterItsDay),
        (_, Completed | NoShow) => Some(Hindrance::Over),
        (Step::Start | Step::MarkNoShow, InProgress) => Some(Hindrance::Begun),
        (Step::MarkNoShow, Booked) => (now < appointment.starts_at).then_some(Hindrance::BeforeItsStart),
        (Step::Complete, InProgress) => None,
        (Step::Start | Step::Complete, Booked) => {
            (now < first_moment(appointment, zone)).then_some(Hindrance::BeforeItsDay)
        }
    }
}

/// Before this, no visit begins: the first moment of its day.
pub(super) fn first_moment(appointment: &appointment::Model, zone: Tz) -> DateTime<Utc> {
    day_start(zone, day_of(appointment.starts_at, zone))
}

impl Hindrance {
    /// In words.
    pub fn refusal(self) -> Refusal {
        let (es, en) = match self {
            Self::Cancelled => ("Este turno está cancelado.", "This appointment is cancelled."),
            Self::Begun => ("Este turno ya empezó.", "This appointment has begun already."),
            Self::Over => ("Este turno ya terminó.", "This appointment is over already."),
            Self::BeforeItsDay => {
                ("Este turno es para otro día.", "This appointment is for a day that has not come yet.")
            }
            Self::BeforeItsStart => (
                "Todavía no es la hora del turno: el paciente puede llegar.",
                "The appointment has not reached its start: the patient may still come.",
            ),
            Self::NothingToReopen => (
                "Este turno ya está como reservado.",
                "This appointment is booked: there is nothing to take back.",
            ),
            Self::AfterItsDay => {
                ("Sólo se puede corregir en el mismo día.", "This can be taken back on the same day only.")
            }
            Self::PlanEnded => (
                "El tratamiento ya terminó: sus visitas no se corrigen.",
                "The care plan has ended: its visits are no longer corrected.",
            ),
        };
        Refusal::new(UserErrorCode::Conflict, "input.id", es, en)
    }
}

/// An appointment under lock, in a transaction that has begun, by somebody who may say how it went.
pub(super) struct Course<'a> {
    pub work: UnitOfWork<'a>,
    pub appointment: appointment::Model,
    pub zone: Tz,
    actor: &'a Actor,
}

impl<'a> Course<'a> {
    /// Lets staff in, and practitioners to what is in their own agenda.
    pub async fn begin(app: &'a App, actor: &'a Actor, id: Option<AppointmentId>) -> Outcome<Self> {
        let (clinic_id, _) = actor.require_user(Permission::Treat)?;
        Self::over(app.begin(clinic_id).await?, actor, id).await
    }

    /// The same in a transaction that has begun.
    pub async fn over(work: UnitOfWork<'a>, actor: &'a Actor, id: Option<AppointmentId>) -> Outcome<Self> {
        let appointment = lock_own(&work, actor, id).await?;
        let zone = time_zone(&clinic_by_id(work.db(), work.clinic_id()).await?);
        Ok(Self { work, appointment, zone, actor })
    }

    /// Refuses a step that cannot be taken now.
    pub fn must_allow(&self, step: Step, plan: Option<CarePlanState>) -> Outcome<()> {
        match hindrance_to(step, &self.appointment, plan, self.zone, self.work.now()) {
            Some(hindrance) => Err(hindrance.refusal().into()),
            None => Ok(()),
        }
    }

    /// Writes the new row, tells the feed and the audit trail, and commits.
    pub async fn finish(
        mut self,
        change: appointment::ActiveModel,
        kind: EventKind,
        action: &'static str,
    ) -> Outcome<AppointmentId> {
        let before = self.appointment.state.as_str();
        let row = change.update(self.work.db()).await?;
        self.work.emit(NewEvent {
            kind,
            request_id: row.assistance_request_id,
            patient_id: Some(row.patient_id),
            appointment_id: Some(row.id),
        });
        let detail = json!({
            "before": before,
            "startedAt": row.started_at.map(|at| at.to_rfc3339()),
            "endedAt": row.ended_at.map(|at| at.to_rfc3339()),
        });
        self.work.audit(self.actor, action, "Appointment", row.id, detail);
        self.work.commit().await?;
        Ok(row.id)
    }
}

#[cfg(test)]
#[path = "course_tests.rs"]
mod tests;
