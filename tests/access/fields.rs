//! What holds inside objects, whichever way a caller comes to them.

use asistencia::platform::global_id::GlobalId;
use entity::resource;
use sea_orm::{ActiveModelTrait, ActiveValue::Set};
use serde_json::{Value, json};
use tests::live::Subscriber;
use tests::{Client, world};

use super::cast::Cast;

/// Fields of a request that are about the clinic's own work.
const STAFF_ONLY: [&str; 10] = [
    "claim { expiresAt }",
    "contactAttempts { message }",
    "lastContact { message }",
    "resolvedBy { name }",
    "dispatch { confirmedBy { name } }",
    "resolutionNote",
    "replies { text }",
    "bookingPortalUrl",
    "attentionReason",
    "patient { assistanceRequests { nodes { claim { expiresAt } } } }",
];

async fn answer(client: &Client, query: &str, id: &Value) -> Value {
    client.graphql(query, json!({ "id": id })).await
}

fn code(answer: &Value) -> Option<&str> {
    answer["errors"][0]["extensions"]["code"].as_str()
}

#[tokio::test]
async fn the_clinics_own_work_is_not_for_patients() {
    let cast = Cast::gather().await;
    let contact = json!({ "id": cast.request["id"], "message": "Llamé, no atiende." });
    cast.operator.done("registerContact", "RegisterContactInput", contact, "").await;
    let integration = cast.integration(&["REQUESTS_READ"]).await;
    for field in STAFF_ONLY {
        let query = format!("query($id: ID!) {{ assistanceRequest(id: $id) {{ {field} }} }}");
        for (who, client) in [("patient", &cast.patient), ("journey", &cast.journey)] {
            let answer = answer(client, &query, &cast.request["id"]).await;
            assert_eq!(code(&answer), Some("FORBIDDEN"), "{field} for {who}: {answer}");
            assert!(!answer.to_string().contains("no atiende"), "{answer}");
        }
        for (who, client) in [("staff", &cast.operator), ("integration", &integration)] {
            let answer = answer(client, &query, &cast.request["id"]).await;
            assert_eq!(code(&answer), None, "{field} for {who}: {answer}");
        }
    }
}

#[tokio::test]
async fn the_holder_of_a_link_sees_one_request_and_the_ends_of_who_it_is() {
    let cast = Cast::gather().await;
    let another = cast.patient.submit_order(1).await;
    let query = "query($id: ID!) { assistanceRequest(id: $id) { id order { id attachments { id } } } }";
    let seen = answer(&cast.patient, query, &another["id"]).await["data"]["assistanceRequest"].clone();
    assert_eq!(seen["id"], another["id"], "a patient sees all of their own");
    for id in [&another["id"], &seen["order"]["id"], &seen["order"]["attachments"][0]["id"]] {
        let node = cast.journey.ok("query($id: ID!) { node(id: $id) { id } }", json!({ "id": id })).await;
        assert_eq!(node["node"], Value::Null);
    }
    let nothing = answer(&cast.journey, query, &another["id"]).await;
    assert_eq!(nothing["data"]["assistanceRequest"], Value::Null);

    // Every way to the patient shows the ends only, and none leads on to their other requests.
    let who = "{ givenName nationalId mobilePhone verifiedPhone email coverage { memberNumber } }";
    let ways = format!(
        "{{ journey {{ assistanceRequest {{ patient {who} order {{ patient {who} }} }} }} \
            viewer {{ ... on Journey {{ assistanceRequest {{ patient {who} }} }} }} }}"
    );
    let found = cast.journey.ok(&ways, json!({})).await;
    let text = found.to_string();
    for whole in ["30111222", "5491155551234", "elena@paciente", "61 234567"] {
        assert!(!text.contains(whole), "{whole} in {text}");
    }
    let patient = &found["journey"]["assistanceRequest"]["patient"];
    assert_eq!(patient["nationalId"], "••••1222");
    assert_eq!(patient["mobilePhone"], "••••••••••1234");
    assert_eq!(patient["coverage"]["memberNumber"], "••••••••••8 01");
    for list in ["assistanceRequests", "appointments", "notifications"] {
        let query =
            format!("{{ journey {{ assistanceRequest {{ patient {{ {list} {{ nodes {{ id }} }} }} }} }} }}");
        assert_eq!(cast.journey.error(&query, json!({})).await, "FORBIDDEN", "{list}");
    }
}

