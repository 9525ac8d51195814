//! Submitting, once.

use asistencia::platform::global_id::GlobalId;
use entity::care_plan;
use entity::enums::{CarePlanState, EventKind};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use tests::{fresh_key, world};

use super::{Story, ask, enough, errors, field, plan, publish, structure};

#[tokio::test]
async fn what_is_required_and_visible_must_be_there_and_what_is_hidden_is_dropped() {
    let story = Story::begin().await;
    let nothing = story.submit(&story.journey, &fresh_key()).await;
    let missing: Vec<_> = errors(&nothing).into_iter().map(|(path, _)| path).collect();
    assert_eq!(missing, ["input.answers.reason", "input.answers.hurts", "input.answers.consent"]);

    // It hurts, so how much is asked; then it does not, and what was said of it goes.
    story.saved(&story.journey, enough()).await;
    let hurts = json!([
        { "fieldId": "hurts", "value": { "choices": ["yes"] } },
        { "fieldId": "places", "value": { "areas": ["back_lower"] } },
    ]);
    let form = story.saved(&story.journey, hurts).await;
    assert_eq!(form["canSubmit"], false);
    assert_eq!(errors(&story.submit(&story.journey, &fresh_key()).await)[0].0, "input.answers.pain");
    let relief = json!([
        { "fieldId": "pain", "value": { "scale": 3 } }, { "fieldId": "hurts", "value": { "choices": ["no"] } },
    ]);
    assert_eq!(story.saved(&story.journey, relief).await["canSubmit"], true);
    let submitted = story.submit(&story.journey, &fresh_key()).await["form"].clone();
    assert_eq!(
        (&submitted["state"], &submitted["submittedBy"]),
        (&json!("SUBMITTED"), &json!("LINK_HOLDER"))
    );
    for gone in ["pain", "places"] {
        assert_eq!(field(&submitted, gone)["answered"], false, "{gone}");
    }
    assert_eq!(field(&submitted, "consent")["consent"]["signerName"], "Elena Sosa");
    let told = entity::event::Entity::find()
        .filter(entity::event::Column::Kind.is_in([EventKind::FormAsked, EventKind::FormSubmitted]))
        .all(story.app.db())
        .await
        .expect("events");
    let told: Vec<_> = told.iter().map(|event| (event.kind, event.patient_id)).collect();
    let who = Some(world::PATIENT);
    assert_eq!(told, [(EventKind::FormAsked, who), (EventKind::FormSubmitted, who)]);
}

#[tokio::test]
async fn it_is_submitted_once_whoever_sends_it_and_however_often() {
    let story = Story::begin().await;
    story.saved(&story.patient, enough()).await;
    let key = fresh_key();
    let (one, other) = tokio::join!(story.submit(&story.patient, &key), story.submit(&story.patient, &key));
    for payload in [&one, &other, &story.submit(&story.patient, &key).await] {
        assert_eq!(payload["userErrors"], json!([]));
        assert_eq!(payload["form"]["submittedAt"], one["form"]["submittedAt"]);
    }
    // Another device, another key, another person.
    for client in [&story.patient, &story.journey, &story.operator] {
        let late = story.submit(client, &fresh_key()).await;
        assert_eq!(errors(&late), [("input.formId".to_owned(), "ALREADY_SUBMITTED".to_owned())]);
        let answers = json!([{ "fieldId": "reason", "value": { "text": "Otra cosa" } }]);
        assert_eq!(errors(&story.save(client, answers).await)[0].1, "ALREADY_SUBMITTED");
    }
    let withdraw = json!({ "id": story.form, "reason": "De más" });
    assert_eq!(
        story.operator.refused("withdrawForm", "WithdrawFormInput", withdraw).await,
        "ALREADY_SUBMITTED"
    );
    let events = entity::event::Entity::find()
        .filter(entity::event::Column::Kind.eq(EventKind::FormSubmitted))
        .all(story.app.db())
        .await
        .expect("events");
    assert_eq!(events.len(), 1);
    // The key meant that form and no other.
    let another = publish(&story.admin, "otro", structure()).await;
    let another = ask(&story.operator, &another, json!({ "assistanceRequestId": story.request["id"] })).await;
    let input = json!({ "formId": another, "definitionVersion": 1, "idempotencyKey": key });
    assert_eq!(story.patient.refused("submitForm", "SubmitFormInput", input).await, "CONFLICT");
}

