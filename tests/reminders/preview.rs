//! Looking at what other rules would send, without sending it.

use asistencia::features::reminders::{PolicyChange, PreviewBounds, preview_reminders};
use asistencia::platform::actor::Actor;
use asistencia::platform::global_id::GlobalId;
use async_graphql::ID;
use chrono::Duration;
use entity::enums::{NotificationKind, Role};
use entity::ids::{AppointmentId, SessionId, UserId};
use entity::{appointment, care_plan, notification, patient};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel, PaginatorTrait};
use serde_json::{Value, json};
use tests::smtp::Behaviour;
use tests::world;
use uuid::Uuid;

use super::Story;

const PREVIEW: &str = "query($policy: ReminderPolicyInput!, $days: Int!) { \
    previewReminders(policy: $policy, days: $days) { messageCount messageCountNow patientCount isPartial \
    messages { kind dueAt channel formCount appointment { id } } userErrors { code field } } }";

async fn preview(story: &Story, policy: Value, days: i32) -> Value {
    let admin = story.app.admin().await;
    admin.ok(PREVIEW, json!({ "policy": policy, "days": days })).await["previewReminders"].clone()
}

async fn written(story: &Story) -> (u64, usize) {
    let rows = notification::Entity::find().count(story.app.db()).await.expect("a count");
    (rows, story.smtp.connections())
}

#[tokio::test]
async fn other_rules_are_looked_at_before_they_hold() {
    let story = Story::begin().await;
    let plan = story.plan(world::PATIENT).await;
    let visit = story.visit(&plan, "2026-03-06").await;
    story.app.run_due().await;
    let before = written(&story).await;

    // Until Wednesday noon the reminder of Friday's visit leaves 48 hours before it, and not 24 before.
    let usual = preview(&story, json!({}), 2).await;
    assert_eq!((&usual["messageCount"], &usual["messageCountNow"]), (&json!(1), &json!(1)));
    assert_eq!((&usual["patientCount"], &usual["isPartial"]), (&json!(1), &json!(false)));
    let expected = json!([{
        "kind": "VISIT_REMINDER", "dueAt": "2026-03-04T11:30:00+00:00", "channel": "EMAIL", "formCount": 0,
        "appointment": { "id": visit["id"] },
    }]);
    assert_eq!(usual["messages"], expected);
    let shorter = preview(&story, json!({ "windowHours": 24 }), 2).await;
    assert_eq!((&shorter["messageCount"], &shorter["messageCountNow"]), (&json!(0), &json!(1)));
    let shorter = preview(&story, json!({ "windowHours": 24 }), 4).await;
    assert_eq!(shorter["messages"][0]["dueAt"], "2026-03-05T11:30:00+00:00");
    let off = preview(&story, json!({ "enabled": false }), 4).await;
    assert_eq!((&off["messageCount"], &off["messageCountNow"]), (&json!(0), &json!(1)));

    assert_eq!(written(&story).await, before, "nothing is written or sent");
    // The rules are what they were: it leaves as the first look said.
    story.until("2026-03-04T11:30:00Z").await;
    let reminders = story.of_kind(world::PATIENT, "VISIT_REMINDER").await;
    assert_eq!(reminders[0]["sentAt"], "2026-03-04T11:30:00+00:00");
}

#[tokio::test]
async fn what_waits_to_be_sent_is_among_what_leaves_unless_the_rules_would_have_it_stay() {
    let story = Story::begin().await;
    let plan = story.plan(world::PATIENT).await;
    story.visit(&plan, "2026-03-06").await;
    story.until("2026-03-04T11:29:00Z").await;
    story.smtp.behave(Behaviour::Greylist);
    story.until("2026-03-04T11:30:00Z").await;
    assert_eq!(story.of_kind(world::PATIENT, "VISIT_REMINDER").await[0]["state"], "PLANNED");
    let usual = preview(&story, json!({}), 2).await;
    assert_eq!(
        (&usual["messageCount"], &usual["messages"][0]["kind"]),
        (&json!(1), &json!("VISIT_REMINDER"))
    );
    let off = preview(&story, json!({ "enabled": false }), 2).await;
    assert_eq!((&off["messageCount"], &off["messageCountNow"]), (&json!(0), &json!(1)));
}

