//! What forms and rules ask, loaded for all of a page at once.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use entity::ids::{ClinicId, FormDefinitionId};

use crate::features::forms::{DefinitionRow, definitions_by_ids};
use crate::graphql::{Batch, LoadFailed, Loaders, load_failed};

/// A definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DefinitionOf(pub ClinicId, pub FormDefinitionId);

impl Loader<DefinitionOf> for Loaders {
    type Value = Arc<DefinitionRow>;
    type Error = LoadFailed;

    async fn load(&self, keys: &[DefinitionOf]) -> Batch<DefinitionOf, Self::Value> {
        // One answer is for one caller, and so of one clinic.
        let Some(DefinitionOf(clinic_id, _)) = keys.first().copied() else { return Ok(HashMap::new()) };
        let ids = keys.iter().map(|DefinitionOf(_, id)| *id);
        let found = definitions_by_ids(&self.0.db, clinic_id, ids).await.map_err(load_failed)?;
        Ok(found.into_iter().map(|(id, row)| (DefinitionOf(clinic_id, id), row)).collect())
    }
}
