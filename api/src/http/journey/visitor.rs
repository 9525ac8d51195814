//! Who asks for a page. Both extractors answer with a page themselves where it cannot be given.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Redirect, Response};
use entity::clinic;
use entity::enums::AppointmentState;
use entity::ids::AppointmentId;
use http::StatusCode;
use http::request::Parts;
use minijinja::context;
use minijinja::value::Value;

use super::super::authenticator::{origin_matches, peer_address, session_in_cookie, spoken};
use super::super::problem::Problem;
use super::render;
use crate::app::App;
use crate::features::appointments::{AppointmentRow, find_appointment};
use crate::features::assistance::{LoadedRequest, Wanted, find_request};
use crate::features::auth::authenticate;
use crate::features::catalog::ServiceRow;
use crate::platform::actor::{Actor, JourneyScope};
use crate::platform::error::{Error, Failure, Language, Outcome, Refusal, Result};

/// Anybody. What changes something has to come from one of our own pages.
pub(super) struct Visitor {
    pub app: Arc<App>,
    pub address: String,
    spoken: Option<Language>,
}

impl FromRequestParts<Arc<App>> for Visitor {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Response> {
        let spoken = spoken(&parts.headers);
        let address = peer_address(parts, app.config.trusted_proxies);
        let visitor = Self { app: app.clone(), address, spoken };
        if !parts.method.is_safe() && !origin_matches(&parts.headers, app.config.public_base(), &[]) {
            return Err(visitor.note(
                StatusCode::FORBIDDEN,
                (
                    "No pudimos tomar tu pedido",
                    "Llegó desde otra página. Abrí de nuevo el enlace de nuestro mensaje de WhatsApp.",
                ),
                (
                    "We could not take your request",
                    "It came from another page. Open the link in our WhatsApp message again.",
                ),
            ));
        }
        Ok(visitor)
    }
}

impl Visitor {
    pub fn language(&self) -> Language {
        self.spoken.unwrap_or_default()
    }

    /// A page with a title and a sentence.
    pub fn note(&self, status: StatusCode, es: (&str, &str), en: (&str, &str)) -> Response {
        let language = self.language();
        let (title, words) = if language == Language::En { en } else { es };
        render::page(status, language, None, "note.html", context! { title, words })
    }

    /// The page for what is nobody's fault but ours; its reason goes to the log.
    pub fn trouble(&self, error: &Error) -> Response {
        self.note(
            Problem::status_of(error),
            (
                "Algo falló de nuestro lado",
                "Probá de nuevo en un rato. No perdiste nada de lo que ya hiciste.",
            ),
            ("Something went wrong on our side", "Try again in a while. Nothing that you did is lost."),
        )
    }

    fn without_session(&self) -> Response {
        self.note(
            StatusCode::UNAUTHORIZED,
            (
                "Abrí tu enlace de nuevo",
                "Para cuidar tus datos, esta página se abre desde el enlace que te mandamos por WhatsApp.",
            ),
            (
                "Open your link again",
                "To protect your data, this page opens from the link that we sent you by WhatsApp.",
            ),
        )
    }
}

/// The holder of a link, by the session that it opened, with all that the pages show.
pub(super) struct Journey {
    pub visitor: Visitor,
    pub actor: Actor,
    pub clinic: Arc<clinic::Model>,
    pub request: Arc<LoadedRequest>,
    /// What is to be booked.
    pub services: Vec<Arc<ServiceRow>>,
    /// The appointment that stands.
    pub appointment: Option<Arc<AppointmentRow>>,
}

impl FromRequestParts<Arc<App>> for Journey {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Response> {
        let visitor = Visitor::from_request_parts(parts, app).await?;
        let found = match session_in_cookie(&parts.headers) {
            Some(token) => authenticate(app, token).await.map_err(|error| visitor.trouble(&error))?,
            None => None,
        };
        let Some(found) = found.filter(|found| matches!(found.actor, Actor::Journey { .. })) else {
            return Err(visitor.without_session());
        };
        let loaded = load(app, &found.actor).await.map_err(|error| visitor.trouble(&error))?;
        let Some((request, services, appointment)) = loaded else { return Err(visitor.without_session()) };
        Ok(Self { visitor, actor: found.actor, clinic: found.clinic, request, services, appointment })
    }
}

type Loaded = (Arc<LoadedRequest>, Vec<Arc<ServiceRow>>, Option<Arc<AppointmentRow>>);

async fn load(app: &App, actor: &Actor) -> Result<Option<Loaded>> {
    let Actor::Journey { clinic_id, scope: JourneyScope::Request(request_id), .. } = actor else {
        return Ok(None);
    };
    let wanted = Wanted { services: true, ..Wanted::default() };
    let Some(request) = find_request(&app.db, *clinic_id, *request_id, wanted).await? else {
        return Ok(None);
    };
    let appointment = match request.row.request.appointment_id {
        Some(id) => find_appointment(&app.db, *clinic_id, id).await?,
        None => None,
    };
    let services = request.services(&app.db).await?.to_vec();
    Ok(Some((request, services, appointment.filter(|row| row.appointment.state == AppointmentState::Booked))))
}

impl Journey {
    pub fn app(&self) -> &App {
        &self.visitor.app
    }

    /// What the browser asks for, else what the clinic speaks.
    pub fn language(&self) -> Language {
        self.visitor.spoken.unwrap_or_else(|| Language::of_locale(&self.clinic.locale))
    }

    /// What is to be done: what is booked, else what was confirmed.
    pub fn wanted_services(&self) -> Vec<Arc<ServiceRow>> {
        match &self.appointment {
            Some(row) => row.segments.iter().map(|segment| segment.service.clone()).collect(),
            None => self.services.clone(),
        }
    }

    pub fn appointment_id(&self) -> Option<AppointmentId> {
        self.appointment.as_ref().map(|row| row.appointment.id)
    }

    /// The journey as it is after something changed.
    pub async fn again(&mut self) -> Result<()> {
        let loaded = load(&self.visitor.app, &self.actor).await?;
        let (request, services, appointment) =
            loaded.ok_or_else(|| Error::internal("a journey's request vanished"))?;
        (self.request, self.services, self.appointment) = (request, services, appointment);
        Ok(())
    }

    pub fn page(&self, status: StatusCode, template: &str, values: Value) -> Response {
        render::page(status, self.language(), Some(&self.clinic.name), template, values)
    }

    /// The words of refusals, in the reader's language.
    pub fn words(&self, refusals: &[Refusal]) -> String {
        let words = refusals.iter().map(|refusal| match self.language() {
            Language::Es => refusal.es.as_str(),
            Language::En => refusal.en.as_str(),
        });
        words.collect::<Vec<_>>().join(" ")
    }

    /// The response of a page whose refusals were all answered by the page itself.
    pub fn settle(&self, outcome: Outcome<Response>) -> Response {
        match outcome {
            Ok(response) => response,
            Err(Failure::Error(error)) => self.visitor.trouble(&error),
            Err(Failure::Refused(refusals)) => {
                let values = context! { title => self.words(&refusals), words => "" };
                self.page(StatusCode::UNPROCESSABLE_ENTITY, "note.html", values)
            }
        }
    }
}

/// Back to where the journey stands, saying what was just done.
pub(super) fn done(what: &str) -> Response {
    Redirect::to(&format!("/reservar?aviso={what}")).into_response()
}
