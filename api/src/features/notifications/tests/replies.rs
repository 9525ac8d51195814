//! What patients answer.

use entity::enums::EventKind;
use entity::enums::NotificationChannel::Whatsapp;
use sea_orm::ActiveValue::Set;
use serde_json::{Value, json};

use super::support::{PHONE, World, patient, request};

fn message(id: &str, text: &str) -> Value {
    json!({
        "type": "message", "contactId": &PHONE[1..],
        "messages": [{ "_id": id, "from": "user", "message": text }],
    })
}

#[tokio::test]
async fn an_answer_stands_beside_the_request_of_the_newest_message() {
    let world = World::new().await;
    world.plan_due().await;
    world.run().await;
    let newer = request(&world.app, world.clinic_id, world.patient_id).await;
    let mut new = world.new_notification(Whatsapp, "newer");
    new.request_id = Some(newer);
    world.plan_new(new).await;
    world.minutes(15);
    world.run().await;
    world.minutes(1);
    assert_eq!(world.webhook(message("m1", "Gracias")).await.as_deref(), Some("applied"));
    let reply = world.replies().await.remove(0);
    assert_eq!((reply.text.as_str(), reply.provider_id.as_str()), ("Gracias", "m1"));
    assert_eq!((reply.patient_id, reply.assistance_request_id), (Some(world.patient_id), Some(newer)));
    let patient = world.patient().await;
    assert_eq!(patient.verified_phone.as_deref(), Some(PHONE));
    assert_eq!((patient.verified_phone_at, patient.version), (Some(world.app.now()), 2));
    let event = world.events().await.pop().unwrap();
    assert_eq!((event.kind, event.assistance_request_id), (EventKind::ReplyReceived, Some(newer)));
}

#[tokio::test]
async fn an_answer_that_names_its_message_stands_beside_that_one() {
    let world = World::new().await;
    world.plan_due().await;
    world.run().await;
    let mut newer = world.new_notification(Whatsapp, "newer");
    newer.request_id = Some(request(&world.app, world.clinic_id, world.patient_id).await);
    world.plan_new(newer).await;
    world.minutes(15);
    world.run().await;
    let body = |text: &str| {
        json!({
            "type": "message", "contactId": &PHONE[1..], "txId": "recorded-1",
            "messages": [{ "from": "user", "message": text, "buttonPayload": "QUIERO_TURNO" }],
        })
    };
    world.webhook(body("Sí")).await;
    world.webhook(body("Dale")).await;
    let replies = world.replies().await;
    assert_eq!(replies.len(), 2, "the id of what is answered is no name for the answer");
    assert!(replies.iter().all(|reply| reply.assistance_request_id == Some(world.request_id)));
    assert_eq!(replies[0].button_payload.as_deref(), Some("QUIERO_TURNO"));
}

#[tokio::test]
async fn an_answer_is_kept_once() {
    let world = World::new().await;
    world.plan_due().await;
    world.run().await;
    assert_eq!(world.webhook(message("m1", "Hola")).await.as_deref(), Some("applied"));
    let mut again = message("m1", "Hola");
    again["sessionId"] = "repeated with another body".into();
    assert_eq!(world.webhook(again).await.as_deref(), Some("stale"));
    assert_eq!(world.replies().await.len(), 1);
    assert_eq!(world.webhook(message("m2", "Hola")).await.as_deref(), Some("applied"));
    assert_eq!(world.replies().await.len(), 2);
}

#[tokio::test]
async fn what_the_bot_says_is_no_answer() {
    let world = World::new().await;
    let mut body = message("m1", "Soy el bot");
    body["messages"][0]["from"] = "bot".into();
    assert_eq!(world.webhook(body).await.as_deref(), Some("ignored"));
    assert_eq!(world.replies().await.len(), 0);
}

#[tokio::test]
async fn a_number_that_is_nobodys_is_kept_without_a_patient() {
    let world = World::new().await;
    let mut body = message("m1", "¿Quién es?\u{0}");
    body["contactId"] = "5491144440000".into();
    assert_eq!(world.webhook(body).await.as_deref(), Some("applied"));
    let reply = world.replies().await.remove(0);
    assert_eq!(
        (reply.patient_id, reply.assistance_request_id, reply.text.as_str()),
        (None, None, "¿Quién es?")
    );
    assert_eq!(world.patient().await.verified_phone, None);
}

#[tokio::test]
async fn a_number_written_without_the_nine_is_the_same_number() {
    let world = World::new().await;
    let mut body = message("m1", "Hola");
    body["contactId"] = "+541155551234".into();
    world.webhook(body).await;
    assert_eq!(world.replies().await[0].patient_id, Some(world.patient_id));
}

#[tokio::test]
async fn a_shared_telephone_is_whoevers_message_was_newest() {
    let world = World::new().await;
    let child = patient(&world.app, world.clinic_id, "55111222", Some(PHONE)).await;
    world.webhook(message("m1", "Hola")).await;
    assert_eq!(world.replies().await[0].patient_id, None, "nobody can tell");
    let request = request(&world.app, world.clinic_id, child).await;
    let mut new = world.new_notification(Whatsapp, "child");
    (new.patient_id, new.request_id) = (child, Some(request));
    world.plan_due().await;
    world.run().await;
    world.plan_new(new).await;
    world.minutes(15);
    world.run().await;
    world.webhook(message("m2", "Hola")).await;
    let reply = world.replies().await.remove(1);
    assert_eq!((reply.patient_id, reply.assistance_request_id), (Some(child), Some(request)));
    assert_eq!(world.patient().await.verified_phone, None, "the other one proved nothing");
}

#[tokio::test]
async fn a_changed_number_is_proved_anew() {
    let world = World::new().await;
    world.webhook(message("m1", "Hola")).await;
    let first = world.patient().await.verified_phone_at;
    world.minutes(5);
    world.webhook(message("m2", "Hola")).await;
    assert_eq!(world.patient().await.verified_phone_at, first, "the first proof stands");
    world.change_patient(|row| row.mobile_phone = Set(Some("+5491166667777".into()))).await;
    let mut body = message("m3", "Hola");
    body["contactId"] = "5491166667777".into();
    world.webhook(body).await;
    let patient = world.patient().await;
    assert_eq!(patient.verified_phone.as_deref(), Some("+5491166667777"));
    assert_eq!(patient.verified_phone_at, Some(world.app.now()));
}
