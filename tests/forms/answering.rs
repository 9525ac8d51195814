//! Saving answers as they are typed.

use entity::enums::ActorKind;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use tests::world;

use super::{Story, errors, field};

#[tokio::test]
async fn answers_are_merged_field_by_field_and_bring_up_what_depends_on_them() {
    let story = Story::begin().await;
    let form = story
        .saved(
            &story.journey,
            json!([
                { "fieldId": "reason", "value": { "text": "  La rodilla\r\ndesde el lunes " } },
                { "fieldId": "weight", "value": { "number": 71.5 } },
                { "fieldId": "since", "value": { "date": "2026-03-02" } },
            ]),
        )
        .await;
    assert_eq!(field(&form, "reason")["text"], "La rodilla\ndesde el lunes");
    assert_eq!(field(&form, "since")["latest"], "2026-03-02", "no day after today fits");
    assert_eq!(form["progress"], json!({ "required": 3, "answered": 1 }));
    for hidden in ["pain", "places", "drugs"] {
        let hidden = field(&form, hidden);
        assert_eq!((&hidden["visible"], &hidden["error"]), (&json!(false), &Value::Null));
    }
    assert_eq!(field(&form, "hurts")["error"], "Elegí una opción.");

    // The patient goes on where the link's holder stopped.
    let answers = json!([
        { "fieldId": "hurts", "value": { "choices": ["yes"] } },
        { "fieldId": "pain", "value": { "scale": 7 } },
        { "fieldId": "places", "value": { "areas": ["back_lower", "front_knee_left", "back_lower"] } },
        { "fieldId": "treatments", "value": { "choices": ["drugs", "ice"] } },
        { "fieldId": "weight", "value": null },
    ]);
    let form = story.saved(&story.patient, answers.clone()).await;
    assert_eq!(field(&form, "places")["marked"], json!(["front_knee_left", "back_lower"]));
    assert_eq!(field(&form, "treatments")["choices"], json!(["ice", "drugs"]));
    assert_eq!(field(&form, "weight")["answered"], false);
    assert_eq!(field(&form, "drugs")["error"], "Falta esta respuesta.");
    assert_eq!(form["progress"], json!({ "required": 5, "answered": 3 }));
    assert_eq!(field(&form, "reason")["answered"], true, "what was not named stays");

    // The same once more changes nothing; an empty answer takes away what is there.
    let again = story.saved(&story.patient, answers).await;
    assert_eq!(again["version"], form["version"]);
    let emptied = json!([
        { "fieldId": "reason", "value": { "text": " " } }, { "fieldId": "treatments", "value": { "choices": [] } },
    ]);
    let form = story.saved(&story.patient, emptied).await;
    assert_eq!(
        (&field(&form, "reason")["text"], &field(&form, "drugs")["visible"]),
        (&Value::Null, &json!(false))
    );

    // A condition on an answer that is hidden itself does not hold.
    let form =
        story.saved(&story.patient, json!([{ "fieldId": "hurts", "value": { "choices": ["no"] } }])).await;
    assert_eq!(field(&form, "places")["visible"], false);
    let words = "query($id: ID!) { form(id: $id) { title sections { title } } }";
    let spanish = story.patient.ok(words, json!({ "id": story.form })).await;
    assert_eq!(spanish["form"]["title"], "Antes de tu visita");
}

