//! The words by which patients are found and sorted.

use std::collections::BTreeSet;

use entity::ids::{ClinicId, PatientId};
use entity::patient_search_term;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::platform::error::Result;
use crate::platform::text::{fold, sound};

/// The folded 'family, given' by which patients are sorted.
pub fn sort_name(family_name: &str, given_name: &str) -> String {
    format!("{}, {}", fold(family_name), fold(given_name))
}

/// The folded words of these texts: what [`index_patient`] writes.
pub fn search_terms(texts: &[&str]) -> BTreeSet<String> {
    texts
        .iter()
        .flat_map(|text| fold(text).split_whitespace().map(str::to_owned).collect::<Vec<_>>())
        .collect()
}

/// Writes the words by which a patient is found, in place of the old ones.
///
/// # Errors
/// Where the database does not answer.
pub async fn index_patient(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    patient_id: PatientId,
    texts: &[&str],
) -> Result<()> {
    patient_search_term::Entity::delete_many()
        .filter(patient_search_term::Column::PatientId.eq(patient_id))
        .exec(db)
        .await?;
    let rows = search_terms(texts).into_iter().map(|term| patient_search_term::ActiveModel {
        clinic_id: Set(clinic_id),
        sound: Set(sound(&term)),
        term: Set(term),
        patient_id: Set(patient_id),
    });
    patient_search_term::Entity::insert_many(rows).exec_without_returning(db).await?;
    Ok(())
}
