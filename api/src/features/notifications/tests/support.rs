//! A clinic with one patient and one request, and an outbox around them.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use chrono::{DateTime, Duration, Utc};
use entity::enums::{NotificationChannel, NotificationKind, NotificationState};
use entity::ids::{AssistanceRequestId, ClinicId, NotificationId, PatientId};
use entity::{
    assistance_request, event, notification, notification_attempt, patient, patient_reply, webhook_delivery,
};
use migration::Migrator;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseConnection, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect,
};
use sea_orm_migration::MigratorTrait;
use serde_json::json;

use super::super::*;
pub(super) use super::fixtures::{clinic, patient, request};
use crate::app::App;
use crate::features::events::UnitOfWork;
use crate::gateways::email::EmailMessage;
use crate::gateways::recording::RecordingGateway;
use crate::gateways::whatsapp::WhatsappMessage;
use crate::platform::clock::ManualClock;
use crate::platform::db::connect;
use crate::platform::error::{Error, Result};
use crate::platform::random::Random;
use crate::platform::test_database::empty_database;

pub(super) const PHONE: &str = "+5491155551234";
pub(super) const TOKEN: &str = "agreed with botmaker";

/// Says the same thing always, unless told what to say next, and remembers what it heard.
#[derive(Default)]
pub(super) struct Script {
    next: Mutex<VecDeque<Composed>>,
    settled: Mutex<Vec<NotificationState>>,
    fails_for: Mutex<Option<NotificationId>>,
}

impl Script {
    /// Takes no note of this message from now on, for a fault of ours.
    pub fn fail_for(&self, id: Option<NotificationId>) {
        *self.fails_for.lock().unwrap() = id;
    }
}

#[async_trait]
impl Composer for Script {
    async fn compose(&self, work: &mut UnitOfWork<'_>, row: &notification::Model) -> Result<Composed> {
        hold_request(work, row).await?;
        if let Some(next) = self.next.lock().unwrap().pop_front() {
            return Ok(next);
        }
        let shown = json!({ "text": "Elegí tu turno" });
        Ok(match row.channel {
            NotificationChannel::Whatsapp => Composed::Whatsapp {
                message: WhatsappMessage {
                    channel: "line".into(),
                    contact_id: PHONE[1..].into(),
                    intent: "asistencia_turno".into(),
                    variables: BTreeMap::new(),
                    text: String::new(),
                    webhook_payload: String::new(),
                },
                shown,
                carried: serde_json::Value::Null,
            },
            NotificationChannel::Email => Composed::Email {
                message: EmailMessage {
                    to: "ana@example.org".into(),
                    reply_to: None,
                    subject: "Turno".into(),
                    text: "Elegí tu turno".into(),
                    html: None,
                    calendar: None,
                    message_id: String::new(),
                },
                shown,
                carried: serde_json::Value::Null,
            },
        })
    }

    async fn settled(&self, work: &mut UnitOfWork<'_>, row: &notification::Model) -> Result<()> {
        hold_request(work, row).await?;
        if *self.fails_for.lock().unwrap() == Some(row.id) {
            return Err(Error::internal("as the test asked"));
        }
        self.settled.lock().unwrap().push(row.state);
        Ok(())
    }
}

/// What a real composer does: it is about to change the request.
async fn hold_request(work: &UnitOfWork<'_>, row: &notification::Model) -> Result<()> {
    if let Some(id) = row.assistance_request_id {
        assistance_request::Entity::find_by_id(id).lock_exclusive().one(work.db()).await?;
    }
    Ok(())
}

pub(super) struct World {
    pub app: Arc<App>,
    pub clock: ManualClock,
    pub gateway: Arc<RecordingGateway>,
    pub script: Script,
    pub clinic_id: ClinicId,
    pub patient_id: PatientId,
    pub request_id: AssistanceRequestId,
    _folder: tempfile::TempDir,
}

