//! Where an error stands in an answer, as the specification has it (GraphQL, October 2021, section 6.4.4): a field that
//! may be null is null in its place and what stands beside it stays, and the error's path leads to the field that failed,
//! through lists by their indexes. Left to itself, async-graphql lets an error of such a field take its parents with it,
//! and its path end at the list.

use std::mem::take;
use std::sync::{Arc, Mutex, PoisonError};

use async_graphql::extensions::{
    Extension, ExtensionContext, ExtensionFactory, NextExecute, NextResolve, ResolveInfo,
};
use async_graphql::{
    PathSegment, QueryPathNode, QueryPathSegment, Response, ServerError, ServerResult, Value,
};

/// Puts the errors of every answer in their places.
pub struct ErrorsInPlace;

impl ExtensionFactory for ErrorsInPlace {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Noted::default())
    }
}

/// The errors of an answer, noted where they happened. What goes on to the parents only says that there is one.
#[derive(Default)]
struct Noted(Mutex<Vec<ServerError>>);

/// Marks an error that has been noted.
struct IsNoted;

impl Noted {
    fn errors(&self) -> std::sync::MutexGuard<'_, Vec<ServerError>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait::async_trait]
impl Extension for Noted {
    async fn execute(
        &self,
        ctx: &ExtensionContext<'_>,
        operation_name: Option<&str>,
        next: NextExecute<'_>,
    ) -> Response {
        let mut response = next.run(ctx, operation_name).await;
        response.errors.retain(|error| !is_noted(error));
        response.errors.append(&mut take(&mut *self.errors()));
        response
    }

    async fn resolve(
        &self,
        ctx: &ExtensionContext<'_>,
        info: ResolveInfo<'_>,
        next: NextResolve<'_>,
    ) -> ServerResult<Option<Value>> {
        let (place, may_be_null) = (info.path_node, !info.return_type.ends_with('!'));
        let error = match next.run(ctx, info).await {
            Ok(value) => return Ok(value),
            Err(error) => error,
        };
        if !is_noted(&error) {
            self.errors().push(ServerError { path: path_to(place), ..error });
        }
        if may_be_null {
            return Ok(Some(Value::Null));
        }
        let mut noted = ServerError::new("", None);
        noted.source = Some(Arc::new(IsNoted));
        Err(noted)
    }
}

fn is_noted(error: &ServerError) -> bool {
    error.source::<IsNoted>().is_some()
}

fn path_to(place: &QueryPathNode<'_>) -> Vec<PathSegment> {
    let mut path: Vec<_> = std::iter::once(place)
        .chain(place.parents())
        .map(|node| match node.segment {
            QueryPathSegment::Name(name) => PathSegment::Field(name.to_owned()),
            QueryPathSegment::Index(index) => PathSegment::Index(index),
        })
        .collect();
    path.reverse();
    path
}
