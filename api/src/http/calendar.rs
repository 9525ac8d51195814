//! `GET /turnos/{id}/turno.ics`: an appointment as an entry for the calendar of whoever has it.
//!
//! An address and no query, so that every telephone hands the file to its calendar by itself.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use entity::clinic;
use entity::enums::AppointmentState;
use entity::ids::AppointmentId;
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use http::{HeaderMap, StatusCode};

use super::authenticator::{session_in_cookie, spoken};
use super::problem::Problem;
use crate::app::App;
use crate::features::appointments::{AppointmentRow, find_appointment, invite, may_manage};
use crate::features::auth::authenticate;
use crate::platform::error::{Language, Result};
use crate::platform::global_id::GlobalId;

/// The route. It is for the patient, and for the holder of a link that leads to the appointment.
pub(super) fn router() -> Router<Arc<App>> {
    Router::new().route("/turnos/{id}/turno.ics", get(show))
}

/// The entry as a file.
fn answer(app: &App, clinic: &clinic::Model, row: &AppointmentRow, language: Language) -> Response {
    let entry = invite(app, clinic, &row.appointment, row.site.as_deref(), &preparations(row), language);
    let calendar = entry.to_calendar(app.now());
    let headers = [
        (CONTENT_TYPE, format!("text/calendar; charset=utf-8; method={}", calendar.method.as_str())),
        (CONTENT_DISPOSITION, "attachment; filename=\"turno.ics\"".into()),
        (CACHE_CONTROL, "no-store".into()),
    ];
    (headers, calendar.ics).into_response()
}

async fn show(State(app): State<Arc<App>>, headers: HeaderMap, Path(id): Path<String>) -> Response {
    let language = spoken(&headers);
    match find(&app, &headers, &id).await {
        Ok(Some((clinic, row))) => {
            answer(&app, &clinic, &row, language.unwrap_or_else(|| Language::of_locale(&clinic.locale)))
        }
        Ok(None) => Problem::new(
            StatusCode::NOT_FOUND,
            "NOT_FOUND",
            language.unwrap_or_default(),
            "No encontramos ese turno. Ingresá de nuevo y probá otra vez.",
            "There is no such appointment. Sign in again and try once more.",
        )
        .into_response(),
        Err(error) => Problem::new(
            Problem::status_of(&error),
            error.code(),
            language.unwrap_or_default(),
            "No pudimos armar el archivo. Probá de nuevo en un rato.",
            "We could not make the file. Try again in a while.",
        )
        .into_response(),
    }
}

type Found = (Arc<clinic::Model>, Arc<AppointmentRow>);

/// The appointment, where it stands and is the caller's: to others it is as if there were none.
async fn find(app: &App, headers: &HeaderMap, id: &str) -> Result<Option<Found>> {
    let id: Option<AppointmentId> = GlobalId::from_global(&id.into());
    let (Some(id), Some(token)) = (id, session_in_cookie(headers)) else { return Ok(None) };
    let Some(caller) = authenticate(app, token).await? else { return Ok(None) };
    // Staff read appointments where it is recorded.
    if caller.actor.patient_id().is_none() {
        return Ok(None);
    }
    let row = find_appointment(&app.db, caller.clinic.id, id).await?;
    let row = row.filter(|row| {
        row.appointment.state == AppointmentState::Booked && may_manage(&row.appointment, &caller.actor)
    });
    Ok(row.map(|row| (caller.clinic, row)))
}

/// What to do before, each once.
fn preparations(row: &AppointmentRow) -> Vec<String> {
    let mut known: Vec<String> = Vec::new();
    for segment in &row.segments {
        let step = segment.service.service.preparation.as_deref().map_or("", str::trim);
        if !step.is_empty() && known.iter().all(|other| other != step) {
            known.push(step.to_owned());
        }
    }
    known
}
