//! A client of the API, as a frontend or an integrator would be one.

use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::{Value, json};

use crate::pictures;

/// Somebody who talks to a server.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    url: String,
    token: Option<String>,
}

static KEYS: AtomicU64 = AtomicU64::new(0);

/// An idempotency key that nobody used before.
pub fn fresh_key() -> String {
    format!("key-{}", KEYS.fetch_add(1, Ordering::Relaxed))
}

impl Client {
    /// A client with or without a session.
    pub fn new(url: &str, token: Option<String>) -> Self {
        Self { http: reqwest::Client::new(), url: url.to_owned(), token }
    }

    /// The session's token.
    pub fn token(&self) -> &str {
        self.token.as_deref().expect("a session")
    }

    /// Whether it came of signing in: neither nobody nor an API key.
    pub fn is_session(&self) -> bool {
        self.token.as_deref().is_some_and(|token| token.starts_with("as_"))
    }

    /// A plain HTTP request to a path or a whole address, with the session.
    pub fn request(&self, method: reqwest::Method, path: &str) -> reqwest::RequestBuilder {
        let url = if path.starts_with("http") { path.to_owned() } else { format!("{}{path}", self.url) };
        let request = self.http.request(method, url);
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    /// The whole answer to a GraphQL document.
    pub async fn graphql(&self, query: &str, variables: Value) -> Value {
        let body = json!({ "query": query, "variables": variables });
        let response =
            self.request(reqwest::Method::POST, "/graphql").json(&body).send().await.expect("an answer");
        response.json().await.expect("JSON")
    }

    /// The data of a document that must succeed.
    pub async fn ok(&self, query: &str, variables: Value) -> Value {
        let answer = self.graphql(query, variables).await;
        assert!(answer.get("errors").is_none(), "{answer:#}\n{query}");
        answer["data"].clone()
    }

    /// The `extensions.code` of the first error of a document that must fail.
    pub async fn error(&self, query: &str, variables: Value) -> String {
        let answer = self.graphql(query, variables).await;
        let code = answer["errors"][0]["extensions"]["code"].as_str();
        code.unwrap_or_else(|| panic!("an error, not {answer:#}\n{query}")).to_owned()
    }

    /// Runs one mutation with an input and a selection of its payload; `userErrors` are always selected.
    pub async fn mutate(&self, field: &str, input_type: &str, input: Value, selection: &str) -> Value {
        let query = format!(
            "mutation($input: {input_type}!) {{ {field}(input: $input) {{ {selection} userErrors {{ code message field }} }} }}"
        );
        self.ok(&query, json!({ "input": input })).await[field].clone()
    }

    /// A mutation that must be let through.
    pub async fn done(&self, field: &str, input_type: &str, input: Value, selection: &str) -> Value {
        let payload = self.mutate(field, input_type, input, selection).await;
        assert_eq!(payload["userErrors"], json!([]), "{field} was refused");
        payload
    }

    /// The code of a mutation that must be refused.
    pub async fn refused(&self, field: &str, input_type: &str, input: Value) -> String {
        let payload = self.mutate(field, input_type, input, "").await;
        let code = payload["userErrors"][0]["code"].as_str();
        code.unwrap_or_else(|| panic!("{field} was not refused: {payload:#}")).to_owned()
    }

    /// Stages a file and gives the whole response.
    pub async fn upload(&self, content: Vec<u8>, file_name: &str) -> reqwest::Response {
        let part = reqwest::multipart::Part::bytes(content).file_name(file_name.to_owned());
        let form = reqwest::multipart::Form::new().part("file", part);
        self.request(reqwest::Method::POST, "/uploads").multipart(form).send().await.expect("an answer")
    }

    /// Stages a small picture and gives its id.
    pub async fn upload_picture(&self) -> String {
        let response = self.upload(pictures::jpeg(40, 30), "orden.jpg").await;
        assert_eq!(response.status(), 201, "the upload is taken");
        response.json::<Value>().await.expect("JSON")["id"].as_str().expect("an id").to_owned()
    }

    /// Submits an order of so many pages and gives the request (`id`, `version`, `state`).
    pub async fn submit_order(&self, pages: usize) -> Value {
        let mut upload_ids = Vec::new();
        for _ in 0..pages {
            upload_ids.push(self.upload_picture().await);
        }
        let input = json!({ "uploadIds": upload_ids, "idempotencyKey": fresh_key() });
        let payload = self
            .done("submitOrder", "SubmitOrderInput", input, "assistanceRequest { id version state }")
            .await;
        payload["assistanceRequest"].clone()
    }

    /// Confirms a review and gives the request (`id`, `version`, `state`, `dispatch`).
    pub async fn confirm(&self, request: &Value, service_ids: &[Value]) -> Value {
        let input = json!({
            "id": request["id"], "version": request["version"],
            "serviceIds": service_ids, "idempotencyKey": fresh_key(),
        });
        let selection = "assistanceRequest { id version state dispatch { dueAt state canAmend } }";
        let payload = self.done("confirmDispatch", "ConfirmDispatchInput", input, selection).await;
        payload["assistanceRequest"].clone()
    }

    /// The request as it is now (`id`, `version`, `state`).
    pub async fn request_now(&self, request: &Value) -> Value {
        let query = "query($id: ID!) { assistanceRequest(id: $id) { id version state } }";
        self.ok(query, json!({ "id": request["id"] })).await["assistanceRequest"].clone()
    }
}
