//! A read by staff or an integration is an entry of its own.

use entity::enums::ActorKind;
use entity::ids::ClinicId;
use uuid::Uuid;

use super::chain::NewEntry;
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
    record_read_by(app, actor.identity(), clinic_id, action, subject_type, subject_id).await
}

/// Like [`record_read`], where only the reader's identity is at hand: kind and id, as a signed address says.
///
/// # Errors
/// As there.
pub async fn record_read_by(
    app: &App,
    (actor_kind, actor_id): (ActorKind, Option<Uuid>),
    clinic_id: ClinicId,
    action: &'static str,
    subject_type: &'static str,
    subject_id: impl Into<Uuid>,
) -> Result<()> {
    if !leaves_a_trace(actor_kind) {
        return Ok(());
    }
    let mut work = app.begin(clinic_id).await?;
    work.audit_entry(NewEntry {
        actor_kind,
        actor_id,
        action,
        subject_type,
        subject_id: subject_id.into(),
        detail: serde_json::json!({}),
    });
    work.commit().await
}

/// Whether what an actor of this kind reads is recorded: staff and integrations, not patients with their own.
pub(super) fn leaves_a_trace(kind: ActorKind) -> bool {
    matches!(kind, ActorKind::User | ActorKind::Integration)
}
