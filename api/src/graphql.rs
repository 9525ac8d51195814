//! What every resolver needs: the application, the caller, and the way from a domain result to a payload.

use std::sync::Arc;

use async_graphql::Context;

use crate::app::App;
use crate::features::auth::Caller;
use crate::platform::error::{Failure, Outcome, Result, UserError};

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
