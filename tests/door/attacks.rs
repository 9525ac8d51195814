//! What somebody sends who means no good, by every way in: it is answered fast, clearly, and with a stable code.

use std::fmt::Write;
use std::time::Duration;

use tokio::time::Instant;

use reqwest::Method;
use serde_json::{Value, json};
use tests::live::Subscriber;
use tests::{Client, TestApp};

/// Far more than an answer takes, far less than the work that the attacks ask for.
const FAST: Duration = Duration::from_secs(3);

/// So many fragments that each spread the next one so many times.
fn fragments(levels: usize, spreads: usize) -> String {
    let mut query = "{ ...F0 }".to_owned();
    for level in 0..levels {
        let spread = format!("...F{} ", level + 1).repeat(spreads);
        write!(query, " fragment F{level} on Query {{ {spread} }}").expect("written");
    }
    write!(query, " fragment F{levels} on Query {{ __typename }}").expect("written");
    query
}

fn aliases(count: usize, field: &str) -> String {
    let fields: String = (0..count).map(|each| format!("a{each}: {field} ")).collect();
    format!("{{ {fields} }}")
}

fn nested(open: &str, inside: &str, close: &str, levels: usize) -> String {
    format!("{}{inside}{}", open.repeat(levels), close.repeat(levels))
}

/// What is sent, with what, and the code that it earns.
fn attacks() -> Vec<(&'static str, String, Value, &'static str)> {
    let none = json!({});
    let ids = "\"QToxMjM=\",".repeat(10_000);
    let many_ids: Vec<String> = (0..10_000).map(|each| format!("id-{each}")).collect();
    let types = nested("{ type ", "{ name }", "}", 18);
    vec![
        ("8 fragments × 8", fragments(8, 8), none.clone(), "QUERY_TOO_COMPLEX"),
        ("30 fragments × 30", fragments(30, 30), none.clone(), "QUERY_TOO_COMPLEX"),
        ("fragments in a circle", "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }".into(), none.clone(), "GRAPHQL_VALIDATION_FAILED"),
        ("2,000 aliases", aliases(2_000, "viewer { __typename }"), none.clone(), "QUERY_TOO_COMPLEX"),
        ("2,000 aliases of nothing", aliases(2_000, "__typename"), none.clone(), "QUERY_TOO_COMPLEX"),
        ("a page of 2,147,483,647", "{ worklist(first: 2147483647) { nodes { id } } }".into(), none.clone(), "QUERY_TOO_COMPLEX"),
        ("the same by variable", "query($n: Int) { worklist(last: $n) { nodes { id } } }".into(), json!({"n": 2_147_483_647}), "QUERY_TOO_COMPLEX"),
        ("a page of less than nothing", "{ services(first: -1) { nodes { id } } }".into(), none.clone(), "BAD_USER_INPUT"),
        ("pages in pages in pages", "{ worklist(first: 100) { nodes { patient { appointments(first: 100) { nodes { patient { notifications(first: 100) { nodes { id } } } } } } } } }".into(), none.clone(), "QUERY_TOO_COMPLEX"),
        ("10,000 ids", format!("{{ nodes(ids: [{ids}]) {{ id }} }}"), none.clone(), "QUERY_TOO_COMPLEX"),
        ("10,000 ids by variable", "query($i: [ID!]!) { nodes(ids: $i) { id } }".into(), json!({"i": many_ids}), "QUERY_TOO_COMPLEX"),
        ("deep introspection", format!("{{ __schema {{ types {{ fields {types} }} }} }}"), none.clone(), "QUERY_TOO_DEEP"),
        ("introspection in circles", format!("{{ __schema {{ types {} }} }}", nested("{ fields { type ", "{ name }", "}}", 6)), none.clone(), "QUERY_TOO_COMPLEX"),
        ("50,000 brackets", format!("{{ nodes(ids: {}", "[".repeat(50_000)), none.clone(), "QUERY_TOO_DEEP"),
        ("a long text", format!("{{ __typename }} # {}", "x".repeat(200_000)), none.clone(), "QUERY_TOO_COMPLEX"),
        ("a word for a number", "query($n: Int) { services(first: $n) { nodes { id } } }".into(), json!({"n": "diez"}), "BAD_USER_INPUT"),
        ("a number beyond 32 bits", "query($n: Int) { services(first: $n) { nodes { id } } }".into(), json!({"n": 4_294_967_296_u64}), "BAD_USER_INPUT"),
        ("an object for a text", "query($s: String) { services(search: $s) { nodes { id } } }".into(), json!({"s": {"$ne": null}}), "BAD_USER_INPUT"),
        ("a day that is none", "query($i: SlotSearchInput!) { slots(input: $i) { nodes { id } } }".into(), json!({"i": {"serviceIds": [], "from": "2026-02-30"}}), "BAD_USER_INPUT"),
        ("an enum of its own", "{ worklist(filter: { states: [OWNED] }) { totalCount } }".into(), none.clone(), "GRAPHQL_VALIDATION_FAILED"),
        ("a variable that nobody declared", "{ services(first: $n) { nodes { id } } }".into(), json!({"n": 1}), "GRAPHQL_VALIDATION_FAILED"),
        ("a variable of an unknown type", "query($n: Nothing) { viewer { __typename } }".into(), none.clone(), "GRAPHQL_VALIDATION_FAILED"),
        ("an input field twice", "mutation { signIn(input: { email: \"a\", email: \"b\", password: \"c\" }) { userErrors { code } } }".into(), none.clone(), "GRAPHQL_VALIDATION_FAILED"),
        ("an input field beyond", "mutation($i: SignInInput!) { signIn(input: $i) { userErrors { code } } }".into(), json!({"i": {"email": "a", "password": "b", "role": "ADMINISTRATOR"}}), "BAD_USER_INPUT"),
        ("a cursor that is none", "{ services(after: \"); DROP TABLE service;--\") { nodes { id } } }".into(), none.clone(), "BAD_USER_INPUT"),
        ("no text at all", String::new(), none, "GRAPHQL_PARSE_FAILED"),
    ]
}

