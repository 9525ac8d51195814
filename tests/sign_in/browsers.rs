//! Browsers carry the session as a cookie, which counts only from our own pages.

use asistencia::platform::global_id::GlobalId;
use entity::ids::UserId;
use reqwest::Method;
use reqwest::header::{COOKIE, ORIGIN, SET_COOKIE};
use serde_json::{Value, json};
use tests::live::Subscriber;
use tests::{TestApp, world};
use uuid::Uuid;

const WHO: &str = "{ viewer { __typename ... on User { name } } }";

/// What a browser is sent, and what it would send: `name=value`.
struct Cookie {
    attributes: Vec<String>,
    pair: String,
}

async fn mutation(app: &TestApp, query: &str, cookie: Option<&str>) -> (Value, Option<Cookie>) {
    let mut request = app
        .anonymous()
        .request(Method::POST, "/graphql")
        .header(ORIGIN, &app.url)
        .json(&json!({ "query": query }));
    if let Some(cookie) = cookie {
        request = request.header(COOKIE, cookie);
    }
    let response = request.send().await.expect("an answer");
    assert_eq!(response.status(), 200);
    let cookie = response.headers().get(SET_COOKIE).map(|value| {
        let mut parts = value.to_str().expect("text").split("; ").map(str::to_owned);
        Cookie { pair: parts.next().expect("a pair"), attributes: parts.collect() }
    });
    (response.json().await.expect("JSON"), cookie)
}

async fn sign_in(app: &TestApp) -> Cookie {
    let query = format!(
        "mutation {{ signIn(input: {{ email: \"operadora@demo.example\", password: \"{}\" }}) {{ viewer {{ __typename }} }} }}",
        world::PASSWORD
    );
    mutation(app, &query, None).await.1.expect("a cookie")
}

/// Status and viewer of a question with these headers.
async fn ask(app: &TestApp, headers: &[(&str, &str)]) -> (u16, Value) {
    let mut request = app.anonymous().request(Method::POST, "/graphql").json(&json!({ "query": WHO }));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = request.send().await.expect("an answer");
    let status = response.status().as_u16();
    let body: Value = response.json().await.expect("JSON");
    (status, body["data"]["viewer"].clone())
}

#[tokio::test]
async fn a_cookie_is_out_of_reach_of_scripts_and_other_sites() {
    let app = TestApp::start().await;
    let cookie = sign_in(&app).await;
    assert_eq!(cookie.attributes, ["Path=/", "HttpOnly", "SameSite=Lax", "Max-Age=86400"]);
    // What was refused sets none.
    let wrong =
        "mutation { signIn(input: { email: \"a@b.example\", password: \"x\" }) { userErrors { code } } }";
    assert!(mutation(&app, wrong, None).await.1.is_none());

    let app = TestApp::setup()
        .configure(|config| config.public_url = "https://turnos.example".into())
        .start()
        .await;
    assert!(sign_in(&app).await.attributes.contains(&"Secure".to_owned()));
}

#[tokio::test]
async fn a_page_of_somebody_who_is_no_longer_signed_in_acts_for_nobody() {
    let app = TestApp::start().await;
    let cookie = sign_in(&app).await;
    let (cookie, origin) = (("cookie", cookie.pair.as_str()), ("origin", app.url.as_str()));
    let ids = app.operator().await.ok("{ viewer { ... on User { id } } }", json!({})).await;
    let olga = ids["viewer"]["id"].as_str().expect("an id").to_owned();
    let (_, viewer) = ask(&app, &[cookie, origin, ("asistencia-viewer", &olga)]).await;
    assert_eq!(viewer["name"], "Olga Operadora");
    let another = UserId(Uuid::from_u128(7)).to_global();
    for id in [another.as_str(), "", "nonsense"] {
        assert_eq!(ask(&app, &[cookie, origin, ("asistencia-viewer", id)]).await, (200, Value::Null), "{id}");
    }
}

#[tokio::test]
async fn a_cookie_counts_only_from_our_own_pages() {
    let app = TestApp::start().await;
    let cookie = sign_in(&app).await;
    let cookie = ("cookie", cookie.pair.as_str());
    let olga = json!({ "__typename": "User", "name": "Olga Operadora" });
    assert_eq!(ask(&app, &[cookie, ("origin", &app.url)]).await, (200, olga.clone()));
    for origin in ["https://mala.example", "null", "", &app.url.replace("http:", "ftp:")] {
        assert_eq!(ask(&app, &[cookie, ("origin", origin)]).await, (403, Value::Null), "{origin:?}");
    }
    assert_eq!(ask(&app, &[cookie]).await, (200, Value::Null), "no page at all");
    assert_eq!(ask(&app, &[cookie, ("sec-fetch-site", "same-origin")]).await, (200, olga));
    // A foreign page that brings no cookie is nobody.
    assert_eq!(ask(&app, &[("origin", "https://mala.example")]).await, (200, Value::Null));

    // Uploads and reads by GET are behind the same door.
    let form = || reqwest::multipart::Form::new().text("file", "x");
    let upload = app.anonymous().request(Method::POST, "/uploads").multipart(form());
    let upload = upload.header("cookie", cookie.1).header("origin", "https://mala.example");
    assert_eq!(upload.send().await.expect("an answer").status(), 403);
    let get = app.anonymous().request(Method::GET, "/graphql").query(&[("query", WHO)]);
    let get = get.header("cookie", cookie.1).header("sec-fetch-site", "cross-site");
    assert_eq!(get.send().await.expect("an answer").status(), 403);
}

