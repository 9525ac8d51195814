//! Whose forms somebody reaches: their own, their link's, their own care plans' patients'.

use asistencia::platform::global_id::GlobalId;
use chrono::Duration;
use serde_json::{Value, json};
use tests::{Client, fresh_key, world};

use super::{Story, ask, enough, plan, publish, structure};

const SEEN: &str = "query($id: ID!) { form(id: $id) { id } node(id: $id) { id } }";

async fn sees(client: &Client, form: &Value) -> bool {
    let seen = client.ok(SEEN, json!({ "id": form })).await;
    assert_eq!(seen["form"], seen["node"], "both ways are one");
    seen["form"]["id"] == *form
}

async fn other_admin(story: &Story) -> Client {
    story.app.staff("operadora@otra.example").await
}

#[tokio::test]
async fn a_form_that_is_not_ones_own_is_none() {
    let story = Story::begin().await;
    let mario = story.app.patient_with("28333444").await;
    let doctor = story.app.staff("doctora@demo.example").await;
    for stranger in [mario, doctor, other_admin(&story).await] {
        assert!(!sees(&stranger, &story.form).await);
        let save = json!({ "formId": story.form, "definitionVersion": 1, "answers": enough() });
        assert_eq!(stranger.refused("saveFormAnswers", "SaveFormAnswersInput", save).await, "NOT_FOUND");
        let submit = json!({ "formId": story.form, "definitionVersion": 1, "idempotencyKey": fresh_key() });
        assert_eq!(stranger.refused("submitForm", "SubmitFormInput", submit).await, "NOT_FOUND");
    }
    let theirs = other_admin(&story).await;
    let foreign = [
        ("withdrawForm", "WithdrawFormInput", json!({ "id": story.form, "reason": "x" })),
        ("disableFormDefinition", "DisableFormDefinitionInput", json!({ "id": story.definition })),
        (
            "createFormRule",
            "FormRuleInput",
            json!({ "definitionId": story.definition, "trigger": "FIRST_BOOKING" }),
        ),
        (
            "askForm",
            "AskFormInput",
            json!({ "definitionId": story.definition, "patientId": world::OTHER_PATIENT.to_global(), "idempotencyKey": fresh_key() }),
        ),
    ];
    for (mutation, input_type, input) in foreign {
        let code = theirs.refused(mutation, input_type, input).await;
        assert!(["NOT_FOUND", "CONFLICT"].contains(&code.as_str()), "{mutation}: {code}");
    }
    let own = publish(&theirs, "intake", structure()).await;
    let of = json!({ "definitionId": own, "assistanceRequestId": story.request["id"], "idempotencyKey": fresh_key() });
    assert_eq!(theirs.refused("askForm", "AskFormInput", of).await, "NOT_FOUND");
    assert!(sees(&story.patient, &story.form).await && sees(&story.journey, &story.form).await);
    let unchanged = "query($id: ID!) { form(id: $id) { state version progress { answered } } }";
    let form = story.patient.ok(unchanged, json!({ "id": story.form })).await;
    assert_eq!(form["form"], json!({ "state": "OPEN", "version": 1, "progress": { "answered": 0 } }));
}

#[tokio::test]
async fn a_link_reaches_the_forms_of_what_it_leads_to() {
    let story = Story::begin().await;
    story.app.clock.advance(Duration::minutes(1));
    let second = story.patient.submit_order(1).await;
    let other = ask(&story.operator, &story.definition, json!({ "assistanceRequestId": second["id"] })).await;
    assert!(!sees(&story.journey, &other).await && sees(&story.patient, &other).await);
    let list = "{ forms { nodes { id } } }";
    assert_eq!(story.journey.ok(list, json!({})).await["forms"]["nodes"], json!([{ "id": story.form }]));
    let of_both = story.patient.ok(list, json!({})).await;
    assert_eq!(of_both["forms"]["nodes"], json!([{ "id": other }, { "id": story.form }]));
    let around = "query($id: ID!) { form(id: $id) { patient { nationalId forms { nodes { id } } } } }";
    let answer = story.journey.graphql(around, json!({ "id": story.form })).await;
    assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN");
    assert!(!answer.to_string().contains("30111222"));
}

