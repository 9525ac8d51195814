//! WhatsApp through Botmaker's API v2.0.
//!
//! One message is one `POST /chats-actions/trigger-intent`. Botmaker documents no idempotency key, so the
//! rule is: a request that may have reached it is never repeated from here; `webhookPayload` lets the status
//! webhook settle it (see [`super::botmaker_webhook`]).

use std::time::Duration;

use anyhow::Context as _;
use async_trait::async_trait;
use chrono::DateTime;
use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};
use serde::Deserialize;
use serde_json::json;
use tokio::sync::Mutex;

pub use super::botmaker_webhook::{
    BotmakerEvent, BotmakerMessage, BotmakerStatus, BotmakerWebhook, DeliveryStatus, NotAWebhook,
    parse_webhook, verify_token,
};
use super::redact::redact;
use super::whatsapp::{
    A_DAY, WhatsappGateway, WhatsappMessage, WhatsappVerdict, classify_whatsapp_code, clean_variable,
    whatsapp_code_in,
};
use super::{RefusalScope, SendResult};

/// Where Botmaker lives.
pub const DEFAULT_URL: &str = "https://api.botmaker.com/v2.0";

/// How long one send may take in all.
pub const DEFAULT_TIMEOUT: Duration = Duration::from_secs(20);

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// Replies are short; what is longer is not Botmaker's.
const MAX_REPLY_BYTES: usize = 64 * 1024;

/// Botmaker allows three renewals a minute.
const RENEWAL_PAUSE: Duration = Duration::from_secs(20);

/// What it takes to speak to Botmaker.
#[derive(Clone)]
pub struct BotmakerConfig {
    /// Without a trailing slash; [`DEFAULT_URL`] but in tests.
    pub url: String,
    /// The JWT for the header `access-token`.
    pub access_token: String,
    /// With these, an expired access token is renewed; without, it stops the channel.
    pub renewal: Option<BotmakerRenewal>,
    /// The time for one send in all, connecting (at most 5 s) included.
    pub timeout: Duration,
}

/// What `POST /auth/credentials` asks for; Botmaker's page 'API credentials' shows all three.
#[derive(Clone)]
pub struct BotmakerRenewal {
    /// The project.
    pub client_id: String,
    /// Its secret.
    pub secret_id: String,
    /// A JWT; a renewal may answer with a new one, which is then kept in memory.
    pub refresh_token: String,
}

/// The gateway.
pub struct Botmaker {
    http: reqwest::Client,
    url: String,
    credentials: Mutex<Credentials>,
}

struct Credentials {
    access_token: String,
    renewal: Option<BotmakerRenewal>,
    last_renewal: Option<tokio::time::Instant>,
}

/// A reply, as far as it could be read.
struct Reply {
    status: u16,
    headers: HeaderMap,
    body: Result<Vec<u8>, String>,
}

impl Botmaker {
    /// Connects to nothing yet.
    ///
    /// # Errors
    /// The URL makes no sense, or the TLS set-up fails.
    pub fn new(config: BotmakerConfig) -> anyhow::Result<Self> {
        let url = config.url.trim_end_matches('/').to_owned();
        let parsed = url::Url::parse(&url).context("ASISTENCIA_BOTMAKER_URL is no URL")?;
        anyhow::ensure!(
            matches!(parsed.scheme(), "http" | "https"),
            "ASISTENCIA_BOTMAKER_URL must be http(s)"
        );
        let http = reqwest::Client::builder()
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(config.timeout)
            // Neither may repeat a POST behind our back: a redirect would, and so would the client's retries.
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .build()?;
        let credentials =
            Credentials { access_token: config.access_token, renewal: config.renewal, last_renewal: None };
        Ok(Self { http, url, credentials: Mutex::new(credentials) })
    }

    async fn trigger_intent(&self, message: &WhatsappMessage, token: &str) -> Result<Reply, SendResult> {
        let variables: serde_json::Map<String, serde_json::Value> = message
            .variables
            .iter()
            .map(|(name, value)| (name.clone(), clean_variable(value).into()))
            .collect();
        let body = json!({
            "chat": { "channelId": message.channel, "contactId": message.contact_id },
            "intentIdOrName": message.intent,
            "variables": variables,
            "tags": {},
            "webhookPayload": message.webhook_payload,
        });
        let request = self
            .http
            .post(format!("{}/chats-actions/trigger-intent", self.url))
            .header("access-token", token)
            .json(&body);
        match request.send().await {
            Ok(response) => Ok(read_reply(response).await),
            Err(error) => Err(unsent_or_uncertain(&error)),
        }
    }

