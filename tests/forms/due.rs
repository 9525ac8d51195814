//! What rules owe, over made-up histories: never twice, and the same whatever the order in which things were told.

use asistencia::features::forms::{
    AskedForm, Booking, DueForm, Plan, RuleFacts, forms_called_off, forms_due,
};
use chrono::Duration;
use entity::enums::{AppointmentState, CarePlanState, FormPurpose, FormState, FormTrigger};
use entity::form_rule;
use entity::ids::{
    AppointmentId, AssistanceRequestId, CarePlanId, FormDefinitionId, FormId, FormRuleId, PatientId,
    ServiceId,
};
use proptest::prelude::*;
use tests::world;
use uuid::Uuid;

const PATIENT: PatientId = world::PATIENT;

fn id<T: From<Uuid>>(number: u128) -> T {
    T::from(Uuid::from_u128(number))
}

fn rule(number: u128, trigger: FormTrigger, every: Option<i32>, service: Option<u128>) -> form_rule::Model {
    form_rule::Model {
        id: id::<FormRuleId>(number),
        clinic_id: world::CLINIC,
        form_definition_id: id::<FormDefinitionId>(number % 3),
        trigger_kind: trigger,
        every_visits: every,
        service_id: service.map(id::<ServiceId>),
        created_at: world::start(),
        holds_from: world::start(),
        disabled_at: None,
        version: 1,
    }
}

fn rules() -> Vec<form_rule::Model> {
    vec![
        rule(30, FormTrigger::FirstBooking, None, None),
        rule(33, FormTrigger::FirstBooking, None, Some(1)),
        rule(31, FormTrigger::CompletedVisits, Some(4), None),
        rule(34, FormTrigger::CompletedVisits, Some(3), Some(2)),
        rule(32, FormTrigger::TreatmentCompleted, None, None),
    ]
}

fn state() -> impl Strategy<Value = AppointmentState> {
    use AppointmentState::*;
    prop_oneof![1 => Just(Booked), 1 => Just(InProgress), 4 => Just(Completed), 1 => Just(NoShow), 1 => Just(Cancelled)]
}

/// An appointment of one of two plans, or of a request.
fn bookings() -> impl Strategy<Value = Vec<Booking>> {
    prop::collection::vec((0..3_u128, state(), 0..500_i64, 0..500_i64, 1..3_u128), 0..24).prop_map(|rows| {
        let made = rows.into_iter().zip(1..).map(|((of, state, booked, lasted, service), number)| Booking {
            id: id::<AppointmentId>(number),
            assistance_request_id: (of == 0).then(|| id::<AssistanceRequestId>(number)),
            care_plan_id: (of > 0).then(|| id::<CarePlanId>(of)),
            state,
            booked_at: world::start() + Duration::hours(booked - 50),
            ended_at: world::start() + Duration::hours(booked - 50 + lasted),
            is_to_come: matches!(state, AppointmentState::Booked | AppointmentState::InProgress),
            services: vec![id::<ServiceId>(if of > 0 { of } else { service })],
        });
        made.collect()
    })
}

fn facts(bookings: Vec<Booking>, completed: [bool; 2]) -> RuleFacts {
    let plans = completed.into_iter().zip(1..).map(|(done, number)| Plan {
        id: id::<CarePlanId>(number),
        service_id: id::<ServiceId>(number),
        state: if done { CarePlanState::Completed } else { CarePlanState::Active },
        completed_at: done.then(|| world::start() + Duration::days(30)),
    });
    RuleFacts { bookings, plans: plans.collect(), ..RuleFacts::default() }
}

fn remember(facts: &mut RuleFacts, due: &[DueForm]) {
    facts.forms.extend(due.iter().map(asked));
}

fn asked(form: &DueForm) -> AskedForm {
    AskedForm {
        id: id::<FormId>(form.occasion.bytes().fold(7, |sum, byte| sum * 31 % 1_000_003 + u128::from(byte))),
        definition_id: form.definition_id,
        rule_id: Some(form.rule_id),
        purpose: form.purpose,
        occasion: form.occasion.clone(),
        care_plan_id: form.care_plan_id,
        assistance_request_id: form.assistance_request_id,
        appointment_id: form.appointment_id,
        state: FormState::Open,
    }
}

