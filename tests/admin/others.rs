//! Nobody reaches into another clinic's catalogue and agenda.

use asistencia::platform::global_id::GlobalId;
use serde_json::{Value, json};
use tests::{TestApp, fresh_key, world};

use super::{error, new_service, refusal};

#[tokio::test]
async fn another_clinics_rows_are_none() {
    let app = TestApp::start().await;
    let theirs = app.staff("operadora@otra.example").await;
    let (service, resource) = (world::RENAL.to_global(), world::MAGNET.to_global());
    for (field, input_type, input, path) in [
        (
            "updateService",
            "UpdateServiceInput",
            json!({ "id": service, "version": 1, "name": "X" }),
            "input.id",
        ),
        (
            "updateCircuit",
            "UpdateCircuitInput",
            json!({ "id": world::MRI.to_global(), "version": 1, "name": "X" }),
            "input.id",
        ),
        (
            "updateSite",
            "UpdateSiteInput",
            json!({ "id": world::SITE.to_global(), "version": 1, "name": "X" }),
            "input.id",
        ),
        (
            "updateResource",
            "UpdateResourceInput",
            json!({ "id": resource, "version": 1, "name": "X" }),
            "input.id",
        ),
        (
            "updatePayer",
            "UpdatePayerInput",
            json!({ "id": world::PAYER.to_global(), "version": 1, "name": "X" }),
            "input.id",
        ),
        (
            "updatePlan",
            "UpdatePlanInput",
            json!({ "id": world::PLAN.to_global(), "version": 1, "name": "X" }),
            "input.id",
        ),
        (
            "setWeeklyHours",
            "SetWeeklyHoursInput",
            json!({ "resourceId": resource, "version": 1, "hours": [] }),
            "input.resourceId",
        ),
        (
            "setScheduleException",
            "SetScheduleExceptionInput",
            json!({ "resourceId": resource, "version": 1, "day": "2026-03-03", "hours": [] }),
            "input.resourceId",
        ),
        (
            "setCoverageRule",
            "SetCoverageRuleInput",
            json!({ "serviceId": world::OTHER_SERVICE.to_global(), "payerId": world::PAYER.to_global(),
                "decision": "COVERED" }),
            "input.payerId",
        ),
        (
            "createResource",
            "CreateResourceInput",
            json!({ "name": "X", "siteId": world::SITE.to_global(), "idempotencyKey": fresh_key() }),
            "input.siteId",
        ),
        ("createService", "CreateServiceInput", new_service("900", "X"), "input.circuitId"),
    ] {
        let refused = theirs.mutate(field, input_type, input, "").await;
        assert_eq!(error(&refused), refusal(path, "NOT_FOUND"), "{field}");
    }
    let seen = theirs
        .ok(
            "query($r: ID!, $s: ID!) { resource(id: $r) { id } service(id: $s) { id } \
             resources(includeDisabled: true) { nodes { id } } payers(includeDisabled: true) { nodes { id } } \
             coverageRules { nodes { id } } }",
            json!({ "r": resource, "s": service }),
        )
        .await;
    let nothing = json!({ "nodes": [] });
    assert_eq!(
        seen,
        json!({ "resource": null, "service": null, "resources": nothing, "payers": nothing,
            "coverageRules": nothing })
    );
    // A code of another clinic is free.
    let admin = app.admin().await;
    let made =
        admin.done("createService", "CreateServiceInput", new_service("990", "X"), "service { id }").await;
    assert!(made["service"]["id"].is_string());
}

#[tokio::test]
async fn the_hours_of_a_resource_are_for_administrators() {
    let app = TestApp::start().await;
    let operator = app.operator().await;
    let query =
        "query($i: SlotSearchInput!) { slots(input: $i, first: 1) { nodes { resources { FIELD } } } }";
    let search = json!({ "i": { "serviceIds": [world::KNEE_MRI.to_global()], "from": "2026-03-03" } });
    for field in ["exceptions { reason }", "weeklyHours { weekday }"] {
        let query = query.replace("FIELD", field);
        assert_eq!(operator.error(&query, search.clone()).await, "FORBIDDEN", "{field}");
        assert_eq!(app.patient().await.error(&query, search.clone()).await, "FORBIDDEN", "{field}");
        assert!(app.admin().await.ok(&query, search.clone()).await["slots"]["nodes"][0] != Value::Null);
    }
}

/// What many objects of an answer ask for is gathered for a moment: never with what another caller asks for.
#[tokio::test]
async fn callers_of_two_clinics_in_the_same_moment_are_each_answered() {
    let app = TestApp::start().await;
    let ours = app.operator().await;
    let theirs = app.staff("operadora@otra.example").await;
    let payer = json!({ "name": "Mutual", "idempotencyKey": fresh_key() });
    let payer = theirs.done("createPayer", "CreatePayerInput", payer, "payer { id }").await;
    let plan = json!({ "payerId": payer["payer"]["id"], "name": "Único", "idempotencyKey": fresh_key() });
    theirs.done("createPlan", "CreatePlanInput", plan, "plan { id }").await;

    let plans = |answer: Value| {
        let payers = answer["payers"]["nodes"].as_array().cloned().unwrap_or_default();
        payers.iter().map(|payer| payer["plans"].as_array().map_or(0, Vec::len)).sum::<usize>()
    };
    let query = "{ payers(first: 50) { nodes { plans { name } } } }";
    let of_ours = plans(ours.ok(query, json!({})).await);
    for _ in 0..20 {
        let both = [&ours, &theirs, &ours, &theirs].map(|client| client.ok(query, json!({})));
        let answers: Vec<_> = futures_util::future::join_all(both).await.into_iter().map(plans).collect();
        assert_eq!(answers, [of_ours, 1, of_ours, 1]);
    }
}
