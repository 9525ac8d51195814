//! Staff, and everybody's passwords: who may give one, what it opens, and what ends with the old one.

use asistencia::platform::global_id::GlobalId;
use chrono::Duration;
use entity::audit_entry;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};
use tests::{Client, TestApp, world};

use super::{client, code, patient, sign_up, staff, status};

const GIVEN: &str = "oneTimePassword { password expiresAt }";

/// What signing in with a one-time password and a new one answers.
async fn exchange(client: &Client, email: &str, password: &Value, new: &str) -> Value {
    let input = json!({ "email": email, "password": password, "newPassword": new });
    client.mutate("signIn", "SignInInput", input, super::PAYLOAD).await
}

async fn change(client: &Client, current: &str, new: &str) -> Value {
    let input = json!({ "currentPassword": current, "newPassword": new });
    client.mutate("changePassword", "ChangePasswordInput", input, "").await["userErrors"].clone()
}

#[tokio::test]
async fn a_new_operator_exchanges_the_password_that_the_administrator_gave() {
    let app = TestApp::start().await;
    let (admin, anonymous) = (app.admin().await, app.anonymous());
    let input = json!({ "email": " Nora@Demo.example ", "name": " Nora  Nueva ", "role": "OPERATOR" });
    let made = admin
        .done(
            "createUser",
            "CreateUserInput",
            input.clone(),
            &format!("user {{ id name email role }} {GIVEN}"),
        )
        .await;
    assert_eq!(
        (&made["user"]["name"], &made["user"]["email"]),
        (&json!("Nora Nueva"), &json!("nora@demo.example"))
    );
    assert_eq!(admin.refused("createUser", "CreateUserInput", input).await, "CONFLICT");

    let given = &made["oneTimePassword"]["password"];
    let alone = staff(&anonymous, "nora@demo.example", given.as_str().expect("a password")).await;
    assert_eq!(code(&alone), Some("PASSWORD_CHANGE_REQUIRED"), "it opens nothing by itself");
    for new in ["corta", given.as_str().expect("a password")] {
        assert_eq!(code(&exchange(&anonymous, "nora@demo.example", given, new).await), Some("INVALID"));
    }
    let payload = exchange(&anonymous, "nora@demo.example", given, "mi propia clave").await;
    assert_eq!(code(&payload), None);
    assert_eq!(status(&client(&app, &payload)).await, 200);
    let again = exchange(&anonymous, "nora@demo.example", given, "otra clave más").await;
    assert_eq!(code(&again), Some("CREDENTIALS_REJECTED"), "it works once");
    assert_eq!(code(&staff(&anonymous, "nora@demo.example", "mi propia clave").await), None);

    let listed = admin.ok("{ users(first: 100) { nodes { name role disabledAt } } }", json!({})).await;
    let names: Vec<_> =
        listed["users"]["nodes"].as_array().expect("rows").iter().map(|row| &row["name"]).collect();
    assert_eq!(names.len(), 5, "this clinic's, and nobody else's");
    assert!(names.contains(&&json!("Nora Nueva")));
}

#[tokio::test]
async fn a_one_time_password_lasts_for_a_day() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let input = json!({ "id": world::OPERATOR.to_global() });
    let reset = admin.done("resetUserPassword", "ResetUserPasswordInput", input, GIVEN).await;
    app.clock.advance(Duration::days(1));
    let given = &reset["oneTimePassword"]["password"];
    let late = exchange(&app.anonymous(), "operadora@demo.example", given, "mi propia clave").await;
    assert_eq!(code(&late), Some("EXPIRED"));
}

