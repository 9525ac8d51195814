//! Hands a message to its provider, once, outside any transaction.

use super::claim::LEASE;
use super::prepare::{Delivery, Message};
use crate::app::App;
use crate::gateways::SendResult;

/// Hands it over and says what became of it. Whatever is not answered while the lease lasts is uncertain: once
/// the lease has run out, others take the message for cut off.
pub(super) async fn deliver(app: &App, delivery: &Delivery) -> SendResult {
    let sent = async {
        match &delivery.message {
            Message::Whatsapp(message) => app.whatsapp.send(message).await,
            Message::Email(message) => app.email.send(message).await,
        }
    };
    let patience = (LEASE * 3 / 4).to_std().unwrap_or_default();
    tokio::time::timeout(patience, sent)
        .await
        .unwrap_or_else(|_| SendResult::Uncertain { detail: "no reply: the time ran out".into() })
}