#[tokio::test]
async fn rules_that_cannot_hold_are_refused_by_field_whether_looked_at_or_saved() {
    let story = Story::begin().await;
    let admin = story.app.admin().await;
    for (policy, fields) in [
        (json!({ "windowHours": 0 }), vec!["windowHours"]),
        (json!({ "windowHours": -1, "patienceMinutes": 1 }), vec!["windowHours", "patienceMinutes"]),
        (
            json!({ "windowHours": 4, "minimumLeadMinutes": 240, "quietFromMinute": 0, "quietToMinute": 0 }),
            vec!["minimumLeadMinutes", "holdBackMinutes"],
        ),
        (
            json!({
                "windowHours": 4, "minimumLeadMinutes": 120, "holdBackMinutes": 120,
                "quietFromMinute": 0, "quietToMinute": 0,
            }),
            vec!["holdBackMinutes"],
        ),
        (json!({ "quietFromMinute": 600, "quietToMinute": 540 }), vec!["quietToMinute"]),
        // Of a visit at nine all that is left between the window and the lead is night.
        (json!({ "windowHours": 12, "holdBackMinutes": 0 }), vec!["windowHours"]),
        (json!({ "windowHours": 10, "minimumLeadMinutes": 60, "holdBackMinutes": 0 }), vec!["windowHours"]),
        (json!({ "reminderIntent": "x".repeat(101) }), vec!["reminderIntent"]),
    ] {
        let saved = admin
            .mutate("updateReminderPolicy", "ReminderPolicyInput", policy.clone(), "clinic { id }")
            .await;
        assert_eq!(saved["clinic"], Value::Null);
        let looked_at = preview(&story, policy.clone(), 3).await;
        for (argument, errors) in [("input", &saved["userErrors"]), ("policy", &looked_at["userErrors"])] {
            let errors = errors.as_array().expect("errors").iter();
            let seen: Vec<_> = errors.map(|error| (error["code"].clone(), error["field"].clone())).collect();
            let expected: Vec<_> =
                fields.iter().map(|field| (json!("INVALID"), json!([argument, field]))).collect();
            assert_eq!(seen, expected, "{policy}");
        }
    }
}

#[tokio::test]
async fn what_switching_reminders_on_would_send_is_what_it_sends() {
    let story = Story::begin().await;
    story.policy(json!({ "enabled": false })).await;
    let asked = story.definition("pedido", "Contanos").await;
    let submitted = story.definition("antes", "Lo de antes").await;
    let plan = story.plan(world::PATIENT).await;
    let done = story.asks(&plan, &submitted).await;
    super::submits(&story.olga().await, &done).await;
    // Neither the welcome nor the form that came in are news any more, and there is no visit ahead.
    story.asks(&plan, &asked).await;
    story.until("2026-03-02T13:00:00Z").await;
    let seen = preview(&story, json!({ "enabled": true }), 2).await;
    let kinds = |seen: &Value| {
        let messages = seen["messages"].as_array().expect("messages").iter();
        messages.map(|message| message["kind"].clone()).collect::<Vec<_>>()
    };
    assert_eq!((kinds(&seen), &seen["patientCount"]), (vec![json!("FORM_LINK")], &json!(1)));
    story.policy(json!({ "enabled": true })).await;
    story.app.run_due().await;
    assert_eq!(story.told(world::PATIENT).await, ["FORM_LINK ACCEPTED"]);
}

#[tokio::test]
async fn patients_are_counted_and_not_their_visits() {
    let story = Story::begin().await;
    let plan = story.plan(world::PATIENT).await;
    let first = story.visit(&plan, "2026-03-06").await;
    let other = story.plan(world::PATIENT_2).await;
    story.visit(&other, "2026-03-06").await;
    let id = AppointmentId::from_global(&ID(first["id"].as_str().expect("an id").to_owned()));
    let found = appointment::Entity::find_by_id(id.expect("a visit")).one(story.app.db()).await;
    let visit = found.expect("the database").expect("a visit");
    // A visit every second until the other patient's, many more than are read at once.
    for batch in (1..=2_100).collect::<Vec<_>>().chunks(500) {
        let rows = batch.iter().map(|second| {
            let mut row = visit.clone().into_active_model().reset_all();
            row.id = Set(story.app.app.new_id());
            row.visit_number = Set(Some(second + 1));
            row.starts_at = Set(visit.starts_at + Duration::seconds((*second).into()));
            row.ends_at = Set(visit.ends_at + Duration::seconds((*second).into()));
            row
        });
        appointment::Entity::insert_many(rows).exec_without_returning(story.app.db()).await.expect("visits");
    }
    let seen = preview(&story, json!({ "enabled": false, "windowHours": 100 }), 1).await;
    assert_eq!((&seen["patientCount"], &seen["isPartial"]), (&json!(2), &json!(false)));
}

