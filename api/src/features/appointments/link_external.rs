//! Links an appointment that the clinic's own agenda holds.

use chrono::{DateTime, Duration, Utc};
use entity::enums::{AppointmentState, AssistanceRequestOutcome, EventKind};
use entity::ids::AppointmentId;
use entity::{appointment, appointment_service, assistance_request, assistance_request_service};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect,
};
use serde_json::json;

use super::book_in::{settle_request, tell_booked};
use super::queries::services_in_order;
use super::requests::{Standing, refuse_unless_bookable, standing};
use crate::features::catalog::find_services;
use crate::features::events::{NewEvent, UnitOfWork};
use crate::platform::actor::Actor;
use crate::platform::clock::to_micros;
use crate::platform::db::is_unique_violation;
use crate::platform::error::{Error, Failure, Outcome, Refusal, Result, UserErrorCode};

/// How far ahead an appointment can be.
const FURTHEST: Duration = Duration::days(2 * 366);
/// Longest id of another system, in characters.
const MAX_EXTERNAL_ID: usize = 200;

/// An appointment of the clinic's own agenda.
#[derive(Clone, Debug)]
pub struct ExternalAppointment {
    /// Its id there, unique in the clinic.
    pub external_id: String,
    /// When it starts.
    pub starts_at: DateTime<Utc>,
}

/// Settles a request, which the caller locked, with an appointment of the clinic's own agenda: no cells, no
/// site, the request's services one after the other, and no message, since that agenda sends its own.
///
/// A refusal leaves the transaction unusable: drop it.
///
/// # Errors
/// `INVALID` for an empty or overlong id or a time that has passed, `CONFLICT` where another appointment has it or the request has its
/// appointment, `ALREADY_RESOLVED` where the request is closed.
pub async fn link_external_in(
    work: &mut UnitOfWork<'_>,
    actor: &Actor,
    request: assistance_request::Model,
    external: ExternalAppointment,
) -> Outcome<AppointmentId> {
    let clinic_id = work.clinic_id();
    if request.clinic_id != clinic_id {
        return Err(Error::internal("an appointment for another clinic's request").into());
    }
    if let standing @ (Standing::Booked | Standing::Closed) = standing(&request) {
        refuse_unless_bookable(standing)?;
    }
    let external_id = check_external_id(&external.external_id)?;
    check_start(work.now(), external.starts_at)?;
    let services: Vec<_> = assistance_request_service::Entity::find()
        .filter(assistance_request_service::Column::ClinicId.eq(clinic_id))
        .filter(assistance_request_service::Column::AssistanceRequestId.eq(request.id))
        .order_by_asc(assistance_request_service::Column::Position)
        .all(work.db())
        .await?
        .into_iter()
        .map(|row| row.service_id)
        .collect();
    let known = find_services(work.db(), clinic_id, services.iter().copied()).await?;
    let id: AppointmentId = work.app().new_id();
    let mut end = to_micros(external.starts_at);
    let mut rows = Vec::with_capacity(services.len());
    for (position, service_id) in (0..).zip(services) {
        let minutes = known.get(&service_id).map_or(0, |row| row.service.duration_minutes);
        let start = end;
        end += Duration::minutes(minutes.into());
        rows.push(appointment_service::ActiveModel {
            appointment_id: Set(id),
            position: Set(position),
            clinic_id: Set(clinic_id),
            service_id: Set(service_id),
            resource_id: Set(None),
            starts_at: Set(start),
            ends_at: Set(end),
        });
    }
    let (booked_by_kind, booked_by_id) = actor.identity();
    let appointment = appointment::ActiveModel {
        id: Set(id),
        clinic_id: Set(clinic_id),
        patient_id: Set(request.patient_id),
        assistance_request_id: Set(Some(request.id)),
        medical_order_id: Set(Some(request.medical_order_id)),
        care_plan_id: Set(None),
        visit_number: Set(None),
        site_id: Set(None),
        external_id: Set(Some(external_id.to_owned())),
        starts_at: Set(to_micros(external.starts_at)),
        ends_at: Set(end),
        state: Set(AppointmentState::Booked),
        version: Set(1),
        self_pay: Set(false),
        booked_by_kind: Set(booked_by_kind),
        booked_by_id: Set(booked_by_id),
        booked_at: Set(work.now()),
        moved_at: Set(None),
        started_at: Set(None),
        ended_at: Set(None),
        cancelled_at: Set(None),
        cancel_reason: Set(None),
    }
    .insert(work.db())
    .await
    .map_err(
        |error| if is_unique_violation(&error) { linked_already().into() } else { Failure::from(error) },
    )?;
    if !rows.is_empty() {
        appointment_service::Entity::insert_many(rows).exec_without_returning(work.db()).await?;
    }
    settle_request(work, actor, request, id, AssistanceRequestOutcome::BookedExternally).await?;
    tell_booked(work, actor, &appointment);
    Ok(id)
}

