//! Answers are saved as they are typed.

use entity::ids::FormId;
use entity::{form, form_response};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
};

use super::access::may_fill;
use super::answers::{Answers, GivenAnswer, Moment, fit};
use super::queries::find_form;
use super::refusals::{must_be_open, must_be_version, no_form};
use crate::app::App;
use crate::features::clinics::{clinic_by_id, time_zone};
use crate::features::events::UnitOfWork;
use crate::platform::actor::{Actor, Permission};
use crate::platform::clinic_time::day_of;
use crate::platform::error::{Error, Failure, Outcome, Refusal, Result, UserErrorCode};

/// Answers in one call.
const MAX_ANSWERS: usize = 200;

/// What is answered to one field.
#[derive(Clone, Debug)]
pub struct GivenFieldAnswer {
    /// The field.
    pub field_id: String,
    /// The answer; none takes away what is there.
    pub value: Option<GivenAnswer>,
}

/// What is saved.
#[derive(Clone, Debug)]
pub struct SaveFormAnswers {
    /// The form; none where the id was not one of ours.
    pub form_id: Option<FormId>,
    /// The version of the definition that the caller showed.
    pub definition_version: i32,
    /// The answers; of two to one field the last counts.
    pub answers: Vec<GivenFieldAnswer>,
}

/// Saves answers beside those that are there; saved twice, nothing changes. All of the call or nothing is saved.
///
/// # Errors
/// `NOT_FOUND`, `ALREADY_SUBMITTED`, `CONFLICT` where it is withdrawn, `STALE_VERSION`, and `INVALID` for each
/// answer that does not fit, with the path `input.answers.<place>.<field>`.
pub async fn save_form_answers(app: &App, actor: &Actor, input: SaveFormAnswers) -> Outcome<FormId> {
    let clinic_id = actor.require(Permission::FillForms)?.clinic_id;
    let mut work = app.begin(clinic_id).await?;
    let form = lock_form(&work, actor, input.form_id, "input.formId").await?;
    must_be_open(&form)?;
    must_be_version(&form, input.definition_version)?;
    if input.answers.len() > MAX_ANSWERS {
        return Err(Refusal::new(
            UserErrorCode::Invalid,
            "input.answers",
            "Son demasiadas respuestas juntas.",
            "These are too many answers at once.",
        )
        .into());
    }
    let row = find_form(work.db(), clinic_id, form.id).await?.ok_or_else(|| no_form("input.formId"))?;
    let clinic = clinic_by_id(work.db(), clinic_id).await?;
    let moment = Moment { now: work.now(), today: day_of(work.now(), time_zone(&clinic)) };
    let mut answers = row.answers.clone();
    let mut refusals = Vec::new();
    for (place, given) in input.answers.iter().enumerate() {
        let Some(field) = row.structure.field(&given.field_id) else {
            refusals.push(Refusal::new(
                UserErrorCode::Invalid,
                &format!("input.answers.{place}.fieldId"),
                "Este formulario no tiene ese campo.",
                "This form has no such field.",
            ));
            continue;
        };
        let fitted = match &given.value {
            None => Ok(None),
            Some(value) => fit(field, value, row.answers.get(&field.id), moment),
        };
        match fitted {
            Ok(Some(answer)) => {
                answers.insert(field.id.clone(), answer);
            }
            Ok(None) => {
                answers.remove(&field.id);
            }
            Err((es, en)) => {
                let path = format!("input.answers.{place}.{}", field.id);
                refusals.push(Refusal::new(UserErrorCode::Invalid, &path, es, en));
            }
        }
    }
    if !refusals.is_empty() {
        return Err(Failure::Refused(refusals));
    }
    let id = form.id;
    if answers == row.answers && row.saved_at.is_some() {
        return Ok(id);
    }
    write_answers(&work, id, &answers).await?;
    let version = form.version + 1;
    let mut change = form.into_active_model();
    change.version = Set(version);
    change.update(work.db()).await?;
    // What patients type of their own is not an entry for every key; what others type for them is.
    if actor.is_staff() {
        work.audit_plain(actor, "form.answered", "Form", id);
    }
    work.commit().await?;
    Ok(id)
}

/// Locks a form that the actor may fill in.
pub(super) async fn lock_form(
    work: &UnitOfWork<'_>,
    actor: &Actor,
    id: Option<FormId>,
    field: &str,
) -> Outcome<form::Model> {
    let id = id.ok_or_else(|| no_form(field))?;
    let form = form::Entity::find_by_id(id)
        .filter(form::Column::ClinicId.eq(work.clinic_id()))
        .lock_exclusive()
        .one(work.db())
        .await?
        .ok_or_else(|| no_form(field))?;
    if !may_fill(work.db(), actor, &form).await? {
        return Err(no_form(field).into());
    }
    Ok(form)
}

/// Writes all the answers of a form that is locked.
pub(super) async fn write_answers(work: &UnitOfWork<'_>, form_id: FormId, answers: &Answers) -> Result<()> {
    use form_response::Column;
    let row = form_response::ActiveModel {
        form_id: Set(form_id),
        clinic_id: Set(work.clinic_id()),
        answers: Set(serde_json::to_value(answers).map_err(Error::from)?),
        saved_at: Set(work.now()),
    };
    let conflict =
        OnConflict::column(Column::FormId).update_columns([Column::Answers, Column::SavedAt]).to_owned();
    form_response::Entity::insert(row).on_conflict(conflict).exec_without_returning(work.db()).await?;
    Ok(())
}
