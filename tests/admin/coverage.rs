//! Payers, plans and what they pay for.

use asistencia::platform::global_id::GlobalId;
use serde_json::{Value, json};
use tests::{Client, TestApp, fresh_key, world};

use super::{error, refusal};

const SET: (&str, &str) = ("setCoverageRule", "SetCoverageRuleInput");
const RULE: &str = "rule { id version decision note service { code } payer { name } plan { name } }";

/// What Elena is told of the knee.
async fn told(operator: &Client) -> Value {
    let query =
        "query($s: [ID!]!, $p: ID) { coverageCheck(serviceIds: $s, patientId: $p) { decision note } }";
    let asked = json!({ "s": [world::KNEE_MRI.to_global()], "p": world::PATIENT.to_global() });
    operator.ok(query, asked).await["coverageCheck"][0].clone()
}

fn rule(decision: &str, plan: Option<Value>, version: Option<i32>) -> Value {
    json!({ "serviceId": world::KNEE_MRI.to_global(), "payerId": world::PAYER.to_global(), "planId": plan,
        "decision": decision, "note": "Traé la orden.", "version": version })
}

#[tokio::test]
async fn a_rule_is_told_at_once_and_no_more_once_it_is_removed() {
    let app = TestApp::start().await;
    let (admin, operator) = (app.admin().await, app.operator().await);
    assert_eq!(told(&operator).await, json!({ "decision": null, "note": null }));
    let set = admin.done(SET.0, SET.1, rule("COVERED", None, None), RULE).await["rule"].clone();
    assert_eq!(
        set,
        json!({ "id": set["id"], "version": 1, "decision": "COVERED", "note": "Traé la orden.",
            "service": { "code": "127" }, "payer": { "name": "OSDE" }, "plan": null })
    );
    assert_eq!(told(&operator).await, json!({ "decision": "COVERED", "note": "Traé la orden." }));
    let plan = Some(json!(world::PLAN.to_global()));
    admin.done(SET.0, SET.1, rule("NOT_COVERED", plan, None), RULE).await;
    assert_eq!(told(&operator).await["decision"], "NOT_COVERED");

    let table = "query($after: String) { coverageRules(first: 2, after: $after) { \
        nodes { plan { name } decision } pageInfo { hasNextPage endCursor } } }";
    let first = admin.ok(table, json!({})).await["coverageRules"].clone();
    assert_eq!(first["nodes"].as_array().map(Vec::len), Some(2));
    let rest = json!({ "after": first["pageInfo"]["endCursor"] });
    let rest = admin.ok(table, rest).await["coverageRules"].clone();
    assert_eq!(
        (rest["nodes"].as_array().map(Vec::len), &rest["pageInfo"]["hasNextPage"]),
        (Some(1), &json!(false))
    );
    let of = "query($p: ID, $s: ID) { coverageRules(payerId: $p, serviceId: $s) { nodes { id } } }";
    let none = admin.ok(of, json!({ "s": world::RENAL.to_global() })).await;
    assert_eq!(none["coverageRules"]["nodes"], json!([]));
    let osde = admin.ok(of, json!({ "p": world::PAYER.to_global() })).await;
    assert_eq!(osde["coverageRules"]["nodes"].as_array().map(Vec::len), Some(3));

    // Who saw something else reads again, whether it was changed, made or removed meanwhile.
    let changed = rule("REQUIRES_AUTHORIZATION", None, Some(1));
    admin.done(SET.0, SET.1, changed.clone(), RULE).await;
    for seen in [None, Some(1), Some(3)] {
        let refused = admin.mutate(SET.0, SET.1, rule("COVERED", None, seen), "").await;
        assert_eq!(error(&refused), refusal("input.version", "STALE_VERSION"));
    }
    let remove = ("removeCoverageRule", "RemoveCoverageRuleInput");
    let old = json!({ "id": set["id"], "version": 1 });
    assert_eq!(
        error(&admin.mutate(remove.0, remove.1, old, "").await),
        refusal("input.version", "STALE_VERSION")
    );
    let newest = json!({ "id": set["id"], "version": 2 });
    let gone = admin.done(remove.0, remove.1, newest.clone(), "removedId").await;
    assert_eq!(gone["removedId"], set["id"]);
    assert_eq!(error(&admin.mutate(remove.0, remove.1, newest, "").await), refusal("input.id", "NOT_FOUND"));
    let refused = admin.mutate(SET.0, SET.1, rule("COVERED", None, Some(2)), "").await;
    assert_eq!(error(&refused), refusal("input.version", "STALE_VERSION"));
}

