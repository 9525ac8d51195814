//! An administrator ends a rule.

use entity::form_rule;
use entity::ids::FormRuleId;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
};

use super::refusals::no_rule;
use crate::app::App;
use crate::platform::actor::{Actor, Permission};
use crate::platform::error::Outcome;

/// Disables a rule: it asks for nothing more. Forms that it asked for stay.
///
/// # Errors
/// `NOT_FOUND`.
pub async fn disable_rule(app: &App, actor: &Actor, id: Option<FormRuleId>) -> Outcome<FormRuleId> {
    let clinic_id = actor.require(Permission::Administer)?.clinic_id;
    let id = id.ok_or_else(no_rule)?;
    let mut work = app.begin(clinic_id).await?;
    let rule = form_rule::Entity::find_by_id(id)
        .filter(form_rule::Column::ClinicId.eq(clinic_id))
        .lock_exclusive()
        .one(work.db())
        .await?
        .ok_or_else(no_rule)?;
    if rule.disabled_at.is_some() {
        return Ok(id);
    }
    let version = rule.version + 1;
    let mut row = rule.into_active_model();
    row.version = Set(version);
    row.disabled_at = Set(Some(work.now()));
    row.update(work.db()).await?;
    work.audit_plain(actor, "form_rule.disabled", "FormRule", id);
    work.commit().await?;
    Ok(id)
}