#[tokio::test]
async fn another_version_is_another_form() {
    let story = Story::begin().await;
    story.saved(&story.patient, enough()).await;
    let next = json!({ "code": "intake", "structure": structure(), "baseVersion": 1 });
    story.admin.done("publishFormDefinition", "PublishFormDefinitionInput", next, "definition { id }").await;
    // What was asked stays with its version; whoever shows the questions of another one has to load it again.
    for wrong in [0, 2] {
        let input = json!({ "formId": story.form, "definitionVersion": wrong, "answers": [] });
        let code = story.patient.refused("saveFormAnswers", "SaveFormAnswersInput", input).await;
        assert_eq!(code, "STALE_VERSION");
        let input =
            json!({ "formId": story.form, "definitionVersion": wrong, "idempotencyKey": fresh_key() });
        assert_eq!(story.patient.refused("submitForm", "SubmitFormInput", input).await, "STALE_VERSION");
    }
    assert_eq!(story.submit(&story.patient, &fresh_key()).await["form"]["definitionVersion"], 1);
    // What is asked from now on is asked in the new one.
    let form =
        ask(&story.operator, &story.definition, json!({ "assistanceRequestId": story.request["id"] })).await;
    let seen = "query($id: ID!) { form(id: $id) { definitionVersion } }";
    assert_eq!(story.patient.ok(seen, json!({ "id": form })).await["form"]["definitionVersion"], 2);
}

#[tokio::test]
async fn what_was_answered_elsewhere_since_it_was_reviewed_is_reviewed_again() {
    let story = Story::begin().await;
    let reviewed = story.saved(&story.patient, enough()).await["version"].clone();
    let elsewhere = json!([{ "fieldId": "reason", "value": { "text": "Otra cosa" } }]);
    let newer = story.saved(&story.journey, elsewhere).await["version"].clone();
    let input = |version| json!({ "formId": story.form, "definitionVersion": 1, "version": version, "idempotencyKey": fresh_key() });
    let code = story.patient.refused("submitForm", "SubmitFormInput", input(reviewed)).await;
    assert_eq!(code, "STALE_VERSION");
    story.patient.done("submitForm", "SubmitFormInput", input(newer), "form { id }").await;
}

#[tokio::test]
async fn what_the_clinic_takes_back_cannot_be_sent_and_asking_twice_asks_once() {
    let story = Story::begin().await;
    let of = json!({ "patientId": world::PATIENT.to_global(), "definitionId": story.definition, "idempotencyKey": fresh_key() });
    assert_eq!(story.operator.refused("askForm", "AskFormInput", of).await, "CONFLICT", "it is open already");
    let empty = json!({ "id": story.form, "reason": " " });
    assert_eq!(story.operator.refused("withdrawForm", "WithdrawFormInput", empty).await, "INVALID");
    for reason in ["Se pidió por error", "Otra vez"] {
        let withdraw = json!({ "id": story.form, "reason": reason });
        let selection = "form { state withdrawReason }";
        let gone = story.operator.done("withdrawForm", "WithdrawFormInput", withdraw, selection).await;
        assert_eq!(gone["form"], json!({ "state": "WITHDRAWN", "withdrawReason": "Se pidió por error" }));
    }
    assert_eq!(errors(&story.submit(&story.patient, &fresh_key()).await)[0].1, "CONFLICT");
    assert_eq!(errors(&story.save(&story.patient, enough()).await)[0].1, "CONFLICT");
    let own = "query($id: ID!) { form(id: $id) { state withdrawReason } }";
    let seen = story.patient.ok(own, json!({ "id": story.form })).await;
    assert_eq!(seen["form"], json!({ "state": "WITHDRAWN", "withdrawReason": Value::Null }));

    // Asked again at once by two, with the same key and with another one.
    let key = fresh_key();
    let of = json!({ "patientId": world::PATIENT.to_global(), "definitionId": story.definition, "idempotencyKey": key });
    let ask = |input: Value| {
        story.operator.mutate("askForm", "AskFormInput", input, "form { id assistanceRequest { id } }")
    };
    let (one, other) = tokio::join!(ask(of.clone()), ask(of.clone()));
    assert_eq!(one, other);
    assert_eq!(
        one["form"]["assistanceRequest"]["id"], story.request["id"],
        "it belongs to her newest request"
    );
    let mut third = of;
    third["idempotencyKey"] = json!(fresh_key());
    assert_eq!(story.operator.refused("askForm", "AskFormInput", third).await, "CONFLICT");
    let list = "{ forms { nodes { id state } } open: forms(openOnly: true) { nodes { id } } }";
    let forms = story.patient.ok(list, json!({})).await;
    assert_eq!(forms["open"]["nodes"], json!([{ "id": one["form"]["id"] }]));
    assert_eq!(forms["forms"]["nodes"][0]["state"], "OPEN", "what is open comes first");
    assert_eq!(forms["forms"]["nodes"][1]["id"], story.form);
}

