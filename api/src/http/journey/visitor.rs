//! Who asks for a page. Both extractors answer with a page themselves where it cannot be given.

use std::ops::Deref;
use std::sync::Arc;

use axum::extract::{FromRequestParts, RawPathParams};
use axum::response::{IntoResponse, Redirect, Response};
use entity::clinic;
use entity::enums::AppointmentState;
use entity::ids::{AppointmentId, ClinicId};
use http::StatusCode;
use http::request::Parts;
use minijinja::context;
use minijinja::value::Value;

use super::super::authenticator::{origin_matches, peer_address, session_in_cookie, spoken};
use super::super::problem::Problem;
use super::{forms, render};
use crate::app::App;
use crate::features::appointments::{AppointmentRow, find_appointment, may_manage};
use crate::features::assistance::{LoadedRequest, Wanted, find_request};
use crate::features::auth::authenticate;
use crate::features::care_plans::{CarePlanRow, find_care_plan};
use crate::features::catalog::ServiceRow;
use crate::features::forms::{FormFilter, FormRow, forms_of};
use crate::platform::actor::{Actor, JourneyScope};
use crate::platform::connection::PageArgs;
use crate::platform::error::{Error, Failure, Language, Outcome, Refusal, Result};
use crate::platform::global_id::GlobalId;

/// Where a care plan is shown to the holder of a link to it.
pub(super) const TREATMENT: &str = "/tratamiento";

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
                    "Llegó desde otra página. Abrí de nuevo el enlace de nuestro mensaje.",
                ),
                (
                    "We could not take your request",
                    "It came from another page. Open the link in our message again.",
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
                "Para cuidar tus datos, esta página se abre desde el enlace que te mandamos.",
            ),
            ("Open your link again", "To protect your data, this page opens from the link that we sent you."),
        )
    }
}

/// The holder of a link, by the session that it opened, whatever it leads to.
pub(super) struct Holder {
    pub visitor: Visitor,
    pub actor: Actor,
    pub clinic: Arc<clinic::Model>,
    /// What the link leads to.
    pub scope: JourneyScope,
    /// The forms that wait to be filled in, as the pages name them.
    pub forms: Vec<Value>,
}

impl FromRequestParts<Arc<App>> for Holder {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Response> {
        let visitor = Visitor::from_request_parts(parts, app).await?;
        let found = match session_in_cookie(&parts.headers) {
            Some(token) => authenticate(app, token).await.map_err(|error| visitor.trouble(&error))?,
            None => None,
        };
        let Some(found) = found else { return Err(visitor.without_session()) };
        let Actor::Journey { scope, patient_id, .. } = found.actor else {
            return Err(visitor.without_session());
        };
        let filter = FormFilter { patient_id, scope: Some(scope), open_only: true };
        let open = open_forms(app, found.clinic.id, filter).await.map_err(|error| visitor.trouble(&error))?;
        let mut holder = Self { visitor, actor: found.actor, clinic: found.clinic, scope, forms: Vec::new() };
        let language = holder.language();
        holder.forms = open.iter().map(|row| forms::link_to(row, language)).collect();
        Ok(holder)
    }
}

async fn open_forms(app: &App, clinic_id: ClinicId, filter: FormFilter) -> Result<Vec<Arc<FormRow>>> {
    let page = PageArgs::forward(Some(20), None).resolve()?;
    Ok(forms_of(&app.db, clinic_id, filter, &page).await?.items)
}

/// To what an appointment on these pages belongs.
#[derive(Clone)]
pub(super) enum Cause {
    /// A request, in the hands of the holder of its link.
    Request(Arc<LoadedRequest>),
    /// A care plan, of which it is a visit.
    CarePlan(Arc<CarePlanRow>),
}

/// The holder of a link, with all that the pages of an appointment show: that of their request, or the visit that the
/// address names.
pub(super) struct Journey {
    pub holder: Holder,
    pub cause: Cause,
    /// What is to be booked.
    pub services: Vec<Arc<ServiceRow>>,
    /// The appointment that stands.
    pub appointment: Option<Arc<AppointmentRow>>,
    /// The visit that the address names; none where it names none.
    visit_id: Option<AppointmentId>,
}

impl Deref for Journey {
    type Target = Holder;

    fn deref(&self) -> &Holder {
        &self.holder
    }
}

