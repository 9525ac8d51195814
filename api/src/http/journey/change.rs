//! Moving and cancelling the appointment, and taking it along as a calendar's entry.

use axum::Form;
use axum::extract::Query;
use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;
use minijinja::context;
use serde::Deserialize;

use super::booking::{self, Address, Choice, nothing_chosen};
use super::offers::{Aim, Listing};
use super::treatment;
use super::visitor::{Cause, Journey};
use crate::features::appointments::{
    CancelAppointment, Change, RescheduleAppointment, cancel_appointment, reschedule_appointment,
};
use crate::platform::error::{Failure, Outcome, UserErrorCode};

/// The aim of moving what is there; none where it may not be moved, or there is nothing.
fn aim(journey: &Journey) -> Option<Aim> {
    let row = journey.appointment.as_ref()?;
    journey.may(row, Change::Move).then_some(Aim::Move(row.appointment.id))
}

/// Where the journey stands tells why there is no other page.
fn home(journey: &Journey) -> Response {
    Redirect::to(journey.home()).into_response()
}

/// The same, with what was refused.
async fn stands(journey: &Journey, words: String) -> Outcome<Response> {
    let problem = Some((StatusCode::CONFLICT, words));
    match &journey.cause {
        Cause::Request(_) => booking::stands(journey, None, None, problem).await,
        Cause::CarePlan(plan) => treatment::page(journey, plan, None, problem).await,
    }
}

/// One coming visit of a care plan.
pub(super) async fn one(journey: Journey) -> Response {
    let shown = booking::ticket(&journey, StatusCode::OK, None, None).await;
    journey.settle(shown)
}

pub(super) async fn show(journey: Journey, Query(address): Query<Address>) -> Response {
    let Some(aim) = aim(&journey) else { return home(&journey) };
    let shown = journey.listing(Listing::new(aim, address.dia.as_deref())).await;
    journey.settle(shown)
}

pub(super) async fn review(journey: Journey, Query(address): Query<Address>) -> Response {
    let Some(aim) = aim(&journey) else { return home(&journey) };
    let shown = match address.turno {
        Some(slot) => journey.review(aim, &slot, StatusCode::OK, None).await,
        None => journey.listing(nothing_chosen(&journey, aim)).await,
    };
    journey.settle(shown)
}

pub(super) async fn reschedule(mut journey: Journey, Form(choice): Form<Choice>) -> Response {
    let moved = try_move(&mut journey, choice).await;
    journey.settle(moved)
}

async fn try_move(journey: &mut Journey, choice: Choice) -> Outcome<Response> {
    let change = RescheduleAppointment {
        id: journey.appointment_id(),
        slot_id: choice.turno.clone(),
        idempotency_key: choice.clave,
    };
    let refusals = match reschedule_appointment(journey.app(), &journey.actor, change).await.outcome {
        Ok(_) => return Ok(journey.done("cambiado")),
        Err(Failure::Refused(refusals)) => refusals,
        Err(failure) => return Err(failure),
    };
    journey.again().await?;
    let words = journey.words(&refusals);
    let taken = refusals.iter().any(|refusal| refusal.code == UserErrorCode::SlotTaken);
    match aim(journey).filter(|_| taken) {
        Some(aim) => {
            let day = journey.day_of_slot(&choice.turno).map(|day| day.to_string());
            journey.listing(Listing::instead(aim, day.as_deref(), StatusCode::CONFLICT, words)).await
        }
        None => stands(journey, words).await,
    }
}

/// What is cancelled: the key comes with the page that asks.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Cancellation {
    clave: String,
}

pub(super) async fn ask_to_cancel(journey: Journey) -> Response {
    match &journey.appointment {
        Some(row) if journey.may(row, Change::Cancel) => {
            let key = journey.app().new_id::<sea_orm::prelude::Uuid>().to_string();
            let values = context! {
                visit => journey.appointment_view(row),
                key,
                of_request => journey.request().is_some(),
                root => journey.root(),
                home => journey.home(),
            };
            journey.page(StatusCode::OK, "cancel.html", values)
        }
        _ => home(&journey),
    }
}

pub(super) async fn cancel(mut journey: Journey, Form(sent): Form<Cancellation>) -> Response {
    let cancelled = try_cancel(&mut journey, sent.clave).await;
    journey.settle(cancelled)
}

async fn try_cancel(journey: &mut Journey, key: String) -> Outcome<Response> {
    // Sent twice, the first one did it.
    let Some(id) = journey.appointment_id() else { return Ok(home(journey)) };
    let change = CancelAppointment { id: Some(id), reason: None, idempotency_key: Some(key) };
    match cancel_appointment(journey.app(), &journey.actor, change).await {
        Ok(_) => Ok(journey.done("cancelado")),
        Err(Failure::Refused(refusals)) => {
            journey.again().await?;
            stands(journey, journey.words(&refusals)).await
        }
        Err(failure) => Err(failure),
    }
}

pub(super) async fn calendar(journey: Journey) -> Response {
    let Some(row) = &journey.appointment else { return home(&journey) };
    super::super::calendar::answer(journey.app(), &journey.clinic, row, journey.language())
}
