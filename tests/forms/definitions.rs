//! Publishing what is asked: versions that never change, and mistakes that are said with their place.

use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};
use tests::{TestApp, fresh_key};

use super::{both, errors, publish, structure};

const PUBLISH: (&str, &str) = ("publishFormDefinition", "PublishFormDefinitionInput");
const VERSION: &str = "query($id: ID!, $n: Int) { formDefinition(id: $id) { code title currentVersion \
    disabledAt version(number: $n) { number structure { title { es en } sections { title { es } fields { \
    fieldId required visibleWhen { fieldId equals includes atLeast answered } kind { __typename \
    ... on FormScaleKind { lowest highest } ... on FormTextKind { multiline maxLength } } } } } } } }";

#[tokio::test]
async fn a_version_is_read_back_as_it_was_published_and_never_changes() {
    let app = TestApp::start().await;
    let (admin, operator) = (app.admin().await, app.operator().await);
    let id = publish(&admin, "intake", structure()).await;
    let mut next = structure();
    next["title"] = both("Otra vez", "Again");
    let input = json!({ "code": "intake", "structure": next, "baseVersion": 1 });
    let published = admin.done(PUBLISH.0, PUBLISH.1, input.clone(), "definition { id currentVersion }").await;
    assert_eq!(published["definition"], json!({ "id": id, "currentVersion": 2 }));

    let first = operator.ok(VERSION, json!({ "id": id, "n": 1 })).await["formDefinition"].clone();
    assert_eq!((&first["title"], &first["currentVersion"]), (&json!("Otra vez"), &json!(2)));
    let seen = &first["version"]["structure"];
    assert_eq!(seen["title"], both("Antes de tu visita", "Before your visit"));
    let pain = &seen["sections"][1]["fields"][1];
    assert_eq!(pain["kind"], json!({ "__typename": "FormScaleKind", "lowest": 0, "highest": 10 }));
    assert_eq!(pain["visibleWhen"][0]["equals"], "yes");
    let none = operator.ok(VERSION, json!({ "id": id, "n": 3 })).await;
    assert_eq!(none["formDefinition"]["version"], Value::Null);

    // Who edited the first version at the same time has to look again; so does who takes the name for new.
    assert_eq!(admin.refused(PUBLISH.0, PUBLISH.1, input).await, "STALE_VERSION");
    let anew = json!({ "code": "intake", "structure": structure() });
    assert_eq!(admin.refused(PUBLISH.0, PUBLISH.1, anew).await, "STALE_VERSION");
    let unknown = json!({ "code": "nuevo", "structure": structure(), "baseVersion": 1 });
    assert_eq!(admin.refused(PUBLISH.0, PUBLISH.1, unknown).await, "STALE_VERSION");
}

#[tokio::test]
async fn two_who_publish_at_once_are_one_after_the_other() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    publish(&admin, "intake", structure()).await;
    for base in [json!(1), Value::Null] {
        let code = if base.is_null() { "nuevo" } else { "intake" };
        let input = json!({ "code": code, "structure": structure(), "baseVersion": base });
        let publish = || admin.mutate(PUBLISH.0, PUBLISH.1, input.clone(), "definition { id }");
        let (one, other) = tokio::join!(publish(), publish());
        let mut refused = [&one, &other].map(|payload| payload["userErrors"][0]["code"].clone());
        refused.sort_by_key(Value::is_null);
        assert_eq!(refused, [json!("STALE_VERSION"), Value::Null]);
    }
}

#[tokio::test]
async fn what_is_published_under_a_key_is_published_once() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for base in [Value::Null, json!(1)] {
        let version = base.as_i64().unwrap_or_default() + 1;
        let input = json!({ "code": "intake", "structure": structure(), "baseVersion": base,
            "idempotencyKey": fresh_key() });
        let publish = || admin.done(PUBLISH.0, PUBLISH.1, input.clone(), "definition { id currentVersion }");
        let (one, other) = tokio::join!(publish(), publish());
        assert_eq!((&one, &one["definition"]["currentVersion"]), (&other, &json!(version)));
        let mut another = input.clone();
        another["structure"]["title"] = both("Otra vez", "Again");
        assert_eq!(admin.refused(PUBLISH.0, PUBLISH.1, another).await, "CONFLICT");
    }
    let trail = entity::audit_entry::Entity::find()
        .filter(entity::audit_entry::Column::Action.eq("form_definition.published"))
        .count(app.db());
    assert_eq!(trail.await.expect("the trail"), 2);
}

