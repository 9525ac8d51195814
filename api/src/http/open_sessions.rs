//! Whether the sessions and keys of open connections still stand. All connections of a node ask every few seconds, and
//! all at once when one session ends: they are asked for together, a thousand by one statement.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::{DataLoader, Loader};
use async_graphql::runtime::{TokioSpawner, TokioTimer};
use entity::ids::{ApiKeyId, SessionId};

use crate::app::App;
use crate::features::auth::{actors_of_sessions, live_keys};
use crate::graphql::{Batch, LoadFailed, load_failed};
use crate::platform::actor::Actor;

/// Asks for many at once.
pub(super) struct OpenSessions(DataLoader<Standing>);

struct Standing(Arc<App>);

impl OpenSessions {
    /// Over an application.
    pub fn new(app: Arc<App>) -> Self {
        Self(DataLoader::new(Standing(app), TokioSpawner::current(), TokioTimer::default()))
    }

    /// Whether somebody is still who they were. A database that does not answer ends no stream: what it could not tell,
    /// it will tell next time.
    pub async fn is_still(&self, actor: &Actor) -> bool {
        match (actor, actor.session_id()) {
            (Actor::Integration { key_id, .. }, _) => {
                self.0.load_one(*key_id).await.map_or(true, |live| live.is_some())
            }
            (_, Some(id)) => self.0.load_one(id).await.map_or(true, |found| found.as_ref() == Some(actor)),
            (_, None) => true,
        }
    }
}

impl Loader<SessionId> for Standing {
    type Value = Actor;
    type Error = LoadFailed;

    async fn load(&self, ids: &[SessionId]) -> Batch<SessionId, Actor> {
        actors_of_sessions(&self.0, ids).await.map_err(load_failed)
    }
}

impl Loader<ApiKeyId> for Standing {
    type Value = ();
    type Error = LoadFailed;

    async fn load(&self, ids: &[ApiKeyId]) -> Batch<ApiKeyId, ()> {
        let live = live_keys(&self.0, ids).await.map_err(load_failed)?;
        Ok(live.into_iter().map(|id| (id, ())).collect::<HashMap<_, _>>())
    }
}
