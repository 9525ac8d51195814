//! Books inside a transaction: whoever books, it is done here.

use entity::enums::{
    AppointmentState, AssistanceRequestOutcome, AssistanceRequestState, CoverageDecision, EventKind,
    NotificationKind,
};
use entity::ids::{AppointmentId, ClinicId, PatientId, ServiceId};
use entity::{appointment, appointment_service, assistance_request, care_plan};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ConnectionTrait, EntityTrait, IntoActiveModel};
use serde_json::json;

use super::agenda::start_of;
use super::cells::{Holder, release_holds, slot_taken, take_cells, unknown_slot};
use super::ground::{Asked, Ground, SlotFor};
use super::notify::plan_news;
use super::offers::{Misfit, Offer, check_slot};
use super::requests::{Standing, refuse_unless_bookable, standing};
use super::slot_id::ChosenSlot;
use super::visits::{next_visit_number, refuse_unfit};
use crate::features::catalog::{decide_for_patient, keep_still};
use crate::features::clinics::clinic_by_id;
use crate::features::events::{NewEvent, UnitOfWork};
use crate::platform::actor::Actor;
use crate::platform::error::{Error, Outcome, Refusal, UserErrorCode};

/// What an appointment comes of.
#[derive(Clone, Debug)]
pub enum Purpose {
    /// The request that it settles, locked by the caller (`lock_exclusive`).
    Request(Box<assistance_request::Model>),
    /// The care plan of which it is the next visit, locked by the caller, so that no two visits get one number.
    CarePlan(Box<care_plan::Model>),
}

/// What is to be booked. Nothing of it is trusted but the row of the request or the care plan.
#[derive(Clone, Debug)]
pub struct BookingOrder {
    /// The id of the appointment to be.
    pub id: AppointmentId,
    /// For whom.
    pub patient_id: PatientId,
    /// What it comes of.
    pub purpose: Purpose,
    /// The slot, as [`super::read_slot_id`] read it.
    pub slot: ChosenSlot,
    /// Whether the patient pays what the payer does not.
    pub self_pay: bool,
}

/// Books a slot in the caller's transaction: the cells, the appointment with its order or its number, the request,
/// the event, the audit entry and the message commit together. What the patient held before is given up.
///
/// A refusal leaves the transaction unusable: drop it.
///
/// # Errors
/// `SLOT_TAKEN`, `NOT_FOUND` for what is no slot, `NOT_COVERED`, `CONFLICT` or `ALREADY_RESOLVED` where the
/// request is settled, `INVALID` where the slot is not for the plan's visits.
pub async fn book_in(
    work: &mut UnitOfWork<'_>,
    actor: &Actor,
    order: BookingOrder,
) -> Outcome<AppointmentId> {
    let (clinic_id, now) = (work.clinic_id(), work.now());
    let (request, plan) = match order.purpose {
        Purpose::Request(request) => (Some(*request), None),
        Purpose::CarePlan(plan) => (None, Some(*plan)),
    };
    let whose = request.as_ref().map(|row| (row.clinic_id, row.patient_id));
    if whose.or(plan.as_ref().map(|row| (row.clinic_id, row.patient_id)))
        != Some((clinic_id, order.patient_id))
    {
        return Err(Error::internal("a booking for what is somebody else's").into());
    }
    if let Some(standing @ (Standing::Booked | Standing::Closed)) = request.as_ref().map(standing) {
        refuse_unless_bookable(standing)?;
    }
    let (ground, offer) = ground_of(work, actor, &order.slot, SlotFor::Booking).await?;
    let services: Vec<_> = offer.segments.iter().map(|segment| segment.service).collect();
    let mut visit_number = None;
    if let Some(plan) = &plan {
        refuse_unfit(&ground, plan, &offer.segments)?;
        visit_number = Some(next_visit_number(work.db(), plan).await?);
    }
    if !order.self_pay {
        refuse_uncovered(work.db(), clinic_id, actor, order.patient_id, &services).await?;
    }
    release_holds(work.db(), clinic_id, order.patient_id, now).await?;
    let (booked_by_kind, booked_by_id) = actor.identity();
    let appointment = appointment::ActiveModel {
        id: Set(order.id),
        clinic_id: Set(clinic_id),
        patient_id: Set(order.patient_id),
        assistance_request_id: Set(request.as_ref().map(|request| request.id)),
        medical_order_id: Set(request.as_ref().map(|request| request.medical_order_id)),
        care_plan_id: Set(plan.map(|plan| plan.id)),
        visit_number: Set(visit_number),
        site_id: Set(Some(offer.site)),
        external_id: Set(None),
        starts_at: Set(start_of(offer.span.start)),
        ends_at: Set(start_of(offer.span.end)),
        state: Set(AppointmentState::Booked),
        version: Set(1),
        self_pay: Set(order.self_pay),
        booked_by_kind: Set(booked_by_kind),
        booked_by_id: Set(booked_by_id),
        booked_at: Set(now),
        moved_at: Set(None),
        started_at: Set(None),
        ended_at: Set(None),
        cancelled_at: Set(None),
        cancel_reason: Set(None),
    }
    .insert(work.db())
    .await?;
    let cells = ground.question.cells(&offer);
    take_cells(work.db(), clinic_id, Holder::Appointment(order.id), &cells, now).await?;
    insert_segments(work.db(), segments_of(&ground, order.id, &offer)).await?;
    if let Some(request) = request {
        settle_request(work, actor, request, order.id, AssistanceRequestOutcome::Booked).await?;
    }
    tell_booked(work, actor, &appointment);
    plan_news(work, actor, &ground.clinic, &appointment, NotificationKind::AppointmentBooked, None).await?;
    Ok(order.id)
}

