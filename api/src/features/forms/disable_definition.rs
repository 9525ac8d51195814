//! An administrator takes a definition out of use.

use entity::ids::FormDefinitionId;
use entity::{form_definition, form_rule};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QuerySelect,
};

use super::refusals::{conflict, no_definition};
use crate::app::App;
use crate::platform::actor::{Actor, Permission};
use crate::platform::error::Outcome;

/// Disables a definition: nobody is asked for it any more. Forms that were asked for stay.
///
/// # Errors
/// `NOT_FOUND`; `CONFLICT` while a rule still asks for it.
pub async fn disable_definition(
    app: &App,
    actor: &Actor,
    id: Option<FormDefinitionId>,
) -> Outcome<FormDefinitionId> {
    let clinic_id = actor.require(Permission::Administer)?.clinic_id;
    let id = id.ok_or_else(|| no_definition("input.id"))?;
    let mut work = app.begin(clinic_id).await?;
    let definition = form_definition::Entity::find_by_id(id)
        .filter(form_definition::Column::ClinicId.eq(clinic_id))
        .lock_exclusive()
        .one(work.db())
        .await?
        .ok_or_else(|| no_definition("input.id"))?;
    if definition.disabled_at.is_some() {
        return Ok(id);
    }
    let rules = form_rule::Entity::find()
        .filter(form_rule::Column::ClinicId.eq(clinic_id))
        .filter(form_rule::Column::FormDefinitionId.eq(id))
        .filter(form_rule::Column::DisabledAt.is_null());
    if rules.count(work.db()).await? > 0 {
        return Err(conflict(
            "input.id",
            "Una regla todavía lo pide: dala de baja primero.",
            "A rule still asks for it: disable the rule first.",
        )
        .into());
    }
    let mut row = definition.into_active_model();
    row.disabled_at = Set(Some(work.now()));
    row.update(work.db()).await?;
    work.audit_plain(actor, "form_definition.disabled", "FormDefinition", id);
    work.commit().await?;
    Ok(id)
}
