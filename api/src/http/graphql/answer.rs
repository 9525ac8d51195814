//! What a client reads: which errors there are, what they say, and how they are written as JSON.

use async_graphql::{PathSegment, Pos, Response, ServerError, Value};
use serde::Serialize;
use std::collections::BTreeMap;

use crate::platform::error::{Language, words_for};

/// More errors than this help nobody, and a document can earn thousands.
const MAX_ERRORS: usize = 20;

/// Whoever has this code of an answer that was not executed tries again later.
pub const RATE_LIMITED: &str = "RATE_LIMITED";

const INTERNAL: &str = "Something went wrong on our side.";

/// An error with a stable `extensions.code`.
pub fn coded(code: &str, message: impl Into<String>, position: Option<Pos>) -> ServerError {
    let mut error = ServerError::new(message, position);
    error.extensions.get_or_insert_default().set("code", code);
    error
}

/// The body of a GraphQL response.
#[derive(Serialize)]
pub struct Body<'a> {
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    errors: &'a [ServerError],
    /// Left out, not null, where nothing was executed.
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<&'a Value>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    extensions: &'a BTreeMap<String, Value>,
}

/// An answer, ready to be written.
#[derive(Debug, Default)]
pub struct Answer {
    response: Response,
    executed: bool,
}

impl Answer {
    /// The request is wrong, or nobody may make it: nothing was executed.
    pub fn refused(errors: Vec<ServerError>) -> Self {
        Self::tidy(Response::from_errors(errors), false)
    }

    /// What async-graphql answered, its errors given codes.
    pub fn new(response: Response) -> Self {
        let executed = !is_request_error(&response);
        Self::tidy(response, executed)
    }

    /// A resolver panicked; the panic itself is logged by its hook.
    pub fn panicked() -> Self {
        let error = coded("INTERNAL", INTERNAL, None);
        Self::tidy(Response::from_errors(vec![error]), true)
    }

    fn tidy(mut response: Response, executed: bool) -> Self {
        response.errors.truncate(MAX_ERRORS);
        for error in &mut response.errors {
            complete(error, executed);
        }
        Self { response, executed }
    }

    /// The same in a language, where there are words for it: what is wrong with a document is told to developers,
    /// in English.
    pub fn told_in(mut self, language: Language) -> Self {
        for error in &mut self.response.errors {
            let code = match error.extensions.as_ref().and_then(|extensions| extensions.get("code")) {
                Some(Value::String(code)) => code.as_str(),
                _ => continue,
            };
            if let Some(words) = words_for(code, language) {
                error.message = words.to_owned();
            }
        }
        self
    }

    /// Whether execution began, and so whether there is a `data` entry.
    pub fn is_executed(&self) -> bool {
        self.executed
    }

    /// Whether it was not executed because the caller has too much under way.
    pub fn is_for_later(&self) -> bool {
        let code = |error: &ServerError| error.extensions.as_ref()?.get("code").cloned();
        !self.executed && self.response.errors.iter().any(|error| code(error) == Some(RATE_LIMITED.into()))
    }

    /// The headers that resolvers set, cookies for the most part.
    pub fn take_headers(&mut self) -> http::HeaderMap {
        std::mem::take(&mut self.response.http_headers)
    }

    /// The errors.
    pub fn errors(&self) -> &[ServerError] {
        &self.response.errors
    }

    /// What is written as JSON.
    pub fn body(&self) -> Body<'_> {
        Body {
            errors: &self.response.errors,
            data: self.executed.then_some(&self.response.data),
            extensions: &self.response.extensions,
        }
    }

    /// The JSON.
    pub fn to_json(&self) -> String {
        to_json(&self.body())
    }
}

/// Serialises what always can be.
pub fn to_json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_else(|error| {
        tracing::error!(%error, "an answer could not be written");
        r#"{"errors":[{"message":"Something went wrong on our side.","extensions":{"code":"INTERNAL"}}]}"#
            .into()
    })
}

/// Errors of execution carry a path; those that prevent it do not.
fn is_request_error(response: &Response) -> bool {
    response.data == Value::Null
        && !response.errors.is_empty()
        && response.errors.iter().all(|error| error.path.is_empty())
}

/// Gives an error a code where it has none, and hides it where it was never meant to be seen.
fn complete(error: &mut ServerError, executed: bool) {
    let extensions = error.extensions.get_or_insert_default();
    if extensions.get("code").is_some() {
        return;
    }
    if !executed {
        extensions.set("code", "GRAPHQL_VALIDATION_FAILED");
    } else if error.source.is_some() {
        // A foreign error came through `?`: its text may be SQL, with values in it.
        tracing::error!(
            path = path(&error.path),
            error = error.message,
            "a resolver let a foreign error through"
        );
        extensions.set("code", "INTERNAL");
        error.message = INTERNAL.into();
    } else {
        extensions.set("code", "BAD_USER_INPUT");
    }
}

fn path(segments: &[PathSegment]) -> String {
    let words = segments.iter().map(|segment| match segment {
        PathSegment::Field(name) => name.clone(),
        PathSegment::Index(index) => index.to_string(),
    });
    words.collect::<Vec<_>>().join(".")
}
