//! What every resolver needs: the application, the caller, loaders of rows that many objects ask for at once,
//! and the way from a domain result to a payload.

mod errors_in_place;

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

use async_graphql::Context;
use async_graphql::dataloader::{DataLoader, Loader};
use async_graphql::runtime::{TokioSpawner, TokioTimer};

use crate::app::App;
use crate::features::auth::Caller;
use crate::platform::connection::Slice;
use crate::platform::error::{Error, Failure, Outcome, Result, UserError};

pub use errors_in_place::ErrorsInPlace;

/// The application.
pub fn app<'a>(ctx: &Context<'a>) -> &'a Arc<App> {
    ctx.data_unchecked()
}

/// Who is asking.
pub fn caller<'a>(ctx: &Context<'a>) -> &'a Caller {
    ctx.data_unchecked()
}

/// Splits a domain result into what a payload carries: the value or the refusals in the caller's language.
///
/// # Errors
/// Everything that is not a refusal.
pub fn settle<T>(ctx: &Context<'_>, outcome: Outcome<T>) -> Result<(Option<T>, Vec<UserError>)> {
    match outcome {
        Ok(value) => Ok((Some(value), Vec::new())),
        Err(Failure::Refused(refusals)) => {
            let language = caller(ctx).language;
            Ok((
                None,
                refusals.into_iter().map(|refusal| UserError::from_refusal(refusal, language)).collect(),
            ))
        }
        Err(Failure::Error(error)) => Err(error),
    }
}

/// What a query brought: it has no payload in which refusals could travel, so that they are an error in the caller's
/// language.
///
/// # Errors
/// `BAD_USER_INPUT` with the words of the refusals; everything that is not one.
pub fn answer<T>(ctx: &Context<'_>, outcome: Outcome<T>) -> Result<T> {
    let (value, refused) = settle(ctx, outcome)?;
    let words: Vec<_> = refused.into_iter().map(|refusal| refusal.message).collect();
    value.ok_or_else(|| Error::BadInput(words.join(" ")))
}

/// Loads rows for many objects of one answer at once. Each request has its own: a loader gathers whatever is asked of it
/// within a millisecond, and so would mix callers and their clinics.
pub struct Loaders(pub Arc<App>);

/// A batch could not be loaded; the reason was logged where it happened.
#[derive(Clone, Copy, Debug)]
pub struct LoadFailed;

/// A batch that failed: logged once, not once an object.
pub fn load_failed(error: Error) -> LoadFailed {
    tracing::error!(error = ?error, "a batch could not be loaded");
    LoadFailed
}

/// The loaders of one request.
pub fn loaders(app: Arc<App>) -> DataLoader<Loaders> {
    DataLoader::new(Loaders(app), TokioSpawner::current(), TokioTimer::default())
}

/// Loads one row, together with what other objects of the same answer ask for.
///
/// # Errors
/// Where the database does not answer.
pub async fn load<K>(ctx: &Context<'_>, key: K) -> Result<Option<<Loaders as Loader<K>>::Value>>
where
    K: Send + Sync + Hash + Eq + Clone + 'static,
    Loaders: Loader<K, Error = LoadFailed>,
{
    let loaders: &DataLoader<Loaders> = ctx.data_unchecked();
    loaders.load_one(key).await.map_err(|LoadFailed| Error::internal("a batch could not be loaded"))
}

/// What a [`Loader`] answers.
pub type Batch<K, V> = Result<HashMap<K, V>, LoadFailed>;

/// Which page of a connection is wanted, and which rows of it: everything but below which parent. Where the objects of a
/// list each have the connection and it is asked for in the same words, it is loaded for all of them at once.
pub trait Connected: Clone + Hash + Eq + Send + Sync + 'static {
    /// Names what a page hangs on.
    type Parent: Copy + Hash + Eq + Send + Sync + 'static;
    /// What is on it.
    type Row: Clone + Send + Sync + 'static;

    /// The page below each of these.
    fn load(
        &self,
        app: &App,
        parents: &[Self::Parent],
    ) -> impl Future<Output = Result<HashMap<Self::Parent, Slice<Self::Row>>>> + Send;
}

/// A page of a connection below one parent.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Below<C: Connected> {
    parent: C::Parent,
    wanted: C,
}

impl<C: Connected> Loader<Below<C>> for Loaders {
    type Value = Slice<C::Row>;
    type Error = LoadFailed;

    async fn load(&self, keys: &[Below<C>]) -> Batch<Below<C>, Self::Value> {
        let mut alike: HashMap<&C, Vec<C::Parent>> = HashMap::new();
        for key in keys {
            alike.entry(&key.wanted).or_default().push(key.parent);
        }
        let mut found = HashMap::new();
        for (wanted, parents) in alike {
            let pages = wanted.load(&self.0, &parents).await.map_err(load_failed)?;
            let below = |(parent, page)| (Below { parent, wanted: wanted.clone() }, page);
            found.extend(pages.into_iter().map(below));
        }
        Ok(found)
    }
}

/// Loads a page of a connection, together with those of its siblings.
///
/// # Errors
/// Where the database does not answer.
pub async fn load_below<C: Connected>(
    ctx: &Context<'_>,
    parent: C::Parent,
    wanted: C,
) -> Result<Slice<C::Row>> {
    let page = load(ctx, Below { parent, wanted }).await?;
    page.ok_or_else(|| Error::internal("a connection was not loaded"))
}