#[tokio::test]
async fn an_answer_that_does_not_fit_is_said_with_its_place_and_nothing_is_saved() {
    let story = Story::begin().await;
    let fits = json!({ "fieldId": "reason", "value": { "text": "La rodilla" } });
    for (id, value) in [
        ("reason", json!({ "text": "x".repeat(61) })),
        ("reason", json!({ "text": "con\u{7}campana" })),
        ("reason", json!({ "number": 1 })),
        ("drugs", json!({ "text": "dos\nrenglones" })),
        ("weight", json!({ "number": 1.9 })),
        ("weight", json!({ "number": 300.1 })),
        ("since", json!({ "date": "2026-03-03" })),
        ("since", json!({ "date": "1919-12-31" })),
        ("since", json!({ "date": "2026-02-30" })),
        ("since", json!({ "date": "ayer" })),
        ("hurts", json!({ "choices": ["yes", "no"] })),
        ("hurts", json!({ "choices": ["maybe"] })),
        ("hurts", json!({ "text": "yes" })),
        ("pain", json!({ "scale": 11 })),
        ("pain", json!({ "scale": -1 })),
        ("places", json!({ "areas": ["back_lower", "tail"] })),
        ("treatments", json!({ "choices": ["ice", "prayer"] })),
        ("consent", json!({ "consent": { "agreed": true, "signerName": "Elena" } })),
        ("consent", json!({ "consent": { "agreed": true, "signerName": "x y ".repeat(40) } })),
    ] {
        let payload = story.save(&story.patient, json!([fits, { "fieldId": id, "value": value }])).await;
        let expected = vec![(format!("input.answers.1.{id}"), "INVALID".to_owned())];
        assert_eq!(errors(&payload), expected, "{value}");
        assert_eq!(payload["form"], Value::Null);
    }
    let two = json!([
        { "fieldId": "nose", "value": { "text": "x" } }, fits, { "fieldId": "pain", "value": { "scale": 99 } },
    ]);
    let paths: Vec<_> =
        errors(&story.save(&story.patient, two).await).into_iter().map(|(path, _)| path).collect();
    assert_eq!(paths, ["input.answers.0.fieldId", "input.answers.2.pain"]);
    // Two kinds of answer at once, or none, is no answer at all.
    for value in [json!({ "text": "x", "number": 1 }), json!({})] {
        let query = "mutation($i: SaveFormAnswersInput!) { saveFormAnswers(input: $i) { form { id } } }";
        let answers = json!([{ "fieldId": "reason", "value": value }]);
        let input = json!({ "formId": story.form, "definitionVersion": 1, "answers": answers });
        let answer = story.patient.graphql(query, json!({ "i": input })).await;
        assert!(answer["errors"][0]["extensions"]["code"].is_string(), "{answer}");
    }
    let rows = entity::form_response::Entity::find().all(story.app.db()).await.expect("rows");
    assert_eq!(rows, [], "nothing of all that was saved");
    let form = story.saved(&story.patient, json!([])).await;
    assert_eq!(form["progress"]["answered"], 0);
}

/// Why an answer does not fit, in a language.
async fn why_not(story: &Story, language: &str, id: &str, value: Value) -> String {
    let query =
        "mutation($i: SaveFormAnswersInput!) { saveFormAnswers(input: $i) { userErrors { message } } }";
    let answers = json!([{ "fieldId": id, "value": value }]);
    let input = json!({ "formId": story.form, "definitionVersion": 1, "answers": answers });
    let request =
        story.patient.request(reqwest::Method::POST, "/graphql").header("accept-language", language);
    let body = json!({ "query": query, "variables": { "i": input } });
    let answer: Value = request.json(&body).send().await.expect("an answer").json().await.expect("JSON");
    let words = answer["data"]["saveFormAnswers"]["userErrors"][0]["message"].as_str();
    words.unwrap_or_else(|| panic!("{answer}")).to_owned()
}

#[tokio::test]
async fn bounds_are_said_as_each_language_writes_them() {
    let story = Story::begin().await;
    for (id, value, es, en) in [
        ("weight", json!({ "number": 2 }), "Tiene que ser 2,5 o más.", "It must be 2.5 or more."),
        ("weight", json!({ "number": 301 }), "Tiene que ser 300 o menos.", "It must be 300 or less."),
        (
            "since",
            json!({ "date": "1919-12-31" }),
            "Tiene que ser 01/01/1920 o después.",
            "It must be 1 January 1920 or later.",
        ),
    ] {
        assert_eq!(why_not(&story, "es", id, value.clone()).await, es);
        assert_eq!(why_not(&story, "en", id, value).await, en);
    }
}