fn code(errors: &Value) -> &str {
    errors[0]["extensions"]["code"].as_str().unwrap_or_else(|| panic!("an error with a code, not {errors:#}"))
}

async fn post(client: &Client, body: &Value) -> (u16, Value) {
    let request = client.request(Method::POST, "/graphql").json(body);
    let response =
        request.header("accept", "application/graphql-response+json").send().await.expect("an answer");
    (response.status().as_u16(), response.json().await.expect("JSON"))
}

#[tokio::test]
async fn attacks_by_http_are_refused_fast() {
    let app = TestApp::start().await;
    let operator = app.operator().await;
    for (what, query, variables, expected) in attacks() {
        let began = Instant::now();
        let (status, body) = post(&operator, &json!({ "query": query, "variables": variables })).await;
        assert_eq!(code(&body["errors"]), expected, "{what}: {body}");
        // Nothing was executed, or the answer says what was.
        assert_eq!(status == 200, body.get("data").is_some(), "{what}: {body}");
        assert!(matches!(status, 200 | 400), "{what}: {status}");
        assert!(began.elapsed() < FAST, "{what} took {:?}", began.elapsed());
        assert!(body.to_string().len() < 20_000, "{what}: the answer is longer than any reader");
    }
    // The server is none the worse for it.
    assert_eq!(post(&operator, &json!({ "query": "{ viewer { __typename } }" })).await.0, 200);
}

#[tokio::test]
async fn attacks_by_websocket_are_refused_and_the_socket_goes_on() {
    let app = TestApp::start().await;
    let operator = app.operator().await;
    let init = json!({ "authorization": format!("Bearer {}", operator.token()) });
    let mut socket = Subscriber::connect(&app.url, init).await;
    for (what, query, variables, expected) in attacks() {
        let began = Instant::now();
        let payload = json!({ "query": query, "variables": variables });
        socket.send(json!({ "id": what, "type": "subscribe", "payload": payload })).await;
        let answer = socket.message().await;
        assert_eq!(answer["id"], what);
        if answer["type"] == "error" {
            assert_eq!(code(&answer["payload"]), expected, "{what}");
        } else {
            assert_eq!(code(&answer["payload"]["errors"]), expected, "{what}");
            assert_eq!(socket.message().await["type"], "complete", "{what}");
        }
        assert!(began.elapsed() < FAST, "{what} took {:?}", began.elapsed());
    }
    // What is longer than a message may be ends the connection, and only this one.
    let long = json!({ "query": "{ __typename }", "extensions": { "x": "x".repeat(2 << 20) } });
    socket.send(json!({ "id": "long", "type": "subscribe", "payload": long })).await;
    assert_eq!(socket.closed().await, 1009);
    assert_eq!(post(&operator, &json!({ "query": "{ viewer { __typename } }" })).await.0, 200);
}

#[tokio::test]
async fn attacks_by_event_stream_are_refused_in_the_stream() {
    let app = TestApp::start().await;
    let operator = app.operator().await;
    for (what, query, variables, expected) in attacks() {
        let began = Instant::now();
        let request = operator
            .request(Method::POST, "/graphql")
            .header("accept", "text/event-stream")
            .json(&json!({ "query": query, "variables": variables }));
        let response = request.send().await.expect("an answer");
        assert_eq!(response.headers()["content-type"], "text/event-stream; charset=utf-8", "{what}");
        // The stream ends by itself.
        let text = response.text().await.expect("events");
        let data = text.lines().find_map(|line| line.strip_prefix("data:")).expect("an event");
        let body: Value = serde_json::from_str(data).expect("JSON");
        assert_eq!(code(&body["errors"]), expected, "{what}: {text}");
        assert!(text.contains("event: complete"), "{what}: {text}");
        assert!(began.elapsed() < FAST, "{what} took {:?}", began.elapsed());
    }
}

