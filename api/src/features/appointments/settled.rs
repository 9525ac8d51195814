//! What becomes of a request when a message about its appointment is settled.

use entity::enums::{AssistanceRequestState as State, EventKind, NotificationKind, NotificationState};
use entity::{assistance_request, notification};
use sea_orm::QuerySelect;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};

use crate::features::events::{NewEvent, UnitOfWork};
use crate::platform::error::Result;

/// A message about an appointment changed its state. What was not said returns to a person: the request keeps its
/// state, so that the patient may do whatever they may, and says why somebody has to look. A later message that
/// arrives takes that back. Where there is no request, or it is about something else by now, nothing happens.
///
/// # Errors
/// Where the database does not answer.
pub async fn settled(work: &mut UnitOfWork<'_>, message: &notification::Model) -> Result<()> {
    let Some(request) = request_of(work, message).await? else { return Ok(()) };
    let reason = match message.state {
        NotificationState::Failed | NotificationState::Expired | NotificationState::Suppressed => {
            // What a person looks at already stays what it is.
            request.attention_reason.clone().or_else(|| message.reason.clone())
        }
        NotificationState::Accepted | NotificationState::Delivered | NotificationState::Read
            if request.state == State::Booked =>
        {
            None
        }
        _ => return Ok(()),
    };
    let told = reason.is_none();
    let (id, patient_id, version) = (request.id, request.patient_id, request.version);
    if reason != request.attention_reason {
        let mut row = request.into_active_model();
        row.attention_reason = Set(reason);
        row.version = Set(version + 1);
        row.update(work.db()).await?;
    }
    if !told {
        work.emit(NewEvent {
            kind: EventKind::AttentionNeeded,
            request_id: Some(id),
            patient_id: Some(patient_id),
            appointment_id: message.appointment_id,
        });
    }
    Ok(())
}

/// The request whose present the message is about, locked: it has this appointment, or none since this one was
/// called off.
async fn request_of(
    work: &UnitOfWork<'_>,
    message: &notification::Model,
) -> Result<Option<assistance_request::Model>> {
    let Some(id) = message.assistance_request_id else { return Ok(None) };
    let request = assistance_request::Entity::find_by_id(id)
        .filter(assistance_request::Column::ClinicId.eq(work.clinic_id()))
        .lock_exclusive()
        .one(work.db())
        .await?;
    let cancelled = message.kind == NotificationKind::AppointmentCancelled;
    let present = if cancelled { None } else { message.appointment_id };
    Ok(request
        .filter(|request| !matches!(request.state, State::Resolved | State::Voided))
        .filter(|request| request.appointment_id == present))
}
