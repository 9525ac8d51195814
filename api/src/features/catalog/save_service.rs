//! An administrator makes or changes a service. None is ever deleted: orders and past appointments name it.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use entity::ids::{CircuitId, ResourceId, ServiceId};
use entity::{circuit, service, service_resource};
use sea_orm::sea_query::Query;
use sea_orm::{ActiveModelTrait, ColumnTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect};
use serde::Serialize;

use super::edits::{facts, no_circuit, no_resource, no_service};
use super::open_requests::refuse_while_combined;
use super::queries::find_resources;
use crate::app::App;
use crate::features::events::UnitOfWork;
use crate::platform::actor::{Actor, Permission};
use crate::platform::checks::{Checks, line, lock_row, minutes, note, taken_or, unchanged_since};
use crate::platform::error::{Failure, Outcome, Refusal, Result, UserErrorCode};
use crate::platform::idempotency::Claim;
use crate::platform::text::FoldedText;

/// Most characters of a code.
const CODE_MAX: usize = 40;
/// Most characters of a name.
const NAME_MAX: usize = 120;
/// Most characters of a synonym.
const SYNONYM_MAX: usize = 60;
/// Most synonyms of a service.
const SYNONYMS_MAX: usize = 30;
/// Most characters of what the patient must do before.
const PREPARATION_MAX: usize = 2_000;

/// A new service.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CreateService {
    /// The clinic's own code, unique in the clinic.
    pub code: String,
    /// Name that people read.
    pub name: String,
    /// Other words for it.
    pub synonyms: Vec<String>,
    /// How long it takes.
    pub duration_minutes: i32,
    /// What the patient must do before; an empty text where it is nothing.
    pub preparation: String,
    /// The circuit that it belongs to.
    pub circuit_id: CircuitId,
    /// The resources that can do it.
    pub resource_ids: BTreeSet<ResourceId>,
}

/// What is to change; what is none stays.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ServiceChange {
    /// The clinic's own code, unique in the clinic.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Name that people read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Other words for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub synonyms: Option<Vec<String>>,
    /// How long it takes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration_minutes: Option<i32>,
    /// What the patient must do before; an empty text where it is nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preparation: Option<String>,
    /// The circuit that it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub circuit_id: Option<CircuitId>,
    /// All the resources that can do it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_ids: Option<BTreeSet<ResourceId>>,
    /// Whether it is no longer offered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disabled: Option<bool>,
}

/// Makes a service.
///
/// # Errors
/// `INVALID` with the field, `NOT_FOUND` for a circuit or a resource that is none, `CONFLICT` where the code is taken.
pub async fn create_service(
    app: &App,
    actor: &Actor,
    content: &CreateService,
    idempotency_key: &str,
) -> Outcome<ServiceId> {
    let clinic_id = actor.require(Permission::Administer)?.clinic_id;
    let mut work = app.begin(clinic_id).await?;
    let id: ServiceId = app.new_id();
    let claimed = work.claim(actor, "createService", idempotency_key, content, id).await?;
    if let Claim::Replay(first) = claimed {
        return Ok(first.into());
    }
    let mut checks = Checks::default();
    let code = checks.new_value(code(&content.code));
    let name = checks.new_value(name(&content.name));
    let synonyms = checks.new_value(joined(&content.synonyms));
    let row = service::Model {
        id,
        clinic_id,
        circuit_id: content.circuit_id,
        search_text: FoldedText::new(&code, &name, &synonyms).search_text(),
        code,
        name,
        synonyms,
        duration_minutes: checks.new_value(duration(content.duration_minutes)),
        preparation: checks.new_value(preparation(&content.preparation)),
        disabled_at: None,
        version: 1,
    };
    checks.done()?;
    check_circuit(&work, row.circuit_id).await?;
    service::Entity::insert(row.into_active_model())
        .exec_without_returning(work.db())
        .await
        .map_err(taken)?;
    replace_resources(&work, id, &content.resource_ids).await?;
    work.audit(actor, "service.created", "Service", id, facts(content));
    work.commit().await?;
    Ok(id)
}

/// Changes a service; searches and offers follow at once. What is booked stays as it was booked.
///
/// # Errors
/// As [`create_service`]; `NOT_FOUND`, `STALE_VERSION`; `CONFLICT` where it is to change its circuit while somebody
/// has it to book, or booked, beside another one.
pub async fn update_service(
    app: &App,
    actor: &Actor,
    id: ServiceId,
    version: i32,
    change: &ServiceChange,
) -> Outcome<ServiceId> {
    use service::Column;
    let clinic_id = actor.require(Permission::Administer)?.clinic_id;
    let mut work = app.begin(clinic_id).await?;
    let found = lock_row::<service::Entity>(work.db(), (Column::ClinicId, clinic_id), (Column::Id, id));
    let before = found.await?.ok_or_else(|| no_service("input.id"))?;
    unchanged_since(version, before.version)?;
    let mut row = before.clone();
    apply(&mut row, change, work.now())?;
    if row.circuit_id != before.circuit_id {
        check_circuit(&work, row.circuit_id).await?;
        let mut own = Query::select();
        own.column(Column::Id).from(service::Entity).and_where(Column::Id.eq(id));
        let field = "input.circuitId";
        let refusal = refuse_while_combined(work.db(), clinic_id, own, work.now(), field).await?;
        refusal.map_or(Ok(()), Err)?;
    }
    let others = match &change.resource_ids {
        Some(resources) => replace_resources(&work, id, resources).await?,
        None => false,
    };
    if row == before && !others {
        return Ok(id);
    }
    row.version += 1;
    row.into_active_model().reset_all().update(work.db()).await.map_err(taken)?;
    work.audit(actor, "service.updated", "Service", id, facts(change));
    work.commit().await?;
    Ok(id)
}