/// The appointment with which a request is linked already under this id, locked.
///
/// # Errors
/// Where the database does not answer.
pub async fn linked_external(
    work: &UnitOfWork<'_>,
    request: &assistance_request::Model,
    external_id: &str,
) -> Result<Option<appointment::Model>> {
    let Some(id) = request.appointment_id else { return Ok(None) };
    let linked = appointment::Entity::find_by_id(id)
        .filter(appointment::Column::ClinicId.eq(work.clinic_id()))
        .filter(appointment::Column::ExternalId.eq(external_id.trim()))
        .filter(appointment::Column::State.eq(AppointmentState::Booked))
        .lock_exclusive()
        .one(work.db())
        .await?;
    Ok(linked)
}

/// The clinic's own agenda moved an appointment, which the caller locked: its services follow, and no message is
/// planned, since that agenda sends its own. At this time already, nothing changes.
///
/// # Errors
/// `INVALID` for a time that has passed.
pub async fn move_external_in(
    work: &mut UnitOfWork<'_>,
    actor: &Actor,
    linked: appointment::Model,
    starts_at: DateTime<Utc>,
) -> Outcome<()> {
    let starts_at = to_micros(starts_at);
    if linked.starts_at == starts_at {
        return Ok(());
    }
    check_start(work.now(), starts_at)?;
    let (id, before, later) = (linked.id, linked.starts_at, starts_at - linked.starts_at);
    for service in services_in_order(work.db(), &linked).await? {
        let (start, end) = (service.starts_at + later, service.ends_at + later);
        let mut row = service.into_active_model();
        row.starts_at = Set(start);
        row.ends_at = Set(end);
        row.update(work.db()).await?;
    }
    let (version, end) = (linked.version + 1, linked.ends_at + later);
    let mut row = linked.into_active_model();
    row.starts_at = Set(starts_at);
    row.ends_at = Set(end);
    row.version = Set(version);
    row.moved_at = Set(Some(work.now()));
    let moved = row.update(work.db()).await?;
    work.emit(NewEvent {
        kind: EventKind::AppointmentMoved,
        request_id: moved.assistance_request_id,
        patient_id: Some(moved.patient_id),
        appointment_id: Some(id),
    });
    let detail = json!({ "from": before.to_rfc3339(), "to": starts_at.to_rfc3339(), "version": version });
    work.audit(actor, "appointment.moved", "Appointment", id, detail);
    Ok(())
}

/// Nobody is given an appointment in the past, nor one that is years away: that is a slip of the pen.
fn check_start(now: DateTime<Utc>, starts_at: DateTime<Utc>) -> Result<(), Refusal> {
    let refusal = |es: &str, en: &str| Err(Refusal::new(UserErrorCode::Invalid, "input.startsAt", es, en));
    if starts_at <= now {
        refusal("Ese horario ya pasó.", "This time has passed already.")
    } else if starts_at > now + FURTHEST {
        refusal("Ese horario es de acá a más de dos años.", "This time is more than two years away.")
    } else {
        Ok(())
    }
}

fn check_external_id(text: &str) -> Result<&str, Refusal> {
    let text = text.trim();
    if (1..=MAX_EXTERNAL_ID).contains(&text.chars().count()) && !text.contains(char::is_control) {
        return Ok(text);
    }
    Err(Refusal::new(
        UserErrorCode::Invalid,
        "input.externalId",
        format!("El número de turno tiene que tener entre 1 y {MAX_EXTERNAL_ID} caracteres."),
        format!("The appointment's id must have 1 to {MAX_EXTERNAL_ID} characters."),
    ))
}

fn linked_already() -> Refusal {
    Refusal::new(
        UserErrorCode::Conflict,
        "input.externalId",
        "Ese número de turno ya está asociado a otra solicitud.",
        "This appointment is linked to another request already.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_another_system_are_trimmed_and_bounded() {
        assert_eq!(check_external_id(" T-4711 "), Ok("T-4711"));
        for text in ["", "  ", "a\nb", &"9".repeat(MAX_EXTERNAL_ID + 1)] {
            assert!(check_external_id(text).is_err(), "{text}");
        }
    }
}
