//! From what a client sent to a request that may be executed, the same way on every transport.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use async_graphql::parser::{parse_query, types::OperationType};
use async_graphql::{Executor, Extensions, Request, Response, ServerError, Variables};
use futures_util::stream::{self, BoxStream};
use futures_util::{FutureExt, StreamExt};
use serde_json::{Map, Value};
use tokio_util::task::AbortOnDropHandle;

use super::answer::{Answer, RATE_LIMITED, coded};
use super::coerce::coerce;
use super::figures::{Counted, count_refused};
use super::literals::check_literals;
use super::scan::scan;
use super::shares::Share;
use super::weigh::{choose, weigh};
use super::{Authenticator, Door};

/// The parameters of a GraphQL request.
#[derive(Debug, Default, PartialEq)]
pub struct Parameters {
    /// The document.
    pub query: String,
    /// Which operation of it.
    pub operation_name: Option<String>,
    /// Its variables.
    pub variables: Map<String, Value>,
    /// Whatever else.
    pub extensions: Map<String, Value>,
}

impl Parameters {
    /// Reads the JSON of a body or of a `subscribe` payload; the error says what has the wrong shape.
    pub fn from_json(value: Value) -> Result<Self, String> {
        let mut object = match value {
            Value::Object(object) => object,
            Value::Array(_) => return Err("Batches are not accepted: send one request at a time.".into()),
            _ => return Err("The request must be a JSON object.".into()),
        };
        let query = match object.remove("query") {
            Some(Value::String(query)) => query,
            _ => return Err("\"query\" must be a string.".into()),
        };
        let operation_name = match object.remove("operationName") {
            None | Some(Value::Null) => None,
            Some(Value::String(name)) => Some(name).filter(|name| !name.is_empty()),
            Some(_) => return Err("\"operationName\" must be a string.".into()),
        };
        let mut map = |name: &str| match object.remove(name) {
            None | Some(Value::Null) => Ok(Map::new()),
            Some(Value::Object(map)) => Ok(map),
            Some(_) => Err(format!("\"{name}\" must be an object.")),
        };
        Ok(Self { query, operation_name, variables: map("variables")?, extensions: map("extensions")? })
    }
}

/// A request that is worth executing.
pub struct Prepared {
    /// For async-graphql, its document parsed.
    pub request: Request,
    /// What is executed.
    pub operation: OperationType,
    /// What it takes of the principal's share until it is answered. A subscription waits for most of its life, and
    /// takes none.
    share: Option<Share>,
}

impl<E: Executor, A: Authenticator> Door<E, A> {
    /// Scans, parses, coerces, weighs and checks, and takes what it weighs of the principal's share.
    pub(super) fn prepare(
        &self,
        parameters: Parameters,
        context: &A::Context,
    ) -> Result<Prepared, Vec<ServerError>> {
        self.look_over(parameters, context).inspect_err(|_| count_refused())
    }

    fn look_over(&self, parameters: Parameters, context: &A::Context) -> Result<Prepared, Vec<ServerError>> {
        let limits = &self.options.limits;
        let Parameters { query, operation_name, variables, extensions } = parameters;
        scan(&query, limits)?;
        let document = parse_query(&query).map_err(|error| {
            let mut error = ServerError::from(error);
            error.extensions.get_or_insert_default().set("code", "GRAPHQL_PARSE_FAILED");
            error
        })?;
        let chosen = choose(&document, operation_name.as_deref())?;
        let operation = chosen.ty;
        let variables = coerce(chosen, Variables::from_json(Value::Object(variables)), &self.types)?;
        let weight = weigh(&document, chosen, &variables, &self.types, limits)?;
        check_literals(&document, &self.types)?;
        let share = match operation {
            OperationType::Subscription => None,
            OperationType::Query | OperationType::Mutation => Some(self.share(context, weight.cost)?),
        };

        let request = Request::new(query).variables(variables).data(context.clone()).data(weight);
        let mut request = self.authenticator.furnish(request);
        request.operation_name = operation_name;
        request.extensions =
            serde_json::from_value::<Extensions>(Value::Object(extensions)).unwrap_or_default();
        request.set_parsed_query(document);
        Ok(Prepared { request, operation, share })
    }

    fn share(&self, context: &A::Context, points: u64) -> Result<Share, ServerError> {
        self.work.take(self.authenticator.principal(context), points).ok_or_else(|| {
            let message = "There is too much of yours under way already: wait for some of it, and ask for less at once.";
            coded(RATE_LIMITED, message, None)
        })
    }

    /// Executes a query or a mutation. A resolver that panics is an answer, not a lost connection.
    pub(super) async fn execute(&self, prepared: Prepared) -> Answer {
        let _share = prepared.share;
        let mut counted = Counted::begin(prepared.operation);
        let execution = AssertUnwindSafe(self.schema.execute(prepared.request)).catch_unwind();
        let answer = execution.await.map_or_else(|_| Answer::panicked(), Answer::new);
        counted.answered(&answer);
        answer
    }

    /// Executes whatever it is as a stream. What is answered once has a task of its own: a stream is pulled as fast as
    /// somebody reads, and whom a mutation keeps waiting must not wait for that.
    pub(super) fn stream(self: &Arc<Self>, prepared: Prepared) -> BoxStream<'static, Answer> {
        if prepared.operation != OperationType::Subscription {
            let door = Arc::clone(self);
            let executed = AbortOnDropHandle::new(tokio::spawn(async move { door.execute(prepared).await }));
            return stream::once(executed)
                .map(|answer| answer.unwrap_or_else(|_| Answer::panicked()))
                .boxed();
        }
        let mut counted = Counted::begin(prepared.operation);
        let stream = self.schema.execute_stream(prepared.request, None);
        let answer = move |item: Result<Response, _>| {
            let answer = item.map_or_else(|_| Answer::panicked(), Answer::new);
            counted.answered(&answer);
            answer
        };
        AssertUnwindSafe(stream).catch_unwind().map(answer).boxed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn parameters_are_read_strictly() {
        let whole = json!({"query": "{a}", "operationName": null, "variables": {"x": 1}, "extensions": null});
        let parameters = Parameters::from_json(whole).unwrap();
        assert_eq!(parameters.query, "{a}");
        assert_eq!(parameters.variables["x"], 1);
        for wrong in [
            json!([{"query": "{a}"}]),
            json!("{a}"),
            json!({}),
            json!({"query": 1}),
            json!({"query": "{a}", "operationName": 1}),
            json!({"query": "{a}", "variables": []}),
            json!({"query": "{a}", "extensions": "x"}),
        ] {
            assert!(Parameters::from_json(wrong.clone()).is_err(), "{wrong}");
        }
    }
}
