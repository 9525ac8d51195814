//! An administrator makes or changes a circuit.

use entity::ids::CircuitId;
use entity::{circuit, service};
use sea_orm::sea_query::Query;
use sea_orm::{ActiveModelTrait, ColumnTrait, DbErr, EntityTrait, IntoActiveModel};
use serde::Serialize;

use super::edits::{facts, no_circuit};
use super::open_requests::refuse_while_combined;
use crate::app::App;
use crate::platform::actor::{Actor, Permission};
use crate::platform::checks::{Checks, line, lock_row, taken_or, unchanged_since};
use crate::platform::error::{Failure, Outcome, Refusal};
use crate::platform::idempotency::Claim;

/// Most characters of a name.
const NAME_MAX: usize = 80;

/// A new circuit.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CreateCircuit {
    /// Name that people read.
    pub name: String,
    /// Whether several of its services may be asked for together.
    pub allows_multiple: bool,
}

/// What is to change; what is none stays.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CircuitChange {
    /// Name that people read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Whether several of its services may be asked for together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allows_multiple: Option<bool>,
}

/// Makes a circuit.
///
/// # Errors
/// `INVALID` with the field, `CONFLICT` where the name is taken.
pub async fn create_circuit(
    app: &App,
    actor: &Actor,
    content: &CreateCircuit,
    idempotency_key: &str,
) -> Outcome<CircuitId> {
    let clinic_id = actor.require(Permission::Administer)?.clinic_id;
    let mut work = app.begin(clinic_id).await?;
    let id: CircuitId = app.new_id();
    let claimed = work.claim(actor, "createCircuit", idempotency_key, content, id).await?;
    if let Claim::Replay(first) = claimed {
        return Ok(first.into());
    }
    let name = name(&content.name)?;
    let row = circuit::Model { id, clinic_id, name, allows_multiple: content.allows_multiple, version: 1 };
    circuit::Entity::insert(row.into_active_model())
        .exec_without_returning(work.db())
        .await
        .map_err(taken)?;
    work.audit(actor, "circuit.created", "Circuit", id, facts(content));
    work.commit().await?;
    Ok(id)
}

/// Changes a circuit.
///
/// # Errors
/// As [`create_circuit`]; `NOT_FOUND`, `STALE_VERSION`; `CONFLICT` where its services are to be asked for one by one
/// while somebody has several of them to book or booked.
pub async fn update_circuit(
    app: &App,
    actor: &Actor,
    id: CircuitId,
    version: i32,
    change: &CircuitChange,
) -> Outcome<CircuitId> {
    use circuit::Column;
    let clinic_id = actor.require(Permission::Administer)?.clinic_id;
    let mut work = app.begin(clinic_id).await?;
    let found = lock_row::<circuit::Entity>(work.db(), (Column::ClinicId, clinic_id), (Column::Id, id));
    let before = found.await?.ok_or_else(|| no_circuit("input.id"))?;
    unchanged_since(version, before.version)?;
    let mut row = before.clone();
    apply(&mut row, change)?;
    if row == before {
        return Ok(id);
    }
    if before.allows_multiple && !row.allows_multiple {
        let mut services = Query::select();
        services
            .column(service::Column::Id)
            .from(service::Entity)
            .and_where(service::Column::ClinicId.eq(clinic_id))
            .and_where(service::Column::CircuitId.eq(id));
        let field = "input.allowsMultiple";
        let refusal = refuse_while_combined(work.db(), clinic_id, services, work.now(), field).await?;
        refusal.map_or(Ok(()), Err)?;
    }
    row.version += 1;
    row.into_active_model().reset_all().update(work.db()).await.map_err(taken)?;
    work.audit(actor, "circuit.updated", "Circuit", id, facts(change));
    work.commit().await?;
    Ok(id)
}

fn apply(row: &mut circuit::Model, change: &CircuitChange) -> Outcome<()> {
    let mut checks = Checks::default();
    checks.set(&mut row.name, change.name.as_deref().map(name));
    checks.set(&mut row.allows_multiple, change.allows_multiple.map(Ok));
    checks.done()
}

fn name(text: &str) -> Result<String, Refusal> {
    line(text, "input.name", NAME_MAX)
}

fn taken(error: DbErr) -> Failure {
    taken_or(
        error,
        "input.name",
        "Ya hay un circuito con ese nombre.",
        "There is a circuit with this name already.",
    )
}