#[tokio::test]
async fn resetting_ends_the_sessions_and_nobody_resets_their_own() {
    let app = TestApp::start().await;
    let (admin, operator) = (app.admin().await, app.operator().await);
    let reset = async |id: Value| {
        let payload =
            admin.mutate("resetUserPassword", "ResetUserPasswordInput", json!({ "id": id }), GIVEN).await;
        (payload["userErrors"][0]["code"].clone(), payload["oneTimePassword"]["password"].clone())
    };
    assert_eq!(reset(json!(world::ADMIN.to_global())).await.0, "CONFLICT");
    assert_eq!(reset(json!(world::OTHER_OPERATOR.to_global())).await.0, "NOT_FOUND");
    let (refused, given) = reset(json!(world::OPERATOR.to_global())).await;
    assert_eq!((refused, status(&operator).await), (Value::Null, 401));
    let old = staff(&app.anonymous(), "operadora@demo.example", world::PASSWORD).await;
    assert_eq!(code(&old), Some("CREDENTIALS_REJECTED"));
    let payload = exchange(&app.anonymous(), "operadora@demo.example", &given, "mi propia clave").await;
    assert_eq!(code(&payload), None);
}

/// Changes a member of staff as this version of them was seen: the code of a refusal, and who they are then.
async fn update(who: &Client, version: i32, change: Value) -> (Value, Value) {
    let mut input = change;
    input["version"] = json!(version);
    let selection = "user { name role disabledAt version }";
    let payload = who.mutate("updateUser", "UpdateUserInput", input, selection).await;
    (payload["userErrors"][0]["code"].clone(), payload["user"].clone())
}

#[tokio::test]
async fn of_two_who_change_somebody_the_second_looks_again() {
    let app = TestApp::start().await;
    let (one, other) = (app.admin().await, app.admin().await);
    let id = world::OPERATOR.to_global();
    let (name, role) = (json!({ "id": id, "name": "Olga O." }), json!({ "id": id, "role": "PRACTITIONER" }));
    let (first, second) = tokio::join!(update(&one, 1, name), update(&other, 1, role.clone()));
    let codes = [first.0, second.0];
    assert!(codes.contains(&Value::Null) && codes.contains(&json!("STALE_VERSION")), "{codes:?}");
    let seen = one.ok("{ users { nodes { id version } } }", json!({})).await;
    let users = seen["users"]["nodes"].as_array().expect("users");
    assert!(users.contains(&json!({ "id": id, "version": 2 })), "{seen}");
    assert_eq!(update(&one, 2, json!({ "id": id, "disabled": true })).await.1["version"], 3);
    assert_eq!(update(&other, 2, role).await.0, "STALE_VERSION");
    let (_, same) = update(&one, 3, json!({ "id": id, "disabled": true })).await;
    assert_eq!(same["version"], 3, "nothing changed");
}

#[tokio::test]
async fn somebody_always_administers() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let own = world::ADMIN.to_global();
    for change in [json!({ "id": own, "role": "OPERATOR" }), json!({ "id": own, "disabled": true })] {
        assert_eq!(update(&admin, 1, change).await.0, "CONFLICT");
    }
    let operator = app.operator().await;
    let (_, user) =
        update(&admin, 1, json!({ "id": world::OPERATOR.to_global(), "role": "ADMINISTRATOR" })).await;
    assert_eq!(user["role"], "ADMINISTRATOR");
    // The role is read with every request: she may now do what she could not.
    assert_eq!(update(&operator, 1, json!({ "id": own, "disabled": true })).await.0, Value::Null);
    assert_eq!(status(&admin).await, 401, "who is disabled is out at once");
    assert_eq!(
        code(&staff(&app.anonymous(), "admin@demo.example", world::PASSWORD).await),
        Some("CREDENTIALS_REJECTED")
    );
    let (_, user) = update(&operator, 2, json!({ "id": own, "disabled": false })).await;
    assert_eq!(user["disabledAt"], Value::Null);
    assert_eq!(status(&admin).await, 401, "an ended session stays ended");
    assert_eq!(code(&staff(&app.anonymous(), "admin@demo.example", world::PASSWORD).await), None);
}

