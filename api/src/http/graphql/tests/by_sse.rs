//! Event streams.

use serde_json::json;

use super::*;

fn stream_of(server: &Server, query: &str) -> reqwest::RequestBuilder {
    let accept = [(header::ACCEPT, "text/event-stream".parse().unwrap())];
    server.post(json!({ "query": query })).headers(accept.into_iter().collect())
}

/// Everything until the server ends the stream.
async fn all(request: reqwest::RequestBuilder) -> String {
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "text/event-stream; charset=utf-8");
    response.text().await.unwrap()
}

#[tokio::test]
async fn a_subscription_is_a_stream_of_next_then_complete() {
    let server = Server::start().await;
    let text = all(stream_of(&server, "subscription { counter(to: 2) }")).await;
    let expected = "event: next\nid: 1\ndata: {\"data\":{\"counter\":1}}\n\n\
                    event: next\nid: 2\ndata: {\"data\":{\"counter\":2}}\n\n\
                    event: complete\ndata: \n\n";
    assert_eq!(text, expected);
}

#[tokio::test]
async fn last_event_id_resumes() {
    let server = Server::start().await;
    let url = reqwest::Url::parse_with_params(&server.url(), [("query", "subscription { counter(to: 3) }")])
        .unwrap();
    let request =
        reqwest::Client::new().get(url).header("accept", "text/event-stream").header("last-event-id", "2");
    let text = all(request).await;
    assert!(text.contains("id: 3\n") && !text.contains("id: 2\n"), "{text}");
}

#[tokio::test]
async fn queries_and_refusals_are_streams_too() {
    let server = Server::start().await;
    let text = all(stream_of(&server, "{ caller }")).await;
    assert_eq!(text, "event: next\ndata: {\"data\":{\"caller\":null}}\n\nevent: complete\ndata: \n\n");
    for (query, code) in [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("subscription { nothing }", "GRAPHQL_VALIDATION_FAILED"),
        ("subscription { forbidden }", "FORBIDDEN"),
        ("subscription { panics }", "INTERNAL"),
    ] {
        let text = all(stream_of(&server, query)).await;
        assert!(text.contains(code) && text.ends_with("event: complete\ndata: \n\n"), "{query}: {text}");
    }
    let bad = stream_of(&server, "{ caller }").header("authorization", "Bearer bad");
    assert_eq!(bad.send().await.unwrap().status(), 401);
}

#[tokio::test]
async fn a_mutation_by_get_is_refused() {
    let server = Server::start().await;
    let url = reqwest::Url::parse_with_params(&server.url(), [("query", "mutation { signIn }")]).unwrap();
    let request = reqwest::Client::new().get(url).header("accept", "text/event-stream");
    assert_eq!(request.send().await.unwrap().status(), 405);
}

#[tokio::test]
async fn an_idle_stream_says_that_it_is_alive_and_ends_with_the_server() {
    let options = DoorOptions { keep_alive_every: Duration::from_millis(20), ..DoorOptions::default() };
    let server = Server::with(options).await;
    let idle = stream_of(&server, "subscription { counter(everyMs: 60000) }").send().await.unwrap();
    let mut chunks = idle.bytes_stream();
    assert_eq!(&chunks.next().await.unwrap().unwrap()[..], b":\n\n");
    server.shutdown.cancel();
    let rest: Vec<_> = chunks.map(Result::unwrap).collect().await;
    assert!(
        !rest.concat().windows(8).any(|window| window == b"complete"),
        "complete would keep it from coming back"
    );
}

#[tokio::test]
async fn a_stream_ends_with_its_session() {
    let options = DoorOptions { recheck_every: Duration::from_millis(30), ..DoorOptions::default() };
    let server = Server::with(options).await;
    let text = tokio::spawn(all(stream_of(&server, "subscription { counter }")));
    server.gate.revoked.store(true, Ordering::Relaxed);
    let text = tokio::time::timeout(Duration::from_secs(5), text).await.unwrap().unwrap();
    assert!(!text.contains("complete"));
}
