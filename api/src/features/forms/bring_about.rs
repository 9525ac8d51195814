//! Brings the forms that are due into being.

use std::collections::HashMap;

use entity::enums::{EventKind, FormState};
use entity::ids::{FormDefinitionId, FormId, PatientId};
use entity::{form, form_definition};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect, TryInsertResult};

use super::due::DueForm;
use crate::features::events::{NewEvent, UnitOfWork};
use crate::platform::error::Result;

/// Writes the forms that are not there yet, each in the current version of its definition, and tells the feed: two
/// statements, however many they are. The caller holds the lock of every patient and commits. Gives the ids of those
/// that are new.
///
/// # Errors
/// Where the database does not answer.
pub async fn bring_about(work: &mut UnitOfWork<'_>, due: &[(PatientId, DueForm)]) -> Result<Vec<FormId>> {
    let versions = current_versions(work, due).await?;
    let wanted: HashMap<FormId, &(PatientId, DueForm)> = due
        .iter()
        .filter(|(_, form)| versions.contains_key(&form.definition_id))
        .map(|form| (work.app().new_id(), form))
        .collect();
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let rows = wanted.iter().map(|(id, (patient_id, form))| form::ActiveModel {
        id: Set(*id),
        clinic_id: Set(work.clinic_id()),
        patient_id: Set(*patient_id),
        care_plan_id: Set(form.care_plan_id),
        assistance_request_id: Set(form.assistance_request_id),
        appointment_id: Set(form.appointment_id),
        form_definition_id: Set(form.definition_id),
        definition_version: Set(versions.get(&form.definition_id).copied().unwrap_or_default()),
        form_rule_id: Set(Some(form.rule_id)),
        purpose: Set(form.purpose),
        occasion: Set(form.occasion.clone()),
        state: Set(FormState::Open),
        version: Set(1),
        asked_by_id: Set(None),
        created_at: Set(work.now()),
        submitted_at: Set(None),
        submitted_by_kind: Set(None),
        submitted_by_id: Set(None),
        withdrawn_at: Set(None),
        withdraw_reason: Set(None),
    });
    // Two who look at once meet at the occasion.
    let made = form::Entity::insert_many(rows)
        .on_conflict_do_nothing_on([form::Column::ClinicId, form::Column::Occasion])
        .exec_with_returning_keys(work.db())
        .await?;
    let TryInsertResult::Inserted(mut made) = made else { return Ok(Vec::new()) };
    made.sort_unstable();
    for (patient_id, form) in made.iter().filter_map(|id| wanted.get(id)) {
        work.emit(NewEvent {
            kind: EventKind::FormAsked,
            request_id: form.assistance_request_id,
            patient_id: Some(*patient_id),
            appointment_id: form.appointment_id,
        });
    }
    Ok(made)
}

async fn current_versions(
    work: &UnitOfWork<'_>,
    due: &[(PatientId, DueForm)],
) -> Result<HashMap<FormDefinitionId, i32>> {
    if due.is_empty() {
        return Ok(HashMap::new());
    }
    let versions: Vec<(FormDefinitionId, i32)> = form_definition::Entity::find()
        .select_only()
        .columns([form_definition::Column::Id, form_definition::Column::CurrentVersion])
        .filter(form_definition::Column::ClinicId.eq(work.clinic_id()))
        .filter(form_definition::Column::Id.is_in(due.iter().map(|(_, form)| form.definition_id)))
        .into_tuple()
        .all(work.db())
        .await?;
    Ok(versions.into_iter().collect())
}