    /// The token after a 401: a renewed one, or none when it cannot be renewed (now).
    async fn renewed_token(&self, rejected: &str) -> Option<String> {
        // The lock is held over the request: one renewal for all that were rejected at the same time.
        let mut credentials = self.credentials.lock().await;
        if credentials.access_token != rejected {
            return Some(credentials.access_token.clone());
        }
        let renewal = credentials.renewal.clone()?;
        if credentials.last_renewal.is_some_and(|last| last.elapsed() < RENEWAL_PAUSE) {
            return None;
        }
        credentials.last_renewal = Some(tokio::time::Instant::now());
        match self.renew(&renewal).await {
            Ok(renewed) => {
                tracing::info!("Botmaker's access token was renewed");
                if let (Some(fresh), Some(renewal)) = (renewed.refresh_token, credentials.renewal.as_mut()) {
                    renewal.refresh_token = fresh;
                }
                credentials.access_token.clone_from(&renewed.access_token);
                Some(renewed.access_token)
            }
            Err(error) => {
                tracing::error!(error = format!("{error:#}"), "Botmaker's access token could not be renewed");
                None
            }
        }
    }

    async fn renew(&self, renewal: &BotmakerRenewal) -> anyhow::Result<RenewedCredentials> {
        let response = self
            .http
            .post(format!("{}/auth/credentials", self.url))
            .header("access-token", &renewal.refresh_token)
            .json(&json!({
                "clientId": renewal.client_id,
                "secretId": renewal.secret_id,
                "refreshToken": renewal.refresh_token,
            }))
            .send()
            .await
            .map_err(reqwest::Error::without_url)?;
        anyhow::ensure!(response.status().is_success(), "status {}", response.status().as_u16());
        response.json().await.map_err(|_| anyhow::anyhow!("the reply could not be read"))
    }
}

