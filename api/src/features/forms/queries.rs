//! Reads of forms, always with their questions and answers, and of definitions and rules. Three statements a page
//! of forms, however many.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use entity::enums::FormState;
use entity::ids::{ClinicId, FormDefinitionId, FormId, FormRuleId};
use entity::{form, form_definition, form_definition_version, form_response, form_rule};
use sea_orm::sea_query::{CaseStatement, SimpleExpr};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QueryTrait};
use uuid::Uuid;

use super::answers::Answers;
use super::structure::FormStructure;
use crate::platform::connection::{Page, Slice};
use crate::platform::error::{Error, Language, Result};

/// A form with its questions and answers.
#[derive(Clone, Debug)]
pub struct FormRow {
    /// The form.
    pub form: form::Model,
    /// What it asks, in its version.
    pub structure: Arc<FormStructure>,
    /// What is answered.
    pub answers: Answers,
    /// When the newest answer was saved.
    pub saved_at: Option<DateTime<Utc>>,
}

/// Of what the forms of a page are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FormsOf {
    /// Of patients.
    Patients,
    /// Of requests.
    Requests,
    /// Of care plans.
    CarePlans,
}

/// Which page of forms is wanted below patients, requests or care plans: the open ones first, then the newest.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FormsPage {
    /// In which clinic.
    pub clinic_id: ClinicId,
    /// Below what.
    pub of: FormsOf,
    /// Only those that are open.
    pub open_only: bool,
    /// Which of them.
    pub page: Page<FormKey>,
}

/// Where a form stands in a list: 1 while it is open, and its id.
pub type FormKey = (i32, FormId);

/// The place of a form in a list.
pub fn form_key(form: &form::Model) -> FormKey {
    (i32::from(form.state == FormState::Open), form.id)
}

/// The same page of forms below each of several patients, requests or care plans.
///
/// # Errors
/// Where the database does not answer.
pub async fn forms_below(
    db: &impl ConnectionTrait,
    wanted: &FormsPage,
    parents: &[Uuid],
) -> Result<HashMap<Uuid, Slice<Arc<FormRow>>>> {
    use form::Column;
    let parent = match wanted.of {
        FormsOf::Patients => Column::PatientId,
        FormsOf::Requests => Column::AssistanceRequestId,
        FormsOf::CarePlans => Column::CarePlanId,
    };
    let mut select = form::Entity::find()
        .filter(Column::ClinicId.eq(wanted.clinic_id))
        .filter(parent.is_in(parents.iter().copied()));
    if wanted.open_only {
        select = select.filter(Column::State.eq(FormState::Open));
    }
    let open: SimpleExpr = CaseStatement::new().case(Column::State.eq(FormState::Open), 1).finally(0).into();
    let (page, columns) = (&wanted.page, [open, Column::Id.into_expr()]);
    let select = select.into_query();
    let select = page.apply_below(parent.into_expr(), parents.len(), select, &columns, true, |(open, id)| {
        vec![(*open).into(), (*id).into()]
    });
    let rows = with_answers(db, wanted.clinic_id, select.all(db).await?).await?;
    Ok(page.slices(parents, rows, |row: &Arc<FormRow>| match wanted.of {
        FormsOf::Patients => Some(row.form.patient_id.0),
        FormsOf::Requests => row.form.assistance_request_id.map(|id| id.0),
        FormsOf::CarePlans => row.form.care_plan_id.map(|id| id.0),
    }))
}

/// A form of the clinic.
///
/// # Errors
/// Where the database does not answer.
pub async fn find_form(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    id: FormId,
) -> Result<Option<Arc<FormRow>>> {
    let form = form::Entity::find_by_id(id).filter(form::Column::ClinicId.eq(clinic_id)).one(db).await?;
    match form {
        Some(form) => Ok(with_answers(db, clinic_id, vec![form]).await?.pop()),
        None => Ok(None),
    }
}

async fn with_answers(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    forms: Vec<form::Model>,
) -> Result<Vec<Arc<FormRow>>> {
    if forms.is_empty() {
        return Ok(Vec::new());
    }
    let definitions: BTreeSet<_> = forms.iter().map(|form| form.form_definition_id).collect();
    let numbers: BTreeSet<_> = forms.iter().map(|form| form.definition_version).collect();
    let versions = form_definition_version::Entity::find()
        .filter(form_definition_version::Column::ClinicId.eq(clinic_id))
        .filter(form_definition_version::Column::FormDefinitionId.is_in(definitions))
        .filter(form_definition_version::Column::Number.is_in(numbers))
        .all(db)
        .await?;
    let mut structures = HashMap::new();
    for version in versions {
        let key = (version.form_definition_id, version.number);
        structures.insert(key, Arc::new(serde_json::from_value::<FormStructure>(version.structure)?));
    }
    let responses = form_response::Entity::find()
        .filter(form_response::Column::ClinicId.eq(clinic_id))
        .filter(form_response::Column::FormId.is_in(forms.iter().map(|form| form.id)))
        .all(db)
        .await?;
    let mut responses: HashMap<_, _> = responses.into_iter().map(|row| (row.form_id, row)).collect();
    let mut rows = Vec::with_capacity(forms.len());
    for form in forms {
        let structure = structures.get(&(form.form_definition_id, form.definition_version)).cloned();
        let response = responses.remove(&form.id);
        let saved_at = response.as_ref().map(|response| response.saved_at);
        rows.push(Arc::new(FormRow {
            structure: structure.ok_or_else(|| Error::internal("a form without its version"))?,
            answers: match response {
                Some(response) => serde_json::from_value(response.answers)?,
                None => Answers::new(),
            },
            saved_at,
            form,
        }));
    }
    Ok(rows)
}

