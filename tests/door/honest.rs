//! What clients really send passes the limits and is valid.

use reqwest::Method;
use serde_json::{Value, json};
use tests::live::EventStream;
use tests::{TestApp, fresh_key, world};

use asistencia::platform::global_id::GlobalId;

const INTROSPECTION: &str = include_str!("../../api/src/http/graphql/tests/introspection.graphql");
const EXPLORER: &str = include_str!("../../api/explorer/src/default-query.js");

/// A page of the grid with everything that a row and its details show.
const WORKLIST: &str = "
query Worklist($filter: WorklistFilter, $after: String) {
  viewer { __typename ... on User { id name } }
  clinic { name }
  worklist(filter: $filter, first: 100, after: $after) {
    totalCount feedCursor pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    edges { cursor node { ...Row } }
  }
}
fragment Row on AssistanceRequest {
  id uploadedAt state version resolvedAt outcome voidedAt bookingPortalUrl
  patient { ...Person }
  order { id uploadedAt note attachments { id fileName contentType byteSize sha256 url previewUrl } }
  services { id code name durationMinutes preparation circuit { id name allowsMultiple } }
  lastContact { at message by { id name } }
  contactAttempts { at message by { id name } }
  resolvedBy { id name }
  claim { expiresAt by { id name } }
  dispatch { dueAt state canAmend notification { id state } }
  appointment { id startsAt endsAt state canCancel canReschedule site { id name } services { id name } }
  notifications { ...Message }
}
fragment Person on Patient {
  id givenName familyName documentType nationalId mobilePhone verifiedPhone verifiedPhoneAt email
  coverage { memberNumber payer { id name } plan { id name } }
}
fragment Message on Notification {
  id channel kind state dueAt sentAt deliveredAt readAt reason attempts { __typename }
}";

#[tokio::test]
async fn the_operators_grid_of_100_with_everything_passes() {
    let app = TestApp::start().await;
    let (operator, patient) = (app.operator().await, app.patient().await);
    let requests = [patient.submit_order(2).await, patient.submit_order(1).await];
    operator
        .confirm(&requests[0], &[json!(world::ABDOMINAL.to_global()), json!(world::RENAL.to_global())])
        .await;
    let message = json!({ "id": requests[1]["id"], "message": "Llamada sin respuesta" });
    operator.done("registerContact", "RegisterContactInput", message, "").await;
    let data = operator.ok(WORKLIST, json!({ "filter": { "resolved": false } })).await;
    assert_eq!(data["worklist"]["totalCount"], 2);
    let rows = data["worklist"]["edges"].as_array().expect("rows");
    let services = rows.iter().map(|row| row["node"]["services"].as_array().map_or(0, Vec::len));
    assert_eq!(services.sum::<usize>(), 2);
}

#[tokio::test]
async fn graphiql_reads_the_schema() {
    let app = TestApp::start().await;
    let data = app.anonymous().ok(INTROSPECTION, json!({})).await;
    let types = data["__schema"]["types"].as_array().expect("types");
    assert!(types.iter().any(|each| each["name"] == "AssistanceRequest"));
}

#[tokio::test]
async fn introspection_can_be_switched_off() {
    let app = TestApp::setup().configure(|config| config.introspection = false).start().await;
    let operator = app.operator().await;
    for query in ["{ __schema { queryType { name } } }", "{ __type(name: \"Patient\") { fields { name } } }"]
    {
        assert_eq!(operator.error(query, json!({})).await, "INTROSPECTION_DISABLED");
    }
    assert_eq!(operator.error(INTROSPECTION, json!({})).await, "INTROSPECTION_DISABLED");
    // Clients go on: what they ask of every object is no introspection.
    assert_eq!(operator.ok("{ viewer { __typename } }", json!({})).await["viewer"]["__typename"], "User");
    // Nor do error messages give the names away.
    let answer = operator.graphql("{ worklst { totalCount } }", json!({})).await;
    assert!(!answer.to_string().contains("\\\"worklist\\\""), "{answer}");
}

