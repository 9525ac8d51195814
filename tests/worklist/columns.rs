//! The grid's columns in one query, and the feed that goes on where the page was read.

use sea_orm::{ActiveModelTrait, ActiveValue::Set};
use serde_json::json;
use tests::live::Subscriber;
use tests::{TestApp, world};

#[tokio::test]
async fn one_query_shows_every_column_of_the_grid() {
    let app = TestApp::start().await;
    let (operator, patient) = (app.operator().await, app.patient().await);
    entity::patient::ActiveModel {
        id: Set(world::PATIENT),
        verified_phone: Set(Some("+5491155551234".into())),
        verified_phone_at: Set(Some(world::start())),
        ..Default::default()
    }
    .update(app.db())
    .await
    .expect("a proved number");
    let request = patient.submit_order(2).await;
    app.clock.advance(chrono::Duration::minutes(3));
    let contact = json!({ "id": request["id"], "message": "Le dejé un mensaje." });
    operator.done("registerContact", "RegisterContactInput", contact, "").await;

    let query = "query($f: WorklistFilter) { worklist(filter: $f) { nodes { uploadedAt \
        patient { givenName familyName nationalId verifiedPhone mobilePhone email \
            coverage { payer { name } plan { name } } } \
        lastContact { at by { name } message } resolvedAt resolvedBy { name } \
        order { attachments { url previewUrl } } } } }";
    let today = json!({ "f": { "from": "2026-03-02", "to": "2026-03-02", "resolved": false } });
    let row = operator.ok(query, today.clone()).await["worklist"]["nodes"][0].clone();
    assert_eq!(row["uploadedAt"], "2026-03-02T12:00:00+00:00");
    assert_eq!(
        row["patient"],
        json!({
            "givenName": "Elena", "familyName": "Sosa", "nationalId": "30111222",
            "verifiedPhone": "+5491155551234", "mobilePhone": "+5491155551234",
            "email": "elena@paciente.example",
            "coverage": { "payer": { "name": "OSDE" }, "plan": { "name": "310" } },
        })
    );
    assert_eq!(
        row["lastContact"],
        json!({
            "at": "2026-03-02T12:03:00+00:00", "by": { "name": "Olga Operadora" },
            "message": "Le dejé un mensaje.",
        })
    );
    assert_eq!((&row["resolvedAt"], &row["resolvedBy"]), (&json!(null), &json!(null)));
    assert_eq!(row["order"]["attachments"].as_array().map(Vec::len), Some(2));

    // Resolved, it leaves the page that the operator opens by default, and the other filter shows by whom.
    let resolution = json!({ "id": request["id"], "outcome": "CONTACTED" });
    operator.done("resolveAssistanceRequest", "ResolveAssistanceRequestInput", resolution, "").await;
    assert_eq!(operator.ok(query, today).await["worklist"]["nodes"], json!([]));
    let resolved = operator.ok(query, json!({ "f": { "resolved": true } })).await;
    let row = &resolved["worklist"]["nodes"][0];
    assert_eq!(row["resolvedAt"], "2026-03-02T12:03:00+00:00");
    assert_eq!(row["resolvedBy"]["name"], "Olga Operadora");
}

#[tokio::test]
async fn nobody_but_staff_of_the_clinic_sees_the_grid() {
    let app = TestApp::start().await;
    let patient = app.patient().await;
    patient.submit_order(1).await;
    let query = "{ worklist { totalCount nodes { id } } }";
    assert_eq!(app.anonymous().error(query, json!({})).await, "UNAUTHENTICATED");
    assert_eq!(patient.error(query, json!({})).await, "FORBIDDEN");
    let elsewhere = app.staff("operadora@otra.example").await;
    assert_eq!(elsewhere.ok(query, json!({})).await["worklist"], json!({ "totalCount": 0, "nodes": [] }));
}

#[tokio::test]
async fn what_comes_after_a_page_arrives_by_its_cursor() {
    let app = TestApp::start().await;
    let (operator, patient) = (app.operator().await, app.patient().await);
    // An empty page has a cursor too.
    for seen in 0..2 {
        let page = operator.ok("{ worklist { feedCursor totalCount nodes { id } } }", json!({})).await;
        assert_eq!(page["worklist"]["totalCount"], seen);
        assert_eq!(page["worklist"]["nodes"].as_array().map(Vec::len), Some(seen));
        // It comes in after the page was read and before anybody listens.
        let request = patient.submit_order(1).await;
        let query = "subscription($after: Cursor) { orderUploaded(after: $after) { __typename \
            ... on OrderUploaded { assistanceRequest { id } } } }";
        let after = json!({ "after": page["worklist"]["feedCursor"] });
        let (mut subscriber, first) = Subscriber::start(&app.url, &operator, query, after).await;
        let arrived =
            if first["__typename"] == "OrderUploaded" { first } else { subscriber.next_event().await };
        assert_eq!(arrived["assistanceRequest"]["id"], request["id"]);
    }
}
