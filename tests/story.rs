//! The clinic's own story, from the upload to the appointment, against real HTTP servers: a patient uploads an
//! order, an operator sees it arrive live, picks the service, corrects themselves, confirms; after the delay the
//! message goes out through Botmaker; the patient opens the link, picks a slot, and the appointment carries the
//! order.

use asistencia::platform::global_id::GlobalId;
use chrono::Duration;
use serde_json::json;
use tests::botmaker::{BotmakerServer, post_webhook, status_webhook};
use tests::live::Subscriber;
use tests::smtp::SmtpServer;
use tests::{TestApp, fresh_key, world};

const ARRIVALS: &str = "subscription { orderUploaded { __typename \
    ... on OrderUploaded { cursor assistanceRequest { id version patient { familyName mobilePhone } \
    order { attachments { contentType previewUrl } } } } \
    ... on FeedHeartbeat { cursor } } }";

#[tokio::test]
async fn an_uploaded_order_becomes_a_booked_appointment() {
    let (botmaker, smtp) = (BotmakerServer::start().await, SmtpServer::start().await);
    let app = TestApp::setup().botmaker(&botmaker).smtp(&smtp).start().await;
    let (operator, patient) = (app.operator().await, app.patient().await);
    let (mut arrivals, hello) = Subscriber::start(&app.url, &operator, ARRIVALS, json!({})).await;
    assert_eq!(hello["__typename"], "FeedHeartbeat");

    // The patient confirms the telephone and sends two pages.
    let contact = json!({ "mobilePhone": "011 15-5555-1234", "email": "elena@paciente.example" });
    let payload =
        patient.done("confirmContact", "ConfirmContactInput", contact, "patient { mobilePhone }").await;
    assert_eq!(payload["patient"]["mobilePhone"], "+5491155551234");
    patient.submit_order(2).await;

    // The operator sees it arrive, and the picture of it.
    let arrived = arrivals.next_event().await;
    let request = &arrived["assistanceRequest"];
    assert_eq!(request["patient"]["familyName"], "Sosa");
    assert_eq!(request["order"]["attachments"].as_array().map(Vec::len), Some(2));
    let preview = request["order"]["attachments"][0]["previewUrl"].as_str().expect("a preview");
    let picture = app.anonymous().request(reqwest::Method::GET, preview).send().await.expect("an answer");
    assert_eq!(
        (picture.status().as_u16(), picture.headers()["content-type"].to_str().ok()),
        (200, Some("image/jpeg"))
    );

    // They search in a hurry, confirm, and correct themselves ten minutes later.
    let found = operator
        .ok("{ services(search: \"eco abdomnal\", first: 1) { nodes { id name } } }", json!({}))
        .await;
    assert_eq!(found["services"]["nodes"][0]["name"], "Ecografía abdominal");
    let confirmed = operator.confirm(request, &[found["services"]["nodes"][0]["id"].clone()]).await;
    assert_eq!(
        (confirmed["state"].as_str(), confirmed["dispatch"]["canAmend"].as_bool()),
        (Some("DISPATCH_PLANNED"), Some(true))
    );
    app.clock.advance(Duration::minutes(10));
    app.run_due().await;
    let knee = world::KNEE_MRI.to_global();
    let amendment = json!({
        "id": request["id"], "serviceIds": [knee], "version": confirmed["version"], "idempotencyKey": fresh_key(),
    });
    operator.done("amendDispatch", "ConfirmDispatchInput", amendment, "assistanceRequest { state }").await;

    // Nothing leaves before its time, and then it leaves once, for the corrected confirmation.
    app.clock.advance(Duration::minutes(14));
    app.run_due().await;
    assert_eq!(botmaker.taken().len(), 0);
    app.clock.advance(Duration::minutes(1));
    app.run_due().await;
    app.run_due().await;
    let taken = botmaker.taken();
    assert_eq!(taken.len(), 1);
    assert_eq!(operator.request_now(request).await["state"], "DISPATCHED");
    let webhooks = format!("{}/webhooks/botmaker/demo", app.url);
    let delivered = status_webhook(&taken[0], "delivered", app.app.now());
    assert_eq!(post_webhook(&webhooks, Some(tests::app::WEBHOOK_TOKEN), &delivered).await, 200);
    app.run_due().await;

    // The link does no harm to whoever fetches it, and opens with the last digits of the document.
    let link = taken[0].variables["link"].as_str().expect("a link").to_owned();
    assert!(link.starts_with(&format!("{}/j/", app.url)), "{link}");
    let page = app.anonymous().request(reqwest::Method::GET, &link).send().await.expect("an answer");
    assert_eq!(page.status(), 200);
    assert!(!page.text().await.expect("a page").contains("Sosa"));
    let token = link.rsplit('/').next().expect("a token");
    let wrong = json!({ "token": token, "documentDigits": "0000" });
    assert_eq!(
        app.anonymous().refused("openJourney", "OpenJourneyInput", wrong).await,
        "CREDENTIALS_REJECTED"
    );
    let right = json!({ "token": token, "documentDigits": "1222" });
    let opened = app
        .anonymous()
        .done("openJourney", "OpenJourneyInput", right, "session { token } viewer { __typename }")
        .await;
    assert_eq!(opened["viewer"]["__typename"], "Journey");
    let journey = tests::Client::new(&app.url, opened["session"]["token"].as_str().map(str::to_owned));

    // The patient picks the first slot.
    let offers = journey
        .ok(
            "query($i: SlotSearchInput!) { journey { services { name } } slots(input: $i, first: 3) { nodes { id startsAt site { name } } } }",
            json!({ "i": { "serviceIds": [knee], "from": "2026-03-02" } }),
        )
        .await;
    assert_eq!(offers["journey"]["services"][0]["name"], "Resonancia magnética de rodilla");
    let slot = &offers["slots"]["nodes"][0];
    let booking = json!({ "slotId": slot["id"], "idempotencyKey": fresh_key() });
    let booked = journey
        .done(
            "bookAppointment",
            "BookAppointmentInput",
            booking,
            "appointment { id startsAt canCancel order { attachments { sha256 } } assistanceRequest { id state } }",
        )
        .await;
    let appointment = &booked["appointment"];
    assert_eq!(appointment["startsAt"], slot["startsAt"]);
    assert_eq!(
        appointment["order"]["attachments"].as_array().map(Vec::len),
        Some(2),
        "the order is attached"
    );
    assert_eq!(appointment["assistanceRequest"]["id"], request["id"]);
    assert_eq!(appointment["assistanceRequest"]["state"], "BOOKED");

    // They are told by e-mail, with an entry for the calendar.
    app.run_due().await;
    let mails = smtp.mails();
    assert_eq!(mails.len(), 1);
    assert!(mails[0].part("text/calendar").expect("a calendar part").contains("BEGIN:VEVENT"));

    // The request is out of the queue, and says all that was said.
    let seen = operator
        .ok(
            "query($id: ID!) { worklist(filter: { resolved: false }) { totalCount } assistanceRequest(id: $id) { outcome appointment { id } notifications { kind state channel } } }",
            json!({ "id": request["id"] }),
        )
        .await;
    assert_eq!(seen["worklist"]["totalCount"], 0);
    assert_eq!(seen["assistanceRequest"]["appointment"]["id"], appointment["id"]);
    let mut said: Vec<_> = seen["assistanceRequest"]["notifications"]
        .as_array()
        .expect("notifications")
        .iter()
        .map(|message| {
            format!(
                "{} {}",
                message["kind"].as_str().unwrap_or_default(),
                message["state"].as_str().unwrap_or_default()
            )
        })
        .collect();
    said.sort();
    assert_eq!(said, ["APPOINTMENT_BOOKED ACCEPTED", "BOOKING_LINK DELIVERED", "BOOKING_LINK SUPERSEDED"]);
}