fn apply(row: &mut service::Model, change: &ServiceChange, now: DateTime<Utc>) -> Outcome<()> {
    let mut checks = Checks::default();
    checks.set(&mut row.code, change.code.as_deref().map(code));
    checks.set(&mut row.name, change.name.as_deref().map(name));
    checks.set(&mut row.synonyms, change.synonyms.as_deref().map(joined));
    checks.set(&mut row.duration_minutes, change.duration_minutes.map(duration));
    checks.set(&mut row.preparation, change.preparation.as_deref().map(preparation));
    checks.set(&mut row.circuit_id, change.circuit_id.map(Ok));
    if let Some(disabled) = change.disabled {
        row.disabled_at = disabled.then(|| row.disabled_at.unwrap_or(now));
    }
    row.search_text = FoldedText::new(&row.code, &row.name, &row.synonyms).search_text();
    checks.done()
}

fn code(text: &str) -> Result<String, Refusal> {
    line(text, "input.code", CODE_MAX)
}

fn name(text: &str) -> Result<String, Refusal> {
    line(text, "input.name", NAME_MAX)
}

fn duration(value: i32) -> Result<i32, Refusal> {
    minutes(value, "input.durationMinutes", &(5..=480))
}

fn preparation(text: &str) -> Result<Option<String>, Refusal> {
    note(text, "input.preparation", PREPARATION_MAX)
}

/// Synonyms as they are kept: one text, separated by commas, each once.
fn joined(synonyms: &[String]) -> Result<String, Refusal> {
    if synonyms.len() > SYNONYMS_MAX {
        return Err(Refusal::new(
            UserErrorCode::Invalid,
            "input.synonyms",
            format!("Puede tener hasta {SYNONYMS_MAX} sinónimos."),
            format!("It may have {SYNONYMS_MAX} synonyms at most."),
        ));
    }
    let mut kept: Vec<String> = Vec::new();
    for (place, synonym) in synonyms.iter().enumerate() {
        let field = format!("input.synonyms.{place}");
        let synonym = line(synonym, &field, SYNONYM_MAX)?;
        if synonym.contains(',') {
            return Err(Refusal::new(
                UserErrorCode::Invalid,
                &field,
                "Un sinónimo no lleva comas: cargalos por separado.",
                "A synonym holds no commas: give each by itself.",
            ));
        }
        if !kept.contains(&synonym) {
            kept.push(synonym);
        }
    }
    Ok(kept.join(", "))
}

async fn check_circuit(work: &UnitOfWork<'_>, id: CircuitId) -> Outcome<()> {
    let known = circuit::Entity::find_by_id(id)
        .filter(circuit::Column::ClinicId.eq(work.clinic_id()))
        .one(work.db())
        .await?;
    known.map(|_| ()).ok_or_else(|| no_circuit("input.circuitId").into())
}

/// Makes these the resources that can do a service; whether they were others before.
async fn replace_resources(
    work: &UnitOfWork<'_>,
    id: ServiceId,
    resources: &BTreeSet<ResourceId>,
) -> Outcome<bool> {
    use service_resource::Column;
    let before: Vec<ResourceId> = service_resource::Entity::find()
        .select_only()
        .column(Column::ResourceId)
        .filter(Column::ClinicId.eq(work.clinic_id()))
        .filter(Column::ServiceId.eq(id))
        .into_tuple()
        .all(work.db())
        .await?;
    let before: BTreeSet<_> = before.into_iter().collect();
    if before == *resources {
        return Ok(false);
    }
    let known = find_resources(work.db(), work.clinic_id(), resources.iter().copied()).await?;
    if known.len() < resources.len() {
        return Err(no_resource("input.resourceIds").into());
    }
    service_resource::Entity::delete_many()
        .filter(Column::ClinicId.eq(work.clinic_id()))
        .filter(Column::ServiceId.eq(id))
        .filter(Column::ResourceId.is_not_in(resources.iter().copied()))
        .exec(work.db())
        .await?;
    let new = resources.difference(&before).map(|resource_id| service_resource::Model {
        service_id: id,
        resource_id: *resource_id,
        clinic_id: work.clinic_id(),
    });
    let new: Vec<_> = new.map(IntoActiveModel::into_active_model).collect();
    if !new.is_empty() {
        service_resource::Entity::insert_many(new).exec_without_returning(work.db()).await?;
    }
    Ok(true)
}

fn taken(error: DbErr) -> Failure {
    taken_or(
        error,
        "input.code",
        "Ya hay una prestación con ese código.",
        "There is a service with this code already.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(synonyms: &[&str]) -> Vec<String> {
        synonyms.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn synonyms_are_kept_once_each() {
        assert_eq!(joined(&texts(&["eco  riñón", "renal", "eco riñón"])).as_deref(), Ok("eco riñón, renal"));
        assert_eq!(joined(&[]).as_deref(), Ok(""));
    }

    #[test]
    fn a_synonym_that_does_not_fit_is_named_by_its_place() {
        let path = |synonyms: &[&str]| joined(&texts(synonyms)).unwrap_err().field.join(".");
        assert_eq!(path(&["eco", " "]), "input.synonyms.1");
        assert_eq!(path(&["eco, renal"]), "input.synonyms.0");
        assert_eq!(path(&["x"; SYNONYMS_MAX + 1]), "input.synonyms");
    }
}
