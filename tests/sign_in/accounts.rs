//! Accounts: who gets in, who signs up, and that a wrong answer tells nothing.

use asistencia::platform::global_id::GlobalId;
use entity::{patient, user};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};
use tests::{TestApp, world};

use super::{client, code, patient, sign_up, staff, status};

#[tokio::test]
async fn a_wrong_answer_does_not_tell_which_accounts_exist() {
    let app = TestApp::start().await;
    let anonymous = app.anonymous();
    // Rosa's record is the clinic's own: it has no password, and so nobody signs in to it.
    patient::Entity::update_many()
        .col_expr(patient::Column::PasswordHash, Expr::value(Option::<String>::None))
        .filter(patient::Column::Id.eq(world::PATIENT_WITHOUT_PHONE))
        .exec(app.db())
        .await
        .expect("updated");
    let answers = [
        staff(&anonymous, "operadora@demo.example", "otra clave").await,
        staff(&anonymous, "nadie@demo.example", "otra clave").await,
        staff(&anonymous, "", "").await,
        patient(&anonymous, "demo", "30111222", "otra clave").await,
        patient(&anonymous, "demo", "30111223", "otra clave").await,
        patient(&anonymous, "demo", "14555666", world::PASSWORD).await,
        patient(&anonymous, "demo", "no es un documento", "otra clave").await,
        // Mario is a patient of the first clinic only.
        patient(&anonymous, "otra", "28333444", world::PASSWORD).await,
    ];
    for answer in &answers {
        assert_eq!(*answer, answers[0]);
    }
    assert_eq!(code(&answers[0]), Some("CREDENTIALS_REJECTED"));
    assert_eq!(answers[0]["userErrors"][0]["field"], Value::Null);
    let unknown = patient(&anonymous, "ninguna", "30111222", world::PASSWORD).await;
    assert_eq!(code(&unknown), Some("NOT_FOUND"));
}

#[tokio::test]
async fn the_same_document_is_another_person_in_another_clinic() {
    let app = TestApp::start().await;
    let anonymous = app.anonymous();
    for (clinic, id) in [("demo", world::PATIENT), ("otra", world::OTHER_PATIENT)] {
        let payload = patient(&anonymous, clinic, "30111222", world::PASSWORD).await;
        let seen = client(&app, &payload)
            .ok("{ clinic { slug } viewer { ... on Patient { id } } }", json!({}))
            .await;
        assert_eq!(seen["clinic"]["slug"], clinic);
        assert_eq!(seen["viewer"]["id"], json!(id.to_global()));
    }
}

#[tokio::test]
async fn a_disabled_member_of_staff_is_out_at_once() {
    let app = TestApp::start().await;
    let operator = app.operator().await;
    assert_eq!(status(&operator).await, 200);
    user::Entity::update_many()
        .col_expr(user::Column::DisabledAt, Expr::value(app.app.now()))
        .filter(user::Column::Id.eq(world::OPERATOR))
        .exec(app.db())
        .await
        .expect("updated");
    assert_eq!(status(&operator).await, 401);
    let payload = staff(&app.anonymous(), "operadora@demo.example", world::PASSWORD).await;
    assert_eq!(code(&payload), Some("CREDENTIALS_REJECTED"));
}

#[tokio::test]
async fn a_patient_signs_up_once() {
    let app = TestApp::start().await;
    let anonymous = app.anonymous();
    let payload = anonymous
        .done(
            "signUpPatient",
            "SignUpPatientInput",
            sign_up(json!({})),
            "session { token } viewer { __typename }",
        )
        .await;
    let seen = client(&app, &payload)
        .ok("{ viewer { ... on Patient { givenName nationalId mobilePhone email } } }", json!({}))
        .await;
    let expected = json!({
        "givenName": "Ana María", "nationalId": "33444555",
        "mobilePhone": "+5491144443333", "email": "Ana@paciente.example",
    });
    assert_eq!(seen["viewer"], expected);
    assert_eq!(code(&patient(&anonymous, "demo", "33444555", "una clave larga").await), None);
    // Staff find her by name.
    let found =
        app.operator().await.ok("{ patients(search: \"gomez\") { nodes { givenName } } }", json!({})).await;
    assert_eq!(found["patients"]["nodes"], json!([{ "givenName": "Ana María" }]));

    // Taken, by her and by a record that the clinic made; free in the other clinic.
    for number in ["33444555", "33.444.555", "14555666"] {
        let again = sign_up(json!({ "nationalId": number, "password": "otra clave larga" }));
        let payload = anonymous.mutate("signUpPatient", "SignUpPatientInput", again, super::PAYLOAD).await;
        assert_eq!(code(&payload), Some("CONFLICT"));
        assert_eq!(payload["userErrors"][0]["field"], json!(["input", "nationalId"]));
    }
    assert_eq!(
        code(&patient(&anonymous, "demo", "33444555", "otra clave larga").await),
        Some("CREDENTIALS_REJECTED")
    );
    anonymous.done("signUpPatient", "SignUpPatientInput", sign_up(json!({ "clinic": "otra" })), "").await;
}