impl World {
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let db = database(folder.path()).await;
        let start: DateTime<Utc> = "2026-11-02T12:00:00Z".parse().unwrap();
        let clock = ManualClock::new(start);
        let (mut app, gateway) = App::for_tests(db, folder.path(), &clock);
        app.random = Random::seeded(7);
        app.config.public_url = "https://turnos.clinica.example/".into();
        app.config.botmaker_webhook_token = Some(TOKEN.into());
        let app = Arc::new(app);
        let clinic_id = clinic(&app, "demo").await;
        let patient_id = patient(&app, clinic_id, "30111222", Some(PHONE)).await;
        let request_id = request(&app, clinic_id, patient_id).await;
        let script = Script::default();
        Self { app, clock, gateway, script, clinic_id, patient_id, request_id, _folder: folder }
    }

    pub fn new_notification(&self, channel: NotificationChannel, key: &str) -> NewNotification {
        let due_at = self.app.now() + Duration::minutes(15);
        NewNotification {
            patient_id: self.patient_id,
            user_id: None,
            request_id: Some(self.request_id),
            care_plan_id: None,
            appointment_id: None,
            form_id: None,
            dispatch_id: None,
            kind: NotificationKind::BookingLink,
            channel,
            dedupe_key: key.into(),
            payload: json!({}),
            due_at,
            expires_at: due_at + Duration::hours(24),
        }
    }

    pub async fn plan_new(&self, new: NewNotification) -> NotificationId {
        let mut work = self.app.begin(self.clinic_id).await.unwrap();
        let id = plan(&mut work, new).await.unwrap();
        work.commit().await.unwrap();
        id
    }

    /// A WhatsApp message that is due in fifteen minutes and expires a day after that.
    pub async fn plan(&self) -> NotificationId {
        self.plan_new(self.new_notification(NotificationChannel::Whatsapp, "k")).await
    }

    /// The same, due now.
    pub async fn plan_due(&self) -> NotificationId {
        let id = self.plan().await;
        self.minutes(15);
        id
    }

    pub async fn plan_mail_due(&self) -> NotificationId {
        let id = self.plan_new(self.new_notification(NotificationChannel::Email, "mail")).await;
        self.minutes(15);
        id
    }

    pub async fn supersede(&self, id: NotificationId) -> bool {
        let mut work = self.app.begin(self.clinic_id).await.unwrap();
        let taken_back = supersede(&mut work, id, "amended").await.unwrap();
        work.commit().await.unwrap();
        taken_back
    }

    pub fn minutes(&self, minutes: i64) {
        self.clock.advance(Duration::minutes(minutes));
    }

    pub async fn run(&self) -> RunReport {
        run_due(&self.app, &self.script).await.unwrap()
    }

    pub fn say_next(&self, composed: Composed) {
        self.script.next.lock().unwrap().push_back(composed);
    }

    /// What the owner of the case heard since the last time.
    pub fn heard(&self) -> Vec<NotificationState> {
        std::mem::take(&mut self.script.settled.lock().unwrap())
    }

    pub async fn row(&self, id: NotificationId) -> notification::Model {
        notification::Entity::find_by_id(id).one(&self.app.db).await.unwrap().unwrap()
    }

    pub async fn state(&self, id: NotificationId) -> NotificationState {
        self.row(id).await.state
    }

    pub async fn attempts(&self, id: NotificationId) -> Vec<notification_attempt::Model> {
        notification_attempt::Entity::find()
            .filter(notification_attempt::Column::NotificationId.eq(id))
            .order_by_asc(notification_attempt::Column::Number)
            .all(&self.app.db)
            .await
            .unwrap()
    }

    /// Takes a webhook in and processes what waits; the outcome that was stored.
    pub async fn webhook(&self, body: serde_json::Value) -> Option<String> {
        let body = body.to_string();
        receive_webhook(&self.app, "demo", body.as_bytes()).await.unwrap();
        process_webhooks(&self.app, &self.script).await.unwrap();
        self.outcome(&body).await
    }

    pub async fn outcome(&self, body: &str) -> Option<String> {
        let kept = webhook_delivery::Entity::find()
            .filter(webhook_delivery::Column::Body.eq(body))
            .one(&self.app.db)
            .await
            .unwrap();
        kept.unwrap().outcome
    }

    /// A status by our own name for an attempt.
    pub async fn status(&self, id: NotificationId, attempt: i32, status: &str) -> Option<String> {
        self.webhook(
            json!({ "type": "status", "status": status, "webhookPayload": format!("{id}.{attempt}") }),
        )
        .await
    }

    /// A failure of the newest attempt, by the provider's id.
    pub async fn failure(&self, provider_id: &str, code: u32) -> Option<String> {
        let reason = format!("It did not work ({code}.0)");
        self.webhook(json!({
            "type": "status", "status": "failed", "intentTxId": provider_id, "reason": reason,
        }))
        .await
    }

    pub async fn replies(&self) -> Vec<patient_reply::Model> {
        patient_reply::Entity::find().order_by_asc(patient_reply::Column::Id).all(&self.app.db).await.unwrap()
    }

    pub async fn events(&self) -> Vec<event::Model> {
        event::Entity::find().order_by_asc(event::Column::Seq).all(&self.app.db).await.unwrap()
    }

    pub async fn change_patient(&self, change: impl FnOnce(&mut patient::ActiveModel)) {
        let row = patient::Entity::find_by_id(self.patient_id).one(&self.app.db).await.unwrap().unwrap();
        let mut row = row.into_active_model();
        change(&mut row);
        row.update(&self.app.db).await.unwrap();
    }

    pub async fn patient(&self) -> patient::Model {
        patient::Entity::find_by_id(self.patient_id).one(&self.app.db).await.unwrap().unwrap()
    }
}

async fn database(folder: &std::path::Path) -> DatabaseConnection {
    let db = connect(&empty_database(folder).await, 8).await.unwrap();
    Migrator::up(&db, None).await.unwrap();
    db
}
