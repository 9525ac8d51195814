use chrono::{Duration, TimeZone};
use entity::enums::ActorKind;
use entity::ids::{ClinicId, PatientId};
use sea_orm::prelude::Uuid;

use super::*;

const ZONE: Tz = chrono_tz::America::Argentina::Buenos_Aires;

/// Booked for 10:00 in Buenos Aires.
fn visit(state: AppointmentState) -> appointment::Model {
    let start = Utc.with_ymd_and_hms(2026, 11, 23, 13, 0, 0).single().expect("an instant");
    appointment::Model {
        id: AppointmentId(Uuid::from_u128(1)),
        clinic_id: ClinicId(Uuid::from_u128(2)),
        patient_id: PatientId(Uuid::from_u128(3)),
        assistance_request_id: None,
        medical_order_id: None,
        care_plan_id: None,
        visit_number: None,
        site_id: None,
        external_id: None,
        starts_at: start,
        ends_at: start + Duration::minutes(55),
        state,
        version: 1,
        self_pay: false,
        booked_by_kind: ActorKind::User,
        booked_by_id: None,
        booked_at: start - Duration::days(3),
        moved_at: None,
        started_at: None,
        ended_at: None,
        cancelled_at: None,
        cancel_reason: None,
    }
}

#[test]
fn each_step_has_its_time() {
    let at = |hour, minute| Utc.with_ymd_and_hms(2026, 11, 23, hour, minute, 0).single().expect("an instant");
    let hindrance = |step, state, now| hindrance_to(step, &visit(state), None, ZONE, now);
    use AppointmentState::{Booked, Cancelled, Completed, InProgress, NoShow};
    // The day begins at 03:00 UTC.
    assert_eq!(hindrance(Step::Start, Booked, at(2, 59)), Some(Hindrance::BeforeItsDay));
    assert_eq!(hindrance(Step::Start, Booked, at(3, 0)), None, "early");
    assert_eq!(hindrance(Step::Start, Booked, at(15, 0)), None, "late");
    assert_eq!(hindrance(Step::Start, InProgress, at(13, 0)), Some(Hindrance::Begun));
    assert_eq!(hindrance(Step::Complete, Booked, at(14, 0)), None);
    assert_eq!(hindrance(Step::Complete, InProgress, at(13, 1)), None);
    assert_eq!(hindrance(Step::MarkNoShow, Booked, at(12, 59)), Some(Hindrance::BeforeItsStart));
    assert_eq!(hindrance(Step::MarkNoShow, Booked, at(13, 0)), None);
    assert_eq!(hindrance(Step::MarkNoShow, InProgress, at(13, 30)), Some(Hindrance::Begun));
    for state in [Completed, NoShow] {
        for step in [Step::Start, Step::Complete, Step::MarkNoShow] {
            assert_eq!(hindrance(step, state, at(20, 0)), Some(Hindrance::Over));
        }
    }
    for step in [Step::Start, Step::Complete, Step::MarkNoShow, Step::Reopen] {
        assert_eq!(hindrance(step, Cancelled, at(13, 30)), Some(Hindrance::Cancelled));
    }
}

#[test]
fn a_wrong_click_is_taken_back_on_its_day() {
    let midnight = Utc.with_ymd_and_hms(2026, 11, 24, 3, 0, 0).single().expect("an instant");
    let hindrance = |state, plan, now| hindrance_to(Step::Reopen, &visit(state), plan, ZONE, now);
    let before = midnight - Duration::seconds(1);
    let active = Some(CarePlanState::Active);
    for state in [AppointmentState::InProgress, AppointmentState::Completed, AppointmentState::NoShow] {
        assert_eq!(hindrance(state, active, before), None);
        assert_eq!(hindrance(state, None, before), None, "no visit of a plan");
        assert_eq!(hindrance(state, active, midnight), Some(Hindrance::AfterItsDay));
        assert_eq!(hindrance(state, Some(CarePlanState::Completed), before), Some(Hindrance::PlanEnded));
    }
    assert_eq!(hindrance(AppointmentState::Booked, active, before), Some(Hindrance::NothingToReopen));
}