#[tokio::test]
async fn of_two_who_say_something_new_at_once_one_reads_again() {
    let app = TestApp::start().await;
    let (one, other) = (app.admin().await, app.admin().await);
    let (a, b) = tokio::join!(
        one.mutate(SET.0, SET.1, rule("COVERED", None, None), RULE),
        other.mutate(SET.0, SET.1, rule("NOT_COVERED", None, None), RULE),
    );
    let refused: Vec<_> = [&a, &b].into_iter().filter(|payload| payload["rule"].is_null()).collect();
    assert_eq!(refused.len(), 1, "{a} {b}");
    assert_eq!(error(refused[0]), refusal("input.version", "STALE_VERSION"));
}

#[tokio::test]
async fn payers_and_plans_are_made_changed_and_taken_off_the_list() {
    let app = TestApp::start().await;
    let (admin, operator) = (app.admin().await, app.operator().await);
    let payer =
        |name: &str, alone: bool| json!({ "name": name, "isSelfPay": alone, "idempotencyKey": fresh_key() });
    let create = ("createPayer", "CreatePayerInput");
    let selection = "payer { id version isSelfPay }";
    let alone = admin.done(create.0, create.1, payer("Particular", true), selection).await["payer"].clone();
    let medife = admin.done(create.0, create.1, payer("Medifé", false), selection).await["payer"].clone();
    let plan = |payer: &Value, name: &str| json!({ "payerId": payer["id"], "name": name, "idempotencyKey": fresh_key() });
    let create_plan = ("createPlan", "CreatePlanInput");
    let made = admin.done(create_plan.0, create_plan.1, plan(&medife, "Bronce"), "plan { id version }").await;
    let bronze = made["plan"].clone();
    for (field, input, path, code) in [
        (create, payer("OSDE", false), "input.name", "CONFLICT"),
        (create, payer(" ", false), "input.name", "INVALID"),
        (create, payer(&"x".repeat(81), false), "input.name", "INVALID"),
        (create_plan, plan(&medife, "Bronce"), "input.name", "CONFLICT"),
        (create_plan, plan(&alone, "Único"), "input.payerId", "CONFLICT"),
        (create_plan, plan(&json!({ "id": "x" }), "Oro"), "input.payerId", "NOT_FOUND"),
    ] {
        assert_eq!(error(&admin.mutate(field.0, field.1, input, "").await), refusal(path, code));
    }
    let mut of_alone = rule("COVERED", None, None);
    of_alone["payerId"] = alone["id"].clone();
    assert_eq!(error(&admin.mutate(SET.0, SET.1, of_alone, "").await), refusal("input.payerId", "CONFLICT"));
    let elsewhere = rule("COVERED", Some(bronze["id"].clone()), None);
    assert_eq!(error(&admin.mutate(SET.0, SET.1, elsewhere, "").await), refusal("input.planId", "NOT_FOUND"));
    let mut long = rule("COVERED", None, None);
    long["note"] = json!("x".repeat(301));
    assert_eq!(error(&admin.mutate(SET.0, SET.1, long, "").await), refusal("input.note", "INVALID"));

    let off = json!({ "id": bronze["id"], "version": 1, "disabled": true });
    admin.done("updatePlan", "UpdatePlanInput", off.clone(), "plan { version disabledAt }").await;
    let stale = admin.mutate("updatePlan", "UpdatePlanInput", off, "").await;
    assert_eq!(error(&stale), refusal("input.version", "STALE_VERSION"));
    let off =
        json!({ "id": world::PAYER.to_global(), "version": 1, "disabled": true, "name": "OSDE Binario" });
    admin.done("updatePayer", "UpdatePayerInput", off, "payer { version }").await;
    let list = "query($all: Boolean) { payers(includeDisabled: $all) { nodes { name plans(includeDisabled: $all) { name } } } }";
    let list = |all: bool| {
        let operator = operator.clone();
        async move { operator.ok(list, json!({ "all": all })).await["payers"]["nodes"].clone() }
    };
    let shown = json!([{ "name": "Medifé", "plans": [] }, { "name": "Particular", "plans": [] }]);
    assert_eq!(list(false).await, shown);
    let all = json!([
        { "name": "Medifé", "plans": [{ "name": "Bronce" }] },
        { "name": "OSDE Binario", "plans": [{ "name": "210" }, { "name": "310" }] },
        { "name": "Particular", "plans": [] },
    ]);
    assert_eq!(list(true).await, all);
    // Who has it keeps it.
    let elena = "query($id: ID!) { patient(id: $id) { coverage { payer { name } plan { name } } } }";
    let elena = operator.ok(elena, json!({ "id": world::PATIENT.to_global() })).await;
    let expected = json!({ "payer": { "name": "OSDE Binario" }, "plan": { "name": "310" } });
    assert_eq!(elena["patient"]["coverage"], expected);
}
