//! Reads of patients, always with their coverage: it is shown wherever a patient is.

use std::collections::HashMap;
use std::sync::Arc;

use entity::ids::{ClinicId, PatientId};
use entity::{patient, patient_search_term, payer, plan};
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement, SimpleExpr};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, IdenStatic, Iterable, QueryResult,
};

use crate::app::App;
use crate::platform::connection::{Page, Slice};
use crate::platform::error::Result;
use crate::platform::text::fold;

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

/// Patients of a clinic by name or document, sorted by name. Every word of the search must begin a name or
/// the number; an empty search finds all.
///
/// # Errors
/// Where the database does not answer.
pub async fn search_patients(
    app: &App,
    clinic_id: ClinicId,
    search: Option<&str>,
    page: &Page<(String, PatientId)>,
) -> Result<Slice<PatientRow>> {
    let mut select = patients_of(clinic_id);
    if let Some(condition) =
        search.and_then(|text| patient_ids_matching(clinic_id, text, patient::Column::Id.into_expr()))
    {
        select.and_where(condition);
    }
    let columns: [SimpleExpr; 2] = [patient::Column::SortName.into_expr(), patient::Column::Id.into_expr()];
    let select = page.apply(select, &columns, false, |(name, id)| vec![name.clone().into(), (*id).into()]);
    let rows = app.db.query_all(&select).await?;
    let rows: Result<Vec<_>, _> = rows.iter().map(PatientRow::read).collect();
    Ok(page.slice(rows?))
}

/// The condition that a column holds the id of a patient whom a search finds; none for an empty search. Signs alone
/// find nobody.
/// Each word is looked up by prefix in an index, so that it costs the same in a large clinic.
pub fn patient_ids_matching(clinic_id: ClinicId, search: &str, column: SimpleExpr) -> Option<SimpleExpr> {
    use patient_search_term::Column::{ClinicId as Clinic, PatientId as Patient, Term};
    let plain = search_words(search);
    let mut condition: Option<SimpleExpr> = None;
    for word in plain.split_whitespace().take(6) {
        let mut terms = Query::select();
        terms
            .column(Patient)
            .from(patient_search_term::Entity)
            .and_where(Expr::col(Clinic).eq(clinic_id))
            .and_where(Expr::col(Term).gte(word))
            .and_where(Expr::col(Term).lt(format!("{word}\u{10FFFF}")));
        let found = column.clone().in_subquery(terms);
        condition = Some(match condition {
            None => found,
            Some(others) => others.and(found),
        });
    }
    if condition.is_none() && !search.trim().is_empty() {
        return Some(Expr::cust("1 = 0"));
    }
    condition
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
