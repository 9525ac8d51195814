//! Pages of forms that many objects of one answer ask for are loaded together.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use entity::ids::ClinicId;

use crate::features::forms::{FormFilter, FormKey, FormRow, forms_of_each};
use crate::graphql::{Batch, LoadFailed, Loaders, load_failed};
use crate::platform::connection::{Page, Slice};

/// Pages in one statement: SQLite takes 500 parts.
const TOGETHER: usize = 100;

/// A page of the forms of a patient, a request or a care plan.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct FormsOf {
    pub clinic_id: ClinicId,
    pub filter: FormFilter,
    pub page: Page<FormKey>,
}

impl Loader<FormsOf> for Loaders {
    type Value = Slice<Arc<FormRow>>;
    type Error = LoadFailed;

    async fn load(&self, keys: &[FormsOf]) -> Batch<FormsOf, Self::Value> {
        let mut alike: HashMap<_, Vec<_>> = HashMap::new();
        for key in keys {
            alike.entry((key.clinic_id, &key.page)).or_default().push(key.filter);
        }
        let mut found = HashMap::new();
        for ((clinic_id, page), filters) in alike {
            for filters in filters.chunks(TOGETHER) {
                let slices =
                    forms_of_each(&self.0.db, clinic_id, filters, page).await.map_err(load_failed)?;
                let key = |filter| FormsOf { clinic_id, filter, page: page.clone() };
                found.extend(slices.into_iter().map(|(filter, slice)| (key(filter), slice)));
            }
        }
        Ok(found)
    }
}