/// A definition with the structure of its newest version.
#[derive(Clone, Debug)]
pub struct DefinitionRow {
    /// The definition.
    pub definition: form_definition::Model,
    /// What it asks now.
    pub structure: Arc<FormStructure>,
}

/// The clinic's definitions, by their codes.
///
/// # Errors
/// Where the database does not answer.
pub async fn definitions_of(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    disabled_too: bool,
) -> Result<Vec<Arc<DefinitionRow>>> {
    let mut found = form_definition::Entity::find()
        .filter(form_definition::Column::ClinicId.eq(clinic_id))
        .order_by_asc(form_definition::Column::Code);
    if !disabled_too {
        found = found.filter(form_definition::Column::DisabledAt.is_null());
    }
    with_structures(db, clinic_id, found.all(db).await?).await
}

/// Definitions of the clinic by id.
///
/// # Errors
/// Where the database does not answer.
pub async fn definitions_by_ids(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    ids: impl IntoIterator<Item = FormDefinitionId>,
) -> Result<HashMap<FormDefinitionId, Arc<DefinitionRow>>> {
    let found = form_definition::Entity::find()
        .filter(form_definition::Column::ClinicId.eq(clinic_id))
        .filter(form_definition::Column::Id.is_in(ids))
        .all(db)
        .await?;
    let rows = with_structures(db, clinic_id, found).await?;
    Ok(rows.into_iter().map(|row| (row.definition.id, row)).collect())
}

async fn with_structures(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    definitions: Vec<form_definition::Model>,
) -> Result<Vec<Arc<DefinitionRow>>> {
    let ids = definitions.iter().map(|definition| definition.id);
    let numbers: BTreeSet<_> = definitions.iter().map(|definition| definition.current_version).collect();
    let versions = form_definition_version::Entity::find()
        .filter(form_definition_version::Column::ClinicId.eq(clinic_id))
        .filter(form_definition_version::Column::FormDefinitionId.is_in(ids))
        .filter(form_definition_version::Column::Number.is_in(numbers))
        .all(db)
        .await?;
    let mut versions: HashMap<_, _> =
        versions.into_iter().map(|row| ((row.form_definition_id, row.number), row.structure)).collect();
    let mut rows = Vec::with_capacity(definitions.len());
    for definition in definitions {
        let structure = versions.remove(&(definition.id, definition.current_version));
        let structure = structure.ok_or_else(|| Error::internal("a definition without its version"))?;
        let structure = Arc::new(serde_json::from_value(structure)?);
        rows.push(Arc::new(DefinitionRow { definition, structure }));
    }
    Ok(rows)
}

/// One version of a definition of the clinic.
///
/// # Errors
/// Where the database does not answer.
pub async fn definition_version(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    id: FormDefinitionId,
    number: i32,
) -> Result<Option<form_definition_version::Model>> {
    Ok(form_definition_version::Entity::find_by_id((id, number))
        .filter(form_definition_version::Column::ClinicId.eq(clinic_id))
        .one(db)
        .await?)
}

/// The clinic's rules, the oldest first; one of them where its id is given.
///
/// # Errors
/// Where the database does not answer.
pub async fn rules_of(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    only: Option<FormRuleId>,
    disabled_too: bool,
) -> Result<Vec<form_rule::Model>> {
    let mut found = form_rule::Entity::find()
        .filter(form_rule::Column::ClinicId.eq(clinic_id))
        .order_by_asc(form_rule::Column::Id);
    if let Some(id) = only {
        found = found.filter(form_rule::Column::Id.eq(id));
    }
    if !disabled_too {
        found = found.filter(form_rule::Column::DisabledAt.is_null());
    }
    Ok(found.all(db).await?)
}

/// Titles of forms, in this language; those that the clinic does not have are not in the map.
///
/// # Errors
/// Where the database does not answer.
pub async fn titles_of(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    ids: &[FormId],
    language: Language,
) -> Result<HashMap<FormId, String>> {
    let forms = form::Entity::find()
        .filter(form::Column::ClinicId.eq(clinic_id))
        .filter(form::Column::Id.is_in(ids.iter().copied()))
        .all(db)
        .await?;
    let rows = with_answers(db, clinic_id, forms).await?;
    Ok(rows.iter().map(|row| (row.form.id, row.structure.title.read(language).to_owned())).collect())
}