#[tokio::test]
async fn bodies_that_are_no_request() {
    let app = TestApp::start().await;
    let operator = app.operator().await;
    let sign_out = "mutation { signOut { __typename } }";
    let json_type = "application/json";
    let mut invalid = br#"{"query":"{ services(search: \""#.to_vec();
    invalid.extend_from_slice(b"\xff\xfe\") { nodes { id } } }\"}");
    let raw_nul = b"{\"query\":\"{ services(search: \\\"a\0b\\\") { nodes { id } } }\"}".to_vec();
    let batch = json!([{ "query": "{ __typename }" }, { "query": "{ __typename }" }]).to_string();
    let long = json!({ "query": "{ __typename }", "extensions": { "x": "x".repeat(2 << 20) } }).to_string();
    let deep = "[".repeat(500_000);
    for (what, kind, body, status, expected) in [
        ("invalid UTF-8", json_type, invalid, 400, "BAD_REQUEST"),
        (
            "half a surrogate",
            json_type,
            br#"{"query":"{ a }","variables":{"s":"\ud800"}}"#.to_vec(),
            400,
            "BAD_REQUEST",
        ),
        ("a bare NUL", json_type, raw_nul, 400, "BAD_REQUEST"),
        ("a batch", json_type, batch.into_bytes(), 400, "BAD_REQUEST"),
        ("a batch of nothing", json_type, b"[]".to_vec(), 400, "BAD_REQUEST"),
        ("nothing", json_type, Vec::new(), 400, "BAD_REQUEST"),
        ("JSON without an end", json_type, deep.into_bytes(), 400, "BAD_REQUEST"),
        ("2 MB", json_type, long.into_bytes(), 413, "PAYLOAD_TOO_LARGE"),
        (
            "a form of another page",
            "text/plain",
            json!({ "query": sign_out }).to_string().into_bytes(),
            415,
            "UNSUPPORTED_MEDIA_TYPE",
        ),
        (
            "a form",
            "application/x-www-form-urlencoded",
            b"query=mutation%7BsignOut%7B__typename%7D%7D".to_vec(),
            415,
            "UNSUPPORTED_MEDIA_TYPE",
        ),
        ("GraphQL as such", "application/graphql", sign_out.into(), 415, "UNSUPPORTED_MEDIA_TYPE"),
    ] {
        let began = Instant::now();
        let request = operator.request(Method::POST, "/graphql").header("content-type", kind).body(body);
        let response = request.send().await.expect("an answer");
        assert_eq!(response.status(), status, "{what}");
        let body: Value = response.json().await.expect("JSON");
        assert_eq!(code(&body["errors"]), expected, "{what}");
        assert!(body.get("data").is_none(), "{what}");
        assert!(began.elapsed() < FAST, "{what} took {:?}", began.elapsed());
    }
    let by_get = operator.request(Method::GET, "/graphql").query(&[("query", sign_out)]);
    let response = by_get.send().await.expect("an answer");
    assert_eq!((response.status().as_u16(), response.headers()["allow"].to_str().ok()), (405, Some("POST")));
    // The session is still there: none of the mutations above was executed.
    operator.ok("{ worklist { totalCount } }", json!({})).await;
}

/// PostgreSQL keeps no NUL in a text: whatever arrives with one is the caller's mistake, and never fails as ours.
#[tokio::test]
async fn a_nul_in_a_text_is_the_callers_mistake() {
    let app = TestApp::start().await;
    let (anonymous, operator) = (app.anonymous(), app.operator().await);
    let search = "query($s: String!) { patients(search: $s) { nodes { id } } }";
    let sign_in = "mutation($i: SignInInput!) { signIn(input: $i) { userErrors { code } } }";
    for (client, query, variables) in [
        (&anonymous, sign_in, json!({"i": {"email": "a\0b", "password": "x"}})),
        (&anonymous, "query($s: String!) { clinic(slug: $s) { name } }", json!({"s": "a\0b"})),
        (&operator, search, json!({"s": "a\0b"})),
        (&operator, "query($s: [ID!]!) { nodes(ids: $s) { id } }", json!({"s": ["a\0b"]})),
        (&operator, "{ patients(search: \"a\\u0000b\") { nodes { id } } }", json!({})),
        (&operator, "{ patients(search: \"a\0b\") { nodes { id } } }", json!({})),
        (&operator, "query($s: String = \"\\u0000\") { patients(search: $s) { nodes { id } } }", json!({})),
    ] {
        let (status, body) = post(client, &json!({ "query": query, "variables": variables })).await;
        assert_eq!((status, code(&body["errors"])), (400, "BAD_USER_INPUT"), "{query}: {body}");
    }
    // Other characters that nobody types do no harm.
    for odd in ["\u{1}", "\u{feff}", "\u{202e}", "%_\\", "'; --", "🦴", "\u{10ffff}"] {
        operator.ok(search, json!({ "s": odd })).await;
        operator.ok("query($s: String!) { worklist(filter: { search: $s }) { totalCount } services(search: $s) { nodes { id } } }", json!({ "s": odd })).await;
    }
}
