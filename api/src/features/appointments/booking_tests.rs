//! What people do with slots and appointments, on a real database.

use entity::enums::{AppointmentState, AssistanceRequestOutcome, AssistanceRequestState};
use entity::ids::{AppointmentId, PatientId, ServiceId, SlotHoldId};
use entity::{appointment, assistance_request, audit_entry, patient};
use futures_util::future::join_all;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use super::test_clinic::{CLINIC, CT, ECHO, TestClinic, clock_of, code, id, starts};
use super::*;
use crate::platform::actor::{Actor, JourneyScope};
use crate::platform::connection::Page;
use crate::platform::error::{Outcome, UserErrorCode};

fn order(slot: &SlotRow, key: &str) -> BookAppointment {
    let choice = Choice { slot_id: Some(slot.id.clone()), hold_id: None };
    BookAppointment { choice, idempotency_key: key.into(), self_pay: false }
}

fn of_hold(hold: SlotHoldId, key: &str) -> BookAppointment {
    let choice = Choice { slot_id: None, hold_id: Some(Some(hold)) };
    BookAppointment { choice, idempotency_key: key.into(), self_pay: false }
}

async fn book(clinic: &TestClinic, actor: &Actor, slot: &SlotRow, key: &str) -> Attempt<AppointmentId> {
    book_appointment(&clinic.app, actor, order(slot, key)).await
}

async fn hold(clinic: &TestClinic, actor: &Actor, slot: &str) -> Attempt<Held> {
    let wanted = HoldSlot { slot_id: slot.into(), moving_id: None, idempotency_key: None };
    hold_slot(&clinic.app, actor, wanted).await
}

async fn cancel(clinic: &TestClinic, actor: &Actor, id: AppointmentId) -> Outcome<AppointmentId> {
    let input = CancelAppointment { id: Some(id), reason: Some("No puedo.".into()), idempotency_key: None };
    cancel_appointment(&clinic.app, actor, input).await
}

async fn shift(
    clinic: &TestClinic,
    actor: &Actor,
    id: AppointmentId,
    slot: &str,
    key: &str,
) -> Attempt<AppointmentId> {
    let choice = Choice { slot_id: Some(slot.into()), hold_id: None };
    let input = RescheduleAppointment { id: Some(id), choice, idempotency_key: key.into() };
    reschedule_appointment(&clinic.app, actor, input).await
}

async fn stored(clinic: &TestClinic, id: AppointmentId) -> std::sync::Arc<AppointmentRow> {
    find_appointment(&clinic.app.db, CLINIC, id).await.expect("the database").expect("the appointment")
}

#[tokio::test]
async fn the_order_is_attached_and_the_request_settled_in_one_go() {
    let clinic = TestClinic::new().await;
    let ana = clinic.patient(100, &[CT, ECHO]).await;
    let slots = clinic.slots(&ana, &[CT, ECHO], 23, 3).await;
    assert_eq!(starts(&slots), ["23 08:00", "23 08:20", "23 08:30"]);
    let booked = book(&clinic, &ana, &slots[0], "k1").await.outcome.expect("booked");

    let row = stored(&clinic, booked).await;
    assert_eq!(row.appointment.medical_order_id, Some(id(101)));
    assert_eq!((row.segments.len(), clock_of(row.appointment.ends_at)), (2, "23 08:50".into()));
    assert_eq!(row.segments[0].resource.as_ref().map(|row| row.id), Some(id(20)));
    assert!(row.site.is_some());
    let request = clinic.request(&ana).await;
    assert_eq!(request.state, AssistanceRequestState::Booked);
    assert_eq!(request.outcome, Some(AssistanceRequestOutcome::Booked));
    assert_eq!((request.appointment_id, request.version), (Some(booked), 2));
    assert!(request.resolved_at.is_some());
    assert_eq!(clinic.cells().await, 10);
    assert_eq!(clinic.told().await, (vec!["booked".into()], vec!["appointment_booked"]));
    assert_eq!(audit_entry::Entity::find().all(&clinic.app.db).await.expect("audit").len(), 1);

    // The same key answers with the first result; another finds the request settled.
    assert_eq!(book(&clinic, &ana, &slots[0], "k1").await.outcome.expect("the first"), booked);
    assert_eq!(code(book(&clinic, &ana, &slots[1], "k1").await.outcome), UserErrorCode::Conflict);
    assert_eq!(code(book(&clinic, &ana, &slots[1], "k2").await.outcome), UserErrorCode::Conflict);
    assert_eq!(clinic.cells().await, 10);
}

