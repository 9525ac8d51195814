//! An administrator publishes what a form asks: a new definition, or the next version of one.

use entity::ids::FormDefinitionId;
use entity::{form_definition, form_definition_version};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
    TryInsertResult,
};
use serde::Serialize;

use super::check_structure::{is_name, structure_problems};
use super::structure::FormStructure;
use crate::app::App;
use crate::platform::actor::{Actor, Permission};
use crate::platform::error::{Error, Failure, Outcome, Refusal, UserErrorCode};
use crate::platform::idempotency::Claim;

/// What is published.
#[derive(Serialize)]
pub struct PublishDefinition {
    /// Short name of the definition, unique in the clinic.
    pub code: String,
    /// What it asks.
    pub structure: FormStructure,
    /// The version that the author saw; none for a new definition.
    pub base_version: Option<i32>,
}

/// Publishes a version. Forms that were asked for stay with theirs. A definition that was disabled can be asked
/// for again from then on. The same key publishes once.
///
/// # Errors
/// `INVALID` with the path of every place, `STALE_VERSION` where the definition is at another version, `CONFLICT` where
/// the key was used for another.
pub async fn publish_definition(
    app: &App,
    actor: &Actor,
    input: PublishDefinition,
    idempotency_key: Option<&str>,
) -> Outcome<FormDefinitionId> {
    let (clinic_id, user_id) = actor.require_user(Permission::Administer)?;
    let mut problems = structure_problems(&input.structure);
    if !is_name(&input.code) {
        problems.push(Refusal::new(
            UserErrorCode::Invalid,
            "input.code",
            "Empieza con una letra minúscula y sigue con letras, números o «_»; hasta 40.",
            "It begins with a lower-case letter, then come letters, digits or '_'; 40 at most.",
        ));
    }
    if !problems.is_empty() {
        return Err(Failure::Refused(problems));
    }
    let mut work = app.begin(clinic_id).await?;
    let now = work.now();
    let known = form_definition::Entity::find()
        .filter(form_definition::Column::ClinicId.eq(clinic_id))
        .filter(form_definition::Column::Code.eq(&input.code))
        .lock_exclusive()
        .one(work.db())
        .await?;
    let id = known.as_ref().map_or_else(|| app.new_id(), |known| known.id);
    // Before the version is compared: it is another one where the first try came through.
    let claim = work.claim(actor, "publishFormDefinition", idempotency_key, &input, id).await?;
    if let Claim::Replay(first) = claim {
        return Ok(first.into());
    }
    let number = match known {
        Some(known) => {
            if input.base_version != Some(known.current_version) {
                return Err(stale().into());
            }
            let number = known.current_version + 1;
            let mut row = known.into_active_model();
            row.current_version = Set(number);
            row.disabled_at = Set(None);
            row.update(work.db()).await?;
            number
        }
        None => {
            if input.base_version.is_some() {
                return Err(stale().into());
            }
            let row = form_definition::ActiveModel {
                id: Set(id),
                clinic_id: Set(clinic_id),
                code: Set(input.code),
                current_version: Set(1),
                created_at: Set(now),
                disabled_at: Set(None),
            };
            use form_definition::Column::{ClinicId, Code};
            let inserted = form_definition::Entity::insert(row)
                .on_conflict_do_nothing_on([ClinicId, Code])
                .exec_without_returning(work.db())
                .await?;
            if !matches!(inserted, TryInsertResult::Inserted(1..)) {
                return Err(stale().into());
            }
            1
        }
    };
    form_definition_version::ActiveModel {
        form_definition_id: Set(id),
        number: Set(number),
        clinic_id: Set(clinic_id),
        structure: Set(serde_json::to_value(&input.structure).map_err(Error::from)?),
        published_at: Set(now),
        published_by_id: Set(Some(user_id.0)),
    }
    .insert(work.db())
    .await?;
    let detail = serde_json::json!({ "version": number });
    work.audit(actor, "form_definition.published", "FormDefinition", id, detail);
    work.commit().await?;
    Ok(id)
}

fn stale() -> Refusal {
    Refusal::new(
        UserErrorCode::StaleVersion,
        "input.baseVersion",
        "El formulario cambió mientras lo editabas. Volvé a cargarlo.",
        "The form changed while you were editing it. Load it again.",
    )
}