#[tokio::test]
async fn what_is_pasted_into_several_lines_keeps_its_lines_and_tabs() {
    let story = Story::begin().await;
    let pasted = json!([
        { "fieldId": "reason", "value": { "text": "La rodilla:\tdesde el lunes\rEl hombro\r\ny la mano" } },
    ]);
    let form = story.saved(&story.patient, pasted).await;
    assert_eq!(field(&form, "reason")["text"], "La rodilla:\tdesde el lunes\nEl hombro\ny la mano");
    for (id, text, es, en) in [
        ("drugs", "dos\rrenglones", "Escribilo en un solo renglón.", "Write it in a single line."),
        (
            "reason",
            "con\u{7}campana",
            "Hay un carácter que no se puede guardar. Escribilo de nuevo, sin copiar y pegar.",
            "There is a character that cannot be kept. Type it again instead of pasting it.",
        ),
    ] {
        assert_eq!(why_not(&story, "es", id, json!({ "text": text })).await, es);
        assert_eq!(why_not(&story, "en", id, json!({ "text": text })).await, en);
    }
}

#[tokio::test]
async fn of_two_devices_the_last_wins_each_field_and_neither_loses_its_own() {
    let story = Story::begin().await;
    for round in 0..8 {
        let one = json!([
            { "fieldId": "reason", "value": { "text": format!("uno {round}") } },
            { "fieldId": "weight", "value": { "number": 70 + round } },
        ]);
        let other = json!([
            { "fieldId": "reason", "value": { "text": format!("otro {round}") } },
            { "fieldId": "pain", "value": { "scale": round } },
        ]);
        tokio::join!(story.saved(&story.patient, one), story.saved(&story.journey, other));
        let form = story.saved(&story.patient, json!([])).await;
        let reason = field(&form, "reason")["text"].as_str().expect("a text").to_owned();
        assert!([format!("uno {round}"), format!("otro {round}")].contains(&reason), "{reason}");
        assert_eq!(field(&form, "weight")["number"], json!(f64::from(70 + round)));
        assert_eq!(field(&form, "pain")["step"], round);
    }
}

#[tokio::test]
async fn a_signature_keeps_its_time_and_what_staff_do_is_recorded() {
    let story = Story::begin().await;
    let sign = |name: &str| json!([{ "fieldId": "consent", "value": { "consent": { "agreed": true, "signerName": name } } }]);
    let first = story.saved(&story.patient, sign("Elena Sosa")).await;
    let at = field(&first, "consent")["consent"]["at"].clone();
    story.app.clock.advance(chrono::Duration::minutes(5));
    let again = story.saved(&story.patient, sign(" Elena   Sosa")).await;
    assert_eq!(field(&again, "consent")["consent"], json!({ "signerName": "Elena Sosa", "at": at }));
    let other = story.saved(&story.patient, sign("Elena Sosa Ruiz")).await;
    assert_ne!(field(&other, "consent")["consent"]["at"], at);

    // Staff fill in on her behalf, and read: both leave an entry; she does not.
    story.saved(&story.operator, json!([{ "fieldId": "hurts", "value": { "choices": ["no"] } }])).await;
    let read = "query($id: ID!) { node(id: $id) { ... on Form { sections { title } } } }";
    for client in [&story.operator, &story.patient, &story.journey] {
        client.ok(read, json!({ "id": story.form })).await;
    }
    // A list that shows no answers reads no form.
    let list =
        "query($id: ID!) { patient(id: $id) { forms { nodes { id state title progress { answered } } } } }";
    let patient = asistencia::platform::global_id::GlobalId::to_global(world::PATIENT);
    let listed = story.operator.ok(list, json!({ "id": patient })).await;
    assert_eq!(listed["patient"]["forms"]["nodes"][0]["id"], story.form);
    use entity::audit_entry::{Column, Entity};
    let entries =
        Entity::find().filter(Column::SubjectType.eq("Form")).all(story.app.db()).await.expect("entries");
    let seen: Vec<_> = entries.iter().map(|entry| (entry.actor_kind, entry.action.as_str())).collect();
    let user = ActorKind::User;
    assert_eq!(
        seen,
        [(user, "form.asked"), (user, "form.answered"), (user, "form.read"), (user, "form.read")],
        "the answer to saving was read, too"
    );
}
