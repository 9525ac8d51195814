//! Brings the forms that are due into being.

use entity::enums::{EventKind, FormState};
use entity::form;
use entity::ids::{FormId, PatientId};
use sea_orm::{ActiveValue::Set, EntityTrait, TryInsertResult};

use super::due::DueForm;
use super::queries::definitions_by_ids;
use crate::features::events::{NewEvent, UnitOfWork};
use crate::platform::error::Result;

/// Writes the forms that are not there yet, each in the current version of its definition, and tells the feed.
/// The caller holds the patient's lock and commits. Gives the ids of those that are new.
///
/// # Errors
/// Where the database does not answer.
pub async fn bring_about(
    work: &mut UnitOfWork<'_>,
    patient_id: PatientId,
    due: &[DueForm],
) -> Result<Vec<FormId>> {
    if due.is_empty() {
        return Ok(Vec::new());
    }
    let clinic_id = work.clinic_id();
    let ids = due.iter().map(|form| form.definition_id);
    let definitions = definitions_by_ids(work.db(), clinic_id, ids).await?;
    let mut made = Vec::new();
    for wanted in due {
        let Some(definition) = definitions.get(&wanted.definition_id).map(|row| &row.definition) else {
            continue;
        };
        let id: FormId = work.app().new_id();
        let row = form::ActiveModel {
            id: Set(id),
            clinic_id: Set(clinic_id),
            patient_id: Set(patient_id),
            care_plan_id: Set(wanted.care_plan_id),
            assistance_request_id: Set(wanted.assistance_request_id),
            appointment_id: Set(wanted.appointment_id),
            form_definition_id: Set(wanted.definition_id),
            definition_version: Set(definition.current_version),
            form_rule_id: Set(Some(wanted.rule_id)),
            purpose: Set(wanted.purpose),
            occasion: Set(wanted.occasion.clone()),
            state: Set(FormState::Open),
            version: Set(1),
            asked_by_id: Set(None),
            created_at: Set(work.now()),
            submitted_at: Set(None),
            submitted_by_kind: Set(None),
            submitted_by_id: Set(None),
            withdrawn_at: Set(None),
            withdraw_reason: Set(None),
        };
        // Two who look at once meet at the occasion.
        let inserted = form::Entity::insert(row)
            .on_conflict_do_nothing_on([form::Column::ClinicId, form::Column::Occasion])
            .exec_without_returning(work.db())
            .await?;
        if matches!(inserted, TryInsertResult::Inserted(1..)) {
            work.emit(NewEvent {
                kind: EventKind::FormAsked,
                request_id: wanted.assistance_request_id,
                patient_id: Some(patient_id),
                appointment_id: wanted.appointment_id,
            });
            made.push(id);
        }
    }
    Ok(made)
}