#[tokio::test]
async fn a_list_goes_on_where_it_ended_and_leaves_out_what_is_taken() {
    let clinic = TestClinic::new().await;
    let ana = clinic.patient(100, &[CT]).await;
    let whole = clinic.slots(&ana, &[CT], 23, 100).await;
    let from = "2026-11-23".parse().expect("a day");
    let search = SlotSearch::new(vec![CT], from);
    let mut walked = Vec::new();
    let mut after = None;
    while walked.len() < whole.len() {
        let page = Page { limit: 7, backward: false, after, before: None };
        let slice = find_slots(&clinic.app, &ana, &search, &page).await.expect("slots");
        walked.extend(slice.items);
        after = walked.last().map(|slot: &SlotRow| (slot.offer.span.start, slot.offer.site));
    }
    walked.truncate(whole.len());
    assert_eq!(starts(&walked), starts(&whole));
    book(&clinic, &ana, &whole[0], "k").await.outcome.expect("booked");
    assert_eq!(starts(&clinic.slots(&ana, &[CT], 23, 1).await), ["23 08:30"]);
    clinic.pass(100);
    assert_eq!(starts(&clinic.slots(&ana, &[CT], 1, 1).await), ["23 09:00"]);
}

#[tokio::test]
async fn a_hold_keeps_the_slot_until_it_runs_out() {
    let clinic = TestClinic::new().await;
    let (ana, eva) = (clinic.patient(100, &[CT]).await, clinic.patient(200, &[CT]).await);
    let slots = clinic.slots(&ana, &[CT], 23, 2).await;
    let first = hold(&clinic, &ana, &slots[1].id).await.outcome.expect("held");
    let held = hold(&clinic, &ana, &slots[0].id).await.outcome.expect("held");
    assert_eq!(clinic.cells().await, 6, "a new hold gives up the older");
    let late = book_appointment(&clinic.app, &ana, of_hold(first.id, "k0")).await;
    assert_eq!(code(late.outcome), UserErrorCode::HoldExpired);

    // To the holder it is free, to others it is not.
    assert_eq!(starts(&clinic.slots(&ana, &[CT], 23, 1).await), ["23 08:00"]);
    assert_eq!(starts(&clinic.slots(&eva, &[CT], 23, 1).await), ["23 08:30"]);
    let refused = book(&clinic, &eva, &slots[0], "k1").await;
    assert_eq!(starts(&refused.offers)[0], "23 08:30");
    assert_eq!(code(refused.outcome), UserErrorCode::SlotTaken);
    let stolen = book_appointment(&clinic.app, &eva, of_hold(held.id, "k2")).await;
    assert_eq!(code(stolen.outcome), UserErrorCode::NotFound);

    clinic.pass(10);
    assert_eq!(starts(&clinic.slots(&eva, &[CT], 23, 1).await), ["23 08:00"]);
    book(&clinic, &eva, &slots[0], "k1").await.outcome.expect("what ran out is free");
    let late = book_appointment(&clinic.app, &ana, of_hold(held.id, "k3")).await;
    assert_eq!(starts(&late.offers)[0], "23 08:30");
    assert_eq!(code(late.outcome), UserErrorCode::HoldExpired);
    let held = hold(&clinic, &ana, &late.offers[0].id).await.outcome.expect("held");
    book_appointment(&clinic.app, &ana, of_hold(held.id, "k4")).await.outcome.expect("booked");
    assert_eq!(clinic.cells().await, 12);
}