#[tokio::test]
async fn a_patient_sees_nothing_of_another() {
    let cast = Cast::gather().await;
    let appointment = cast.book().await;
    let all = "query($id: ID!) { assistanceRequest(id: $id) { id order { id attachments { id } } notifications { id } } }";
    let own = cast.patient.ok(all, json!({ "id": cast.request["id"] })).await["assistanceRequest"].clone();
    let mario = cast.app.patient_with("28333444").await;
    let ids = [
        own["id"].clone(),
        own["order"]["id"].clone(),
        own["order"]["attachments"][0]["id"].clone(),
        own["notifications"][0]["id"].clone(),
        appointment["id"].clone(),
        json!(world::PATIENT.to_global()),
    ];
    assert!(ids.iter().all(Value::is_string), "{own}");
    let nodes = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }";
    let seen = cast.patient.ok(nodes, json!({ "ids": ids })).await;
    let expected: Vec<Value> = ids.iter().map(|id| json!({ "id": id })).collect();
    assert_eq!(seen["nodes"], json!(expected), "Elena sees her own");
    for stranger in [mario, cast.other_patient().await, cast.other_admin().await] {
        let seen = stranger.ok(nodes, json!({ "ids": ids })).await;
        assert_eq!(seen["nodes"], json!([null, null, null, null, null, null]));
    }
}

/// Who may see appointments may see whose they are, but not the rest of what the clinic knows of them.
#[tokio::test]
async fn an_appointment_does_not_lead_to_what_is_not_shown_elsewhere() {
    let cast = Cast::gather().await;
    let appointment = cast.book().await;
    // A practitioner sees their own agenda: here, what is done with their own device.
    let own = resource::ActiveModel {
        id: Set(world::MAGNET),
        practitioner_id: Set(Some(world::PRACTITIONER)),
        ..ActiveModelTrait::default()
    };
    own.update(cast.app.db()).await.expect("a resource");
    let doctor = cast.app.staff("doctora@demo.example").await;
    let agenda = cast.integration(&["APPOINTMENTS_READ"]).await;
    for (who, client) in [("practitioner", &doctor), ("integration", &agenda)] {
        let seen = client
            .ok(
                "query($id: ID!) { appointment(id: $id) { id patient { givenName appointments { nodes { id } } } assistanceRequest { id } order { id } } }",
                json!({ "id": appointment["id"] }),
            )
            .await;
        let seen = &seen["appointment"];
        assert_eq!(seen["patient"]["appointments"]["nodes"], json!([{ "id": appointment["id"] }]), "{who}");
        assert_eq!(seen["assistanceRequest"], Value::Null, "{who}");
        for list in ["assistanceRequests", "notifications"] {
            let query = format!(
                "query($id: ID!) {{ appointment(id: $id) {{ patient {{ {list} {{ nodes {{ id }} }} }} }} }}"
            );
            let answer = answer(client, &query, &appointment["id"]).await;
            assert_eq!(code(&answer), Some("FORBIDDEN"), "{list} for {who}: {answer}");
        }
    }
}

#[tokio::test]
async fn settings_are_for_staff() {
    let cast = Cast::gather().await;
    let query = "{ clinic(slug: \"demo\") { settings { linkDays } } }";
    assert_eq!(cast.app.anonymous().error(query, json!({})).await, "UNAUTHENTICATED");
    for client in [&cast.patient, &cast.journey, &cast.integration(&["REQUESTS_READ"]).await] {
        assert_eq!(client.error(query, json!({})).await, "FORBIDDEN");
    }
    for client in [&cast.operator, &cast.app.admin().await, &cast.app.staff("doctora@demo.example").await] {
        client.ok(query, json!({})).await;
    }
    // The slug of another clinic is not read where somebody is signed in.
    let query = "{ clinic(slug: \"otra\") { slug } }";
    assert_eq!(cast.operator.ok(query, json!({})).await["clinic"]["slug"], "demo");
}

#[tokio::test]
async fn a_feed_tells_of_nobody_elses_requests() {
    let cast = Cast::gather().await;
    let (theirs, other) = (cast.other_admin().await, cast.other_patient().await);
    let mario = cast.app.patient_with("28333444").await;
    let url = &cast.app.url;
    let uploads =
        "subscription { orderUploaded { __typename ... on OrderUploaded { assistanceRequest { id } } } }";
    let own =
        "subscription { journeyChanged { __typename ... on JourneyChanged { assistanceRequest { id } } } }";
    let (mut of_clinic, _) = Subscriber::start(url, &theirs, uploads, json!({})).await;
    let (mut of_mario, _) = Subscriber::start(url, &mario, own, json!({})).await;
    let (mut of_link, _) = Subscriber::start(url, &cast.journey, own, json!({})).await;

    // First Elena, of whom none of the three may hear; then what each of them may hear.
    cast.patient.submit_order(1).await;
    let in_other_clinic = other.submit_order(1).await;
    let of_himself = mario.submit_order(1).await;
    let contact = json!({ "id": cast.request["id"], "message": "Hola" });
    cast.operator.done("registerContact", "RegisterContactInput", contact, "").await;
    for (subscriber, expected) in [
        (&mut of_clinic, &in_other_clinic["id"]),
        (&mut of_mario, &of_himself["id"]),
        (&mut of_link, &cast.request["id"]),
    ] {
        assert_eq!(subscriber.next_event().await["assistanceRequest"]["id"], *expected);
    }
}
