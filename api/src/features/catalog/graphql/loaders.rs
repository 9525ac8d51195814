//! What the rows of a list ask for beside themselves, loaded for all of them at once.

use std::collections::HashMap;

use async_graphql::dataloader::Loader;
use entity::ids::{ClinicId, PayerId, ServiceId};
use entity::plan;

use crate::features::catalog::{ResourceRow, plans_of_payers, resources_of_services};
use crate::graphql::{Batch, LoadFailed, Loaders, load_failed};

/// The resources that can do a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ResourcesOf(pub ClinicId, pub ServiceId);

/// The plans of a payer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PlansOf(pub ClinicId, pub PayerId);

impl Loader<ResourcesOf> for Loaders {
    type Value = Vec<ResourceRow>;
    type Error = LoadFailed;

    async fn load(&self, keys: &[ResourcesOf]) -> Batch<ResourcesOf, Self::Value> {
        // One answer is for one caller, and so of one clinic.
        let Some(ResourcesOf(clinic_id, _)) = keys.first().copied() else { return Ok(HashMap::new()) };
        let ids = keys.iter().filter(|key| key.0 == clinic_id).map(|key| key.1);
        let found = resources_of_services(&self.0.db, clinic_id, ids).await.map_err(load_failed)?;
        Ok(found.into_iter().map(|(id, rows)| (ResourcesOf(clinic_id, id), rows)).collect())
    }
}

impl Loader<PlansOf> for Loaders {
    type Value = Vec<plan::Model>;
    type Error = LoadFailed;

    async fn load(&self, keys: &[PlansOf]) -> Batch<PlansOf, Self::Value> {
        let Some(PlansOf(clinic_id, _)) = keys.first().copied() else { return Ok(HashMap::new()) };
        let ids = keys.iter().filter(|key| key.0 == clinic_id).map(|key| key.1);
        let found = plans_of_payers(&self.0.db, clinic_id, ids).await.map_err(load_failed)?;
        Ok(found.into_iter().map(|(id, rows)| (PlansOf(clinic_id, id), rows)).collect())
    }
}