/// Its library keeps cookies and sends them back, with no `Origin`: the one of a link, of a session that has ended, or
/// whatever else it got here.
#[tokio::test]
async fn an_app_can_sign_in_whatever_cookies_it_keeps() {
    let app = TestApp::start().await;
    let request = app.patient().await.submit_order(1).await;
    app.operator().await.confirm(&request, &[json!(*world::ABDOMINAL.to_global())]).await;
    app.clock.advance(chrono::Duration::minutes(15));
    app.run_due().await;
    let link = app.journey("1222").await;
    let operator = sign_in(&app).await.pair;
    let sign_in_patient = format!(
        "mutation {{ signInPatient(input: {{ clinic: \"demo\", nationalId: \"30111222\", password: \"{}\" }}) {{ userErrors {{ code }} }} }}",
        world::PASSWORD
    );
    for kept in [format!("asistencia_session={}", link.token()), operator, "asistencia_session=as_x".into()] {
        let request = app.anonymous().request(Method::POST, "/graphql").header(COOKIE, &kept);
        let answer = request.json(&json!({ "query": sign_in_patient })).send().await.expect("an answer");
        assert!(answer.headers().contains_key(SET_COOKIE), "{kept}");
        let body: Value = answer.json().await.expect("JSON");
        assert_eq!(body, json!({ "data": { "signInPatient": { "userErrors": [] } } }), "{kept}");
    }
}

#[tokio::test]
async fn a_bearer_token_beats_a_cookie() {
    let app = TestApp::start().await;
    let cookie = sign_in(&app).await;
    let admin = app.admin().await;
    let bearer = format!("Bearer {}", admin.token());
    let both = [("cookie", cookie.pair.as_str()), ("authorization", bearer.as_str())];
    assert_eq!(ask(&app, &both).await.1["name"], "Ada Administradora");
    let wrong = [("cookie", cookie.pair.as_str()), ("authorization", "Bearer as_x"), ("origin", &app.url)];
    assert_eq!(ask(&app, &wrong).await.0, 401, "a wrong token does not fall back to the cookie");
}

#[tokio::test]
async fn signing_out_clears_the_cookie_and_an_old_one_is_nobodys() {
    let app = TestApp::start().await;
    let cookie = sign_in(&app).await;
    let (answer, cleared) =
        mutation(&app, "mutation { signOut { userErrors { code } } }", Some(&cookie.pair)).await;
    assert_eq!(answer["data"]["signOut"]["userErrors"], json!([]));
    let cleared = cleared.expect("a cookie");
    let name = cookie.pair.split('=').next().expect("a name");
    assert_eq!(cleared.pair, format!("{name}="));
    assert!(cleared.attributes.contains(&"Max-Age=0".to_owned()), "{:?}", cleared.attributes);
    // A browser that still sends it can sign in again.
    let old = [("cookie", cookie.pair.as_str()), ("origin", app.url.as_str())];
    assert_eq!(ask(&app, &old).await, (200, Value::Null));
}

#[tokio::test]
async fn a_socket_knows_its_session_by_cookie_or_by_its_first_message() {
    let app = TestApp::start().await;
    let cookie = sign_in(&app).await;
    let subscribe = json!({
        "id": "1", "type": "subscribe",
        "payload": { "query": "subscription { orderUploaded { __typename } }" },
    });
    let cookie = ("cookie", cookie.pair.as_str());

    let mut own = Subscriber::open(&app.url, &[cookie, ("origin", &app.url)]).await;
    own.send(json!({ "type": "connection_init" })).await;
    assert_eq!(own.message().await["type"], "connection_ack");
    own.send(subscribe.clone()).await;
    assert_eq!(own.next().await["__typename"], "FeedHeartbeat");

    let mut foreign = Subscriber::open(&app.url, &[cookie, ("origin", "https://mala.example")]).await;
    foreign.send(json!({ "type": "connection_init" })).await;
    assert_eq!(foreign.closed().await, 4403);
    for authorization in ["Bearer as_x", "Bearer ", "Basic eA=="] {
        let mut wrong = Subscriber::open(&app.url, &[]).await;
        wrong.send(json!({ "type": "connection_init", "payload": { "authorization": authorization } })).await;
        assert_eq!(wrong.closed().await, 4403, "{authorization}");
    }

    // The first message beats the cookie: a patient, though the browser sends an operator's.
    let patient = app.patient().await;
    let mut spoken = Subscriber::open(&app.url, &[cookie, ("origin", &app.url)]).await;
    let init = json!({ "authorization": format!("Bearer {}", patient.token()) });
    spoken.send(json!({ "type": "connection_init", "payload": init })).await;
    assert_eq!(spoken.message().await["type"], "connection_ack");
    spoken.send(subscribe.clone()).await;
    let refused = spoken.message().await;
    assert!(refused.to_string().contains("FORBIDDEN"), "{refused}");

    for headers in [&[cookie][..], &[]] {
        let mut nobody = Subscriber::open(&app.url, headers).await;
        nobody.send(json!({ "type": "connection_init" })).await;
        assert_eq!(nobody.message().await["type"], "connection_ack");
        nobody.send(subscribe.clone()).await;
        let refused = nobody.message().await;
        assert!(refused.to_string().contains("UNAUTHENTICATED"), "{refused}");
    }
}
