//! The grid shows whose order it is: where the patient changes, so do their open rows.

use entity::assistance_request;
use entity::enums::EventKind;
use entity::ids::PatientId;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::features::events::{NewEvent, UnitOfWork};
use crate::platform::error::Result;

/// Tells the feed that a patient changed, once for each of their open requests.
///
/// # Errors
/// Where the database does not answer.
pub(super) async fn tell_open_requests(work: &mut UnitOfWork<'_>, patient_id: PatientId) -> Result<()> {
    let open = assistance_request::Entity::find()
        .filter(assistance_request::Column::PatientId.eq(patient_id))
        .filter(assistance_request::Column::ResolvedAt.is_null())
        .filter(assistance_request::Column::VoidedAt.is_null())
        .all(work.db())
        .await?;
    for request in open {
        work.emit(NewEvent {
            kind: EventKind::PatientChanged,
            request_id: Some(request.id),
            patient_id: Some(patient_id),
            appointment_id: None,
        });
    }
    Ok(())
}
