//! Reads of forms, always with their questions and answers, and of definitions and rules. Three statements a page
//! of forms, however many.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use entity::enums::FormState;
use entity::ids::{ClinicId, FormDefinitionId, FormId, FormRuleId, PatientId};
use entity::{form, form_definition, form_definition_version, form_response, form_rule};
use sea_orm::sea_query::{Asterisk, CaseStatement, Expr, Query, SelectStatement, SimpleExpr, UnionType};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, IdenStatic, Iterable, QueryFilter, QueryOrder,
};

use super::answers::Answers;
use super::structure::FormStructure;
use crate::platform::actor::JourneyScope;
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

/// Which forms are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FormFilter {
    /// Of whom.
    pub patient_id: PatientId,
    /// Only those of what a link leads to.
    pub scope: Option<JourneyScope>,
    /// Only those that are open.
    pub open_only: bool,
}

/// Where a form stands in a list: 1 while it is open, and its id.
pub type FormKey = (i32, FormId);

/// The place of a form in a list.
pub fn form_key(form: &form::Model) -> FormKey {
    (i32::from(form.state == FormState::Open), form.id)
}

impl FormFilter {
    fn covers(&self, form: &form::Model) -> bool {
        let within = |scope: JourneyScope| scope.covers(form.assistance_request_id, form.care_plan_id);
        form.patient_id == self.patient_id
            && self.scope.is_none_or(within)
            && (!self.open_only || form.state == FormState::Open)
    }
}

/// The same page of the forms of each of several patients, requests or care plans: the open ones first, then the
/// newest. Three statements, however many they are.
///
/// # Errors
/// Where the database does not answer.
pub async fn forms_of_each(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    filters: &[FormFilter],
    page: &Page<FormKey>,
) -> Result<HashMap<FormFilter, Slice<Arc<FormRow>>>> {
    let mut parts = filters.iter().map(|filter| {
        let mut part = Query::select();
        part.column(Asterisk).from_subquery(page_of(clinic_id, *filter, page), "part");
        part
    });
    let Some(mut select) = parts.next() else { return Ok(HashMap::new()) };
    for part in parts {
        select.union(UnionType::All, part);
    }
    // What one of them has may be another's too: a patient's form is that of their care plan.
    let mut forms = BTreeMap::new();
    for row in db.query_all(&select).await? {
        let form = form::Model::from_query_result(&row, "")?;
        forms.insert(Reverse(form_key(&form)), form);
    }
    let rows = with_answers(db, clinic_id, forms.into_values().collect()).await?;
    let slice_of = |filter: &FormFilter| {
        let own = rows.iter().filter(|row| filter.covers(&row.form)).cloned();
        (*filter, page.slice(if page.backward { own.rev().collect() } else { own.collect() }))
    };
    Ok(filters.iter().map(slice_of).collect())
}

fn page_of(clinic_id: ClinicId, filter: FormFilter, page: &Page<FormKey>) -> SelectStatement {
    use form::Column;
    let mut select = Query::select();
    select.from(form::Entity);
    for column in Column::iter() {
        select.expr_as(Expr::col((form::Entity, column)), column.as_str());
    }
    select.and_where(Column::ClinicId.eq(clinic_id)).and_where(Column::PatientId.eq(filter.patient_id));
    match filter.scope {
        Some(JourneyScope::Request(id)) => {
            select.and_where(Column::AssistanceRequestId.eq(id));
        }
        Some(JourneyScope::CarePlan(id)) => {
            select.and_where(Column::CarePlanId.eq(id));
        }
        None => {}
    }
    if filter.open_only {
        select.and_where(Column::State.eq(FormState::Open));
    }
    let open: SimpleExpr = CaseStatement::new().case(Column::State.eq(FormState::Open), 1).finally(0).into();
    let limited = page.apply(select, &[open, Column::Id.into_expr()], true, |(open, id)| {
        vec![(*open).into(), (*id).into()]
    });
    limited.into_part()
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
