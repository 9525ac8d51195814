//! Who may still move or cancel an appointment, and why not.

use chrono::{DateTime, Duration, Utc};
use entity::appointment;
use entity::enums::AppointmentState;
use entity::ids::ClinicId;
use entity::settings::ClinicSettings;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};

use super::own_agenda::is_in_agenda_of;
use crate::features::events::UnitOfWork;
use crate::platform::actor::{Actor, Permission, Principal};
use crate::platform::error::{Outcome, Refusal, Result, UserErrorCode};

/// What is to be done to an appointment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Another slot.
    Move,
    /// Call it off.
    Cancel,
}

/// Why an appointment stays as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// It is called off already.
    Cancelled,
    /// It has begun.
    Past,
    /// Too close to its start for the patient to change it alone.
    TooLate(u32),
    /// The clinic's own agenda holds it.
    External,
}

/// What stands against a change; nothing for none. Whether the appointment is the actor's is another question
/// ([`may_manage`]).
pub fn obstacle_to(
    change: Change,
    appointment: &appointment::Model,
    actor: &Actor,
    settings: &ClinicSettings,
    now: DateTime<Utc>,
) -> Option<Obstacle> {
    let by_patient = actor.patient_id().is_some();
    let external = appointment.site_id.is_none();
    let notice = Duration::hours(settings.change_notice_hours.into());
    if appointment.state == AppointmentState::Cancelled {
        Some(Obstacle::Cancelled)
    } else if appointment.state != AppointmentState::Booked || appointment.starts_at <= now {
        Some(Obstacle::Past)
    } else if external && (by_patient || change == Change::Move) {
        Some(Obstacle::External)
    } else if by_patient && appointment.starts_at - now < notice {
        Some(Obstacle::TooLate(settings.change_notice_hours))
    } else {
        None
    }
}

/// Whether an appointment is the actor's to change: staff who review change any, a patient their own, the holder
/// of a link that of its request or care plan. For practitioners it depends on more ([`may_change`]).
pub fn may_manage(appointment: &appointment::Model, actor: &Actor) -> bool {
    actor.clinic_id() == Some(appointment.clinic_id)
        && match actor {
            Actor::Patient { patient_id, .. } => appointment.patient_id == *patient_id,
            Actor::Journey { scope, .. } => {
                scope.covers(appointment.assistance_request_id, appointment.care_plan_id)
            }
            actor => actor.may(Permission::Review),
        }
}

/// The same for anybody: practitioners change what is in their own agenda.
///
/// # Errors
/// Where the database does not answer.
pub async fn may_change(
    db: &impl ConnectionTrait,
    appointment: &appointment::Model,
    actor: &Actor,
) -> Result<bool> {
    match actor.practitioner_id() {
        Some(practitioner) if actor.clinic_id() == Some(appointment.clinic_id) => {
            is_in_agenda_of(db, appointment, practitioner).await
        }
        _ => Ok(may_manage(appointment, actor)),
    }
}

/// The permission that changing appointments needs.
pub(super) fn require_manager(actor: &Actor) -> Result<Principal> {
    let as_patient = actor.patient_id().is_some();
    actor.require(if as_patient { Permission::BookAsPatient } else { Permission::Treat })
}

/// The appointment that an actor wants to change, locked until the commit.
pub(super) async fn lock_own(
    work: &UnitOfWork<'_>,
    actor: &Actor,
    id: Option<entity::ids::AppointmentId>,
) -> Outcome<appointment::Model> {
    let clinic_id: ClinicId = work.clinic_id();
    let found = match id {
        None => None,
        Some(id) => {
            appointment::Entity::find_by_id(id)
                .filter(appointment::Column::ClinicId.eq(clinic_id))
                .lock_exclusive()
                .one(work.db())
                .await?
        }
    };
    match found {
        Some(row) if may_change(work.db(), &row, actor).await? => Ok(row),
        _ => Err(unknown_appointment().into()),
    }
}

/// There is none, or it is not the actor's.
pub(super) fn unknown_appointment() -> Refusal {
    Refusal::new(
        UserErrorCode::NotFound,
        "input.id",
        "No encontramos ese turno.",
        "We cannot find this appointment.",
    )
}

