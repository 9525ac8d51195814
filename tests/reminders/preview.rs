//! Looking at what other rules would send, without sending it.

use entity::notification;
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};
use tests::{fresh_key, world};

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
async fn rules_that_cannot_hold_are_refused_by_field_whether_looked_at_or_saved() {
    let story = Story::begin().await;
    let admin = story.app.admin().await;
    for (policy, fields) in [
        (json!({ "windowHours": 0 }), vec!["windowHours"]),
        (json!({ "windowHours": -1, "patienceMinutes": 1 }), vec!["windowHours", "patienceMinutes"]),
        (
            json!({ "windowHours": 4, "minimumLeadMinutes": 240 }),
            vec!["minimumLeadMinutes", "holdBackMinutes"],
        ),
        (
            json!({ "windowHours": 4, "minimumLeadMinutes": 120, "holdBackMinutes": 120 }),
            vec!["holdBackMinutes"],
        ),
        (json!({ "quietFromMinute": 600, "quietToMinute": 540 }), vec!["quietToMinute"]),
        (json!({ "reminderIntent": "x".repeat(101) }), vec!["reminderIntent"]),
    ] {
        let saved = admin
            .mutate("updateReminderPolicy", "ReminderPolicyInput", policy.clone(), "clinic { id }")
            .await;
        assert_eq!(saved["clinic"], Value::Null);
        for errors in [&saved["userErrors"], &preview(&story, policy.clone(), 3).await["userErrors"]] {
            let errors = errors.as_array().expect("errors").iter();
            let seen: Vec<_> =
                errors.map(|error| (error["code"].clone(), error["field"][1].clone())).collect();
            let expected: Vec<_> = fields.iter().map(|field| (json!("INVALID"), json!(field))).collect();
            assert_eq!(seen, expected, "{policy}");
        }
    }
}

#[tokio::test]
async fn reminders_that_are_switched_on_reach_what_is_owed_already() {
    let story = Story::begin().await;
    story.policy(json!({ "enabled": false })).await;
    let asked = story.definition("pedido", "Contanos").await;
    let plan = story.plan(world::PATIENT).await;
    let input = json!({
        "carePlanId": plan, "definitionId": asked, "idempotencyKey": fresh_key(),
    });
    story.olga().await.done("askForm", "AskFormInput", input, "form { id }").await;
    story.app.run_due().await;
    assert_eq!(story.told(world::PATIENT).await, Vec::<String>::new());
    // She has no visit ahead.
    story.policy(json!({ "enabled": true })).await;
    story.app.run_due().await;
    assert_eq!(story.told(world::PATIENT).await, ["CARE_PLAN_WELCOME ACCEPTED", "FORM_LINK ACCEPTED"]);
}