#[async_trait]
impl WhatsappGateway for Botmaker {
    async fn send(&self, message: &WhatsappMessage) -> SendResult {
        let token = self.credentials.lock().await.access_token.clone();
        let mut reply = match self.trigger_intent(message, &token).await {
            Ok(reply) => reply,
            Err(result) => return result,
        };
        // A 401 is answered before anything is done, so repeating is safe.
        if reply.status == 401
            && let Some(token) = self.renewed_token(&token).await
        {
            reply = match self.trigger_intent(message, &token).await {
                Ok(reply) => reply,
                Err(result) => return result,
            };
        }
        classify(&reply, message)
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RenewedCredentials {
    access_token: String,
    refresh_token: Option<String>,
}

/// Both spellings were seen in the field; the documentation has the first.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Accepted {
    webhook_notification_id: Option<String>,
    request_id: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Refused {
    errors: Vec<RefusedError>,
    code: Option<serde_json::Value>,
    message: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct RefusedError {
    r#type: Option<String>,
    source: Option<String>,
    message: Option<String>,
    code: Option<serde_json::Value>,
}

async fn read_reply(mut response: reqwest::Response) -> Reply {
    let status = response.status().as_u16();
    let headers = response.headers().clone();
    let mut bytes = Vec::new();
    let body = loop {
        match response.chunk().await {
            Ok(Some(chunk)) if bytes.len() + chunk.len() > MAX_REPLY_BYTES => break Err("too long".into()),
            Ok(Some(chunk)) => bytes.extend_from_slice(&chunk),
            Ok(None) => break Ok(bytes),
            Err(error) => break Err(kind_of(&error).to_owned()),
        }
    };
    Reply { status, headers, body }
}

/// No reply at all. Only a failure to connect, or to build the request, proves that nothing left.
fn unsent_or_uncertain(error: &reqwest::Error) -> SendResult {
    if error.is_builder() {
        SendResult::refused("request", "the request could not be built", RefusalScope::Ours)
    } else if error.is_connect() {
        let why = if error.is_timeout() { "no connection in time" } else { "no connection" };
        SendResult::retry("connect", why)
    } else {
        SendResult::Uncertain { detail: format!("no reply: {}", kind_of(error)) }
    }
}

/// The error without its URL and without anything that a peer wrote.
fn kind_of(error: &reqwest::Error) -> &'static str {
    if error.is_timeout() {
        "the time ran out"
    } else if error.is_body() || error.is_decode() {
        "the body broke off"
    } else {
        "the connection was cut"
    }
}

fn classify(reply: &Reply, message: &WhatsappMessage) -> SendResult {
    let status = reply.status;
    if (200..300).contains(&status) {
        return accepted(reply);
    }
    let refused: Refused =
        reply.body.as_ref().ok().and_then(|body| serde_json::from_slice(body).ok()).unwrap_or_default();
    let detail = redact(&words_of(&refused), message.personal_values());
    let detail = if detail.is_empty() { format!("status {status}") } else { detail };
    match status {
        401 => SendResult::refused("401", detail, RefusalScope::Channel),
        403 if has_code_101(&refused) => {
            SendResult::refused("101", format!("no credit: {detail}"), RefusalScope::Channel)
        }
        // Still a peer that will not serve us; the next message would fare no better.
        403 | 300..=399 => SendResult::refused(status.to_string(), detail, RefusalScope::Channel),
        429 => SendResult::Retry { code: "429".into(), detail, not_before: retry_after(&reply.headers) },
        408 | 425 => SendResult::retry(status.to_string(), detail),
        // A gateway in between gave up waiting: Botmaker may well have taken the message.
        504 => SendResult::Uncertain { detail: format!("no reply: status 504, {detail}") },
        500.. => {
            SendResult::Retry { code: status.to_string(), detail, not_before: retry_after(&reply.headers) }
        }
        _ => bad_request(status, detail, &refused),
    }
}

fn accepted(reply: &Reply) -> SendResult {
    let body = match &reply.body {
        Ok(body) => body,
        Err(why) => return SendResult::Uncertain { detail: format!("status {}, but {why}", reply.status) },
    };
    let id = serde_json::from_slice::<Accepted>(body)
        .ok()
        .and_then(|accepted| accepted.webhook_notification_id.or(accepted.request_id))
        .filter(|id| !id.trim().is_empty());
    match id {
        Some(provider_id) => SendResult::Accepted { provider_id },
        None => SendResult::Uncertain { detail: format!("status {}, but no id in the reply", reply.status) },
    }
}

/// 400 and its like: our mistake, unless WhatsApp's own code in the text says otherwise.
fn bad_request(status: u16, detail: String, refused: &Refused) -> SendResult {
    let Some(code) = whatsapp_code_in(&words_of(refused)) else {
        return SendResult::refused(status.to_string(), detail, RefusalScope::Ours);
    };
    match classify_whatsapp_code(code) {
        WhatsappVerdict::Retry => SendResult::retry(code.to_string(), detail),
        WhatsappVerdict::OnceADayLater => {
            SendResult::Retry { code: code.to_string(), detail, not_before: Some(A_DAY) }
        }
        WhatsappVerdict::Refused(scope) => SendResult::refused(code.to_string(), detail, scope),
    }
}

fn words_of(refused: &Refused) -> String {
    let errors = refused.errors.iter().flat_map(|error| [&error.r#type, &error.source, &error.message]);
    let words: Vec<&str> = errors.chain([&refused.message]).flatten().map(String::as_str).collect();
    words.join(" ")
}

fn has_code_101(refused: &Refused) -> bool {
    let is_101 = |code: &serde_json::Value| code.as_u64() == Some(101) || code.as_str() == Some("101");
    let codes = refused.errors.iter().filter_map(|error| error.code.as_ref()).chain(&refused.code);
    codes.into_iter().any(is_101)
        || words_of(refused).split(|c: char| !c.is_ascii_digit()).any(|word| word == "101")
}

/// `Retry-After` in seconds or as a date; a date is taken against the reply's own `Date`, so that neither
/// clock matters. At most a day.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let value = text(RETRY_AFTER)?.trim();
    let wait = match value.parse::<u64>() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_) => {
            let until = DateTime::parse_from_rfc2822(value).ok()?;
            let date = DateTime::parse_from_rfc2822(text(DATE)?).ok()?;
            (until - date).to_std().unwrap_or_default()
        }
    };
    Some(wait.min(A_DAY))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_in_seconds_and_as_a_date() {
        let headers = |pairs: &[(&'static str, &'static str)]| -> HeaderMap {
            pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
        };
        assert_eq!(retry_after(&headers(&[("retry-after", "7")])), Some(Duration::from_secs(7)));
        assert_eq!(retry_after(&headers(&[("retry-after", "999999999")])), Some(A_DAY));
        assert_eq!(retry_after(&headers(&[("retry-after", "soon")])), None);
        assert_eq!(retry_after(&headers(&[])), None);
        let date = "Wed, 21 Oct 2026 07:28:00 GMT";
        let later = "Wed, 21 Oct 2026 07:28:30 GMT";
        let both = headers(&[("retry-after", later), ("date", date)]);
        assert_eq!(retry_after(&both), Some(Duration::from_secs(30)));
        let past = headers(&[("retry-after", date), ("date", later)]);
        assert_eq!(retry_after(&past), Some(Duration::ZERO));
    }
}
