//! What Botmaker tells us: messages of people, and what became of ours.
//!
//! Bodies can be forged, repeated, late and out of order; nothing here decides anything. Reading is
//! tolerant: fields that we do not know are ignored, and so are those of an unexpected type.

use chrono::{DateTime, Utc};
use serde_json::Value;
use subtle::ConstantTimeEq;

use super::redact::redact;
use super::whatsapp::whatsapp_code_in;

/// One body as events: a message webhook holds one per entry of `messages[]`, so the list may be empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BotmakerWebhook {
    /// In the order of the body.
    pub events: Vec<BotmakerEvent>,
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BotmakerEvent {
    /// A message in a chat.
    Message(BotmakerMessage),
    /// What became of a message of ours.
    Status(BotmakerStatus),
    /// Anything else: kept raw by whoever received it.
    Other {
        /// The body's `type`, empty where there is none.
        kind: String,
        /// What we gave along: session events carry it.
        webhook_payload: Option<String>,
        /// Our `webhookNotificationId`, where it is there: empty otherwise.
        provider_id: String,
        /// Digits, without `+`.
        contact_id: String,
    },
}

/// A message in a chat, the person's or ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BotmakerMessage {
    /// Digits, without `+`.
    pub contact_id: String,
    /// The message's own id first (it repeats when the webhook does), then the body's `txId` (our
    /// `webhookNotificationId`) where it is there.
    pub provider_ids: Vec<String>,
    /// Whether the person wrote it; Botmaker also tells what the bot and its operators said.
    pub from_person: bool,
    /// What was written; empty for pictures and sounds.
    pub text: String,
    /// What a tapped button stands for.
    pub button_payload: Option<String>,
    /// When, as Botmaker says.
    pub at: Option<DateTime<Utc>>,
}

/// What became of a message of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BotmakerStatus {
    /// `intentTxId`: our `webhookNotificationId`. Empty where only the payload can match.
    pub provider_id: String,
    /// What we gave along.
    pub webhook_payload: Option<String>,
    /// To whom: digits, without `+`.
    pub contact_id: String,
    /// How far it got.
    pub status: DeliveryStatus,
    /// When, as Botmaker says.
    pub at: Option<DateTime<Utc>>,
}

/// How far a message got.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeliveryStatus {
    /// WhatsApp took it.
    Sent,
    /// It is on the device.
    Delivered,
    /// It was opened.
    Read,
    /// It will not arrive.
    Failed {
        /// WhatsApp's code; see [`super::whatsapp::classify_whatsapp_code`].
        code: Option<u32>,
        /// The reason, without personal data.
        detail: String,
    },
}

/// The body is not a JSON object; Botmaker never sends such.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the webhook's body is not a JSON object")]
pub struct NotAWebhook;

/// Whether the header `auth-bm-token` holds the agreed token, in constant time. An empty expected token
/// lets nobody in.
pub fn verify_token(header: Option<&str>, expected: &str) -> bool {
    let given = header.unwrap_or_default().trim();
    !expected.is_empty() && bool::from(given.as_bytes().ct_eq(expected.as_bytes()))
}

/// Reads one body.
///
/// # Errors
/// It is not a JSON object.
pub fn parse_webhook(body: &str) -> Result<BotmakerWebhook, NotAWebhook> {
    let body: Value = serde_json::from_str(body).map_err(|_| NotAWebhook)?;
    if !body.is_object() {
        return Err(NotAWebhook);
    }
    let kind = text(&body, &["type"]).unwrap_or_default();
    let events = match kind.as_str() {
        "message" => messages(&body),
        "status" => {
            // A status that we cannot read proves nothing, whatever it carries.
            let other = BotmakerEvent::Other {
                kind,
                webhook_payload: None,
                provider_id: String::new(),
                contact_id: String::new(),
            };
            vec![status(&body).map_or(other, BotmakerEvent::Status)]
        }
        _ => vec![BotmakerEvent::Other {
            kind,
            webhook_payload: text(&body, &["webhookPayload"]),
            provider_id: provider_id(&body),
            contact_id: contact_id(&body),
        }],
    };
    Ok(BotmakerWebhook { events })
}

fn messages(body: &Value) -> Vec<BotmakerEvent> {
    let contact_id = contact_id(body);
    let entries = body.get("messages").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let read = |entry: &Value| BotmakerMessage {
        contact_id: contact_id.clone(),
        provider_ids: [text(entry, &["_id", "id"]), text(entry, &["txId"]).or_else(|| text(body, &["txId"]))]
            .into_iter()
            .flatten()
            .collect(),
        // 'user' is the person; without the field it is one too: nobody else writes to us unasked.
        from_person: text(entry, &["from"]).is_none_or(|from| from == "user"),
        text: text(entry, &["message", "text"]).unwrap_or_default(),
        button_payload: text(entry, &["buttonPayload"]).or_else(|| text(body, &["buttonPayload"])),
        at: instant(entry, &["date", "creationTime"]),
    };
    entries.iter().map(|entry| BotmakerEvent::Message(read(entry))).collect()
}

