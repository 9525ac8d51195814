//! Gateways that keep what would have been sent: the default without settings, what `/dev/outbox` shows, and
//! what tests look at.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use serde::Serialize;

use super::SendResult;
use super::email::{EmailGateway, EmailMessage};
use super::whatsapp::{WhatsappGateway, WhatsappMessage};

/// How many messages are kept; the oldest go first.
pub const CAPACITY: usize = 500;

/// Where the time comes from.
pub type Now = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

/// By what a recorded message would have travelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordedChannel {
    /// WhatsApp.
    Whatsapp,
    /// E-mail.
    Email,
}

/// One attempt to send.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RecordedMessage {
    /// Counts up from 1 over both channels.
    pub number: u64,
    /// By what it would have travelled.
    pub channel: RecordedChannel,
    /// Mobile without `+`, or mail address.
    pub to: String,
    /// The mail's subject, or the name of the WhatsApp template.
    pub subject_or_intent: String,
    /// What fills the template; empty for mail.
    pub variables: BTreeMap<String, String>,
    /// The text as the person reads it; the link of a WhatsApp message stands at its end.
    pub body: Option<String>,
    /// The mail's HTML.
    pub html: Option<String>,
    /// The mail's calendar part.
    pub calendar: Option<String>,
    /// What a status webhook would bring back, or the mail's Message-ID: equal over the retries of a message.
    pub correlation: String,
    /// The id that was answered; none where it was not accepted.
    pub provider_id: Option<String>,
    /// `accepted`, `uncertain`, `retry` or `refused`.
    pub outcome: &'static str,
    /// When.
    pub at: DateTime<Utc>,
}

/// Both gateways over one memory.
pub struct RecordingGateway {
    now: Now,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    count: u64,
    messages: VecDeque<RecordedMessage>,
    next: Vec<(Option<RecordedChannel>, SendResult)>,
}

impl RecordingGateway {
    /// Empty.
    pub fn new(now: Now) -> Self {
        Self { now, state: Mutex::default() }
    }

    /// What the person has, or may have: accepted and uncertain messages, the newest first.
    pub fn sent(&self) -> Vec<RecordedMessage> {
        let state = self.lock();
        let left = |message: &&RecordedMessage| matches!(message.outcome, "accepted" | "uncertain");
        state.messages.iter().filter(left).cloned().collect()
    }

    /// Every attempt, the newest first.
    pub fn attempts(&self) -> Vec<RecordedMessage> {
        self.lock().messages.iter().cloned().collect()
    }

    /// Answers the next message, of whichever channel, with this; calls queue up.
    pub fn fail_next(&self, result: SendResult) {
        self.lock().next.push((None, result));
    }

    /// Answers the next message of this channel with this; calls queue up.
    pub fn fail_next_on(&self, channel: RecordedChannel, result: SendResult) {
        self.lock().next.push((Some(channel), result));
    }