#[tokio::test]
async fn changing_a_password_takes_the_old_one_and_ends_the_other_sessions() {
    let app = TestApp::start().await;
    for (here, elsewhere) in
        [(app.operator().await, app.operator().await), (app.patient().await, app.patient().await)]
    {
        let wrong = change(&here, "no es esta", "mi propia clave").await;
        assert_eq!(
            (&wrong[0]["code"], &wrong[0]["field"][1]),
            (&json!("CREDENTIALS_REJECTED"), &json!("currentPassword"))
        );
        assert_eq!(change(&here, world::PASSWORD, "corta").await[0]["code"], "INVALID");
        assert_eq!(change(&here, world::PASSWORD, world::PASSWORD).await[0]["code"], "INVALID");
        assert_eq!(change(&here, world::PASSWORD, "mi propia clave").await, json!([]));
        assert_eq!((status(&here).await, status(&elsewhere).await), (200, 401));
    }
    let anonymous = app.anonymous();
    assert_eq!(code(&staff(&anonymous, "operadora@demo.example", "mi propia clave").await), None);
    assert_eq!(
        code(&patient(&anonymous, "demo", "30111222", world::PASSWORD).await),
        Some("CREDENTIALS_REJECTED")
    );
    // Guessing the present password is guessing, too.
    let patient = client(&app, &patient(&anonymous, "demo", "30111222", "mi propia clave").await);
    for _ in 0..10 {
        change(&patient, "adivino", "una clave nueva").await;
    }
    assert_eq!(change(&patient, "mi propia clave", "una clave nueva").await[0]["code"], "TOO_MANY_ATTEMPTS");
}

#[tokio::test]
async fn the_desk_gives_a_patient_a_new_password_and_the_trail_says_who_did() {
    let app = TestApp::start().await;
    let (operator, before) = (app.operator().await, app.patient().await);
    let input = json!({ "patientId": world::PATIENT.to_global() });
    let reset = operator
        .done(
            "resetPatientPassword",
            "ResetPatientPasswordInput",
            input,
            &format!("patient {{ familyName }} {GIVEN}"),
        )
        .await;
    assert_eq!((&reset["patient"]["familyName"], status(&before).await), (&json!("Sosa"), 401));
    let sign_in = async |new: Option<&str>| {
        let input = json!({
            "clinic": "demo", "nationalId": "30111222",
            "password": reset["oneTimePassword"]["password"], "newPassword": new,
        });
        app.anonymous().mutate("signInPatient", "SignInPatientInput", input, super::PAYLOAD).await
    };
    assert_eq!(code(&sign_in(None).await), Some("PASSWORD_CHANGE_REQUIRED"));
    assert_eq!(code(&sign_in(Some("mi propia clave")).await), None);
    assert_eq!(code(&patient(&app.anonymous(), "demo", "30111222", "mi propia clave").await), None);
    let trail = audit_entry::Entity::find()
        .filter(audit_entry::Column::Action.contains("password"))
        .order_by_asc(audit_entry::Column::Seq)
        .all(app.db())
        .await
        .expect("the trail");
    let told: Vec<_> = trail.iter().map(|entry| (entry.action.as_str(), entry.actor_id)).collect();
    assert_eq!(
        told,
        [
            ("patient.password_reset", Some(world::OPERATOR.0)),
            ("patient.password_changed", Some(world::PATIENT.0)),
        ]
    );
}

#[tokio::test]
async fn an_address_signs_up_so_many_patients_and_no_more() {
    let app = TestApp::setup().configure(|config| config.sign_ups_per_address = 3).start().await;
    let attempt = async |number: usize| {
        let input = sign_up(json!({ "nationalId": (31_000_000 + number).to_string() }));
        let payload =
            app.anonymous().mutate("signUpPatient", "SignUpPatientInput", input, super::PAYLOAD).await;
        code(&payload).map(str::to_owned)
    };
    for number in 0..3 {
        assert_eq!(attempt(number).await, None, "{number}");
    }
    assert_eq!(attempt(3).await.as_deref(), Some("TOO_MANY_ATTEMPTS"));
    // Who has an account signs in as before.
    assert_eq!(code(&patient(&app.anonymous(), "demo", "30111222", world::PASSWORD).await), None);
    app.clock.advance(Duration::minutes(15));
    assert_eq!(attempt(4).await, None);
}
