//! What the rows of a page ask for beside themselves, loaded for all of them at once.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use entity::ids::{CarePlanId, ClinicId, UserId};
use entity::user;

use crate::features::care_plans::{
    CarePlanRow, Progress, find_care_plans, practitioners_by_ids, progress_of,
};
use crate::graphql::{Batch, LoadFailed, Loaders, load_failed};

/// A care plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CarePlanOf(pub ClinicId, pub CarePlanId);

/// How far a care plan has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ProgressOf(pub ClinicId, pub CarePlanId);

/// A practitioner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PractitionerOf(pub ClinicId, pub UserId);

/// The clinic and the ids of a batch: one answer is for one caller, and so of one clinic.
fn split<K, Id>(keys: &[K], parts: impl Fn(&K) -> (ClinicId, Id)) -> Option<(ClinicId, Vec<Id>)> {
    let clinic_id = parts(keys.first()?).0;
    let ids = keys.iter().map(parts).filter(|(clinic, _)| *clinic == clinic_id).map(|(_, id)| id);
    Some((clinic_id, ids.collect()))
}

/// Gives found rows back under their keys.
fn join<K: Copy + Eq + Hash, Id: Eq + Hash, V: Clone>(
    clinic_id: ClinicId,
    found: HashMap<Id, V>,
    key: impl Fn(ClinicId, Id) -> K,
) -> HashMap<K, V> {
    found.into_iter().map(|(id, value)| (key(clinic_id, id), value)).collect()
}

impl Loader<CarePlanOf> for Loaders {
    type Value = Arc<CarePlanRow>;
    type Error = LoadFailed;

    async fn load(&self, keys: &[CarePlanOf]) -> Batch<CarePlanOf, Self::Value> {
        let Some((clinic_id, ids)) = split(keys, |key| (key.0, key.1)) else { return Ok(HashMap::new()) };
        let found = find_care_plans(&self.0.db, clinic_id, ids).await.map_err(load_failed)?;
        Ok(join(clinic_id, found, CarePlanOf))
    }
}

impl Loader<ProgressOf> for Loaders {
    type Value = Progress;
    type Error = LoadFailed;

    async fn load(&self, keys: &[ProgressOf]) -> Batch<ProgressOf, Self::Value> {
        let Some((clinic_id, ids)) = split(keys, |key| (key.0, key.1)) else { return Ok(HashMap::new()) };
        let now = self.0.now();
        let found = progress_of(&self.0.db, clinic_id, &ids, now).await.map_err(load_failed)?;
        Ok(join(clinic_id, found, ProgressOf))
    }
}

impl Loader<PractitionerOf> for Loaders {
    type Value = Arc<user::Model>;
    type Error = LoadFailed;

    async fn load(&self, keys: &[PractitionerOf]) -> Batch<PractitionerOf, Self::Value> {
        let Some((clinic_id, ids)) = split(keys, |key| (key.0, key.1)) else { return Ok(HashMap::new()) };
        let found = practitioners_by_ids(&self.0.db, clinic_id, ids).await.map_err(load_failed)?;
        Ok(join(clinic_id, found, PractitionerOf))
    }
}
