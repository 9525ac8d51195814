//! What the rows of a page ask for beside themselves, loaded for all of them at once.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use entity::ids::{AppointmentId, AssistanceRequestId, ClinicId, DispatchId, PatientId};
use entity::{contact_attempt, patient_reply, user};

use crate::features::appointments::{AppointmentRow, find_appointments};
use crate::features::assistance::{
    LoadedRequest, Wanted, confirmers_of, contact_attempts_of, count_requests_of_patients, dispatches_of,
    load_requests,
};
use crate::features::events::{FeedCursor, current_cursor};
use crate::features::notifications::{
    NotificationRow, notifications_by_ids, notifications_of_requests, replies_of_requests,
};
use crate::graphql::{Batch, LoadFailed, Loaders, load_failed};

macro_rules! keys {
    ($($(#[$doc:meta])* $key:ident($id:ty);)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub struct $key(pub ClinicId, pub $id);

        impl Key for $key {
            type Id = $id;

            fn parts(&self) -> (ClinicId, $id) {
                (self.0, self.1)
            }
        }
    )*};
}

trait Key: Copy + Eq + Hash {
    type Id: Copy + Eq + Hash;

    fn parts(&self) -> (ClinicId, Self::Id);
}

keys! {
    /// The contacts of a request.
    ContactsOf(AssistanceRequestId);
    /// The message of a confirmation.
    MessageOf(DispatchId);
    /// Who made a confirmation.
    ConfirmerOf(DispatchId);
    /// The messages of a request.
    MessagesOf(AssistanceRequestId);
    /// What the patient answered to a request's messages.
    RepliesOf(AssistanceRequestId);
    /// An appointment.
    AppointmentOf(AppointmentId);
    /// A request.
    RequestOf(AssistanceRequestId);
    /// How many requests a patient has.
    RequestCountOf(PatientId);
}

/// Where the feed of a clinic stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FeedOf(pub ClinicId);

/// The clinic and the ids of a batch: one answer is for one caller, and so of one clinic.
fn split<K: Key>(keys: &[K]) -> Option<(ClinicId, Vec<K::Id>)> {
    let clinic_id = keys.first()?.parts().0;
    Some((
        clinic_id,
        keys.iter()
            .map(|key| key.parts())
            .filter(|(clinic, _)| *clinic == clinic_id)
            .map(|(_, id)| id)
            .collect(),
    ))
}

/// Gives found rows back under their keys.
fn join<K: Key, V, W>(keys: &[K], mut found: HashMap<K::Id, V>, wrap: impl Fn(V) -> W) -> HashMap<K, W> {
    keys.iter().filter_map(|key| Some((*key, wrap(found.remove(&key.parts().1)?)))).collect()
}

impl Loader<ContactsOf> for Loaders {
    type Value = Vec<(contact_attempt::Model, user::Model)>;
    type Error = LoadFailed;

    async fn load(&self, keys: &[ContactsOf]) -> Batch<ContactsOf, Self::Value> {
        let Some((_, ids)) = split(keys) else { return Ok(HashMap::new()) };
        let found = contact_attempts_of(&self.0.db, &ids).await.map_err(load_failed)?;
        Ok(join(keys, found, |rows| rows))
    }
}

impl Loader<MessageOf> for Loaders {
    type Value = Arc<NotificationRow>;
    type Error = LoadFailed;

    async fn load(&self, keys: &[MessageOf]) -> Batch<MessageOf, Self::Value> {
        let Some((clinic_id, ids)) = split(keys) else { return Ok(HashMap::new()) };
        let dispatches = dispatches_of(&self.0.db, &ids).await.map_err(load_failed)?;
        let wanted: Vec<_> = dispatches.values().map(|dispatch| dispatch.notification_id).collect();
        let mut messages = notifications_by_ids(&self.0.db, clinic_id, &wanted).await.map_err(load_failed)?;
        let found = dispatches
            .into_iter()
            .filter_map(|(id, dispatch)| Some((id, messages.remove(&dispatch.notification_id)?)));
        Ok(join(keys, found.collect(), Arc::new))
    }
}

impl Loader<ConfirmerOf> for Loaders {
    type Value = user::Model;
    type Error = LoadFailed;

    async fn load(&self, keys: &[ConfirmerOf]) -> Batch<ConfirmerOf, Self::Value> {
        let Some((_, ids)) = split(keys) else { return Ok(HashMap::new()) };
        let found = confirmers_of(&self.0.db, &ids).await.map_err(load_failed)?;
        Ok(join(keys, found, |user| user))
    }
}

impl Loader<MessagesOf> for Loaders {
    type Value = Vec<Arc<NotificationRow>>;
    type Error = LoadFailed;

    async fn load(&self, keys: &[MessagesOf]) -> Batch<MessagesOf, Self::Value> {
        let Some((clinic_id, ids)) = split(keys) else { return Ok(HashMap::new()) };
        let found = notifications_of_requests(&self.0.db, clinic_id, &ids).await.map_err(load_failed)?;
        Ok(join(keys, found, |rows| rows.into_iter().map(Arc::new).collect()))
    }
}

impl Loader<RepliesOf> for Loaders {
    type Value = Vec<patient_reply::Model>;
    type Error = LoadFailed;

    async fn load(&self, keys: &[RepliesOf]) -> Batch<RepliesOf, Self::Value> {
        let Some((clinic_id, ids)) = split(keys) else { return Ok(HashMap::new()) };
        let found = replies_of_requests(&self.0.db, clinic_id, &ids).await.map_err(load_failed)?;
        Ok(join(keys, found, |rows| rows))
    }
}

impl Loader<AppointmentOf> for Loaders {
    type Value = Arc<AppointmentRow>;
    type Error = LoadFailed;

    async fn load(&self, keys: &[AppointmentOf]) -> Batch<AppointmentOf, Self::Value> {
        let Some((clinic_id, ids)) = split(keys) else { return Ok(HashMap::new()) };
        let found = find_appointments(&self.0.db, clinic_id, ids).await.map_err(load_failed)?;
        Ok(join(keys, found, |row| row))
    }
}

impl Loader<RequestOf> for Loaders {
    type Value = Arc<LoadedRequest>;
    type Error = LoadFailed;

    async fn load(&self, keys: &[RequestOf]) -> Batch<RequestOf, Self::Value> {
        let Some((clinic_id, ids)) = split(keys) else { return Ok(HashMap::new()) };
        let rows = load_requests(&self.0.db, &ids, Wanted::default()).await.map_err(load_failed)?;
        let found = rows
            .into_iter()
            .map(|row| (row.row.request.id, row))
            .filter(|(_, row)| row.row.request.clinic_id == clinic_id);
        Ok(join(keys, found.collect(), |row| row))
    }
}

impl Loader<RequestCountOf> for Loaders {
    type Value = i32;
    type Error = LoadFailed;

    async fn load(&self, keys: &[RequestCountOf]) -> Batch<RequestCountOf, Self::Value> {
        let Some((clinic_id, ids)) = split(keys) else { return Ok(HashMap::new()) };
        let found = count_requests_of_patients(&self.0.db, clinic_id, &ids).await.map_err(load_failed)?;
        Ok(join(keys, found, |count| count))
    }
}

impl Loader<FeedOf> for Loaders {
    type Value = FeedCursor;
    type Error = LoadFailed;

    async fn load(&self, keys: &[FeedOf]) -> Batch<FeedOf, Self::Value> {
        let mut found = HashMap::new();
        for key in keys {
            found.insert(*key, current_cursor(&self.0.db, key.0).await.map_err(load_failed)?);
        }
        Ok(found)
    }
}
