//! `GET /turnos/{id}/turno.ics`: an appointment for the calendar of the patient's telephone.
//!
//! An address and no script, because telephones open a calendar's entry only where they download one. The session's
//! cookie says who asks: whoever may move the appointment may take it along.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
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
use crate::platform::ics::Calendar;

/// The route.
pub(super) fn router() -> Router<Arc<App>> {
    Router::new().route("/turnos/{id}/turno.ics", get(entry))
}

async fn entry(State(app): State<Arc<App>>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    let id = GlobalId::from_global(&id.into());
    match find(&app, id, &headers).await {
        Ok(Some(calendar)) => {
            let headers = [
                (CONTENT_TYPE, format!("text/calendar; charset=utf-8; method={}", calendar.method.as_str())),
                (CONTENT_DISPOSITION, "attachment; filename=\"turno.ics\"".into()),
                (CACHE_CONTROL, "no-store".into()),
            ];
            (headers, calendar.ics).into_response()
        }
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => Problem::status_of(&error).into_response(),
    }
}

/// The entry; none where there is no such appointment of whoever asks.
async fn find(app: &App, id: Option<AppointmentId>, headers: &HeaderMap) -> Result<Option<Calendar>> {
    let (Some(id), Some(token)) = (id, session_in_cookie(headers)) else { return Ok(None) };
    let Some(found) = authenticate(app, token).await? else { return Ok(None) };
    let row = find_appointment(&app.db, found.clinic.id, id).await?;
    let Some(row) = row.filter(|row| may_manage(&row.appointment, &found.actor)) else { return Ok(None) };
    let language = spoken(headers).unwrap_or_else(|| Language::of_locale(&found.clinic.locale));
    let (appointment, site) = (&row.appointment, row.site.as_deref());
    let entry = invite(app, &found.clinic, appointment, site, &preparations(&row), language);
    Ok(Some(entry.to_calendar(app.now())))
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
