//! Guessing is limited, whichever way the guesses come.

use chrono::Duration;
use entity::sign_in_attempt;
use futures_util::future::join_all;
use sea_orm::{ActiveModelTrait, ActiveValue::Set};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tests::{TestApp, world};

use super::{client, code, patient, staff, status};
use crate::access::Cast;

/// Wrong answers that an account bears in a window.
const PER_ACCOUNT: usize = 10;
/// The same of an address.
const PER_ADDRESS: usize = 60;
const WINDOW: Duration = Duration::minutes(15);

#[tokio::test]
async fn after_too_many_wrong_passwords_the_right_one_waits_too() {
    let app = TestApp::start().await;
    let anonymous = app.anonymous();
    let signed_in = app.operator().await;
    for _ in 0..PER_ACCOUNT {
        let answer = staff(&anonymous, "operadora@demo.example", "adivino").await;
        assert_eq!(code(&answer), Some("CREDENTIALS_REJECTED"));
    }
    for email in ["operadora@demo.example", " OPERADORA@demo.example"] {
        let answer = staff(&anonymous, email, world::PASSWORD).await;
        assert_eq!(code(&answer), Some("TOO_MANY_ATTEMPTS"));
    }
    // Others go on, and who was in stays in.
    assert_eq!(code(&staff(&anonymous, "operador2@demo.example", world::PASSWORD).await), None);
    assert_eq!(status(&signed_in).await, 200);
    app.clock.advance(WINDOW);
    assert_eq!(code(&staff(&anonymous, "operadora@demo.example", world::PASSWORD).await), None);
}

#[tokio::test]
async fn signing_up_is_no_way_to_guess_a_password() {
    let app = TestApp::start().await;
    let anonymous = app.anonymous();
    let sign_up = async |number: &str, password: &str| {
        let input = super::sign_up(json!({ "nationalId": number, "password": password }));
        anonymous.mutate("signUpPatient", "SignUpPatientInput", input, super::PAYLOAD).await
    };
    // By turns, one way and the other: they count together.
    for number in 0..PER_ACCOUNT {
        let (answer, expected) = if number % 2 == 0 {
            (sign_up("30111222", "adivino algo").await, "CONFLICT")
        } else {
            (patient(&anonymous, "demo", "30111222", "adivino algo").await, "CREDENTIALS_REJECTED")
        };
        assert_eq!(code(&answer), Some(expected), "{number}");
    }
    assert_eq!(code(&sign_up("30111222", world::PASSWORD).await), Some("TOO_MANY_ATTEMPTS"));
    let answer = patient(&anonymous, "demo", "30111222", world::PASSWORD).await;
    assert_eq!(code(&answer), Some("TOO_MANY_ATTEMPTS"));
    app.clock.advance(WINDOW);

    // Nor to learn, from one address, which of many documents have an account.
    for number in ["30111222", "28333444", "14555666"].iter().cycle().take(PER_ADDRESS / 2) {
        assert_eq!(code(&sign_up(number, "adivino algo").await), Some("CONFLICT"), "{number}");
    }
    for number in 0..PER_ADDRESS / 2 {
        let answer = patient(&anonymous, "demo", &(20_000_000 + number).to_string(), "adivino").await;
        assert_eq!(code(&answer), Some("CREDENTIALS_REJECTED"), "{number}");
    }
    assert_eq!(code(&sign_up("33444555", "una clave larga").await), Some("TOO_MANY_ATTEMPTS"));
}

#[tokio::test]
async fn who_is_right_is_not_counted() {
    let app = TestApp::start().await;
    let anonymous = app.anonymous();
    for _ in 0..PER_ADDRESS + 5 {
        let answer = patient(&anonymous, "demo", "30111222", world::PASSWORD).await;
        assert_eq!(code(&answer), None);
    }
}

#[tokio::test]
async fn many_accounts_from_one_address_are_one_guesser() {
    let app = TestApp::start().await;
    let anonymous = app.anonymous();
    for number in 0..PER_ADDRESS {
        let answer = patient(&anonymous, "demo", &(20_000_000 + number).to_string(), "adivino").await;
        assert_eq!(code(&answer), Some("CREDENTIALS_REJECTED"), "{number}");
    }
    for answer in [
        patient(&anonymous, "demo", "30111222", world::PASSWORD).await,
        staff(&anonymous, "operadora@demo.example", world::PASSWORD).await,
    ] {
        assert_eq!(code(&answer), Some("TOO_MANY_ATTEMPTS"));
    }
    // A header does not make it another address, unless a proxy is trusted.
    let body = json!({
        "query": "mutation($i: SignInInput!) { signIn(input: $i) { userErrors { code } } }",
        "variables": { "i": { "email": "admin@demo.example", "password": world::PASSWORD } },
    });
    let request =
        anonymous.request(reqwest::Method::POST, "/graphql").header("x-forwarded-for", "203.0.113.9");
    let answer: Value = request.json(&body).send().await.expect("an answer").json().await.expect("JSON");
    assert_eq!(answer["data"]["signIn"]["userErrors"][0]["code"], "TOO_MANY_ATTEMPTS");
}

#[tokio::test]
async fn guesses_from_everywhere_are_limited_together() {
    let app = TestApp::start().await;
    sign_in_attempt::ActiveModel {
        bucket: Set(Sha256::digest("total").to_vec()),
        window_start: Set(world::start()),
        attempts: Set(2_999),
    }
    .insert(app.db())
    .await
    .expect("a counter");
    let anonymous = app.anonymous();
    let last = staff(&anonymous, "nadie@demo.example", "adivino").await;
    assert_eq!(code(&last), Some("CREDENTIALS_REJECTED"));
    let answer = patient(&anonymous, "demo", "30111222", world::PASSWORD).await;
    assert_eq!(code(&answer), Some("TOO_MANY_ATTEMPTS"));
    app.clock.advance(WINDOW);
    assert_eq!(code(&patient(&anonymous, "demo", "30111222", world::PASSWORD).await), None);
}