impl FromRequestParts<Arc<App>> for Journey {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Response> {
        let holder = Holder::from_request_parts(parts, app).await?;
        let of_visit = parts.uri.path().starts_with(TREATMENT);
        if of_visit != holder.scope.care_plan().is_some() {
            return Err(Redirect::to(holder.home()).into_response());
        }
        let named = RawPathParams::from_request_parts(parts, app).await.ok();
        let named = named.as_ref().and_then(|named| named.iter().find(|(name, _)| *name == "id"));
        let visit_id = named.and_then(|(_, id)| GlobalId::from_global(&id.into()));
        let loaded =
            load(app, &holder.actor, visit_id).await.map_err(|error| holder.visitor.trouble(&error))?;
        let Some(Loaded { cause, services, appointment }) = loaded else {
            return Err(holder.visitor.without_session());
        };
        if of_visit && appointment.is_none() && parts.method.is_safe() {
            // It is cancelled or over, or it never was.
            return Err(Redirect::to(TREATMENT).into_response());
        }
        Ok(Self { holder, cause, services, appointment, visit_id })
    }
}

struct Loaded {
    cause: Cause,
    services: Vec<Arc<ServiceRow>>,
    appointment: Option<Arc<AppointmentRow>>,
}

async fn load(app: &App, actor: &Actor, visit_id: Option<AppointmentId>) -> Result<Option<Loaded>> {
    let Actor::Journey { clinic_id, scope, .. } = actor else { return Ok(None) };
    let (cause, services, appointment_id) = match scope {
        JourneyScope::Request(id) => {
            let wanted = Wanted { services: true, ..Wanted::default() };
            let Some(request) = find_request(&app.db, *clinic_id, *id, wanted).await? else {
                return Ok(None);
            };
            let services = request.services(&app.db).await?.to_vec();
            let appointment_id = request.row.request.appointment_id;
            (Cause::Request(request), services, appointment_id)
        }
        JourneyScope::CarePlan(id) => {
            let Some(plan) = find_care_plan(&app.db, *clinic_id, *id).await? else { return Ok(None) };
            let services = vec![plan.service.clone()];
            (Cause::CarePlan(plan), services, visit_id)
        }
    };
    let appointment = match appointment_id {
        Some(id) => find_appointment(&app.db, *clinic_id, id).await?,
        None => None,
    };
    let appointment = appointment.filter(|row| {
        row.appointment.state == AppointmentState::Booked && may_manage(&row.appointment, actor)
    });
    Ok(Some(Loaded { cause, services, appointment }))
}

impl Holder {
    pub fn app(&self) -> &App {
        &self.visitor.app
    }

    /// Where what the link leads to is shown.
    pub fn home(&self) -> &'static str {
        if self.scope.care_plan().is_some() { TREATMENT } else { "/reservar" }
    }

    /// Back there, saying what was just done.
    pub fn done(&self, what: &str) -> Response {
        Redirect::to(&format!("{}?aviso={what}", self.home())).into_response()
    }

    /// What the browser asks for, else what the clinic speaks.
    pub fn language(&self) -> Language {
        self.visitor.spoken.unwrap_or_else(|| Language::of_locale(&self.clinic.locale))
    }

    pub fn page(&self, status: StatusCode, template: &str, values: Value) -> Response {
        let values = context! { forms => self.forms.clone(), ..values };
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

impl Journey {
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

    /// Where the pages of this appointment are.
    pub fn root(&self) -> String {
        match (&self.cause, self.appointment_id().or(self.visit_id)) {
            (Cause::CarePlan(_), Some(id)) => visit_root(id),
            _ => self.home().to_owned(),
        }
    }

    /// The request; none where it is about a visit of a care plan.
    pub fn request(&self) -> Option<&Arc<LoadedRequest>> {
        match &self.cause {
            Cause::Request(request) => Some(request),
            Cause::CarePlan(_) => None,
        }
    }

    /// The journey as it is after something changed.
    pub async fn again(&mut self) -> Result<()> {
        let loaded = load(&self.holder.visitor.app, &self.holder.actor, self.visit_id).await?;
        let loaded = loaded.ok_or_else(|| Error::internal("what a journey leads to vanished"))?;
        (self.cause, self.services, self.appointment) = (loaded.cause, loaded.services, loaded.appointment);
        Ok(())
    }
}

/// Where the pages of a visit are.
pub(super) fn visit_root(id: AppointmentId) -> String {
    format!("{TREATMENT}/{}", id.to_global().0)
}