impl Obstacle {
    /// In words.
    pub fn refusal(self) -> Refusal {
        let (es, en) = match self {
            Self::Cancelled => {
                ("Este turno ya está cancelado.".to_owned(), "This appointment is cancelled.".to_owned())
            }
            Self::Past => (
                "Este turno ya empezó o ya pasó: no se puede cambiar.".to_owned(),
                "This appointment has begun or is over: it cannot be changed.".to_owned(),
            ),
            Self::TooLate(hours) => (
                format!("Faltan menos de {hours} horas para el turno. Llamanos y lo vemos juntos."),
                format!("The appointment is less than {hours} hours away. Call us and we will sort it out."),
            ),
            Self::External => (
                "Este turno está en la agenda de la clínica. Llamanos para cambiarlo.".to_owned(),
                "This appointment is in the clinic's own agenda. Call us to change it.".to_owned(),
            ),
        };
        Refusal::new(UserErrorCode::Conflict, "input.id", es, en)
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;
    use entity::enums::{ActorKind, Role};
    use entity::ids::{
        AppointmentId, AssistanceRequestId, JourneyLinkId, PatientId, SessionId, SiteId, UserId,
    };
    use sea_orm::prelude::Uuid;

    use crate::platform::actor::JourneyScope;

    use super::*;

    const CLINIC: ClinicId = ClinicId(Uuid::from_u128(1));
    const SESSION: SessionId = SessionId(Uuid::from_u128(2));

    fn appointment() -> appointment::Model {
        let start = Utc.with_ymd_and_hms(2026, 11, 23, 12, 0, 0).single().expect("an instant");
        appointment::Model {
            id: AppointmentId(Uuid::from_u128(3)),
            clinic_id: CLINIC,
            patient_id: PatientId(Uuid::from_u128(4)),
            assistance_request_id: Some(AssistanceRequestId(Uuid::from_u128(5))),
            medical_order_id: None,
            care_plan_id: None,
            visit_number: None,
            site_id: Some(SiteId(Uuid::from_u128(6))),
            external_id: None,
            starts_at: start,
            ends_at: start + Duration::minutes(30),
            state: AppointmentState::Booked,
            version: 1,
            self_pay: false,
            booked_by_kind: ActorKind::Patient,
            booked_by_id: None,
            booked_at: start - Duration::days(3),
            moved_at: None,
            started_at: None,
            ended_at: None,
            cancelled_at: None,
            cancel_reason: None,
        }
    }

    fn patient(id: u128) -> Actor {
        Actor::Patient { clinic_id: CLINIC, patient_id: PatientId(Uuid::from_u128(id)), session_id: SESSION }
    }

    fn staff(role: Role) -> Actor {
        Actor::User { clinic_id: CLINIC, user_id: UserId(Uuid::from_u128(7)), role, session_id: SESSION }
    }

    fn journey(request: u128) -> Actor {
        Actor::Journey {
            clinic_id: CLINIC,
            patient_id: PatientId(Uuid::from_u128(4)),
            scope: JourneyScope::Request(AssistanceRequestId(Uuid::from_u128(request))),
            link_id: JourneyLinkId(Uuid::from_u128(8)),
            session_id: SESSION,
        }
    }

    #[test]
    fn patients_until_the_notice_and_staff_until_the_start() {
        let (row, settings) = (appointment(), ClinicSettings::default());
        let before = |minutes| row.starts_at - Duration::minutes(minutes);
        let obstacle = |actor: &Actor, now| obstacle_to(Change::Cancel, &row, actor, &settings, now);
        assert_eq!(obstacle(&patient(4), before(120)), None);
        assert_eq!(obstacle(&patient(4), before(119)), Some(Obstacle::TooLate(2)));
        assert_eq!(obstacle(&staff(Role::Operator), before(1)), None);
        assert_eq!(obstacle(&staff(Role::Operator), before(0)), Some(Obstacle::Past));
        let cancelled = appointment::Model { state: AppointmentState::Cancelled, ..row.clone() };
        let found = obstacle_to(Change::Move, &cancelled, &patient(4), &settings, before(600));
        assert_eq!(found, Some(Obstacle::Cancelled));
    }

    #[test]
    fn what_the_clinics_agenda_holds_is_moved_there() {
        let row = appointment::Model { site_id: None, ..appointment() };
        let (settings, now) = (ClinicSettings::default(), row.starts_at - Duration::days(1));
        let obstacle = |change, actor: &Actor| obstacle_to(change, &row, actor, &settings, now);
        assert_eq!(obstacle(Change::Cancel, &patient(4)), Some(Obstacle::External));
        assert_eq!(obstacle(Change::Move, &staff(Role::Operator)), Some(Obstacle::External));
        assert_eq!(obstacle(Change::Cancel, &staff(Role::Operator)), None);
    }

    #[test]
    fn an_appointment_is_managed_by_its_patient_its_link_and_reviewers() {
        let row = appointment();
        assert!(may_manage(&row, &patient(4)) && !may_manage(&row, &patient(9)));
        assert!(may_manage(&row, &journey(5)) && !may_manage(&row, &journey(9)));
        assert!(may_manage(&row, &staff(Role::Operator)) && !may_manage(&row, &staff(Role::Practitioner)));
        let elsewhere = appointment::Model { clinic_id: ClinicId(Uuid::from_u128(99)), ..row };
        assert!(!may_manage(&elsewhere, &patient(4)) && !may_manage(&elsewhere, &staff(Role::Administrator)));
    }
}