#[tokio::test]
async fn behind_a_trusted_proxy_the_address_is_what_the_proxy_says() {
    let app = TestApp::setup().configure(|config| config.trusted_proxies = 1).start().await;
    let attempt = async |number: usize, forwarded: String| -> Value {
        let body = json!({
            "query": "mutation($i: SignInInput!) { signIn(input: $i) { userErrors { code } } }",
            "variables": { "i": { "email": format!("nadie{number}@demo.example"), "password": "adivino" } },
        });
        let request =
            app.anonymous().request(reqwest::Method::POST, "/graphql").header("x-forwarded-for", forwarded);
        let answer: Value = request.json(&body).send().await.expect("an answer").json().await.expect("JSON");
        answer["data"]["signIn"]["userErrors"][0]["code"].clone()
    };
    for number in 0..PER_ADDRESS {
        // What the client itself wrote in front does not count.
        let code = attempt(number, format!("198.51.100.{number}, 203.0.113.9")).await;
        assert_eq!(code, "CREDENTIALS_REJECTED");
    }
    assert_eq!(attempt(100, "203.0.113.9".into()).await, "TOO_MANY_ATTEMPTS");
    assert_eq!(attempt(101, "203.0.113.10".into()).await, "CREDENTIALS_REJECTED");
}

#[tokio::test]
async fn guesses_in_one_document_are_counted_one_by_one() {
    let app = TestApp::start().await;
    let guesses = |count: usize| -> String {
        let wrong = (1..count).map(|n| {
            format!(
                "g{n}: signIn(input: {{ email: \"operadora@demo.example\", password: \"adivino{n}\" }}) {{ userErrors {{ code }} }} "
            )
        });
        let right = format!(
            "last: signIn(input: {{ email: \"operadora@demo.example\", password: \"{}\" }}) {{ session {{ token }} userErrors {{ code }} }}",
            world::PASSWORD
        );
        format!("mutation {{ {} {right} }}", wrong.collect::<String>())
    };
    // So many are not even tried.
    assert_eq!(app.anonymous().error(&guesses(30), json!({})).await, "QUERY_TOO_COMPLEX");
    let data = app.anonymous().ok(&guesses(20), json!({})).await;
    let text = data.to_string();
    assert_eq!(text.matches("CREDENTIALS_REJECTED").count(), PER_ACCOUNT, "{text}");
    assert_eq!(text.matches("TOO_MANY_ATTEMPTS").count(), 20 - PER_ACCOUNT, "{text}");
    assert_eq!(data["last"]["session"], Value::Null);
}

#[tokio::test]
async fn parallel_guesses_do_not_slip_through() {
    let app = TestApp::start().await;
    let anonymous = app.anonymous();
    let guesses = (0..40).map(|_| staff(&anonymous, "operadora@demo.example", "adivino"));
    let answers = join_all(guesses).await;
    let checked = answers.iter().filter(|answer| code(answer) == Some("CREDENTIALS_REJECTED")).count();
    assert_eq!(checked, PER_ACCOUNT);
}

#[tokio::test]
async fn five_wrong_digits_lock_a_link_for_good() {
    let cast = Cast::gather().await;
    let app = &cast.app;
    let token = app.newest_link();
    let open = async |digits: &str| -> Value {
        let input = json!({ "token": token, "documentDigits": digits });
        app.anonymous().mutate("openJourney", "OpenJourneyInput", input, super::PAYLOAD).await
    };
    assert_eq!(code(&open("").await), Some("CREDENTIALS_REJECTED"), "asking without digits is no guess");
    // Guesses at once are counted one by one.
    let guesses = ["0000", "1111", "2222", "3333", "4444", "5555", "6666", "7777"].map(open);
    let answers = join_all(guesses).await;
    let wrong = answers.iter().filter(|answer| code(answer) == Some("CREDENTIALS_REJECTED")).count();
    let locked = answers.iter().filter(|answer| code(answer) == Some("TOO_MANY_ATTEMPTS")).count();
    assert_eq!((wrong, locked), (4, 4), "the fifth says that the link is locked");
    for minutes in [0, 16] {
        app.clock.advance(Duration::minutes(minutes));
        assert_eq!(code(&open("1222").await), Some("TOO_MANY_ATTEMPTS"), "after {minutes} minutes");
    }
    // Who opened it before is in.
    assert_eq!(status(&cast.journey).await, 200);
}

#[tokio::test]
async fn a_link_opens_with_the_right_digits_until_its_time_has_passed() {
    let cast = Cast::gather().await;
    let app = &cast.app;
    let open = async |token: &str, digits: &str| -> Value {
        let input = json!({ "token": token, "documentDigits": digits });
        app.anonymous().mutate("openJourney", "OpenJourneyInput", input, super::PAYLOAD).await
    };
    let token = app.newest_link();
    assert_eq!(code(&open("nunca", "1222").await), Some("CREDENTIALS_REJECTED"));
    assert_eq!(code(&open(&token, "222").await), Some("CREDENTIALS_REJECTED"));
    let opened = open(&token, " 1222 ").await;
    assert_eq!(code(&opened), None);
    let journey = client(app, &opened);
    assert_eq!(status(&journey).await, 200);
    app.clock.advance(Duration::days(91));
    assert_eq!(code(&open(&token, "1222").await), Some("EXPIRED"));
    assert_eq!(status(&journey).await, 401, "its session ends with it");
}