#[tokio::test]
async fn practitioners_reach_the_forms_of_those_whom_they_treat() {
    let story = Story::begin().await;
    let doctor = story.app.staff("doctora@demo.example").await;
    let asking = |of: Value| {
        let mut input = json!({ "definitionId": story.definition, "idempotencyKey": fresh_key() });
        input.as_object_mut().expect("an object").extend(of.as_object().expect("an object").clone());
        input
    };
    let elena = json!({ "patientId": world::PATIENT.to_global() });
    assert_eq!(doctor.refused("askForm", "AskFormInput", asking(elena.clone())).await, "NOT_FOUND");
    let somebody_elses = plan(&story.app, world::PATIENT_2, world::OPERATOR, world::start()).await;
    let of = json!({ "carePlanId": somebody_elses.to_global() });
    assert_eq!(doctor.refused("askForm", "AskFormInput", asking(of)).await, "NOT_FOUND");

    let own = plan(&story.app, world::PATIENT, world::PRACTITIONER, world::start()).await;
    assert!(sees(&doctor, &story.form).await, "the intake of her request, too");
    let form = ask(&doctor, &story.definition, elena).await;
    let twice = json!({ "carePlanId": own.to_global() });
    assert_eq!(
        doctor.refused("askForm", "AskFormInput", asking(twice)).await,
        "CONFLICT",
        "it went into the plan"
    );
    assert!(!sees(&story.journey, &form).await, "the link leads to the request only");
    let withdraw = json!({ "id": form, "reason": "Ya lo hablamos" });
    doctor.done("withdrawForm", "WithdrawFormInput", withdraw, "form { state }").await;
    assert_eq!(doctor.error("{ forms { nodes { id } } }", json!({})).await, "FORBIDDEN");
}

#[tokio::test]
async fn the_forms_of_many_cost_what_those_of_one_do() {
    let story = Story::begin().await;
    let (app, operator) = (&story.app, &story.operator);
    let request = app.patient_with("28333444").await.submit_order(1).await;
    let marios = ask(operator, &story.definition, json!({ "assistanceRequestId": request["id"] })).await;
    app.clock.advance(Duration::minutes(1));
    let elenas = plan(app, world::PATIENT, world::PRACTITIONER, app.app.now()).await;
    let within = ask(operator, &story.definition, json!({ "carePlanId": elenas.to_global() })).await;

    let page = "forms(first: 1, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } }";
    let patients = format!(
        "query($n: Int, $after: String) {{ patients(first: $n) {{ nodes {{ familyName {page} }} }} }}"
    );
    let mut costs = Vec::new();
    let mut seen = Value::Null;
    for many in [1, 50] {
        app.statements.take();
        seen = operator.ok(&patients, json!({ "n": many })).await["patients"]["nodes"].clone();
        costs.push(app.statements.take().len());
    }
    assert_eq!(costs[0], costs[1], "the same few statements");
    let first = |id: &Value, more: bool, of: &Value| {
        assert_eq!(
            (&of["forms"]["nodes"][0]["id"], &of["forms"]["pageInfo"]["hasNextPage"]),
            (id, &json!(more))
        );
    };
    assert_eq!(seen.as_array().map(Vec::len), Some(3));
    first(&marios, false, &seen[0]);
    first(&Value::Null, false, &seen[1]);
    first(&within, true, &seen[2]);

    // The same form by two ways at once, and what comes after it.
    let both = format!("query($after: String) {{ carePlans {{ nodes {{ {page} patient {{ {page} }} }} }} }}");
    let plans = operator.ok(&both, json!({})).await["carePlans"]["nodes"].clone();
    first(&within, false, &plans[0]);
    first(&within, true, &plans[0]["patient"]);
    let after = &seen[2]["forms"]["pageInfo"]["endCursor"];
    let plans = operator.ok(&both, json!({ "after": after })).await["carePlans"]["nodes"].clone();
    first(&Value::Null, false, &plans[0]);
    first(&story.form, false, &plans[0]["patient"]);
}

/// A page of forms loads whom they are asked of and what they ask once, however many there are.
#[tokio::test]
async fn whom_and_what_the_forms_of_a_page_are_about_is_loaded_for_all_at_once() {
    let story = Story::begin().await;
    let query = "query($first: Int!) { patient(id: \"ID\") { forms(first: $first) { nodes { id patient { id } \
        definition { id currentVersion } } } } formRules { definition { id } } }";
    let query = query.replace("ID", &world::PATIENT.to_global());
    for code in ["after", "later", "latest", "final"] {
        let definition = publish(&story.admin, code, structure()).await;
        ask(&story.operator, &definition, json!({ "assistanceRequestId": story.request["id"] })).await;
        let rule = json!({ "definitionId": definition, "trigger": "TREATMENT_COMPLETED" });
        story.admin.done("createFormRule", "FormRuleInput", rule, "rule { id }").await;
    }
    let mut costs = Vec::new();
    for first in [2, 5] {
        let (found, asked) =
            story.app.fewest_statements(&story.operator, &query, json!({ "first": first })).await;
        let forms = found["patient"]["forms"]["nodes"].as_array().expect("forms").clone();
        assert_eq!(forms.len(), first);
        let whole = |form: &Value| {
            form["patient"]["id"] == json!(world::PATIENT.to_global())
                && form["definition"]["currentVersion"] == 1
        };
        assert!(forms.iter().all(whole), "{forms:?}");
        let of = |table: &str| asked.iter().filter(|sql| sql.contains(&format!("FROM \"{table}\""))).count();
        costs.push((of("patient"), of("form_definition"), asked.len()));
    }
    assert_eq!(costs[0], costs[1], "whatever the number of forms");
    // The patient whose page it is, and once more for all forms.
    assert!(costs[1].0 <= 2 && costs[1].1 <= 2, "{costs:?}");
}
