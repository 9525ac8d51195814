//! Reads of patients, always with their coverage: it is shown wherever a patient is.

use std::collections::HashMap;
use std::sync::Arc;

use entity::ids::{ClinicId, PatientId, UserId};
use entity::{care_plan, patient, patient_search_term, payer, plan};
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement, SimpleExpr, UnionType};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, IdenStatic, Iterable, PaginatorTrait,
    QueryFilter, QueryResult,
};

use crate::app::App;
use crate::platform::connection::{Page, Slice};
use crate::platform::error::Result;
use crate::platform::text::{fold, sound};

/// A patient with their coverage.
#[derive(Clone, Debug)]
pub struct PatientRow {
    /// The patient.
    pub patient: patient::Model,
    /// Who pays.
    pub payer: Option<payer::Model>,
    /// The payer's plan.
    pub plan: Option<plan::Model>,
}

impl PatientRow {
    /// Reads what [`add_patient_columns`] selected.
    ///
    /// # Errors
    /// Where a column is missing.
    pub fn read(row: &QueryResult) -> Result<Self, DbErr> {
        Ok(Self {
            patient: patient::Model::from_query_result(row, "patient_")?,
            payer: payer::Model::from_query_result_optional(row, "payer_")?,
            plan: plan::Model::from_query_result_optional(row, "plan_")?,
        })
    }
}

/// Adds every column of an entity under a prefix.
pub(crate) fn add_columns<E: EntityTrait>(select: &mut SelectStatement, entity: E, prefix: &str) {
    for column in E::Column::iter() {
        select.expr_as(Expr::col((entity, column)), format!("{prefix}{}", column.as_str()));
    }
}

/// Joins payer and plan to a statement that has `patient`, and selects all three.
pub fn add_patient_columns(select: &mut SelectStatement) {
    add_columns(select, patient::Entity, "patient_");
    add_columns(select, payer::Entity, "payer_");
    add_columns(select, plan::Entity, "plan_");
    select
        .left_join(
            payer::Entity,
            Expr::col((payer::Entity, payer::Column::Id)).equals((patient::Entity, patient::Column::PayerId)),
        )
        .left_join(
            plan::Entity,
            Expr::col((plan::Entity, plan::Column::Id)).equals((patient::Entity, patient::Column::PlanId)),
        );
}

fn patients_of(clinic_id: ClinicId) -> SelectStatement {
    let mut select = Query::select();
    select.from(patient::Entity);
    add_patient_columns(&mut select);
    select.and_where(patient::Column::ClinicId.eq(clinic_id));
    select
}

/// Patients of a clinic by id; those that it does not have are not in the map.
///
/// # Errors
/// Where the database does not answer.
pub async fn find_patients(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    ids: impl IntoIterator<Item = PatientId>,
) -> Result<HashMap<PatientId, Arc<PatientRow>>> {
    let mut select = patients_of(clinic_id);
    select.and_where(patient::Column::Id.is_in(ids));
    let mut found = HashMap::new();
    for row in db.query_all(&select).await? {
        let row = PatientRow::read(&row)?;
        found.insert(row.patient.id, Arc::new(row));
    }
    Ok(found)
}

/// A patient of a clinic.
///
/// # Errors
/// Where the database does not answer.
pub async fn find_patient(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    id: PatientId,
) -> Result<Option<PatientRow>> {
    let mut select = patients_of(clinic_id);
    select.and_where(patient::Column::Id.eq(id));
    Ok(db.query_one(&select).await?.map(|row| PatientRow::read(&row)).transpose()?)
}

/// Where a patient stands in a list: how near their name comes to the search, the folded name, the id.
pub type PatientKey = (u8, String, PatientId);

/// Patients of a clinic by name or document. Every word of the search must begin a name or the number; an empty search
/// finds all. First those who are spelt as it is searched, by name; then those who are only heard like it.
///
/// # Errors
/// Where the database does not answer.
pub async fn search_patients(
    app: &App,
    clinic_id: ClinicId,
    search: Option<&str>,
    page: &Page<PatientKey>,
) -> Result<Slice<(PatientKey, PatientRow)>> {
    let search = search.unwrap_or_default();
    let matching = |reading| matching(clinic_id, search, &patient::Column::Id.into_expr(), reading);
    let spelt = matching(Reading::Spelt);
    let heard = search_words(search).split_whitespace().any(|word| heard(word).is_some());
    let only_heard = matching(Reading::Heard).zip(spelt.clone()).filter(|_| heard);
    let only_heard = only_heard.map(|(heard, spelt)| Some(heard.and(spelt.not())));
    let columns: [SimpleExpr; 2] = [patient::Column::SortName.into_expr(), patient::Column::Id.into_expr()];
    let (mut rows, after) = (Vec::new(), page.after.as_ref());
    for (nearness, condition) in (0..).zip([spelt].into_iter().chain(only_heard)) {
        let missing = page.limit.checked_sub(rows.len() as u64);
        let passed = after.is_some_and(|(seen, ..)| *seen > nearness);
        let Some(limit) = missing.filter(|_| !passed) else { continue };
        let after = after.filter(|(seen, ..)| *seen == nearness).cloned();
        let rest = Page { limit, backward: false, after, before: None };
        let mut select = patients_of(clinic_id);
        if let Some(condition) = condition {
            select.and_where(condition);
        }
        let place = |(_, name, id): &PatientKey| vec![name.clone().into(), (*id).into()];
        for row in app.db.query_all(&rest.apply(select, &columns, false, place)).await? {
            let row = PatientRow::read(&row)?;
            rows.push(((nearness, row.patient.sort_name.clone(), row.patient.id), row));
        }
    }
    Ok(page.slice(rows))
}

