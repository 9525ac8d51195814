//! An administrator makes or changes a payer's plan.

use chrono::{DateTime, Utc};
use entity::ids::{PayerId, PlanId};
use entity::{payer, plan};
use sea_orm::{ActiveModelTrait, ColumnTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter};
use serde::Serialize;

use super::edits::{facts, no_payer, no_plan};
use crate::app::App;
use crate::platform::actor::{Actor, Permission};
use crate::platform::checks::{Checks, line, lock_row, taken_or, unchanged_since};
use crate::platform::error::{Failure, Outcome, Refusal, UserErrorCode};
use crate::platform::idempotency::Claim;

/// Most characters of a name.
const NAME_MAX: usize = 80;

/// A new plan.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CreatePlan {
    /// Whose plan it is.
    pub payer_id: PayerId,
    /// Name that people read.
    pub name: String,
}

/// What is to change; what is none stays.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PlanChange {
    /// Name that people read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Whether the payer no longer offers it. Patients who have it keep it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disabled: Option<bool>,
}

/// Makes a plan.
///
/// # Errors
/// `NOT_FOUND` for an unknown payer, `INVALID` with the field, `CONFLICT` where the name is taken, or the payer is the
/// patient.
pub async fn create_plan(
    app: &App,
    actor: &Actor,
    content: &CreatePlan,
    idempotency_key: &str,
) -> Outcome<PlanId> {
    let clinic_id = actor.require(Permission::Administer)?.clinic_id;
    let mut work = app.begin(clinic_id).await?;
    let id: PlanId = app.new_id();
    let claimed = work.claim(actor, "createPlan", idempotency_key, content, id).await?;
    if let Claim::Replay(first) = claimed {
        return Ok(first.into());
    }
    let payer = payer::Entity::find_by_id(content.payer_id)
        .filter(payer::Column::ClinicId.eq(clinic_id))
        .one(work.db())
        .await?
        .ok_or_else(|| no_payer("input.payerId"))?;
    if payer.is_self_pay {
        return Err(self_pay("input.payerId").into());
    }
    let name = line(&content.name, "input.name", NAME_MAX)?;
    let row = plan::Model { id, clinic_id, payer_id: payer.id, name, disabled_at: None, version: 1 };
    plan::Entity::insert(row.into_active_model()).exec_without_returning(work.db()).await.map_err(taken)?;
    work.audit(actor, "plan.created", "Plan", id, facts(content));
    work.commit().await?;
    Ok(id)
}

/// Changes a plan.
///
/// # Errors
/// `INVALID` with the field, `CONFLICT` where the name is taken, `NOT_FOUND`, `STALE_VERSION`.
pub async fn update_plan(
    app: &App,
    actor: &Actor,
    id: PlanId,
    version: i32,
    change: &PlanChange,
) -> Outcome<PlanId> {
    use plan::Column;
    let clinic_id = actor.require(Permission::Administer)?.clinic_id;
    let mut work = app.begin(clinic_id).await?;
    let found = lock_row::<plan::Entity>(work.db(), (Column::ClinicId, clinic_id), (Column::Id, id));
    let before = found.await?.ok_or_else(|| no_plan("input.id"))?;
    unchanged_since(version, before.version)?;
    let mut row = before.clone();
    apply(&mut row, change, work.now())?;
    if row == before {
        return Ok(id);
    }
    row.version += 1;
    row.into_active_model().reset_all().update(work.db()).await.map_err(taken)?;
    work.audit(actor, "plan.updated", "Plan", id, facts(change));
    work.commit().await?;
    Ok(id)
}

/// Who pays alone has neither plans nor rules.
pub(super) fn self_pay(field: &str) -> Refusal {
    Refusal::new(
        UserErrorCode::Conflict,
        field,
        "Quien paga en forma particular no tiene planes ni cobertura.",
        "Who pays alone has neither plans nor coverage.",
    )
}

fn apply(row: &mut plan::Model, change: &PlanChange, now: DateTime<Utc>) -> Outcome<()> {
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
        "Esa obra social ya tiene un plan con ese nombre.",
        "This payer has a plan with this name already.",
    )
}
