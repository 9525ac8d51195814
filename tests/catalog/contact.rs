//! Telephone and e-mail, which a patient confirms before an order is sent.

use chrono::Duration;
use serde_json::{Value, json};
use tests::live::Subscriber;
use tests::pictures::jpeg;
use tests::{TestApp, fresh_key};

const SHOWN: &str = "patient { mobilePhone email contactConfirmedAt }";

#[tokio::test]
async fn a_mobile_is_taken_as_it_is_written_and_shown_in_one_form() {
    let app = TestApp::start().await;
    let patient = app.patient().await;
    for (written, kept) in [
        ("011 15-4444-5678", "+5491144445678"),
        ("11 4444 5678", "+5491144445678"),
        ("+54 9 11 4444-5678", "+5491144445678"),
        ("0351 15 555 1234", "+5493515551234"),
        ("2901 15 55-1234", "+5492901551234"),
        ("+598 94 123 456", "+59894123456"),
    ] {
        app.clock.advance(Duration::seconds(1));
        let contact = json!({ "mobilePhone": written });
        let done = patient.done("confirmContact", "ConfirmContactInput", contact, SHOWN).await;
        assert_eq!(done["patient"]["mobilePhone"], kept, "{written}");
        assert_eq!(done["patient"]["contactConfirmedAt"], json!(app.app.now().to_rfc3339()), "{written}");
        assert_eq!(done["patient"]["email"], "elena@paciente.example", "left out, the e-mail stays");
    }
}

#[tokio::test]
async fn what_is_no_mobile_is_refused_with_what_to_do() {
    let app = TestApp::start().await;
    let patient = app.patient().await;
    for (written, code, words) in [
        ("", "MOBILE_PHONE_REQUIRED", "celular"),
        ("   ", "MOBILE_PHONE_REQUIRED", "celular"),
        ("0800 555 1234", "MOBILE_PHONE_REQUIRED", "no es de un celular"),
        ("011 4555-1234 int. 23", "MOBILE_PHONE_REQUIRED", "no es de un celular"),
        ("+34 912 345 678", "MOBILE_PHONE_REQUIRED", "no es de un celular"),
        ("12345", "INVALID", "faltan dígitos"),
        ("11 555 1234", "INVALID", "faltan dígitos"),
        ("15 5555-1234", "INVALID", "código de área"),
        ("5555-1234", "INVALID", "código de área"),
        ("11 5555 123456", "INVALID", "de más"),
        ("11 5555 12345", "INVALID", "no existe"),
        ("no tengo", "INVALID", "sin letras"),
    ] {
        let contact = json!({ "mobilePhone": written });
        let payload = patient.mutate("confirmContact", "ConfirmContactInput", contact, SHOWN).await;
        let error = &payload["userErrors"][0];
        assert_eq!((&error["code"], &payload["patient"]), (&json!(code), &Value::Null), "{written:?}");
        assert_eq!(error["field"], json!(["input", "mobilePhone"]));
        assert!(error["message"].as_str().is_some_and(|text| text.contains(words)), "{written:?}: {error}");
    }
    // Both fields are told at once, in the language that is asked for.
    let query = "mutation { confirmContact(input: { mobilePhone: \"12345\", email: \"elena\" }) { \
        userErrors { code field message } } }";
    let answer: Value = patient
        .request(reqwest::Method::POST, "/graphql")
        .header("accept-language", "en")
        .json(&json!({ "query": query }))
        .send()
        .await
        .expect("an answer")
        .json()
        .await
        .expect("JSON");
    let errors = answer["data"]["confirmContact"]["userErrors"].as_array().expect("errors").clone();
    let fields: Vec<_> = errors.iter().map(|error| error["field"][1].clone()).collect();
    assert_eq!(fields, ["mobilePhone", "email"]);
    assert!(errors[0]["message"].as_str().is_some_and(|text| text.starts_with("Digits are missing")));
    // Nothing of it was kept.
    let viewer =
        patient.ok("{ viewer { ... on Patient { mobilePhone email contactConfirmedAt } } }", json!({})).await;
    assert_eq!(
        viewer["viewer"],
        json!({ "mobilePhone": "+5491155551234", "email": "elena@paciente.example", "contactConfirmedAt": null })
    );
}

#[tokio::test]
async fn an_email_is_kept_changed_or_taken_away() {
    let app = TestApp::start().await;
    let patient = app.patient().await;
    for (email, kept) in [
        (json!("  Elena.Sosa@Paciente.Example "), json!("Elena.Sosa@paciente.example")),
        (Value::Null, json!("Elena.Sosa@paciente.example")),
        (json!(""), Value::Null),
        (Value::Null, Value::Null),
        (json!("elena@paciente.example"), json!("elena@paciente.example")),
    ] {
        let contact = json!({ "mobilePhone": "11 5555-1234", "email": email });
        let done = patient.done("confirmContact", "ConfirmContactInput", contact, SHOWN).await;
        let (found, kept) = (done["patient"]["email"].as_str(), kept.as_str());
        assert_eq!(found.map(str::to_lowercase), kept.map(str::to_lowercase), "{email}");
    }
    for email in ["elena", "elena@", "@paciente.example", "a b@paciente.example", "elena@paciente"] {
        let contact = json!({ "mobilePhone": "11 5555-1234", "email": email });
        assert_eq!(
            patient.refused("confirmContact", "ConfirmContactInput", contact).await,
            "INVALID",
            "{email}"
        );
    }
}

#[tokio::test]
async fn without_a_mobile_nothing_goes_on_and_with_one_the_grid_shows_it_live() {
    let app = TestApp::start().await;
    let (operator, rosa) = (app.operator().await, app.patient_with("14555666").await);
    // Before the photo travels.
    let refused = rosa.upload(jpeg(640, 480), "orden.jpg").await;
    assert_eq!(refused.status(), 409);
    assert_eq!(refused.json::<Value>().await.expect("a problem")["code"], "MOBILE_PHONE_REQUIRED");
    let contact = json!({ "mobilePhone": "11 4444-5678" });
    rosa.done("confirmContact", "ConfirmContactInput", contact, SHOWN).await;
    let order = json!({ "uploadIds": [rosa.upload_picture().await], "idempotencyKey": fresh_key() });
    rosa.done("submitOrder", "SubmitOrderInput", order, "assistanceRequest { id }").await;

    let changes = "subscription { worklistChanged { __typename ... on AssistanceRequestChanged { kind \
        assistanceRequest { patient { mobilePhone email } } } } }";
    let (mut subscriber, _) = Subscriber::start(&app.url, &operator, changes, json!({})).await;
    let contact = json!({ "mobilePhone": "11 4444-9999", "email": "rosa@paciente.example" });
    rosa.done("confirmContact", "ConfirmContactInput", contact, SHOWN).await;
    let change = subscriber.next_event().await;
    assert_eq!(change["kind"], "PATIENT_CHANGED");
    assert_eq!(
        change["assistanceRequest"]["patient"],
        json!({ "mobilePhone": "+5491144449999", "email": "rosa@paciente.example" })
    );
    // Staff has no contact of its own to confirm.
    let mutation =
        "mutation { confirmContact(input: { mobilePhone: \"11 4444-5678\" }) { userErrors { code } } }";
    assert_eq!(operator.error(mutation, json!({})).await, "FORBIDDEN");
    assert_eq!(app.anonymous().error(mutation, json!({})).await, "UNAUTHENTICATED");
}