#[tokio::test]
async fn what_the_explorer_begins_with_works() {
    let app = TestApp::start().await;
    let operator = app.operator().await;
    let document = EXPLORER.split('`').nth(1).expect("a template");
    let run = async |client: &tests::Client, name: &str| -> Value {
        let body = json!({ "query": document, "operationName": name });
        let response = client.request(Method::POST, "/graphql").json(&body).send().await.expect("an answer");
        let answer: Value = response.json().await.expect("JSON");
        assert!(answer.get("errors").is_none(), "{name}: {answer:#}");
        answer["data"].clone()
    };
    let names: Vec<_> = document
        .lines()
        .filter_map(|line| line.split_once(' ').filter(|(kind, _)| ["query", "mutation"].contains(kind)))
        .filter_map(|(_, rest)| rest.split([' ', '(']).next())
        .collect();
    assert_eq!(names, ["SignIn", "WhoAmI", "Worklist"]);
    assert_eq!(run(&app.anonymous(), "SignIn").await["signIn"]["userErrors"], json!([]));
    assert_eq!(run(&operator, "WhoAmI").await["viewer"]["__typename"], "User");
    assert_eq!(run(&operator, "Worklist").await["worklist"]["totalCount"], 0);

    let start = document.find("subscription Order").expect("a subscription");
    let mut stream = EventStream::start(&operator, &document[start..], None).await;
    let hello = stream.next().await;
    assert_eq!(hello.data["data"]["orderUploaded"]["__typename"], "FeedHeartbeat", "{hello:?}");
    app.patient().await.submit_order(1).await;
    let event = stream.next().await;
    assert_eq!(event.data["data"]["orderUploaded"]["assistanceRequest"]["patient"]["familyName"], "Sosa");
}

/// The caller's `Accept-Language` decides; without one that we speak, the clinic's language does.
#[tokio::test]
async fn refusals_are_said_in_the_callers_language() {
    let app = TestApp::start().await;
    let patient = app.patient().await;
    let input = json!({ "uploadIds": [], "idempotencyKey": fresh_key() });
    let body = json!({
        "query": "mutation($i: SubmitOrderInput!) { submitOrder(input: $i) { userErrors { code message } } }",
        "variables": { "i": input },
    });
    let spanish = "Mandá entre 1 y ";
    for (language, begins) in [
        (None, spanish),
        (Some("es-AR"), spanish),
        (Some("en-GB,en;q=0.9"), "Send between 1 and "),
        (Some("pt-BR,en;q=0.8"), "Send between 1 and "),
        (Some("fr"), spanish),
        (Some("\u{1}*;q=ñ"), spanish),
    ] {
        let mut request = patient.request(Method::POST, "/graphql").json(&body);
        if let Some(language) =
            language.and_then(|value| reqwest::header::HeaderValue::from_bytes(value.as_bytes()).ok())
        {
            request = request.header("accept-language", language);
        }
        let answer: Value = request.send().await.expect("an answer").json().await.expect("JSON");
        let refusal = &answer["data"]["submitOrder"]["userErrors"][0];
        assert_eq!(refusal["code"], "INVALID");
        assert!(refusal["message"].as_str().expect("words").starts_with(begins), "{language:?}: {refusal}");
    }
}

/// A query has no payload for refusals: they are its error, and as easy to read.
#[tokio::test]
async fn a_query_is_refused_in_the_callers_language_too() {
    let app = TestApp::start().await;
    for (language, words) in [("es-AR", "No conocemos esa clínica."), ("en", "We do not know this clinic.")]
    {
        let request = app.anonymous().request(Method::POST, "/graphql").header("accept-language", language);
        let query = json!({ "query": "{ clinic(slug: \"nowhere\") { name } }" });
        let answer: Value = request.json(&query).send().await.expect("an answer").json().await.expect("JSON");
        let error = &answer["errors"][0];
        assert_eq!(
            (&error["message"], &error["extensions"]["code"]),
            (&json!(words), &json!("BAD_USER_INPUT"))
        );
    }
}