#[tokio::test]
async fn the_sweep_clears_what_ran_out_and_nothing_else() {
    let clinic = TestClinic::new().await;
    let (ana, eva) = (clinic.patient(100, &[CT]).await, clinic.patient(200, &[CT]).await);
    let slots = clinic.slots(&ana, &[CT], 23, 2).await;
    hold(&clinic, &ana, &slots[0].id).await.outcome.expect("held");
    clinic.pass(6);
    hold(&clinic, &eva, &slots[1].id).await.outcome.expect("held");
    clinic.pass(6);
    assert_eq!(sweep_holds(&clinic.app).await.expect("swept"), 1);
    assert_eq!((clinic.cells().await, sweep_holds(&clinic.app).await.expect("swept")), (6, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_who_want_one_slot_one_gets_it() {
    let clinic = TestClinic::new().await;
    let mut people = Vec::new();
    for number in 1..=8 {
        people.push(clinic.patient(number * 100, &[CT, ECHO]).await);
    }
    let slot = &clinic.slots(&people[0], &[CT, ECHO], 23, 1).await[0];
    let attempts = join_all(people.iter().map(|actor| book(&clinic, actor, slot, "k"))).await;
    let (won, lost): (Vec<_>, Vec<_>) = attempts.into_iter().partition(|attempt| attempt.outcome.is_ok());
    assert_eq!((won.len(), clinic.cells().await), (1, 10));
    for attempt in lost {
        assert!(!attempt.offers.is_empty());
        assert_eq!(code(attempt.outcome), UserErrorCode::SlotTaken);
    }
}

#[tokio::test]
async fn moving_and_cancelling() {
    let clinic = TestClinic::new().await;
    let (ana, eva) = (clinic.patient(100, &[CT]).await, clinic.patient(200, &[CT]).await);
    let slots = clinic.slots(&ana, &[CT], 24, 3).await;
    let booked = book(&clinic, &ana, &slots[0], "k1").await.outcome.expect("booked");
    let other = book(&clinic, &eva, &slots[2], "k1").await.outcome.expect("booked");

    // Where it is now is no offer to who moves it, nor to others.
    let from = "2026-11-24".parse().expect("a day");
    let search = SlotSearch { moving: Some(booked), ..SlotSearch::new(vec![CT], from) };
    let page = Page { limit: 2, backward: false, after: None, before: None };
    let found =
        async |actor| starts(&find_slots(&clinic.app, actor, &search, &page).await.expect("slots").items);
    assert_eq!(found(&ana).await, ["24 08:30", "24 09:30"]);
    assert_eq!(found(&eva).await, ["24 08:30", "24 09:30"]);

    // A quarter of an hour later: it keeps some of its cells.
    let later: Vec<_> =
        slots[0].offer.segments.iter().map(|part| Segment { start: part.start + 3, ..*part }).collect();
    let later = write_slot_id(slots[0].site.id, &later);
    shift(&clinic, &ana, booked, &later, "m1").await.outcome.expect("moved");
    shift(&clinic, &ana, booked, &later, "m1").await.outcome.expect("moved once");
    let row = stored(&clinic, booked).await;
    assert_eq!((row.appointment.version, clock_of(row.appointment.starts_at)), (2, "24 08:15".into()));
    // To who moves it its own time is free; to others it is not.
    assert_eq!(found(&ana).await, ["24 08:00", "24 08:30"]);
    assert_eq!(found(&eva).await, ["24 09:30", "24 10:00"]);
    assert_eq!(clinic.cells().await, 12);
    let refused = shift(&clinic, &ana, booked, &slots[2].id, "m2").await;
    assert!(!refused.offers.is_empty());
    assert_eq!(code(refused.outcome), UserErrorCode::SlotTaken);
    assert_eq!(code(shift(&clinic, &ana, other, &slots[1].id, "m3").await.outcome), UserErrorCode::NotFound);
    assert_eq!(code(shift(&clinic, &ana, booked, "nothing", "m4").await.outcome), UserErrorCode::NotFound);
    let echo = &clinic.slots(&ana, &[ECHO], 24, 1).await[0];
    assert_eq!(code(shift(&clinic, &ana, booked, &echo.id, "m5").await.outcome), UserErrorCode::Invalid);

    assert_eq!(code(cancel(&clinic, &ana, other).await), UserErrorCode::NotFound);
    cancel(&clinic, &ana, booked).await.expect("cancelled");
    assert_eq!(code(cancel(&clinic, &ana, booked).await), UserErrorCode::Conflict);
    assert_eq!(clinic.cells().await, 6);
    let request = clinic.request(&ana).await;
    // This confirmation's message never left: the patient may book again, and a person looks meanwhile.
    assert_eq!((request.state, request.appointment_id), (AssistanceRequestState::NeedsAttention, None));
    assert!(request.resolved_at.is_none() && request.outcome.is_none());
    let again = book(&clinic, &ana, &slots[0], "k2").await.outcome.expect("booked again");
    assert_eq!(clinic.request(&ana).await.appointment_id, Some(again));
    let (messages, events) = clinic.told().await;
    assert_eq!(messages, ["booked", "booked", "booked", "cancelled", "moved"]);
    assert_eq!(events[2..], ["appointment_moved", "appointment_cancelled", "appointment_booked"]);

    // An hour before it the patient has to call; staff may still cancel, and then a person looks at it.
    clinic.pass(24 * 60);
    assert_eq!(code(cancel(&clinic, &ana, again).await), UserErrorCode::Conflict);
    cancel(&clinic, &clinic.operator(), again).await.expect("cancelled by staff");
    let request = clinic.request(&ana).await;
    assert_eq!(request.state, AssistanceRequestState::NeedsAttention);
    assert_eq!(request.attention_reason.as_deref(), Some("appointment_cancelled"));
    clinic.pass(3 * 60);
    assert_eq!(code(cancel(&clinic, &clinic.operator(), other).await), UserErrorCode::Conflict);
}

#[tokio::test]
async fn only_what_was_confirmed_and_what_is_covered() {
    let clinic = TestClinic::new().await;
    let ana = clinic.patient(100, &[CT]).await;
    let slots = clinic.slots(&ana, &[CT], 23, 1).await;
    let echo = &clinic.slots(&ana, &[ECHO], 23, 1).await[0];
    assert_eq!(code(book(&clinic, &ana, echo, "k").await.outcome), UserErrorCode::Invalid);
    assert_eq!(code(hold(&clinic, &ana, &echo.id).await.outcome), UserErrorCode::Invalid);
    assert_eq!(code(hold(&clinic, &ana, "AQ").await.outcome), UserErrorCode::NotFound);
    let choice = Choice { slot_id: Some(slots[0].id.clone()), hold_id: Some(None) };
    let both = BookAppointment { choice, ..order(&slots[0], "k") };
    assert_eq!(code(book_appointment(&clinic.app, &ana, both).await.outcome), UserErrorCode::Invalid);
    let nobody = clinic.operator();
    let refused = book(&clinic, &nobody, &slots[0], "k").await.outcome;
    assert!(matches!(refused, Err(crate::platform::error::Failure::Error(_))));

    let review = |state| {
        assistance_request::Entity::update_many()
            .col_expr(assistance_request::Column::State, Expr::value(state))
            .exec(&clinic.app.db)
    };
    review(AssistanceRequestState::PendingReview).await.expect("changed");
    assert_eq!(code(book(&clinic, &ana, &slots[0], "k").await.outcome), UserErrorCode::Conflict);
    review(AssistanceRequestState::Resolved).await.expect("changed");
    assert_eq!(code(book(&clinic, &ana, &slots[0], "k").await.outcome), UserErrorCode::AlreadyResolved);
    review(AssistanceRequestState::DispatchPlanned).await.expect("changed");

    let payer: Option<entity::ids::PayerId> = Some(id(4));
    patient::Entity::update_many()
        .col_expr(patient::Column::PayerId, Expr::value(payer))
        .exec(&clinic.app.db)
        .await
        .expect("changed");
    assert_eq!(code(book(&clinic, &ana, &slots[0], "k").await.outcome), UserErrorCode::NotCovered);
    let paid = BookAppointment { self_pay: true, ..order(&slots[0], "k") };
    let Actor::Journey { clinic_id, patient_id, session_id, .. } = ana else { panic!("no journey") };
    let portal = Actor::Patient { clinic_id, patient_id, session_id };
    let booked = book_appointment(&clinic.app, &portal, paid).await.outcome.expect("booked");
    assert!(stored(&clinic, booked).await.appointment.self_pay);
}

#[tokio::test]
async fn staff_book_and_link_for_any_open_request() {
    let clinic = TestClinic::new().await;
    let (ana, eva) = (clinic.patient(100, &[CT]).await, clinic.patient(200, &[CT, ECHO]).await);
    let operator = clinic.operator();
    let slot = clinic.slots(&operator, &[CT], 23, 1).await.remove(0);
    hold(&clinic, &ana, &slot.id).await.outcome.expect("held");
    let mut work = clinic.app.begin(CLINIC).await.expect("begun");
    let request = locked(&work, &ana).await;
    let patient_id = request.patient_id;
    let slot = read_slot_id(&slot.id).expect("a slot");
    let id = clinic.app.new_id();
    let order =
        BookingOrder { id, patient_id, purpose: Purpose::Request(Box::new(request)), slot, self_pay: false };
    let booked = book_in(&mut work, &operator, order).await.expect("the patient's own hold does not hinder");
    work.commit().await.expect("committed");
    assert_eq!((clinic.cells().await, clinic.request(&ana).await.resolved_by_id), (6, operator.user_id()));

    let link = async |actor: &Actor, external_id: &str| {
        let mut work = clinic.app.begin(CLINIC).await.expect("begun");
        let request = locked(&work, actor).await;
        let starts_at = clinic.app.now() + chrono::Duration::days(1);
        let external = ExternalAppointment { external_id: external_id.into(), starts_at };
        let linked = link_external_in(&mut work, &operator, request, external).await;
        if linked.is_ok() {
            work.commit().await.expect("committed");
        }
        linked
    };
    assert_eq!(code(link(&ana, "T1").await), UserErrorCode::Conflict);
    let linked = link(&eva, "T1").await.expect("linked");
    let row = stored(&clinic, linked).await;
    assert_eq!((row.segments.len(), row.site.is_some()), (2, false));
    assert_eq!(row.appointment.ends_at - row.appointment.starts_at, chrono::Duration::minutes(50));
    let joe = clinic.patient(300, &[CT]).await;
    assert_eq!(code(link(&joe, "T1").await), UserErrorCode::Conflict);
    assert_eq!(code(cancel(&clinic, &eva, linked).await), UserErrorCode::Conflict);
    cancel(&clinic, &operator, linked).await.expect("unlinked");
    link(&joe, "T1").await.expect("linked anew");

    let page = Page { limit: 2, backward: false, after: None, before: None };
    let filter = AppointmentFilter { states: Some(vec![AppointmentState::Booked]), ..Default::default() };
    let list =
        search_appointments(&clinic.app.db, CLINIC, chrono_tz::UTC, &filter, &page).await.expect("a list");
    assert_eq!(list.items[0].appointment.id, booked);
    assert_eq!((list.items.len(), list.has_next), (2, false));
    let filter = AppointmentFilter { resource_id: Some(test_clinic::id(20)), ..Default::default() };
    let list =
        search_appointments(&clinic.app.db, CLINIC, chrono_tz::UTC, &filter, &page).await.expect("a list");
    assert_eq!(list.items.len(), 1);
    let own: PatientId = test_clinic::id(300);
    let of_patients = AppointmentsPage {
        clinic_id: CLINIC,
        of: AppointmentsOf::Patients,
        practitioner_id: None,
        states: None,
        page,
        with_segments: true,
    };
    let lists = appointments_below(&clinic.app.db, &of_patients, &[own.0]).await.expect("a list");
    assert_eq!(lists[&own.0].items.len(), 1);
    let elsewhere =
        find_appointment(&clinic.app.db, test_clinic::id(99), booked).await.expect("the database");
    assert!(elsewhere.is_none());
    let all = appointment::Entity::find().all(&clinic.app.db).await.expect("all");
    assert_eq!(all.len(), 3);
}

async fn locked(work: &crate::features::events::UnitOfWork<'_>, actor: &Actor) -> assistance_request::Model {
    let Actor::Journey { scope: JourneyScope::Request(request_id), .. } = actor else { panic!("no journey") };
    let found = assistance_request::Entity::find_by_id(*request_id)
        .filter(assistance_request::Column::ClinicId.eq(CLINIC))
        .lock_exclusive()
        .one(work.db())
        .await;
    found.expect("the database").expect("the request")
}

#[tokio::test]
async fn the_catalogue_refuses_what_does_not_go_together() {
    let clinic = TestClinic::new().await;
    let find = |ids: Vec<ServiceId>| {
        let db = clinic.app.db.clone();
        async move {
            crate::features::catalog::find_services_to_combine(&db, CLINIC, &ids, "input.serviceIds").await
        }
    };
    let names: Vec<_> = find(vec![ECHO, CT]).await.expect("services").into_iter().map(|row| row.id).collect();
    assert_eq!(names, [ECHO, CT]);
    assert_eq!(code(find(vec![CT, id(999)]).await), UserErrorCode::NotFound);
    assert_eq!(code(find(vec![]).await), UserErrorCode::Invalid);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_who_swap_their_slots_never_wait_for_each_other() {
    let clinic = TestClinic::new().await;
    let (ana, eva) = (clinic.patient(100, &[CT]).await, clinic.patient(200, &[CT]).await);
    let slots = clinic.slots(&ana, &[CT], 24, 2).await;
    let hers = book(&clinic, &ana, &slots[0], "k").await.outcome.expect("booked");
    let others = book(&clinic, &eva, &slots[1], "k").await.outcome.expect("booked");
    for round in 0..5 {
        let key = format!("m{round}");
        let (one, other) = tokio::join!(
            shift(&clinic, &ana, hers, &slots[1].id, &key),
            shift(&clinic, &eva, others, &slots[0].id, &key),
        );
        assert_eq!(code(one.outcome), UserErrorCode::SlotTaken);
        assert_eq!(code(other.outcome), UserErrorCode::SlotTaken);
    }
    assert_eq!(clinic.cells().await, 12);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_patient_who_taps_twice_has_one_hold_and_one_appointment() {
    let clinic = TestClinic::new().await;
    let ana = clinic.patient(100, &[CT]).await;
    let slots = clinic.slots(&ana, &[CT], 24, 6).await;
    let held = join_all(slots.iter().map(|slot| hold(&clinic, &ana, &slot.id))).await;
    assert!(held.iter().all(|attempt| attempt.outcome.is_ok()));
    assert_eq!(clinic.cells().await, 6);
    let same = join_all((0..4).map(|_| book(&clinic, &ana, &slots[0], "k"))).await;
    let ids: std::collections::BTreeSet<_> =
        same.into_iter().map(|attempt| attempt.outcome.expect("one and the same")).collect();
    assert_eq!((ids.len(), clinic.cells().await), (1, 6));
    let others = join_all(slots.iter().map(|slot| book(&clinic, &ana, slot, &slot.id))).await;
    assert!(others.into_iter().all(|attempt| code(attempt.outcome) == UserErrorCode::Conflict));
}