/// The condition that a column holds the id of a patient whom a search finds, by how their name is spelt or heard; none
/// for an empty search. Signs alone find nobody.
pub fn patient_ids_matching(clinic_id: ClinicId, search: &str, column: &SimpleExpr) -> Option<SimpleExpr> {
    matching(clinic_id, search, column, Reading::Heard)
}

/// By what a name is found.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    /// By its letters.
    Spelt,
    /// By these, or by how they are heard.
    Heard,
}

fn matching(clinic_id: ClinicId, search: &str, column: &SimpleExpr, reading: Reading) -> Option<SimpleExpr> {
    let words = search_words(search);
    let found = words
        .split_whitespace()
        .take(6)
        .map(|word| column.clone().in_subquery(with_word(clinic_id, word, reading)));
    found.reduce(SimpleExpr::and).or_else(|| (!search.trim().is_empty()).then(|| Expr::cust("1 = 0")))
}

/// The patients of whom a word begins a name or the number. It is looked up by prefix, in an index for what is spelt and
/// in one for what is heard, so that it costs the same in a large clinic.
fn with_word(clinic_id: ClinicId, word: &str, reading: Reading) -> SelectStatement {
    use patient_search_term::Column::{self, ClinicId as Clinic, PatientId as Patient, Sound, Term};
    let beginning = |column: Column, text: &str| {
        let mut terms = Query::select();
        terms
            .column(Patient)
            .from(patient_search_term::Entity)
            .and_where(Expr::col(Clinic).eq(clinic_id))
            .and_where(Expr::col(column).gte(text))
            .and_where(Expr::col(column).lt(format!("{text}\u{10FFFF}")));
        terms
    };
    let mut found = beginning(Term, word);
    if let Some(heard) = heard(word).filter(|_| reading == Reading::Heard) {
        found.union(UnionType::All, beginning(Sound, &heard));
    }
    found
}

/// How a word is heard; none for a number, and for one of which too little is written.
fn heard(word: &str) -> Option<String> {
    let is_heard = word.chars().count() >= 3 && !word.bytes().any(|byte| byte.is_ascii_digit());
    is_heard.then(|| sound(word))
}

/// The words of a search, folded. A DNI may be written with dots, whole or only its beginning, and with spaces
/// where nothing else is searched: they are no separators then.
fn search_words(search: &str) -> String {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let joined: String = search.chars().filter(|c| *c != '.' && !c.is_whitespace()).collect();
    if is_number(&joined) {
        return joined;
    }
    let words = search.split_whitespace().map(|word| {
        let digits = word.replace('.', "");
        if is_number(digits.trim_matches(',')) { digits } else { word.to_owned() }
    });
    fold(&words.collect::<Vec<_>>().join(" "))
}

/// Whether a practitioner has a care plan with a patient, be it over.
///
/// # Errors
/// Where the database does not answer.
pub async fn treats_patient(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    practitioner_id: UserId,
    patient_id: PatientId,
) -> Result<bool> {
    let plans = care_plan::Entity::find()
        .filter(care_plan::Column::ClinicId.eq(clinic_id))
        .filter(care_plan::Column::PatientId.eq(patient_id))
        .filter(care_plan::Column::PractitionerId.eq(practitioner_id));
    Ok(plans.count(db).await? > 0)
}

#[cfg(test)]
mod tests {
    use super::search_words;

    #[test]
    fn the_dots_of_a_document_separate_nothing() {
        for (search, words) in [
            ("30.111.222", "30111222"),
            ("30 111 222", "30111222"),
            ("30.111", "30111"),
            ("30.111.222, Sosa", "30111222 sosa"),
            ("Núñez 28.333", "nunez 28333"),
            ("J.M. Sosa", "j m sosa"),
            (" . ", ""),
        ] {
            assert_eq!(search_words(search), words, "{search}");
        }
    }
}
