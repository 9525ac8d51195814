//! A client of the GraphQL API over HTTP.

use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};

use crate::server::Server;

/// The operator of the demo clinic.
pub const OPERATOR: &str = "operadora@demo.example";
/// Another one.
pub const OTHER_OPERATOR: &str = "operador2@demo.example";
const PASSWORD: &str = "asistencia";

/// Somebody who is signed in.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    endpoint: String,
    /// The session's token.
    pub token: String,
}

impl Client {
    /// Signs in one of the demo's staff.
    pub async fn sign_in(server: &Server, email: &str) -> Result<Self> {
        let http = reqwest::Client::builder()
            .timeout(Duration::from_secs(60))
            .pool_max_idle_per_host(1024)
            .tcp_nodelay(true)
            .build()?;
        let mut client = Self { http, endpoint: format!("{}/graphql", server.url), token: String::new() };
        let data = client
            .ask(
                "mutation ($input: SignInInput!) {
                   signIn(input: $input) { session { token } userErrors { code message } }
                 }",
                json!({"input": {"email": email, "password": PASSWORD}}),
            )
            .await?;
        let token = data["signIn"]["session"]["token"].as_str();
        client.token = token.with_context(|| format!("{email} was not signed in: {data}"))?.to_owned();
        Ok(client)
    }

    /// One operation; its data, or the errors as an error.
    pub async fn ask(&self, query: &str, variables: Value) -> Result<Value> {
        let bytes = self.send(json!({"query": query, "variables": variables}).to_string()).await?;
        let mut answer: Value = serde_json::from_slice(&bytes)?;
        if let Some(errors) = answer.get("errors") {
            bail!("{errors}");
        }
        Ok(answer["data"].take())
    }

    /// A request whose body is made already; the bytes of a good answer.
    pub async fn send(&self, body: String) -> Result<Vec<u8>> {
        let mut request = self
            .http
            .post(&self.endpoint)
            .header("content-type", "application/json")
            .header("accept", "application/graphql-response+json")
            .body(body);
        if !self.token.is_empty() {
            request = request.bearer_auth(&self.token);
        }
        let response = request.send().await?;
        let status = response.status();
        let bytes = response.bytes().await?;
        ensure!(
            status == 200 && bytes.starts_with(b"{\"data\":{"),
            "{status}: {}",
            String::from_utf8_lossy(&bytes[..bytes.len().min(500)])
        );
        Ok(bytes.into())
    }
}