#[tokio::test]
async fn every_mistake_is_said_with_its_place() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let text = |id: &str| json!({ "fieldId": id, "label": both("A", "B"), "kind": { "text": {} } });
    let with = |field: Value| {
        json!({ "code": "f", "structure": { "title": both("T", "T"), "sections": [
            { "title": both("S", "S"), "fields": [text("first"), field] },
        ] } })
    };
    let kind = |kind: Value| with(json!({ "fieldId": "x", "label": both("A", "B"), "kind": kind }));
    let when = |condition: Value| {
        with(
            json!({ "fieldId": "x", "label": both("A", "B"), "kind": { "text": {} }, "visibleWhen": [condition] }),
        )
    };
    // Below a number from 1 to 6 and a choice that shows only for 3.
    let below = |conditions: Value| {
        let options =
            json!([{ "value": "a", "label": both("A", "A") }, { "value": "b", "label": both("B", "B") }]);
        json!({ "code": "f", "structure": { "title": both("T", "T"), "sections": [
            { "title": both("S", "S"), "fields": [
                { "fieldId": "n", "label": both("A", "B"),
                  "kind": { "number": { "minimum": 1, "maximum": 6, "integer": true } } },
                { "fieldId": "c", "label": both("A", "B"), "kind": { "choice": { "options": options } },
                  "visibleWhen": [{ "fieldId": "n", "equals": "3" }] },
            ] },
            { "title": both("S", "S"), "fields": [
                { "fieldId": "x", "label": both("A", "B"), "required": true, "kind": { "text": {} },
                  "visibleWhen": conditions },
            ] },
        ] } })
    };
    let option = |value: &str| json!({ "value": value, "label": both("A", "B") });
    let field = "input.structure.sections.0.fields.1";
    for (input, path) in [
        (with(text("first")), "fieldId"),
        (with(text("Primero")), "fieldId"),
        (with(text("")), "fieldId"),
        (with(json!({ "fieldId": "x", "label": both(" ", "B"), "kind": { "text": {} } })), "label.es"),
        (kind(json!({ "text": { "maxLength": 0 } })), "kind.text.maxLength"),
        (kind(json!({ "number": { "minimum": 2, "maximum": 1 } })), "kind.number.minimum"),
        (
            kind(json!({ "number": { "minimum": 1.2, "maximum": 1.4, "integer": true } })),
            "kind.number.minimum",
        ),
        (kind(json!({ "date": { "earliest": "2026-02-01", "latest": "2026-01-01" } })), "kind.date.earliest"),
        (kind(json!({ "choice": { "options": [option("a")] } })), "kind.choice.options"),
        (kind(json!({ "choice": { "options": [option("a"), option("a")] } })), "kind.choice.options.1.value"),
        (kind(json!({ "scale": { "lowest": 3, "highest": 3 } })), "kind.scale.highest"),
        (kind(json!({ "scale": { "lowest": -2147483648, "highest": 2147483647 } })), "kind.scale.highest"),
        (kind(json!({ "consent": { "statement": { "es": "" } } })), "kind.consent.statement.es"),
        (when(json!({ "fieldId": "x", "answered": true })), "visibleWhen.0.fieldId"),
        (when(json!({ "fieldId": "later", "answered": true })), "visibleWhen.0.fieldId"),
        (when(json!({ "fieldId": "first" })), "visibleWhen.0"),
        (when(json!({ "fieldId": "first", "answered": true, "atLeast": 1 })), "visibleWhen.0"),
        (when(json!({ "fieldId": "first", "atLeast": 1 })), "visibleWhen.0.atLeast"),
        (when(json!({ "fieldId": "first", "includes": "a" })), "visibleWhen.0.includes"),
    ] {
        let payload = admin.mutate(PUBLISH.0, PUBLISH.1, input.clone(), "definition { id }").await;
        assert!(
            errors(&payload).contains(&(format!("{field}.{path}"), "INVALID".to_owned())),
            "{path}: {payload:#}"
        );
    }
    let on = |id: &str, test: &str, value: Value| json!({ "fieldId": id, test: value });
    let field = "input.structure.sections.1.fields.0";
    for (conditions, path) in [
        (vec![on("n", "atLeast", json!(50))], "visibleWhen.0.atLeast"),
        (vec![on("n", "equals", json!("7"))], "visibleWhen.0.equals"),
        (vec![on("n", "equals", json!("1.5"))], "visibleWhen.0.equals"),
        (vec![on("c", "equals", json!("a")), on("c", "equals", json!("b"))], "visibleWhen"),
        (vec![on("n", "equals", json!("3")), on("n", "atLeast", json!(4))], "visibleWhen"),
        (vec![on("n", "equals", json!("3")), on("n", "answered", json!(false))], "visibleWhen"),
        // The choice shows for 3 only.
        (vec![on("c", "equals", json!("a")), on("n", "atLeast", json!(4))], "visibleWhen"),
    ] {
        let input = below(json!(conditions));
        let payload = admin.mutate(PUBLISH.0, PUBLISH.1, input, "definition { id }").await;
        assert_eq!(errors(&payload), [(format!("{field}.{path}"), "INVALID".to_owned())], "{conditions:?}");
    }
    let empty = json!({ "code": "No!", "structure": { "title": both("T", "T"), "sections": [] } });
    let payload = admin.mutate(PUBLISH.0, PUBLISH.1, empty, "definition { id }").await;
    let paths: Vec<_> = errors(&payload).into_iter().map(|(path, _)| path).collect();
    assert_eq!(paths, ["input.structure.sections", "input.code"]);
    let none = app.operator().await.ok("{ formDefinitions(includeDisabled: true) { id } }", json!({})).await;
    assert_eq!(none["formDefinitions"], json!([]));
}

