//! `/tratamiento`: a care plan in the hands of the holder of its link.

use std::sync::Arc;

use axum::extract::Query;
use axum::response::{IntoResponse, Redirect, Response};
use entity::enums::AppointmentState;
use http::StatusCode;
use minijinja::context;

use super::booking::Address;
use super::reminders;
use super::view::preparations;
use super::visitor::{Holder, visit_root};
use crate::features::appointments::{AppointmentFilter, AppointmentRow, search_appointments};
use crate::features::care_plans::{CarePlanRow, find_care_plan};
use crate::features::clinics::time_zone;
use crate::platform::clinic_time::{ZoneName, day_of, format_day, format_moment};
use crate::platform::connection::Page;
use crate::platform::error::{Error, Language, Outcome, Result};

/// Coming visits that are listed.
const COMING: u64 = 50;
/// Past visits that are listed, the newest.
const PAST: u64 = 10;

pub(super) async fn show(holder: Holder, Query(address): Query<Address>) -> Response {
    let Some(id) = holder.scope.care_plan() else {
        return Redirect::to(holder.home()).into_response();
    };
    let shown = async {
        let plan = find_care_plan(&holder.app().db, holder.clinic.id, id).await?;
        let plan = plan.ok_or_else(|| Error::internal("the care plan of a link vanished"))?;
        let notice = address.aviso.as_deref().and_then(|what| notice(what, holder.language()));
        page(&holder, &plan, notice, None).await
    };
    holder.settle(shown.await)
}

/// Where the treatment stands.
pub(super) async fn page(
    holder: &Holder,
    plan: &CarePlanRow,
    notice: Option<&str>,
    problem: Option<(StatusCode, String)>,
) -> Outcome<Response> {
    let (status, problem) = problem.map_or((StatusCode::OK, None), |(status, words)| (status, Some(words)));
    let (zone, language, now) = (time_zone(&holder.clinic), holder.language(), holder.app().now());
    let open = [AppointmentState::Booked, AppointmentState::InProgress];
    let coming: Vec<_> = visits(holder, plan, &open, false)
        .await?
        .into_iter()
        .filter(|row| row.appointment.ends_at > now)
        .collect();
    let (next, later) = (coming.first(), coming.get(1..).unwrap_or_default());
    let ended = [AppointmentState::Completed, AppointmentState::NoShow];
    let past = visits(holder, plan, &ended, true).await?;
    let past = past.iter().rev().map(|row| {
        let day = format_day(day_of(row.appointment.starts_at, zone), language);
        context! { day, missed => row.appointment.state == AppointmentState::NoShow }
    });
    let later = later.iter().map(|row| {
        let moment = format_moment(row.appointment.starts_at, zone, language, ZoneName::Hidden);
        context! { moment, root => visit_root(row.appointment.id) }
    });
    let steps = next.iter().flat_map(|row| &row.segments);
    let values = context! {
        notice, problem,
        title => plan.plan.title.clone(),
        visit => next.map(|row| holder.appointment(row, Some(&plan.practitioner.name))),
        number => next.and_then(|row| row.appointment.visit_number),
        root => next.map(|row| visit_root(row.appointment.id)),
        steps => preparations(steps.map(|segment| segment.service.service.preparation.as_deref())),
        later => later.collect::<Vec<_>>(),
        past => past.collect::<Vec<_>>(),
        of_request => false,
        reminders => holder.reminders().await?,
    };
    Ok(holder.page(status, "treatment.html", values))
}

/// Its visits in these states, the soonest first; where `newest`, the last of them.
async fn visits(
    holder: &Holder,
    plan: &CarePlanRow,
    states: &[AppointmentState],
    newest: bool,
) -> Result<Vec<Arc<AppointmentRow>>> {
    let zone = time_zone(&holder.clinic);
    let from = (!newest).then(|| day_of(holder.app().now(), zone).pred_opt()).flatten();
    let filter = AppointmentFilter {
        care_plan_id: Some(plan.plan.id),
        states: Some(states.to_vec()),
        from,
        ..AppointmentFilter::default()
    };
    let limit = if newest { PAST } else { COMING };
    let page = Page { limit, backward: newest, after: None, before: None };
    Ok(search_appointments(&holder.app().db, holder.clinic.id, zone, &filter, &page).await?.items)
}

/// What was just done, by the word in the address.
fn notice(what: &str, language: Language) -> Option<&'static str> {
    let (es, en) = match what {
        "cambiado" => ("¡Listo! Cambiamos tu visita.", "Done! Your visit was moved."),
        "cancelado" => ("Cancelamos tu visita.", "Your visit is cancelled."),
        "recordatorios" => reminders::SAVED,
        _ => return None,
    };
    Some(if language == Language::En { en } else { es })
}