fn of_purpose(due: &[DueForm], purpose: FormPurpose) -> usize {
    due.iter().filter(|form| form.purpose == purpose).count()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn it_does_not_matter_in_which_order_things_were_told(
        bookings in bookings(), completed: [bool; 2], shuffle in any::<prop::sample::Index>(),
    ) {
        let due = forms_due(&rules(), PATIENT, &facts(bookings.clone(), completed));
        let mut turned = bookings.clone();
        turned.reverse();
        if !turned.is_empty() {
            let by = shuffle.index(turned.len());
            turned.rotate_left(by);
        }
        let mut other_rules = rules();
        other_rules[2..].reverse();
        prop_assert_eq!(&due, &forms_due(&other_rules, PATIENT, &facts(turned, completed)));
        for form in &due {
            prop_assert!(form.care_plan_id.is_some() != form.assistance_request_id.is_some(), "{:?}", form);
        }
        prop_assert!(of_purpose(&due, FormPurpose::Intake) <= 1, "once a patient and definition");
    }

    /// Told one by one, with a look after each, or all at once: the same occasions of progress, and none twice.
    #[test]
    fn looking_often_asks_no_more_than_looking_once(bookings in bookings()) {
        let mut told = bookings.clone();
        // As they are completed in truth: an end that is told is later than all that were told.
        told.sort_by_key(|booking| (booking.ended_at, booking.id));
        let (mut often, mut made) = (facts(Vec::new(), [false; 2]), Vec::new());
        for booking in told {
            often.bookings.push(booking);
            let due = forms_due(&rules(), PATIENT, &often);
            remember(&mut often, &due);
            made.extend(due);
            prop_assert_eq!(forms_due(&rules(), PATIENT, &often), vec![], "nothing is owed twice");
        }
        let once = forms_due(&rules(), PATIENT, &facts(bookings, [false; 2]));
        let progress = |due: &[DueForm]| {
            let mut occasions: Vec<_> = due.iter().filter(|form| form.purpose == FormPurpose::Progress)
                .map(|form| form.occasion.clone()).collect();
            occasions.sort();
            occasions
        };
        prop_assert_eq!(progress(&made), progress(&once));
    }

    /// Whatever came about: once it is asked for, nothing of it is asked for again or called off.
    #[test]
    fn what_was_asked_for_stays_as_it_is(bookings in bookings(), completed: [bool; 2]) {
        let mut facts = facts(bookings, completed);
        let due = forms_due(&rules(), PATIENT, &facts);
        remember(&mut facts, &due);
        prop_assert_eq!(forms_due(&rules(), PATIENT, &facts), vec![]);
        prop_assert_eq!(forms_called_off(&rules(), &facts), vec![]);
    }

    /// The fourth visit, however late it is told to have ended, and whichever is told last.
    #[test]
    fn a_late_visit_gives_the_same_forms(ends in prop::collection::vec(0..1_000_i64, 4), last in 0..4_usize) {
        let visit = |at: usize, state| Booking {
            id: id::<AppointmentId>(at as u128 + 1),
            assistance_request_id: None,
            care_plan_id: Some(id::<CarePlanId>(1)),
            state,
            booked_at: world::start() - Duration::days(1),
            ended_at: world::start() + Duration::minutes(ends[at]),
            is_to_come: state == AppointmentState::InProgress,
            services: vec![id::<ServiceId>(1)],
        };
        let state = |done: bool| if done { AppointmentState::Completed } else { AppointmentState::InProgress };
        let three: Vec<_> = (0..4).map(|at| visit(at, state(at != last))).collect();
        prop_assert_eq!(of_purpose(&forms_due(&rules(), PATIENT, &facts(three, [false; 2])), FormPurpose::Progress), 0);
        let four: Vec<_> = (0..4).map(|at| visit(at, AppointmentState::Completed)).collect();
        let due = forms_due(&rules(), PATIENT, &facts(four, [false; 2]));
        let occasions: Vec<_> = due.iter().map(|form| form.occasion.as_str()).collect();
        let expected = format!("rule:{}:{}:4", id::<FormRuleId>(31), id::<CarePlanId>(1));
        prop_assert_eq!(occasions, vec![expected.as_str()]);
    }
}
