//! How visits go: on time, late, missed, and said wrongly.

use chrono::Duration;
use serde_json::{Value, json};
use tests::TestApp;

use super::{
    TOMORROW, cancel, code, complete, dora, plan, plan_now, refusal, reschedule, say, slot, start, visit,
};

/// Elena's first visit, tomorrow at 8 in Buenos Aires (11:00 UTC), and the plan.
async fn tomorrow(app: &TestApp) -> (Value, Value) {
    let plan = plan(app).await;
    let visit = visit(&app.operator().await, &plan, TOMORROW).await;
    assert_eq!(visit["startsAt"], "2026-03-03T11:00:00+00:00");
    (plan, visit)
}

#[tokio::test]
async fn a_visit_that_begins_late_and_ends_later() {
    let app = start().await;
    let (plan, visit) = tomorrow(&app).await;
    assert_eq!(visit["expectedEnd"], "2026-03-03T11:55:00+00:00");
    // It is Monday 12:00 UTC.
    let olga = app.operator().await;
    assert_eq!(refusal(&say(&olga, "startVisit", &visit).await), ("CONFLICT", "id"), "not its day");
    assert_eq!(refusal(&say(&olga, "markNoShow", &visit).await), ("CONFLICT", "id"), "she may still come");
    assert_eq!((&visit["canStart"], &visit["canMarkNoShow"]), (&json!(false), &json!(false)));

    app.clock.advance(Duration::hours(23) + Duration::minutes(20));
    let dora = dora(&app).await;
    let started = say(&dora, "startVisit", &visit).await["appointment"].clone();
    assert_eq!(started["state"], "IN_PROGRESS");
    assert_eq!(started["startedAt"], "2026-03-03T11:20:00+00:00");
    assert_eq!(started["expectedEnd"], "2026-03-03T12:15:00+00:00", "55 minutes from when it began");
    assert_eq!((&started["endedAt"], &started["version"]), (&Value::Null, &json!(1)));
    for may in ["canCancel", "canReschedule", "canStart", "canMarkNoShow"] {
        assert_eq!(started[may], false, "{may}");
    }
    assert_eq!((&started["canComplete"], &started["canReopen"]), (&json!(true), &json!(true)));
    // Once begun it is neither moved nor called off, started again nor missed.
    assert_eq!(code(&cancel(&dora, &visit).await), "CONFLICT");
    let later = slot(&dora, "2026-03-05").await;
    assert_eq!(code(&reschedule(&dora, &visit, &later).await), "CONFLICT");
    assert_eq!(code(&say(&dora, "startVisit", &visit).await), "CONFLICT");
    assert_eq!(code(&say(&dora, "markNoShow", &visit).await), "CONFLICT");
    assert_eq!(plan_now(&dora, &plan).await["nextVisit"], Value::Null);

    app.clock.advance(Duration::minutes(80));
    let done = complete(&dora, &visit, json!({})).await["appointment"].clone();
    assert_eq!(
        (&done["state"], &done["endedAt"]),
        (&json!("COMPLETED"), &json!("2026-03-03T12:40:00+00:00"))
    );
    assert_eq!((&done["expectedEnd"], &done["carePlan"]["completedVisits"]), (&done["endedAt"], &json!(1)));
    assert_eq!(code(&complete(&dora, &visit, json!({})).await), "CONFLICT");
}

#[tokio::test]
async fn a_visit_that_begins_early_leaves_its_mail_unsaid() {
    let app = start().await;
    let (_, visit) = tomorrow(&app).await;
    app.clock.advance(Duration::hours(22));
    let dora = dora(&app).await;
    // An hour early, while the mail about it still waits.
    assert_eq!(code(&say(&dora, "startVisit", &visit).await), "OK");
    app.run_due().await;
    assert_eq!(app.sent().len(), 0, "it has begun");
}

#[tokio::test]
async fn times_that_cannot_be_are_refused_with_their_field() {
    let app = start().await;
    let (_, visit) = tomorrow(&app).await;
    app.clock.advance(Duration::hours(26));
    // It is Tuesday 14:00 UTC.
    let dora = dora(&app).await;
    let at = |time: &str| format!("2026-03-03T{time}:00Z");
    for (times, field) in [
        (json!({}), "startedAt"),
        (json!({ "startedAt": at("11:10") }), "endedAt"),
        (json!({ "endedAt": at("12:00") }), "startedAt"),
        (json!({ "startedAt": at("12:00"), "endedAt": at("11:59") }), "endedAt"),
        (json!({ "startedAt": at("14:01"), "endedAt": at("14:02") }), "startedAt"),
        (json!({ "startedAt": at("13:00"), "endedAt": at("14:01") }), "endedAt"),
        // Its day begins at 03:00 UTC.
        (json!({ "startedAt": at("02:59"), "endedAt": at("12:00") }), "startedAt"),
    ] {
        let refused = complete(&dora, &visit, times.clone()).await;
        assert_eq!(refusal(&refused), ("INVALID", field), "{times}");
    }
    let times = json!({ "startedAt": at("11:10"), "endedAt": at("12:20") });
    let done = complete(&dora, &visit, times).await;
    assert_eq!((code(&done), &done["appointment"]["state"]), ("OK", &json!("COMPLETED")));
    assert_eq!(done["appointment"]["startedAt"], "2026-03-03T11:10:00+00:00");
    assert_eq!(done["appointment"]["endedAt"], "2026-03-03T12:20:00+00:00");
}

#[tokio::test]
async fn a_wrong_click_is_taken_back_on_the_same_day() {
    let app = start().await;
    let (plan, visit) = tomorrow(&app).await;
    app.clock.advance(Duration::hours(24));
    let dora = dora(&app).await;
    assert_eq!(code(&say(&dora, "reopenVisit", &visit).await), "CONFLICT", "nothing was said of it");
    assert_eq!(code(&say(&dora, "markNoShow", &visit).await), "OK");
    let back = say(&dora, "reopenVisit", &visit).await;
    assert_eq!((code(&back), &back["appointment"]["state"]), ("OK", &json!("BOOKED")));
    assert_eq!(code(&say(&dora, "startVisit", &visit).await), "OK");
    assert_eq!(code(&complete(&dora, &visit, json!({})).await), "OK");
    let back = say(&dora, "reopenVisit", &visit).await["appointment"].clone();
    assert_eq!((&back["startedAt"], &back["endedAt"]), (&Value::Null, &Value::Null));
    assert_eq!((&back["visitNumber"], &back["carePlan"]["completedVisits"]), (&json!(1), &json!(0)));
    assert_eq!(code(&say(&dora, "markNoShow", &visit).await), "OK");
    assert_eq!(plan_now(&dora, &plan).await["visits"]["nodes"][0]["state"], "NO_SHOW");

    // Tomorrow it is history.
    app.clock.advance(Duration::hours(24));
    let dora = super::dora(&app).await;
    assert_eq!(refusal(&say(&dora, "reopenVisit", &visit).await), ("CONFLICT", "id"));
}
