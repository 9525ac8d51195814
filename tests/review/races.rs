//! Two operators at once, and clients that say the same thing twice.

use chrono::Duration;
use serde_json::{Value, json};
use tests::{TestApp, fresh_key, world};
use tokio::join;

use super::desk;

/// How often a race is run: it has to be decided the same way however the two meet.
const ROUNDS: usize = 15;

/// One of two won; the answer of the other.
fn loser(one: Result<Value, String>, other: Result<Value, String>) -> String {
    match (one, other) {
        (Ok(_), Err(code)) | (Err(code), Ok(_)) => code,
        (Ok(_), Ok(_)) => panic!("both won"),
        (Err(one), Err(other)) => panic!("nobody won: {one}, {other}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_operators_with_the_same_version_one_wins_and_one_message_is_planned() {
    let app = TestApp::start().await;
    let (olga, omar) = (app.operator().await, app.operator_2().await);
    for round in 1..=ROUNDS {
        let request = desk::request(&app).await;
        let renal = json!({ "serviceIds": desk::services(&[world::RENAL]) });
        let (one, other) = join!(
            desk::attempt(&olga, "confirmDispatch", &request, json!({})),
            desk::attempt(&omar, "confirmDispatch", &request, renal),
        );
        assert_eq!(loser(one, other), "STALE_VERSION");
        assert_eq!(desk::messages(&olga, &request, "BOOKING_LINK", "PLANNED").await, 1);
        app.clock.advance(Duration::minutes(15));
        app.run_due().await;
        assert_eq!(app.sent().len(), round, "one message a round");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_two_operators_do_at_once_only_one_of_it_happens() {
    let app = TestApp::start().await;
    let (olga, omar) = (app.operator().await, app.operator_2().await);
    for (one, other, planned) in [
        ("confirmDispatch", "requestNewPhoto", false),
        ("confirmDispatch", "registerContact", false),
        ("requestNewPhoto", "requestNewPhoto", false),
        ("amendDispatch", "amendDispatch", true),
        ("amendDispatch", "cancelDispatch", true),
        ("cancelDispatch", "cancelDispatch", true),
    ] {
        for _ in 0..6 {
            let mut request = desk::request(&app).await;
            if planned {
                request = desk::done(&olga, "confirmDispatch", &request, json!({})).await;
            }
            let (first, second) = join!(
                desk::attempt(&olga, one, &request, json!({})),
                desk::attempt(&omar, other, &request, json!({})),
            );
            assert_eq!(loser(first, second), "STALE_VERSION", "{one} and {other}");
            let mut waiting = 0;
            for kind in ["BOOKING_LINK", "NEW_PHOTO_REQUESTED"] {
                waiting += desk::messages(&olga, &request, kind, "PLANNED").await;
            }
            assert!(waiting <= 1, "{one} and {other}: {waiting} messages");
        }
    }
    // What closes a request says so to who comes second.
    for mutation in ["resolveAssistanceRequest", "voidAssistanceRequest", "linkExternalAppointment"] {
        let request = desk::request(&app).await;
        let (first, second) = join!(
            desk::attempt(&olga, mutation, &request, json!({})),
            desk::attempt(&omar, mutation, &request, json!({})),
        );
        assert_eq!(loser(first, second), "ALREADY_RESOLVED", "{mutation}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_key_answers_with_the_first_result_and_plans_one_message() {
    let app = TestApp::start().await;
    let (olga, omar) = (app.operator().await, app.operator_2().await);
    for mutation in ["confirmDispatch", "amendDispatch"] {
        let mut request = desk::request(&app).await;
        let before = if mutation == "amendDispatch" {
            request = desk::done(&olga, "confirmDispatch", &request, json!({})).await;
            1
        } else {
            0
        };
        let key = json!({ "idempotencyKey": fresh_key() });
        // All at once, as an impatient client sends it.
        let (one, two, three) = join!(
            desk::attempt(&olga, mutation, &request, key.clone()),
            desk::attempt(&olga, mutation, &request, key.clone()),
            desk::attempt(&olga, mutation, &request, key.clone()),
        );
        let first = one.expect("let through");
        assert_eq!((Ok(&first), Ok(&first)), (two.as_ref(), three.as_ref()), "{mutation}");
        // And later once more, though the version is old by now.
        assert_eq!(desk::done(&olga, mutation, &request, key.clone()).await, first);
        assert_eq!(desk::messages(&olga, &request, "BOOKING_LINK", "PLANNED").await, 1);
        assert_eq!(desk::messages(&olga, &request, "BOOKING_LINK", "SUPERSEDED").await, before);

        // Another input under the same key is another request; another person's key is another key.
        let mut other = key.clone();
        other["serviceIds"] = desk::services(&[world::RENAL]);
        assert_eq!(desk::refused(&olga, mutation, &request, other).await, "CONFLICT");
        assert_eq!(desk::refused(&omar, mutation, &request, key.clone()).await, "STALE_VERSION");
        let elsewhere = desk::request(&app).await;
        assert_eq!(desk::refused(&olga, mutation, &elsewhere, key).await, "CONFLICT");
    }
    for key in ["".to_owned(), "x".repeat(201)] {
        let request = desk::request(&app).await;
        let key = json!({ "idempotencyKey": key });
        assert_eq!(desk::refused(&olga, "confirmDispatch", &request, key).await, "INVALID");
    }
}

#[tokio::test]
async fn a_refused_confirmation_leaves_its_key_free() {
    let app = TestApp::start().await;
    let olga = app.operator().await;
    let request = desk::request(&app).await;
    let key = fresh_key();
    let nothing = json!({ "idempotencyKey": key, "serviceIds": [] });
    assert_eq!(desk::refused(&olga, "confirmDispatch", &request, nothing).await, "INVALID");
    let again = json!({ "idempotencyKey": key });
    assert_eq!(desk::done(&olga, "confirmDispatch", &request, again).await["state"], "DISPATCH_PLANNED");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_and_the_worker_meet_and_the_patient_gets_what_is_in_force() {
    let app = TestApp::start().await;
    let olga = app.operator().await;
    for _ in 0..ROUNDS {
        let before = app.sent().len();
        let request = desk::request(&app).await;
        let confirmed = desk::done(&olga, "confirmDispatch", &request, json!({})).await;
        app.clock.advance(Duration::minutes(15));
        let (amended, ()) =
            join!(desk::attempt(&olga, "amendDispatch", &confirmed, json!({})), app.run_due());
        app.run_due().await;
        let sent = app.sent().len() - before;
        match amended {
            // Corrected in time: the new message waits out its own delay, and the old one never left.
            Ok(request) => {
                assert_eq!((request["dispatch"]["state"].as_str(), sent), (Some("PLANNED"), 0));
                assert_eq!(desk::messages(&olga, &request, "BOOKING_LINK", "SUPERSEDED").await, 1);
            }
            Err(code) => assert_eq!((code.as_str(), sent), ("ALREADY_DISPATCHED", 1)),
        }
        let request = olga.request_now(&request).await;
        desk::done(&olga, "resolveAssistanceRequest", &request, json!({})).await;
    }
}
