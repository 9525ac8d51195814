//! GraphQL over HTTP, beyond what the audits of `graphql-http` look at.

use serde_json::json;

use super::*;

#[tokio::test]
async fn a_query_knows_its_caller() {
    let server = Server::start().await;
    assert_eq!(server.query("{ caller }").await, (200, json!({"data": {"caller": null}})));
    let request = server.post(json!({"query": "{ caller }"})).header("authorization", "Bearer good");
    assert_eq!(read(request).await, (200, json!({"data": {"caller": "good"}})));
    for (token, status, expected) in [
        ("Bearer bad", 401, "UNAUTHENTICATED"),
        ("Bearer foreign", 403, "FORBIDDEN"),
        ("Bearer later", 503, "UNAVAILABLE"),
    ] {
        let (answered, body) =
            read(server.post(json!({"query": "{ caller }"})).header("authorization", token)).await;
        assert_eq!((answered, code(&body)), (status, expected));
        assert!(body.get("data").is_none());
    }
}

#[tokio::test]
async fn only_json_is_accepted_and_only_of_a_bounded_size() {
    let server = Server::start().await;
    let client = reqwest::Client::new();
    for content_type in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "application/json; charset=latin1",
        "",
    ] {
        let request =
            client.post(server.url()).header("content-type", content_type).body(r#"{"query":"{caller}"}"#);
        let (status, body) = read(request).await;
        assert_eq!((status, code(&body)), (415, "UNSUPPORTED_MEDIA_TYPE"), "{content_type}");
    }
    let (status, body) =
        read(server.post(json!({"query": "{ caller }", "extensions": {"x": "x".repeat(2 << 20)}}))).await;
    assert_eq!((status, code(&body)), (413, "PAYLOAD_TOO_LARGE"));

    // The same without a length announced.
    let chunks = stream::repeat_with(|| Ok::<_, std::io::Error>("x".repeat(1 << 20))).take(3);
    let body = reqwest::Body::wrap_stream(chunks);
    let request = client.post(server.url()).header("content-type", "application/json").body(body);
    assert_eq!(request.send().await.unwrap().status(), 413);

    let request = server.post(json!({})).body(b"{\"query\":\"\xff\"}".to_vec());
    assert_eq!(read(request).await.0, 400);
    assert_eq!(read(server.post(json!([{"query": "{ caller }"}]))).await.0, 400);
}

#[tokio::test]
async fn a_body_that_does_not_arrive_is_given_up() {
    let options = DoorOptions { body_timeout: Duration::from_millis(50), ..DoorOptions::default() };
    let server = Server::with(options).await;
    let body = reqwest::Body::wrap_stream(stream::pending::<Result<String, std::io::Error>>());
    assert_eq!(read(server.post(json!({})).body(body)).await.0, 408);
}

#[tokio::test]
async fn mutations_go_by_post_and_may_set_cookies() {
    let server = Server::start().await;
    let response = server.post(json!({"query": "mutation { signIn }"})).send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["cache-control"], "no-store");
    let cookies: Vec<_> = response.headers().get_all("set-cookie").iter().collect();
    assert_eq!(cookies, ["session=1; HttpOnly", "other=2"]);

    let get = |query: &str| {
        let url = reqwest::Url::parse_with_params(&server.url(), [("query", query)]).unwrap();
        reqwest::Client::new().get(url)
    };
    let response = get("mutation { signIn }").send().await.unwrap();
    assert_eq!((response.status().as_u16(), &response.headers()["allow"]), (405, &"POST".parse().unwrap()));
    assert!(response.headers().get("set-cookie").is_none());
    assert_eq!(read(get("{ caller }")).await.0, 200);
    assert_eq!(reqwest::Client::new().head(server.url()).send().await.unwrap().status(), 405);
    assert_eq!(get("{ caller }").header("accept", "text/html").send().await.unwrap().status(), 406);
}

#[tokio::test]
async fn errors_have_codes_and_show_no_internals() {
    let server = Server::start().await;
    for (query, status, expected) in [
        ("{", 400, "GRAPHQL_PARSE_FAILED"),
        ("{ nothing }", 400, "GRAPHQL_VALIDATION_FAILED"),
        ("query A { caller } query B { caller }", 400, "OPERATION_RESOLUTION_FAILURE"),
        ("query ($n: Int!) { nodes(first: $n) { name } }", 400, "BAD_USER_INPUT"),
        ("{ echo(input: {text: \"a\", text: \"b\"}) }", 400, "GRAPHQL_VALIDATION_FAILED"),
        ("query ($a: Int) { caller }", 400, "GRAPHQL_VALIDATION_FAILED"),
        ("subscription { counter }", 400, "SUBSCRIPTION_NEEDS_STREAM"),
        ("subscription { counter other: counter }", 400, "GRAPHQL_VALIDATION_FAILED"),
        ("{ nodes(first: 1000000) { name } }", 400, "QUERY_TOO_COMPLEX"),
        ("{ refuse }", 200, "FORBIDDEN"),
        ("{ leak }", 200, "INTERNAL"),
        ("{ panic }", 200, "INTERNAL"),
    ] {
        let (answered, body) = server.query(query).await;
        assert_eq!((answered, code(&body)), (status, expected), "{query}: {body}");
        assert_eq!(body.get("data").is_some(), status == 200, "{query}: {body}");
        assert!(!body.to_string().contains("SELECT"), "{body}");
    }
    let (_, body) = server.query(&format!("{{ {} }}", "nothing ".repeat(19))).await;
    assert!(body["errors"].as_array().unwrap().len() <= 20);
}