#[tokio::test]
async fn a_preview_counts_what_all_patients_would_be_sent() {
    const MORE: usize = 1_200;
    let story = Story::begin().await;
    let plan = story.plan(world::PATIENT).await;
    let visit = story.visit(&plan, "2026-03-06").await;
    story.app.run_due().await;
    let db = story.app.db();
    let id = AppointmentId::from_global(&ID(visit["id"].as_str().expect("an id").to_owned()));
    let visit = appointment::Entity::find_by_id(id.expect("a visit")).one(db).await;
    let visit = visit.expect("the database").expect("a visit");
    let plan = care_plan::Entity::find_by_id(visit.care_plan_id.expect("a plan")).one(db).await;
    let plan = plan.expect("the database").expect("a plan");
    let elena = patient::Entity::find_by_id(world::PATIENT).one(db).await;
    let elena = elena.expect("the database").expect("Elena");
    for batch in (0..MORE).collect::<Vec<_>>().chunks(300) {
        let (mut patients, mut plans, mut visits) = (Vec::new(), Vec::new(), Vec::new());
        for number in batch {
            let mut patient = elena.clone().into_active_model().reset_all();
            patient.id = Set(story.app.app.new_id());
            patient.national_id = Set(format!("{}", 40_000_000 + number));
            let mut plan = plan.clone().into_active_model().reset_all();
            plan.id = Set(story.app.app.new_id());
            plan.patient_id = patient.id.clone();
            plan.created_at = Set(visit.booked_at - Duration::days(30));
            let mut row = visit.clone().into_active_model().reset_all();
            row.id = Set(story.app.app.new_id());
            row.patient_id = patient.id.clone();
            row.care_plan_id = Set(Some(plan.id.clone().unwrap()));
            patients.push(patient);
            plans.push(plan);
            visits.push(row);
        }
        patient::Entity::insert_many(patients).exec_without_returning(db).await.expect("patients");
        care_plan::Entity::insert_many(plans).exec_without_returning(db).await.expect("plans");
        appointment::Entity::insert_many(visits).exec_without_returning(db).await.expect("visits");
    }
    let seen = preview(&story, json!({ "windowHours": 24 }), 4).await;
    let all = json!(MORE + 1);
    assert_eq!((&seen["messageCount"], &seen["messageCountNow"]), (&all, &all));
    assert_eq!((&seen["patientCount"], &seen["isPartial"]), (&all, &json!(false)));
    assert_eq!(seen["messages"].as_array().map(Vec::len), Some(500), "as many as anybody reads");
}

/// A part of them is told as what it is; it begins with those whose visits come first.
#[tokio::test]
async fn a_preview_that_is_cut_short_says_so() {
    let story = Story::begin().await;
    let (elena, mario) = (story.plan(world::PATIENT).await, story.plan(world::PATIENT_2).await);
    story.visit(&elena, "2026-03-06").await;
    story.visit(&mario, "2026-03-05").await;
    let ada = Actor::User {
        clinic_id: world::CLINIC,
        user_id: UserId(Uuid::nil()),
        role: Role::Administrator,
        session_id: SessionId(Uuid::nil()),
    };
    let (app, ada) = (&story.app.app, &ada);
    let seen = |patients, seconds| {
        let bounds = PreviewBounds { patients, time: std::time::Duration::from_secs(seconds) };
        async move {
            let seen = preview_reminders(app, ada, PolicyChange::default(), 4, bounds).await;
            let seen = seen.expect("a preview");
            assert_eq!(seen.messages_now, seen.messages.len());
            let reminders =
                seen.messages.iter().filter(|message| message.kind == NotificationKind::VisitReminder);
            let told: Vec<_> = reminders.map(|message| message.patient_id).collect();
            (seen.patients, seen.is_partial, told)
        }
    };
    let both = vec![world::PATIENT_2, world::PATIENT];
    assert_eq!(seen(3, 60).await, (2, false, both.clone()));
    assert_eq!(seen(2, 60).await, (2, false, both));
    assert_eq!(seen(1, 60).await, (1, true, vec![world::PATIENT_2]));
    assert_eq!(seen(2, 0).await, (0, true, Vec::new()), "there is no time for anybody");
    for days in [0, 15] {
        let refused = preview(&story, json!({}), days).await;
        assert_eq!(refused["userErrors"], json!([{ "code": "INVALID", "field": ["days"] }]));
    }
}

#[tokio::test]
async fn reminders_that_are_switched_on_reach_what_is_owed_already() {
    let story = Story::begin().await;
    story.policy(json!({ "enabled": false })).await;
    let asked = story.definition("pedido", "Contanos").await;
    let plan = story.plan(world::PATIENT).await;
    story.asks(&plan, &asked).await;
    story.app.run_due().await;
    assert_eq!(story.told(world::PATIENT).await, Vec::<String>::new());
    // She has no visit ahead.
    story.policy(json!({ "enabled": true })).await;
    story.app.run_due().await;
    assert_eq!(story.told(world::PATIENT).await, ["CARE_PLAN_WELCOME ACCEPTED", "FORM_LINK ACCEPTED"]);
}