    /// Forgets what was recorded; what was programmed stays.
    pub fn clear(&self) {
        self.lock().messages.clear();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn record(&self, channel: RecordedChannel, message: RecordedMessage) -> SendResult {
        let at = (self.now)();
        let mut state = self.lock();
        state.count += 1;
        let number = state.count;
        let programmed = state.next.iter().position(|(on, _)| on.is_none_or(|on| on == channel));
        let result = match programmed {
            Some(position) => state.next.remove(position).1,
            None => SendResult::Accepted { provider_id: format!("recorded-{number}") },
        };
        let provider_id = match &result {
            SendResult::Accepted { provider_id } => Some(provider_id.clone()),
            _ => None,
        };
        state.messages.push_front(RecordedMessage {
            number,
            provider_id,
            outcome: result.outcome(),
            at,
            ..message
        });
        state.messages.truncate(CAPACITY);
        result
    }
}

#[async_trait]
impl WhatsappGateway for RecordingGateway {
    async fn send(&self, message: &WhatsappMessage) -> SendResult {
        let recorded = RecordedMessage {
            subject_or_intent: message.intent.clone(),
            variables: message.variables.clone(),
            body: Some(message.text.clone()),
            ..blank(RecordedChannel::Whatsapp, &message.contact_id, &message.webhook_payload)
        };
        self.record(RecordedChannel::Whatsapp, recorded)
    }
}

#[async_trait]
impl EmailGateway for RecordingGateway {
    async fn send(&self, message: &EmailMessage) -> SendResult {
        let recorded = RecordedMessage {
            subject_or_intent: message.subject.clone(),
            body: Some(message.text.clone()),
            html: message.html.clone(),
            calendar: message.calendar.as_ref().map(|calendar| calendar.ics.clone()),
            ..blank(RecordedChannel::Email, &message.to, &message.message_id)
        };
        self.record(RecordedChannel::Email, recorded)
    }
}

fn blank(channel: RecordedChannel, to: &str, correlation: &str) -> RecordedMessage {
    RecordedMessage {
        number: 0,
        channel,
        to: to.to_owned(),
        subject_or_intent: String::new(),
        variables: BTreeMap::new(),
        body: None,
        html: None,
        calendar: None,
        correlation: correlation.to_owned(),
        provider_id: None,
        outcome: "",
        at: DateTime::UNIX_EPOCH,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gateway() -> RecordingGateway {
        RecordingGateway::new(Arc::new(|| "2026-11-02T12:00:00Z".parse().unwrap()))
    }

    async fn whatsapp(gateway: &RecordingGateway, intent: &str) -> SendResult {
        let message = WhatsappMessage {
            channel: "c".into(),
            contact_id: "5491155551234".into(),
            intent: intent.into(),
            variables: BTreeMap::from([("name".into(), "Ana".into())]),
            text: "Hola Ana".into(),
            webhook_payload: "n-1".into(),
        };
        WhatsappGateway::send(gateway, &message).await
    }

    async fn email(gateway: &RecordingGateway) -> SendResult {
        let message = EmailMessage {
            to: "ana@example.org".into(),
            reply_to: None,
            subject: "Turno".into(),
            text: "Hola".into(),
            html: None,
            calendar: None,
            message_id: "n-2@clinic".into(),
        };
        EmailGateway::send(gateway, &message).await
    }

    #[tokio::test]
    async fn newest_first_and_bounded() {
        let gateway = gateway();
        for number in 0..CAPACITY + 3 {
            whatsapp(&gateway, &format!("intent {number}")).await;
        }
        let sent = gateway.sent();
        assert_eq!((sent.len(), sent[0].number), (CAPACITY, CAPACITY as u64 + 3));
        assert_eq!(sent[0].subject_or_intent, format!("intent {}", CAPACITY + 2));
    }

    #[tokio::test]
    async fn programmed_answers_are_given_once_and_to_their_channel() {
        let gateway = gateway();
        let uncertain = SendResult::Uncertain { detail: "cut".into() };
        let retry = SendResult::retry("503", "later");
        gateway.fail_next_on(RecordedChannel::Email, uncertain.clone());
        gateway.fail_next(retry.clone());
        assert_eq!(whatsapp(&gateway, "a").await, retry);
        assert_eq!(email(&gateway).await, uncertain);
        assert_eq!(whatsapp(&gateway, "b").await, SendResult::Accepted { provider_id: "recorded-3".into() });
        assert_eq!(gateway.attempts().len(), 3);
        let sent = gateway.sent();
        assert_eq!(sent.iter().map(|message| message.outcome).collect::<Vec<_>>(), ["accepted", "uncertain"]);
    }

    #[tokio::test]
    async fn it_is_json_for_the_developer_page() {
        let gateway = gateway();
        whatsapp(&gateway, "booking_link").await;
        let json = serde_json::to_value(gateway.sent()).unwrap();
        assert_eq!(json[0]["channel"], "whatsapp");
        assert_eq!(json[0]["subjectOrIntent"], "booking_link");
        assert_eq!(json[0]["variables"]["name"], "Ana");
        assert_eq!(json[0]["body"], "Hola Ana");
        assert_eq!(json[0]["at"], "2026-11-02T12:00:00Z");
    }
}
