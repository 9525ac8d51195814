//! Frontends on other origins, how many connections one address holds, and in which language things are told.

use std::io::ErrorKind;
use std::time::Duration;

use reqwest::header::{COOKIE, HeaderMap, SET_COOKIE};
use reqwest::{Method, Response};
use serde_json::{Value, json};
use tests::live::{EventStream, Subscriber};
use tests::{TestApp, world};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use asistencia::http::Patience;
use asistencia::platform::global_id::GlobalId;

const FRONTEND: &str = "https://app.clinic.example";

async fn with_frontend() -> TestApp {
    TestApp::setup().configure(|config| config.allowed_origins = vec![FRONTEND.into()]).start().await
}

/// What a browser asks before a page of this origin may ask.
async fn preflight(app: &TestApp, path: &str, origin: &str) -> Response {
    let request = app.anonymous().request(Method::OPTIONS, path);
    request
        .header("origin", origin)
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "authorization,content-type,last-event-id")
        .send()
        .await
        .expect("an answer")
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).map(|value| value.to_str().expect("text"))
}

#[tokio::test]
async fn a_listed_frontend_may_ask_from_elsewhere_and_nobody_else() {
    let app = with_frontend().await;
    for path in ["/graphql", "/uploads"] {
        let allowed = preflight(&app, path, FRONTEND).await;
        assert!(allowed.status().is_success(), "{path}");
        let headers = allowed.headers();
        assert_eq!(text(headers, "access-control-allow-origin"), Some(FRONTEND), "{path}");
        assert_eq!(text(headers, "access-control-allow-credentials"), Some("true"));
        assert!(
            text(headers, "access-control-allow-methods").is_some_and(|methods| methods.contains("POST"))
        );
        for name in ["authorization", "content-type", "last-event-id"] {
            assert!(text(headers, "access-control-allow-headers").is_some_and(|names| names.contains(name)));
        }
        let foreign = preflight(&app, path, "https://mala.example").await;
        assert_eq!(text(foreign.headers(), "access-control-allow-origin"), None, "{path}");
    }
    // The answers themselves say so too, event streams among them.
    for accept in ["application/json", "text/event-stream"] {
        let request = app.anonymous().request(Method::POST, "/graphql").header("accept", accept);
        let request = request
            .header("origin", FRONTEND)
            .json(&json!({ "query": "{ clinic(slug: \"demo\") { name } }" }));
        let answer = request.send().await.expect("an answer");
        assert_eq!(text(answer.headers(), "access-control-allow-origin"), Some(FRONTEND), "{accept}");
    }
    let closed = TestApp::start().await;
    let answer = preflight(&closed, "/graphql", FRONTEND).await;
    assert_eq!(text(answer.headers(), "access-control-allow-origin"), None, "nobody is listed");
}

#[tokio::test]
async fn the_cookie_counts_from_a_listed_frontend() {
    let app = with_frontend().await;
    let query = format!(
        "mutation {{ signIn(input: {{ email: \"operadora@demo.example\", password: \"{}\" }}) {{ viewer {{ __typename }} }} }}",
        world::PASSWORD
    );
    let request = app.anonymous().request(Method::POST, "/graphql").header("origin", FRONTEND);
    let signed_in = request.json(&json!({ "query": query })).send().await.expect("an answer");
    let cookie = text(signed_in.headers(), SET_COOKIE.as_str())
        .and_then(|line| line.split(';').next())
        .expect("a cookie");
    for (origin, status) in [(FRONTEND, 200), ("https://mala.example", 403)] {
        let request = app.anonymous().request(Method::POST, "/graphql").header("origin", origin);
        let request = request.header(COOKIE, cookie).json(&json!({ "query": "{ viewer { __typename } }" }));
        assert_eq!(request.send().await.expect("an answer").status(), status, "{origin}");
    }
    let mut socket = Subscriber::open(&app.url, &[("cookie", cookie), ("origin", FRONTEND)]).await;
    socket.send(json!({ "type": "connection_init" })).await;
    assert_eq!(socket.message().await["type"], "connection_ack");
    let mut foreign =
        Subscriber::open(&app.url, &[("cookie", cookie), ("origin", "https://mala.example")]).await;
    foreign.send(json!({ "type": "connection_init" })).await;
    assert_eq!(foreign.closed().await, 4403);
}

#[tokio::test]
async fn an_address_holds_so_many_connections_and_no_more() {
    let app = TestApp::setup().configure(|config| config.streams_per_address = 2).start().await;
    let operator = app.operator().await;
    let query = "subscription { orderUploaded { __typename } }";
    let mut stream = EventStream::start(&operator, query, None).await;
    stream.next().await;
    let (socket, _) = Subscriber::start(&app.url, &operator, query, json!({})).await;
    let one_more = async || {
        let request = operator.request(Method::POST, "/graphql").header("accept", "text/event-stream");
        request.json(&json!({ "query": query })).send().await.expect("an answer")
    };
    let refused = one_more().await;
    assert_eq!((refused.status().as_u16(), text(refused.headers(), "retry-after")), (429, Some("60")));
    let body: Value = refused.json().await.expect("JSON");
    assert_eq!(body["errors"][0]["extensions"]["code"], "RATE_LIMITED");
    // Questions are no streams.
    operator.ok("{ viewer { __typename } }", json!({})).await;
    drop(socket);
    let freed = async || Some(one_more().await).filter(|answer| answer.status() == 200);
    tests::process::until("the place of who has gone is free", freed).await;
}