#[tokio::test]
async fn variables_are_coerced() {
    let server = Server::start().await;
    let query = "query ($input: NoteInput!) { echo(input: $input) }";
    let ask =
        |variables: serde_json::Value| read(server.post(json!({"query": query, "variables": variables})));
    let (status, body) = ask(json!({"input": {"text": "wall", "colour": "RED"}, "beyond": 1})).await;
    assert_eq!((status, &body["data"]["echo"]), (200, &json!("red wall")));
    for wrong in [
        json!({"input": {"text": 1}}),
        json!({"input": {"text": "x", "more": 1}}),
        json!({"input": {"text": "x", "colour": "BLUE"}}),
    ] {
        let (status, body) = ask(wrong).await;
        assert_eq!((status, code(&body)), (400, "BAD_USER_INPUT"));
    }
}

#[tokio::test]
async fn what_graphiql_sends_is_answered() {
    let server = Server::start().await;
    let (status, body) = server.query(include_str!("introspection.graphql")).await;
    assert_eq!(status, 200, "{body}");
    assert!(body.get("errors").is_none(), "{body}");
    let off = Limits { introspection: false, ..Limits::default() };
    let server = Server::with(DoorOptions { limits: off, ..DoorOptions::default() }).await;
    let (status, body) = server.query("{ __schema { queryType { name } } }").await;
    assert_eq!((status, code(&body)), (400, "INTROSPECTION_DISABLED"));
}

#[tokio::test]
async fn the_explorer_comes_from_here_alone() {
    let server = Server::start().await;
    let get = |path: &str| reqwest::get(format!("http://{}{path}", server.address));
    let page = get("/explorer").await.unwrap();
    let policy = page.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.contains("default-src 'none'") && policy.contains("script-src 'self';"), "{policy}");
    assert_eq!(page.headers()["content-type"], "text/html; charset=utf-8");
    let html = page.text().await.unwrap();
    assert!(!html.contains("//") || !html.contains("http"), "{html}");
    let mut assets = 0;
    for address in html.split('"').filter(|part| part.starts_with("/explorer/")) {
        assert_eq!(get(address).await.unwrap().status(), 200, "{address}");
        assets += 1;
    }
    assert!(assets >= 2);
    assert_eq!(get("/explorer/../Cargo.toml").await.unwrap().status(), 404);
    assert_eq!(get("/explorer/nothing.js").await.unwrap().status(), 404);
}

#[tokio::test]
async fn what_one_principal_has_under_way_is_bounded_and_others_go_on() {
    let options = DoorOptions { points_at_once: 10, ..DoorOptions::default() };
    let server = Server::with(options).await;
    let ask = |query: &str, token: &str| {
        server.post(json!({"query": query})).header("authorization", format!("Bearer {token}"))
    };
    let busy = ask("{ a1: wait a2: wait a3: wait a4: wait a5: wait a6: wait a7: wait a8: wait }", "good");
    let mut busy = tokio::spawn(async move { read(busy).await });
    server.gate.waiting.notified().await;

    let too_much = ask("{ a: caller b: caller c: caller }", "good").send().await.unwrap();
    assert_eq!(
        (too_much.status().as_u16(), too_much.headers()["retry-after"].to_str().ok()),
        (429, Some("1"))
    );
    let body: serde_json::Value = serde_json::from_str(&too_much.text().await.unwrap()).unwrap();
    assert_eq!(code(&body), "RATE_LIMITED");
    assert!(body.get("data").is_none());
    // Something small still fits, and others have shares of their own.
    assert_eq!(read(ask("{ caller }", "good")).await.0, 200);
    assert_eq!(server.query("{ a: caller b: caller c: caller }").await.0, 200);

    // What is given up gives its share back.
    assert!(!busy.is_finished());
    busy.abort();
    assert!((&mut busy).await.unwrap_err().is_cancelled());
    loop {
        let (status, _) = read(ask("{ a: caller b: caller c: caller }", "good")).await;
        if status == 200 {
            break;
        }
        assert_eq!(status, 429);
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_typename_and_an_enum_are_validated() {
    let server = Server::start().await;
    for query in [
        "{ __typename @foo }",
        "{ __typename(x: 1) }",
        "{ echo(input: { text: \"a\", colour: \"RED\" }) }",
        "query($b: Boolean!) { __typename @skip(if: $undefined) caller @skip(if: $b) }",
    ] {
        let variables = json!({ "b": false });
        let (status, body) = read(server.post(json!({ "query": query, "variables": variables }))).await;
        assert_eq!((status, code(&body)), (400, "GRAPHQL_VALIDATION_FAILED"), "{query}");
    }
    let (status, body) = server.query("{ echo(input: { text: \"a\", colour: RED }) }").await;
    assert_eq!((status, &body["data"]["echo"]), (200, &json!("red a")));
}
