//! `/reservar`: where the journey stands, and the way to an appointment.

use axum::Form;
use axum::extract::Query;
use axum::response::{IntoResponse, Redirect, Response};
use entity::enums::AssistanceRequestState;
use http::StatusCode;
use minijinja::context;
use serde::Deserialize;

use super::offers::{Aim, Listing};
use super::photos;
use super::reminders;
use super::visitor::Journey;
use crate::features::appointments::{
    BookAppointment, Standing, book_appointment, refuse_unless_bookable, standing,
};
use crate::platform::error::{Failure, Language, Outcome, UserErrorCode};

/// What an address of these pages may say.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Address {
    pub dia: Option<String>,
    pub turno: Option<String>,
    pub aviso: Option<String>,
}

/// What is booked, or moved to.
#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
pub(super) struct Choice {
    pub turno: String,
    pub clave: String,
    pub particular: Option<String>,
}

pub(super) async fn show(journey: Journey, Query(address): Query<Address>) -> Response {
    let notice = address.aviso.as_deref().and_then(|what| notice(what, journey.language()));
    let shown = stands(&journey, address.dia.as_deref(), notice, None).await;
    journey.settle(shown)
}

pub(super) async fn review(journey: Journey, Query(address): Query<Address>) -> Response {
    if journey.appointment.is_some() {
        return Redirect::to("/reservar").into_response();
    }
    let Some(request) = journey.request() else { return Redirect::to(journey.home()).into_response() };
    let shown = match (refuse_unless_bookable(standing(&request.row.request)), address.turno) {
        (Err(refusal), _) => {
            stands(&journey, None, None, Some((StatusCode::CONFLICT, journey.words(&[refusal])))).await
        }
        (Ok(()), Some(slot)) => journey.review(Aim::Book, &slot, StatusCode::OK, None).await,
        (Ok(()), None) => journey.listing(nothing_chosen(&journey, Aim::Book)).await,
    };
    journey.settle(shown)
}

pub(super) async fn book(mut journey: Journey, Form(choice): Form<Choice>) -> Response {
    let booked = try_book(&mut journey, choice).await;
    journey.settle(booked)
}

async fn try_book(journey: &mut Journey, choice: Choice) -> Outcome<Response> {
    let order = BookAppointment {
        slot_id: Some(choice.turno.clone()),
        hold_id: None,
        idempotency_key: choice.clave,
        self_pay: choice.particular.is_some(),
    };
    let refusals = match book_appointment(journey.app(), &journey.actor, order).await.outcome {
        Ok(_) => return Ok(journey.done("reservado")),
        Err(Failure::Refused(refusals)) => refusals,
        Err(failure) => return Err(failure),
    };
    journey.again().await?;
    let words = journey.words(&refusals);
    let is = |code| refusals.iter().any(|refusal| refusal.code == code);
    if journey.appointment.is_none() && is(UserErrorCode::NotCovered) {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return journey.review(Aim::Book, &choice.turno, status, Some(words)).await;
    }
    let day = journey.day_of_slot(&choice.turno).map(|day| day.to_string());
    stands(journey, day.as_deref(), None, Some((StatusCode::CONFLICT, words))).await
}

/// The page of where the journey stands.
pub(super) async fn stands(
    journey: &Journey,
    day: Option<&str>,
    notice: Option<String>,
    problem: Option<(StatusCode, String)>,
) -> Outcome<Response> {
    let (status, problem) = problem.map_or((StatusCode::OK, None), |(status, words)| (status, Some(words)));
    let request = match journey.request() {
        Some(request) if journey.appointment.is_none() => &request.row.request,
        _ => return ticket(journey, status, notice, problem).await,
    };
    if request.state == AssistanceRequestState::AwaitingPhoto {
        return photos::form(journey, status, problem).await;
    }
    match refuse_unless_bookable(standing(request)) {
        Ok(()) => journey.listing(Listing { status, problem, notice, ..Listing::new(Aim::Book, day) }).await,
        Err(refusal) => {
            let title = match (standing(request), journey.language()) {
                (Standing::Unconfirmed, Language::Es) => "Tenemos tu orden",
                (Standing::Unconfirmed, Language::En) => "We have your order",
                (_, Language::Es) => "Este pedido está cerrado",
                (_, Language::En) => "This request is closed",
            };
            let words = journey.words(&[refusal]);
            let words = notice.into_iter().chain([words]).collect::<Vec<_>>().join(" ");
            Ok(journey.page(status, "note.html", context! { title, words }))
        }
    }
}

/// The page of the appointment that stands.
pub(super) async fn ticket(
    journey: &Journey,
    status: StatusCode,
    notice: Option<String>,
    problem: Option<String>,
) -> Outcome<Response> {
    let Some(row) = &journey.appointment else { return Ok(Redirect::to(journey.home()).into_response()) };
    let values = context! {
        problem, notice,
        visit => journey.appointment_view(row),
        studies => journey.studies().await?,
        of_request => journey.request().is_some(),
        root => journey.root(),
        home => journey.home(),
        reminders => journey.reminders().await?,
    };
    Ok(journey.page(status, "booked.html", values))
}

/// The page of offers again, for a form that came without a choice.
pub(super) fn nothing_chosen(journey: &Journey, aim: Aim) -> Listing<'static> {
    let words = match journey.language() {
        Language::Es => "Elegí un horario y después tocá «Continuar».",
        Language::En => "Choose a time, then tap “Continue”.",
    };
    Listing::instead(aim, None, StatusCode::UNPROCESSABLE_ENTITY, words.into())
}

/// What was just done, by the word in the address.
fn notice(what: &str, language: Language) -> Option<String> {
    let (es, en) = match what {
        "reservado" => ("¡Listo! Tu turno está reservado.", "Done! Your appointment is booked."),
        "cambiado" => ("¡Listo! Cambiamos tu turno.", "Done! Your appointment was moved."),
        "cancelado" => (
            "Cancelamos tu turno. Si querés, elegí otro.",
            "Your appointment is cancelled. If you want to, choose another one.",
        ),
        "recordatorios" => reminders::SAVED,
        "fotos" => ("¡Gracias! Recibimos tus fotos.", "Thank you! Your photos have arrived."),
        _ => return None,
    };
    Some(if language == Language::En { en } else { es }.into())
}
