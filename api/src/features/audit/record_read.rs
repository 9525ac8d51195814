//! A read by staff or an integration is an entry of its own.

use entity::ids::ClinicId;
use uuid::Uuid;

use crate::app::App;
use crate::platform::actor::Actor;
use crate::platform::error::Result;

/// Records that an actor read something. What a patient reads of their own is not recorded.
///
/// # Errors
/// Where the entry cannot be written: then the read must not happen.
pub async fn record_read(
    app: &App,
    actor: &Actor,
    clinic_id: ClinicId,
    action: &'static str,
    subject_type: &'static str,
    subject_id: impl Into<Uuid>,
) -> Result<()> {
    if !matches!(actor, Actor::User { .. } | Actor::Integration { .. }) {
        return Ok(());
    }
    let mut work = app.begin(clinic_id).await?;
    work.audit_plain(actor, action, subject_type, subject_id);
    work.commit().await
}