#[tokio::test]
async fn nothing_is_asked_with_what_no_visit_will_come_of() {
    let story = Story::begin().await;
    let now = story.app.app.now();
    let ended = plan(&story.app, world::PATIENT, world::PRACTITIONER, now).await;
    let asking = async |of: Value, key: &str| {
        let mut input = of;
        input["definitionId"] = story.definition.clone();
        input["idempotencyKey"] = json!(key);
        story.operator.mutate("askForm", "AskFormInput", input, "form { id state }").await
    };
    let of_plan = json!({ "carePlanId": ended.to_global() });
    let first = asking(of_plan.clone(), "before").await;
    let become_state = async |state: CarePlanState| {
        care_plan::Entity::update_many()
            .col_expr(care_plan::Column::State, Expr::value(state))
            .filter(care_plan::Column::Id.eq(ended))
            .exec(story.app.db())
            .await
            .expect("another state");
    };
    become_state(CarePlanState::Cancelled).await;
    let refused = asking(of_plan.clone(), "after").await;
    assert_eq!(errors(&refused), [("input.carePlanId".to_owned(), "CONFLICT".to_owned())]);
    assert_eq!(refused["userErrors"][0]["message"], "Este tratamiento está cancelado.");
    assert_eq!(asking(of_plan.clone(), "before").await["form"]["id"], first["form"]["id"], "said before");
    // How it went is asked of a treatment that is completed.
    become_state(CarePlanState::Completed).await;
    let withdraw = json!({ "id": first["form"]["id"], "reason": "Otra vez" });
    story.operator.done("withdrawForm", "WithdrawFormInput", withdraw, "form { state }").await;
    assert_eq!(asking(of_plan, "completed").await["form"]["state"], "OPEN");

    let other = publish(&story.admin, "otro", structure()).await;
    let request = story.operator.request_now(&story.request).await;
    let resolve = json!({ "id": request["id"], "version": request["version"], "outcome": "NOT_NEEDED" });
    story.operator.done("resolveAssistanceRequest", "ResolveAssistanceRequestInput", resolve, "").await;
    for (of, field) in [
        (json!({ "assistanceRequestId": request["id"] }), "input.assistanceRequestId"),
        (json!({ "patientId": world::PATIENT.to_global() }), "input.patientId"),
        (json!({}), "input"),
        (json!({ "patientId": world::PATIENT.to_global(), "carePlanId": ended.to_global() }), "input"),
    ] {
        let mut input = of;
        input["definitionId"] = other.clone();
        input["idempotencyKey"] = json!(fresh_key());
        let refused = story.operator.mutate("askForm", "AskFormInput", input, "form { id }").await;
        let code = if field == "input" { "INVALID" } else { "CONFLICT" };
        assert_eq!(errors(&refused), [(field.to_owned(), code.to_owned())]);
    }
}
