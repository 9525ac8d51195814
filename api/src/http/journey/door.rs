//! `/j/{token}`: the link of the message.
//!
//! GET shows no personal data and is one and the same for every token, so link previews and virus scanners that
//! fetch it do no harm, and nobody learns whether a link is known.

use axum::Form;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;
use http::header::SET_COOKIE;
use minijinja::context;
use serde::Deserialize;

use super::render;
use super::visitor::{TREATMENT, Visitor};
use crate::features::auth::{OpenJourney, open_journey, session_cookie};
use crate::platform::actor::{Actor, JourneyScope};
use crate::platform::error::{Failure, Language, Refusal, UserErrorCode};

/// What the holder of the link types.
#[derive(Deserialize)]
pub(super) struct Digits {
    #[serde(default)]
    digitos: String,
}

pub(super) async fn show(visitor: Visitor) -> Response {
    form(&visitor, StatusCode::OK, None)
}

pub(super) async fn open(
    visitor: Visitor,
    Path(token): Path<String>,
    Form(digits): Form<Digits>,
) -> Response {
    let (app, address) = (&visitor.app, visitor.address.clone());
    let opened = open_journey(app, OpenJourney { token, document_digits: digits.digitos, address }).await;
    match opened {
        Ok(signed_in) => {
            let seconds = (signed_in.expires_at - app.now()).num_seconds();
            let cookie = session_cookie(app, signed_in.token.reveal(), seconds);
            // The token stays behind: it is in no address from here on.
            ([(SET_COOKIE, cookie)], Redirect::to(leads_to(&signed_in.actor))).into_response()
        }
        Err(Failure::Error(error)) => visitor.trouble(&error),
        Err(Failure::Refused(refusals)) => refused(&visitor, refusals),
    }
}

/// Where the pages of what the link leads to begin.
fn leads_to(actor: &Actor) -> &'static str {
    match actor {
        Actor::Journey { scope: JourneyScope::CarePlan(_), .. } => TREATMENT,
        _ => "/reservar",
    }
}

fn refused(visitor: &Visitor, refusals: Vec<Refusal>) -> Response {
    let Some(refusal) = refusals.into_iter().next() else { return form(visitor, StatusCode::OK, None) };
    let (es, en) = (refusal.es.as_str(), refusal.en.as_str());
    // Of too many attempts, those with this very link have locked it; all others only have to wait.
    let of_link = !refusal.field.is_empty();
    match refusal.code {
        UserErrorCode::Expired => {
            let (es, en) = (("Este enlace ya no sirve", es), ("This link no longer works", en));
            visitor.note(StatusCode::GONE, es, en)
        }
        UserErrorCode::TooManyAttempts if of_link => {
            let (es, en) = (("Este enlace está bloqueado", es), ("This link is locked", en));
            visitor.note(StatusCode::FORBIDDEN, es, en)
        }
        UserErrorCode::TooManyAttempts => form(visitor, StatusCode::TOO_MANY_REQUESTS, Some((es, en))),
        _ => form(visitor, StatusCode::UNPROCESSABLE_ENTITY, Some((es, en))),
    }
}

fn form(visitor: &Visitor, status: StatusCode, problem: Option<(&str, &str)>) -> Response {
    let language = visitor.language();
    let problem = problem.map(|(es, en)| if language == Language::En { en } else { es });
    render::page(status, language, None, "door.html", context! { problem })
}
