//! An administrator makes or changes a payer.

use chrono::{DateTime, Utc};
use entity::ids::PayerId;
use entity::payer;
use sea_orm::{ActiveModelTrait, DbErr, EntityTrait, IntoActiveModel};
use serde::Serialize;

use super::edits::{facts, no_payer};
use crate::app::App;
use crate::platform::actor::{Actor, Permission};
use crate::platform::checks::{Checks, line, lock_row, taken_or, unchanged_since};
use crate::platform::error::{Failure, Outcome};
use crate::platform::idempotency::Claim;

/// Most characters of a name.
const NAME_MAX: usize = 80;

/// A new payer.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CreatePayer {
    /// Name that people read.
    pub name: String,
    /// Whether this is the patient paying. It never changes: no rule of coverage is about those who pay alone.
    pub is_self_pay: bool,
}

/// What is to change; what is none stays.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PayerChange {
    /// Name that people read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Whether the clinic no longer works with it. Patients who have it keep it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disabled: Option<bool>,
}

/// Makes a payer.
///
/// # Errors
/// `INVALID` with the field, `CONFLICT` where the name is taken.
pub async fn create_payer(
    app: &App,
    actor: &Actor,
    content: &CreatePayer,
    idempotency_key: &str,
) -> Outcome<PayerId> {
    let clinic_id = actor.require(Permission::Administer)?.clinic_id;
    let mut work = app.begin(clinic_id).await?;
    let id: PayerId = app.new_id();
    let claimed = work.claim(actor, "createPayer", idempotency_key, content, id).await?;
    if let Claim::Replay(first) = claimed {
        return Ok(first.into());
    }
    let name = line(&content.name, "input.name", NAME_MAX)?;
    let row =
        payer::Model { id, clinic_id, name, is_self_pay: content.is_self_pay, disabled_at: None, version: 1 };
    payer::Entity::insert(row.into_active_model()).exec_without_returning(work.db()).await.map_err(taken)?;
    work.audit(actor, "payer.created", "Payer", id, facts(content));
    work.commit().await?;
    Ok(id)
}

/// Changes a payer.
///
/// # Errors
/// As [`create_payer`]; `NOT_FOUND`, `STALE_VERSION`.
pub async fn update_payer(
    app: &App,
    actor: &Actor,
    id: PayerId,
    version: i32,
    change: &PayerChange,
) -> Outcome<PayerId> {
    use payer::Column;
    let clinic_id = actor.require(Permission::Administer)?.clinic_id;
    let mut work = app.begin(clinic_id).await?;
    let found = lock_row::<payer::Entity>(work.db(), (Column::ClinicId, clinic_id), (Column::Id, id));
    let before = found.await?.ok_or_else(|| no_payer("input.id"))?;
    unchanged_since(version, before.version)?;
    let mut row = before.clone();
    apply(&mut row, change, work.now())?;
    if row == before {
        return Ok(id);
    }
    row.version += 1;
    row.into_active_model().reset_all().update(work.db()).await.map_err(taken)?;
    work.audit(actor, "payer.updated", "Payer", id, facts(change));
    work.commit().await?;
    Ok(id)
}

fn apply(row: &mut payer::Model, change: &PayerChange, now: DateTime<Utc>) -> Outcome<()> {
    let mut checks = Checks::default();
    checks.set(&mut row.name, change.name.as_deref().map(|name| line(name, "input.name", NAME_MAX)));
    if let Some(disabled) = change.disabled {
        row.disabled_at = disabled.then(|| row.disabled_at.unwrap_or(now));
    }
    checks.done()
}

fn taken(error: DbErr) -> Failure {
    taken_or(
        error,
        "input.name",
        "Ya hay una obra social con ese nombre.",
        "There is a payer with this name already.",
    )
}
