//! Errors stand where they happened, and take no more with them than they must.

use serde_json::{Value, json};
use tests::{TestApp, world};

use asistencia::platform::global_id::GlobalId;

/// Where the errors of an answer stand, and their codes.
fn places(answer: &Value) -> Vec<(Value, &str)> {
    let errors = answer["errors"].as_array().expect("errors");
    errors
        .iter()
        .map(|error| (error["path"].clone(), error["extensions"]["code"].as_str().expect("a code")))
        .collect()
}

#[tokio::test]
async fn what_may_be_null_is_null_in_its_place_and_the_rest_is_answered() {
    let app = TestApp::start().await;
    let elena = app.patient().await;
    let beside = "query($id: ID!) { clinic { slug } resource(id: $id) { id } me: viewer { __typename } }";
    let answer = elena.graphql(beside, json!({ "id": world::MAGNET.to_global() })).await;
    let data = json!({ "clinic": { "slug": "demo" }, "resource": null, "me": { "__typename": "Patient" } });
    assert_eq!(answer["data"], data, "{answer}");
    assert_eq!(places(&answer), [(json!(["resource"]), "FORBIDDEN")]);

    // A patient must not see who works on their request; the request itself is theirs.
    let request = elena.submit_order(1).await;
    let own = "query($id: ID!) { assistanceRequest(id: $id) { id claim { expiresAt } } }";
    let answer = elena.graphql(own, json!({ "id": request["id"] })).await;
    assert_eq!(answer["data"]["assistanceRequest"], json!({ "id": request["id"], "claim": null }));
    assert_eq!(places(&answer), [(json!(["assistanceRequest", "claim"]), "FORBIDDEN")]);
}

#[tokio::test]
async fn the_path_of_an_error_leads_through_lists_to_the_field() {
    let app = TestApp::start().await;
    let elena = app.patient().await;
    for _ in 0..2 {
        elena.submit_order(1).await;
    }
    let all = "{ viewer { ... on Patient { id assistanceRequests { totalCount nodes { state theirs: claim { expiresAt } } } } } }";
    let answer = elena.graphql(all, json!({})).await;
    let requests = &answer["data"]["viewer"]["assistanceRequests"];
    assert_eq!(requests["totalCount"], 2);
    let row = json!({ "state": "PENDING_REVIEW", "theirs": null });
    assert_eq!(requests["nodes"], json!([row, row]), "{answer}");
    let path = |row: usize| json!(["viewer", "assistanceRequests", "nodes", row, "theirs"]);
    assert_eq!(places(&answer), [(path(0), "FORBIDDEN"), (path(1), "FORBIDDEN")]);
}

#[tokio::test]
async fn what_must_not_be_null_takes_its_parent_with_it_up_to_what_may_be() {
    let app = TestApp::start().await;
    let answer =
        app.anonymous().graphql("{ __typename worklist { totalCount } circuits { id } }", json!({})).await;
    assert_eq!(answer["data"], Value::Null);
    assert_eq!(places(&answer)[0], (json!(["worklist"]), "UNAUTHENTICATED"), "{answer}");
}
