//! Patients of whom the rows of a page are, loaded for all of them at once.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use entity::ids::{ClinicId, PatientId};

use crate::features::patients::{PatientRow, find_patients};
use crate::graphql::{Batch, LoadFailed, Loaders, load_failed};

/// A patient.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PatientOf(pub ClinicId, pub PatientId);

impl Loader<PatientOf> for Loaders {
    type Value = Arc<PatientRow>;
    type Error = LoadFailed;

    async fn load(&self, keys: &[PatientOf]) -> Batch<PatientOf, Self::Value> {
        // One answer is for one caller, and so of one clinic.
        let Some(PatientOf(clinic_id, _)) = keys.first().copied() else { return Ok(HashMap::new()) };
        let ids = keys.iter().map(|PatientOf(_, id)| *id);
        let found = find_patients(&self.0.db, clinic_id, ids).await.map_err(load_failed)?;
        Ok(found.into_iter().map(|(id, row)| (PatientOf(clinic_id, id), row)).collect())
    }
}