#[tokio::test]
async fn conditions_that_can_hold_together_are_published() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let options =
        json!([{ "value": "a", "label": both("A", "A") }, { "value": "b", "label": both("B", "B") }]);
    let field = |id: &str, kind: Value, conditions: Value| json!({ "fieldId": id, "label": both("A", "B"), "kind": kind, "visibleWhen": conditions });
    let scale = json!({ "scale": { "lowest": 0, "highest": 10 } });
    publish(
        &admin,
        "f",
        json!({ "title": both("T", "T"), "sections": [{ "title": both("S", "S"), "fields": [
            field("n", scale, json!([])),
            field("c", json!({ "choice": { "multiple": true, "options": options } }),
                json!([{ "fieldId": "n", "atLeast": 3 }])),
            field("both", json!({ "text": {} }), json!([
                { "fieldId": "c", "includes": "a" }, { "fieldId": "c", "includes": "b" },
                { "fieldId": "n", "atLeast": 10 }, { "fieldId": "n", "equals": "10.0" },
            ])),
            field("none", json!({ "text": {} }), json!([
                { "fieldId": "c", "answered": false }, { "fieldId": "n", "answered": false },
            ])),
        ] }] }),
    )
    .await;
}

#[tokio::test]
async fn what_is_disabled_is_asked_no_more_until_it_is_published_again() {
    let app = TestApp::start().await;
    let (admin, operator, patient) = (app.admin().await, app.operator().await, app.patient().await);
    let id = publish(&admin, "intake", structure()).await;
    let mut rule = json!({ "definitionId": id, "trigger": "FIRST_BOOKING", "idempotencyKey": "k" });
    let made =
        admin.done("createFormRule", "FormRuleInput", rule.clone(), "rule { id }").await["rule"].clone();
    let again = admin.done("createFormRule", "FormRuleInput", rule.clone(), "rule { id }").await;
    assert_eq!(again["rule"], made, "a lost answer is asked for again");
    rule["trigger"] = json!("COMPLETED_VISITS");
    assert_eq!(admin.refused("createFormRule", "FormRuleInput", rule).await, "CONFLICT");
    let rule = made;
    let disable = json!({ "id": id });
    let refused = admin.refused("disableFormDefinition", "DisableFormDefinitionInput", disable.clone()).await;
    assert_eq!(refused, "CONFLICT", "a rule still asks for it");
    for _ in 0..2 {
        let end = json!({ "id": rule["id"] });
        admin.done("disableFormRule", "DisableFormRuleInput", end, "rule { disabledAt }").await;
        let selection = "definition { disabledAt }";
        let input = disable.clone();
        admin.done("disableFormDefinition", "DisableFormDefinitionInput", input, selection).await;
    }
    let request = patient.submit_order(1).await;
    let asking =
        || json!({ "definitionId": id, "assistanceRequestId": request["id"], "idempotencyKey": fresh_key() });
    assert_eq!(operator.refused("askForm", "AskFormInput", asking()).await, "CONFLICT");
    let listed = operator.ok("{ formDefinitions { id } formRules { id } }", json!({})).await;
    assert_eq!(listed, json!({ "formDefinitions": [], "formRules": [] }));
    let again = json!({ "code": "intake", "structure": structure(), "baseVersion": 1 });
    admin.done(PUBLISH.0, PUBLISH.1, again, "definition { id }").await;
    operator.done("askForm", "AskFormInput", asking(), "form { id }").await;
}
