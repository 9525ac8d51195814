//! Processes what webhooks brought, in the order in which it came.

use chrono::{DateTime, Duration, Utc};
use entity::ids::WebhookDeliveryId;
use entity::webhook_delivery::{self, Column};
use sea_orm::sea_query::{Expr, ExprTrait, LockBehavior, LockType};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect,
};

use super::apply_status::{Named, apply_status};
use super::composer::Composer;
use super::keep_reply::keep_reply;
use super::row::after_commit;
use super::webhook_outcome::WebhookOutcome;
use crate::app::App;
use crate::gateways::botmaker_webhook::{BotmakerEvent, BotmakerStatus, DeliveryStatus, parse_webhook};
use crate::platform::error::Result;

/// Deliveries that are read at once.
const PAGE: u64 = 100;
/// Failures on our side after which a body is put aside.
const MAX_ATTEMPTS: i32 = 5;
/// How long a status waits for the message that it may be about: longer than any lease.
const PATIENCE: Duration = Duration::minutes(5);

/// What one pass over the waiting webhooks did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WebhookReport {
    /// Bodies that are done with.
    pub processed: u64,
    /// Bodies that wait for a message to be completed.
    pub deferred: u64,
    /// Bodies that failed on our side; they are tried again a few times.
    pub failed: u64,
}

/// Processes the waiting webhooks once, each in its own transaction.
///
/// # Errors
/// Where the database does not answer.
pub async fn process_webhooks(app: &App, composer: &dyn Composer) -> Result<WebhookReport> {
    let mut report = WebhookReport::default();
    let mut position: Option<(DateTime<Utc>, WebhookDeliveryId)> = None;
    loop {
        let mut waiting = webhook_delivery::Entity::find().filter(Expr::cust("processed_at IS NULL"));
        if let Some((received_at, id)) = position {
            waiting = waiting.filter(
                Expr::tuple([Expr::col(Column::ReceivedAt), Expr::col(Column::Id)])
                    .gt(Expr::tuple([Expr::value(received_at), Expr::value(id)])),
            );
        }
        let page = waiting
            .order_by_asc(Column::ReceivedAt)
            .order_by_asc(Column::Id)
            .limit(PAGE)
            .all(&app.db)
            .await?;
        let Some(last) = page.last() else { return Ok(report) };
        position = Some((last.received_at, last.id));
        for delivery in &page {
            match process(app, composer, delivery).await {
                Ok(None) => {}
                Ok(Some(WebhookOutcome::Later)) => report.deferred += 1,
                Ok(Some(_)) => report.processed += 1,
                Err(error) => {
                    tracing::error!(webhook = %delivery.id, error = ?error, "a webhook could not be processed");
                    put_off(app, delivery).await?;
                    report.failed += 1;
                }
            }
        }
    }
}

/// None: another worker has it.
async fn process(
    app: &App,
    composer: &dyn Composer,
    seen: &webhook_delivery::Model,
) -> Result<Option<WebhookOutcome>> {
    let mut work = app.begin(seen.clinic_id).await?;
    let held = webhook_delivery::Entity::find_by_id(seen.id)
        .filter(Column::ProcessedAt.is_null())
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .one(work.db())
        .await?;
    let Some(delivery) = held else { return Ok(None) };
    let events = parse_webhook(&delivery.body).map(|webhook| webhook.events);
    let (mut outcome, readable) = (WebhookOutcome::Ignored, events.is_ok());
    let mut changed = Vec::new();
    for (index, event) in events.unwrap_or_default().into_iter().enumerate() {
        let one = match event {
            BotmakerEvent::Status(status) => {
                let (one, row) = apply_status(&mut work, composer, &status).await?;
                changed.extend(row);
                one
            }
            // A session that carries our payload began with our message: the provider did take it.
            BotmakerEvent::Other { webhook_payload: Some(payload), provider_id, contact_id, .. }
                if Named::parse(&payload).is_some() =>
            {
                let status = BotmakerStatus {
                    provider_id,
                    webhook_payload: Some(payload),
                    contact_id,
                    status: DeliveryStatus::Sent,
                    at: None,
                };
                let (one, row) = apply_status(&mut work, composer, &status).await?;
                changed.extend(row);
                one
            }
            BotmakerEvent::Message(message) => keep_reply(&mut work, &delivery, index, &message).await?,
            BotmakerEvent::Other { .. } => WebhookOutcome::Ignored,
        };
        outcome = outcome.max(one);
    }
    if outcome == WebhookOutcome::Later {
        if work.now() < delivery.received_at + PATIENCE {
            // Dropped, the transaction leaves nothing behind.
            return Ok(Some(outcome));
        }
        outcome = WebhookOutcome::Unknown;
    }
    let mut change = delivery.into_active_model();
    change.processed_at = Set(Some(work.now()));
    change.outcome = Set(Some(if readable { outcome.as_str() } else { "unreadable" }.to_owned()));
    change.update(work.db()).await?;
    work.commit().await?;
    for row in &changed {
        after_commit(app, row).await;
    }
    Ok(Some(outcome))
}

async fn put_off(app: &App, delivery: &webhook_delivery::Model) -> Result<()> {
    let attempts = delivery.attempts + 1;
    let mut change = webhook_delivery::Entity::update_many()
        .col_expr(Column::Attempts, Expr::value(attempts))
        .filter(Column::Id.eq(delivery.id))
        .filter(Column::ProcessedAt.is_null());
    if attempts >= MAX_ATTEMPTS {
        change = change
            .col_expr(Column::ProcessedAt, Expr::value(app.now()))
            .col_expr(Column::Outcome, Expr::value("error"));
    }
    change.exec(&app.writer).await?;
    Ok(())
}