#[tokio::test]
async fn a_sign_up_whose_answer_was_lost_may_be_sent_again() {
    let app = TestApp::start().await;
    let anonymous = app.anonymous();
    let attempt = async |different: Value| {
        anonymous.mutate("signUpPatient", "SignUpPatientInput", sign_up(different), super::PAYLOAD).await
    };
    let mine = "{ viewer { ... on Patient { id givenName mobilePhone } } }";
    let first = client(&app, &attempt(json!({})).await).ok(mine, json!({})).await;
    let before = patients(&app).await;

    // The same person, who writes the number otherwise, and by now another name: nothing of the record changes.
    for different in
        [json!({}), json!({ "nationalId": "33444555", "givenName": "Anita", "mobilePhone": null })]
    {
        let payload = attempt(different).await;
        assert_eq!(code(&payload), None);
        assert_eq!(client(&app, &payload).ok(mine, json!({})).await, first);
    }
    assert_eq!(patients(&app).await, before);

    // Two at once make one account, and both get in.
    let twice = || attempt(json!({ "nationalId": "33.444.556" }));
    let (one, other) = tokio::join!(twice(), twice());
    assert_eq!((code(&one), code(&other)), (None, None));
    let (one, other) = (client(&app, &one), client(&app, &other));
    assert_eq!(one.ok(mine, json!({})).await, other.ok(mine, json!({})).await);
    assert_eq!(patients(&app).await.len(), before.len() + 1);

    // A one-time password is exchanged where one signs in, and nowhere else.
    let id = json!({ "patientId": first["viewer"]["id"] });
    let selection = "oneTimePassword { password }";
    let operator = app.operator().await;
    let reset = operator.done("resetPatientPassword", "ResetPatientPasswordInput", id, selection).await;
    let given = json!({ "password": reset["oneTimePassword"]["password"] });
    assert_eq!(code(&attempt(given).await), Some("CONFLICT"));
}

/// The patients' records, as text.
async fn patients(app: &TestApp) -> Vec<String> {
    let rows = patient::Entity::find().order_by_asc(patient::Column::Id).all(app.db()).await;
    rows.expect("rows").iter().map(|row| format!("{row:?}")).collect()
}

#[tokio::test]
async fn what_does_not_fit_is_told_field_by_field() {
    let app = TestApp::start().await;
    let anonymous = app.anonymous();
    let bad = sign_up(json!({
        "nationalId": "12", "givenName": " ", "familyName": "x".repeat(101),
        "password": "corta", "mobilePhone": "123", "email": "arroba",
    }));
    let payload = anonymous.mutate("signUpPatient", "SignUpPatientInput", bad, super::PAYLOAD).await;
    assert_eq!(payload["session"], Value::Null);
    let mut fields: Vec<_> = payload["userErrors"]
        .as_array()
        .expect("refusals")
        .iter()
        .map(|refusal| refusal["field"][1].as_str().expect("a field").to_owned())
        .collect();
    fields.sort();
    assert_eq!(fields, ["email", "familyName", "givenName", "mobilePhone", "nationalId", "password"]);
    for (field, value) in [
        ("password", "x".repeat(257)),
        ("password", "ñandúes".to_owned()),
        ("givenName", "A\u{1}na".to_owned()),
        ("familyName", "Gó\u{7}mez".to_owned()),
    ] {
        let input = sign_up(json!({ field: value }));
        let payload = anonymous.mutate("signUpPatient", "SignUpPatientInput", input, super::PAYLOAD).await;
        assert_eq!(code(&payload), Some("INVALID"), "{field}: {value:?}");
        assert_eq!(payload["userErrors"][0]["field"], json!(["input", field]));
        assert!(!payload.to_string().contains(&value), "{payload}");
    }
}