#[tokio::test]
async fn who_asks_and_never_reads_is_given_up() {
    let unread = Duration::from_millis(100);
    let app = TestApp::setup().patience(Patience { unread, ..Patience::default() }).start().await;
    let mut socket = TcpStream::connect(app.url.trim_start_matches("http://")).await.expect("a connection");
    // Asks on and on: once what nobody reads fills all that lies between, neither side can go on.
    let ask = async {
        loop {
            if let Err(error) = socket.write_all(b"GET /schema.graphql HTTP/1.1\r\nhost: x\r\n\r\n").await {
                return error.kind();
            }
        }
    };
    let ended = tokio::time::timeout(Duration::from_secs(60), ask).await.expect("it is given up");
    assert!(matches!(ended, ErrorKind::ConnectionReset | ErrorKind::BrokenPipe), "{ended}");
    // Others are served.
    app.anonymous().ok("{ viewer { __typename } }", json!({})).await;
}

#[tokio::test]
async fn who_does_not_come_to_the_end_of_a_request_is_given_up() {
    let unasked = Duration::from_millis(100);
    let app = TestApp::setup().patience(Patience { unasked, ..Patience::default() }).start().await;
    for begun in ["", "GET / HTTP/1.1\r\nhost: x\r\n", "GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n"] {
        let mut socket =
            TcpStream::connect(app.url.trim_start_matches("http://")).await.expect("a connection");
        socket.write_all(begun.as_bytes()).await.expect("it is open");
        let ended = tokio::time::timeout(Duration::from_secs(60), socket.read_to_end(&mut Vec::new())).await;
        ended.unwrap_or_else(|_| panic!("{begun:?} holds its connection")).expect("it is closed in order");
    }
}

#[tokio::test]
async fn errors_are_told_in_the_language_that_was_asked_for() {
    let app = TestApp::start().await;
    let ask = async |language: &str, path: &str, method: Method| {
        let request = app.anonymous().request(method.clone(), path).header("accept-language", language);
        let request = if path == "/graphql" {
            request.json(&json!({ "query": "{ worklist { totalCount } }" }))
        } else {
            request
        };
        let body: Value = request.send().await.expect("an answer").json().await.expect("JSON");
        match &body["detail"] {
            Value::Null => {
                assert_eq!(body["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
                body["errors"][0]["message"].as_str().expect("a message").to_owned()
            }
            detail => detail.as_str().expect("a text").to_owned(),
        }
    };
    let file = format!("/files/{}/original?x=1", "a".repeat(22));
    for (path, method, es, en) in [
        ("/graphql", Method::POST, "Ingresá primero.", "Sign in first."),
        ("/uploads", Method::POST, "Ingresá primero.", "Sign in first."),
        (
            file.as_str(),
            Method::GET,
            "Esta dirección no sirve. Volvé a abrir el pedido.",
            "This address is not valid. Open the request again.",
        ),
    ] {
        assert_eq!(ask("es-AR", path, method.clone()).await, es, "{path}");
        assert_eq!(ask("en-GB,en;q=0.9", path, method).await, en, "{path}");
    }
}

#[tokio::test]
async fn every_page_has_its_icon() {
    let app = TestApp::start().await;
    let icon = app.anonymous().request(Method::GET, "/favicon.ico").send().await.expect("an answer");
    assert_eq!((icon.status().as_u16(), text(icon.headers(), "content-type")), (200, Some("image/svg+xml")));
}

#[tokio::test]
async fn the_outbox_shows_what_the_patient_would_read() {
    let app = TestApp::start().await;
    let (operator, patient) = (app.operator().await, app.patient().await);
    let request = patient.submit_order(1).await;
    operator.confirm(&request, &[json!(world::RENAL.to_global())]).await;
    app.clock.advance(chrono::Duration::minutes(15));
    app.run_due().await;
    let link = format!("{}/j/{}", app.url, app.newest_link());
    let outbox = async |accept: &str| {
        let request = app.anonymous().request(Method::GET, "/dev/outbox").header("accept", accept);
        request.send().await.expect("an answer").text().await.expect("text")
    };
    let page = outbox("text/html").await;
    assert!(page.contains("asistencia_turno") && page.contains("te escribimos de Clínica Demo"), "{page}");
    assert!(page.contains(&format!("<a href=\"{link}\"")), "{page}");
    let json: Value = serde_json::from_str(&outbox("application/json").await).expect("JSON");
    let body = json[0]["body"].as_str().expect("a text");
    assert!(body.starts_with("Hola, Elena") && body.ends_with(&link), "{body}");
}