/// Loads what a slot that somebody sent back stands on, and checks it.
pub(super) async fn ground_of(
    work: &UnitOfWork<'_>,
    actor: &Actor,
    slot: &ChosenSlot,
    slot_for: SlotFor,
) -> Outcome<(Ground, Offer)> {
    let services = slot.services();
    let resources: Vec<_> = slot.segments.iter().map(|segment| segment.resource).collect();
    keep_still(work.db(), work.clinic_id(), &services, &resources).await?;
    let clinic = clinic_by_id(work.db(), work.clinic_id()).await?.into();
    let (now, field) = (work.now(), "input.slotId");
    let asked = Asked { actor, clinic, now, services: &services, slot_for, field };
    let ground = Ground::load(work.db(), asked).await?;
    match check_slot(&ground.question, &ground.agenda, slot) {
        Ok(offer) => Ok((ground, offer)),
        Err(Misfit::Gone) => Err(slot_taken().into()),
        Err(Misfit::Impossible) => Err(unknown_slot().into()),
    }
}

async fn refuse_uncovered(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    actor: &Actor,
    patient_id: PatientId,
    services: &[ServiceId],
) -> Outcome<()> {
    let decided = decide_for_patient(db, clinic_id, patient_id, services)
        .await?
        .ok_or_else(|| Error::internal("a booking without a patient"))?;
    let uncovered = |decision| decision == Some(CoverageDecision::NotCovered);
    if decided.iter().any(|(_, decided)| uncovered(decided.decision)) {
        // Whoever reads it: the patient, or staff who book for them.
        let (es, en) = match actor.patient_id() {
            Some(_) => (
                "Tu obra social no cubre todos estos estudios. Si querés, podés pagarlos vos.",
                "Your health insurance does not cover all of these studies. You may pay for them yourself.",
            ),
            None => (
                "La obra social del paciente no cubre todos estos estudios. Si acepta pagarlos, asignalo como \
                 particular.",
                "The patient's health insurance does not cover all of these studies. Book it as self-pay if they \
                 agree to pay.",
            ),
        };
        return Err(Refusal::new(UserErrorCode::NotCovered, "input.selfPay", es, en).into());
    }
    Ok(())
}

/// The services of an appointment, in the order in which they are done.
pub(super) fn segments_of(
    ground: &Ground,
    id: AppointmentId,
    offer: &Offer,
) -> Vec<appointment_service::Model> {
    let segments = (0..).zip(ground.question.spans(offer));
    segments
        .map(|(position, (segment, span))| appointment_service::Model {
            appointment_id: id,
            position,
            clinic_id: ground.clinic.id,
            service_id: segment.service,
            resource_id: Some(segment.resource),
            starts_at: start_of(span.start),
            ends_at: start_of(span.end),
        })
        .collect()
}

/// Writes the services of an appointment.
pub(super) async fn insert_segments(
    db: &impl ConnectionTrait,
    segments: Vec<appointment_service::Model>,
) -> Outcome<()> {
    let rows = segments.into_iter().map(IntoActiveModel::into_active_model);
    appointment_service::Entity::insert_many(rows).exec_without_returning(db).await?;
    Ok(())
}

/// The request has its appointment.
pub(super) async fn settle_request(
    work: &UnitOfWork<'_>,
    actor: &Actor,
    request: assistance_request::Model,
    appointment_id: AppointmentId,
    outcome: AssistanceRequestOutcome,
) -> Outcome<()> {
    let version = request.version + 1;
    let mut row = request.into_active_model();
    row.state = Set(AssistanceRequestState::Booked);
    row.version = Set(version);
    row.resolved_at = Set(Some(work.now()));
    row.resolved_by_id = Set(actor.user_id());
    row.outcome = Set(Some(outcome));
    row.attention_reason = Set(None);
    row.claimed_by_id = Set(None);
    row.claim_expires_at = Set(None);
    row.appointment_id = Set(Some(appointment_id));
    row.update(work.db()).await?;
    Ok(())
}

/// Tells the feed and the audit trail.
pub(super) fn tell_booked(work: &mut UnitOfWork<'_>, actor: &Actor, appointment: &appointment::Model) {
    work.emit(NewEvent {
        kind: EventKind::AppointmentBooked,
        request_id: appointment.assistance_request_id,
        patient_id: Some(appointment.patient_id),
        appointment_id: Some(appointment.id),
    });
    let detail = json!({
        "request": appointment.assistance_request_id,
        "order": appointment.medical_order_id,
        "carePlan": appointment.care_plan_id,
        "visit": appointment.visit_number,
        "startsAt": appointment.starts_at.to_rfc3339(),
    });
    work.audit(actor, "appointment.booked", "Appointment", appointment.id, detail);
}