/// Nothing where the status is a word that we do not know, or where nothing tells which message it is about.
fn status(body: &Value) -> Option<BotmakerStatus> {
    let word = text(body, &["status"])?.to_ascii_lowercase();
    let status = match word.as_str() {
        "sent" => DeliveryStatus::Sent,
        "delivered" => DeliveryStatus::Delivered,
        "read" => DeliveryStatus::Read,
        "failed" | "error" => {
            let reason = text(body, &["reason", "errorReason", "error", "statusReason", "message"]);
            let reason = reason.unwrap_or_default();
            let code = text(body, &["errorCode", "code"]).and_then(|code| code.parse().ok());
            let contact = text(body, &["contactId"]).unwrap_or_default();
            let detail = redact(&reason, [contact.as_str()]);
            DeliveryStatus::Failed { code: whatsapp_code_in(&reason).or(code), detail }
        }
        _ => return None,
    };
    let (provider_id, contact_id) = (provider_id(body), contact_id(body));
    let webhook_payload = text(body, &["webhookPayload"]);
    if provider_id.is_empty() && webhook_payload.is_none() {
        return None;
    }
    let at = instant(body, &["date", "timestamp"]);
    Some(BotmakerStatus { provider_id, webhook_payload, contact_id, status, at })
}

/// What Botmaker answered when it took the message; empty where the body does not say.
fn provider_id(body: &Value) -> String {
    text(body, &["intentTxId", "txId", "webhookNotificationId"]).unwrap_or_default()
}

fn contact_id(body: &Value) -> String {
    digits(&text(body, &["contactId", "platformContactId"]).unwrap_or_default())
}

/// The first of these fields that holds text (or a number, as text) that is not empty.
fn text(value: &Value, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| match value.get(name)? {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    })
}

/// An ISO 8601 date, or milliseconds since 1970.
fn instant(value: &Value, names: &[&str]) -> Option<DateTime<Utc>> {
    names.iter().find_map(|name| match value.get(name)? {
        Value::String(text) => DateTime::parse_from_rfc3339(text).ok().map(|at| at.to_utc()),
        Value::Number(millis) => DateTime::from_timestamp_millis(millis.as_i64()?),
        _ => None,
    })
}

fn digits(contact: &str) -> String {
    contact.chars().filter(char::is_ascii_digit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn events(body: &str) -> Vec<BotmakerEvent> {
        parse_webhook(body).unwrap().events
    }

    #[test]
    fn each_entry_of_a_message_webhook_is_an_event() {
        let body = r#"{"v":"1.1","type":"message","chatPlatform":"whatsapp","contactId":"+5491155551234",
            "firstName":"Ana","txId":"tx-1","somethingNew":{"a":[1]},
            "messages":[
              {"_id":"M1","date":"2026-03-08T19:44:14.388Z","from":"user","message":"Hola"},
              {"_id":"M2","date":"2026-03-08T19:44:15Z","from":"user","message":"Confirmo","buttonPayload":"yes"},
              {"_id":"M3","from":"bot","message":"Gracias"}]}"#;
        let events = events(body);
        let BotmakerEvent::Message(first) = &events[0] else { panic!() };
        assert_eq!(first.contact_id, "5491155551234");
        assert_eq!(first.provider_ids, ["M1", "tx-1"]);
        assert_eq!(first.text, "Hola");
        assert_eq!(first.at, Some("2026-03-08T19:44:14.388Z".parse().unwrap()));
        let BotmakerEvent::Message(second) = &events[1] else { panic!() };
        assert_eq!(second.button_payload.as_deref(), Some("yes"));
        let BotmakerEvent::Message(third) = &events[2] else { panic!() };
        assert!(first.from_person && !third.from_person);
        assert_eq!(third.at, None);
    }

    #[test]
    fn statuses_and_the_code_in_their_reason() {
        for (word, expected) in [
            ("sent", DeliveryStatus::Sent),
            ("delivered", DeliveryStatus::Delivered),
            ("read", DeliveryStatus::Read),
        ] {
            let body =
                format!(r#"{{"type":"status","status":"{word}","intentTxId":"tx-1","contactId":"549"}}"#);
            let [BotmakerEvent::Status(status)] = &events(&body)[..] else { panic!() };
            assert_eq!((&status.status, status.provider_id.as_str()), (&expected, "tx-1"));
        }
        for word in ["failed", "error"] {
            let body = format!(
                r#"{{"type":"status","status":"{word}","intentTxId":"tx-1","webhookPayload":"n-1","contactId":"5491155551234",
                "reason":"5491155551234: healthy ecosystem (131049.0)"}}"#
            );
            let [BotmakerEvent::Status(status)] = &events(&body)[..] else { panic!() };
            let failed = DeliveryStatus::Failed {
                code: Some(131049),
                detail: "…: healthy ecosystem (131049.0)".into(),
            };
            assert_eq!(status.status, failed);
            assert_eq!(status.webhook_payload.as_deref(), Some("n-1"));
        }
    }

    #[test]
    fn what_we_cannot_use_is_other_and_never_an_error() {
        for body in [
            "{}",
            r#"{"type":"session"}"#,
            r#"{"type":7}"#,
            r#"{"type":"status","status":"warming up","intentTxId":"x"}"#,
            r#"{"type":"status","status":"read"}"#,
        ] {
            assert!(matches!(events(body)[..], [BotmakerEvent::Other { .. }]), "{body}");
        }
        assert_eq!(events(r#"{"type":"message"}"#), []);
        assert_eq!(events(r#"{"type":"message","messages":"?"}"#), []);
        for body in ["", "null", "[]", "<xml/>", "{"] {
            assert_eq!(parse_webhook(body), Err(NotAWebhook), "{body}");
        }
    }

    #[test]
    fn the_token_must_be_there_and_equal() {
        assert!(verify_token(Some("s3cret"), "s3cret"));
        for (given, expected) in [
            (Some("s3cre"), "s3cret"),
            (Some("s3cret!"), "s3cret"),
            (None, "s3cret"),
            (Some(""), ""),
            (None, ""),
        ] {
            assert!(!verify_token(given, expected), "{given:?}");
        }
    }
}
