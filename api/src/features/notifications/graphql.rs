//! Messages and answers in GraphQL. Nothing here is a root field: messages are reached through the patient, the
//! request or the appointment that they are about, which is where access is decided.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::{Description, Enum, ID, Object, SimpleObject};
use chrono::{DateTime, Utc};
use entity::ids::{ClinicId, FormId, PatientId};
use entity::{enums, notification_attempt, patient_reply};
use serde_json::Value;

use super::{NotificationKey, NotificationRow, notifications_of_patients};
use crate::app::App;
use crate::graphql::Connected;
use crate::platform::connection::{Page, Paged, Slice};
use crate::platform::error::Result;
use crate::platform::global_id::GlobalId;

/// What a message says (tipo de mensaje).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "enums::NotificationKind")]
pub enum NotificationKind {
    /// The link with which the patient picks a slot.
    BookingLink,
    /// Asks for a better photo of the order.
    NewPhotoRequested,
    /// An appointment was booked.
    AppointmentBooked,
    /// An appointment was moved.
    AppointmentMoved,
    /// An appointment was cancelled.
    AppointmentCancelled,
    /// A care plan begins.
    CarePlanWelcome,
    /// A visit comes up, with every form that is still asked for.
    VisitReminder,
    /// The link to a form that no reminder will carry in time.
    FormLink,
    /// The link to a form once more, because staff asked for it.
    FormLinkResent,
    /// A treatment is completed, with the form that ends it.
    TreatmentCompleted,
    /// To the practitioner: a patient submitted a form.
    FormSubmitted,
    /// To the practitioner: a form is still outstanding before the visit.
    FormOutstanding,
}

/// By what a message travels (canal).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "enums::NotificationChannel")]
pub enum NotificationChannel {
    /// WhatsApp.
    Whatsapp,
    /// E-mail.
    Email,
}

/// Where a message stands (estado del mensaje).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "enums::NotificationState")]
pub enum NotificationState {
    /// It waits for its time, or for its next attempt.
    Planned,
    /// It is on its way to the provider.
    Sending,
    /// It may have left: the provider's answer was lost.
    Uncertain,
    /// The provider took it.
    Accepted,
    /// It is on the person's device.
    Delivered,
    /// The person opened it.
    Read,
    /// It cannot be delivered; `reason` says why.
    Failed,
    /// Something newer took its place before it left.
    Superseded,
    /// It was not said; `reason` says why.
    Suppressed,
    /// Its time passed before it could leave.
    Expired,
}

/// How one attempt to send a message ended (resultado del intento).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "enums::AttemptOutcome")]
pub enum AttemptOutcome {
    /// Under way.
    Started,
    /// The provider took it.
    Accepted,
    /// It may have left; the answer was lost.
    Uncertain,
    /// It did not leave; worth another try.
    Retry,
    /// It will never leave.
    Refused,
}

/// A message to a patient, or about them to who treats them, planned or sent (mensaje).
#[derive(Clone, Description)]
pub struct Notification(pub Arc<NotificationRow>);

impl Notification {
    /// The ids under one name of what it carried to the person, opaque. What an attempt carried that did not arrive
    /// nobody has.
    fn carried_forms(&self, name: &str) -> Vec<ID> {
        use enums::NotificationState::{Accepted, Delivered, Read, Uncertain};
        let row = &self.0.notification;
        let may_be_there = matches!(row.state, Accepted | Delivered | Read | Uncertain);
        let carried = row.carried.as_ref().filter(|_| may_be_there);
        let ids = carried.and_then(|carried| carried.get(name)).cloned();
        let ids: Vec<FormId> = ids.and_then(|ids| serde_json::from_value(ids).ok()).unwrap_or_default();
        ids.into_iter().map(GlobalId::to_global).collect()
    }
}

#[Object(use_type_description)]
impl Notification {
    /// Opaque id.
    pub(crate) async fn id(&self) -> ID {
        self.0.notification.id.to_global()
    }

    /// The name of the practitioner to whom it is (terapeuta); null where it is to the patient.
    async fn practitioner_name(&self) -> Option<&str> {
        self.0.practitioner.as_deref()
    }

    /// By what it travels.
    async fn channel(&self) -> NotificationChannel {
        self.0.notification.channel.into()
    }

    /// What it says.
    async fn kind(&self) -> NotificationKind {
        self.0.notification.kind.into()
    }

    /// Where it stands.
    async fn state(&self) -> NotificationState {
        self.0.notification.state.into()
    }

    /// Not before this time.
    async fn due_at(&self) -> DateTime<Utc> {
        self.0.notification.due_at
    }

    /// Not after this time.
    async fn expires_at(&self) -> DateTime<Utc> {
        self.0.notification.expires_at
    }

    /// When it is tried next; null where it no longer waits.
    async fn next_attempt_at(&self) -> Option<DateTime<Utc>> {
        let row = &self.0.notification;
        (row.state == enums::NotificationState::Planned).then_some(row.next_attempt_at)
    }

    /// When the provider took it; null where it did not.
    async fn sent_at(&self) -> Option<DateTime<Utc>> {
        self.0.notification.sent_at
    }

    /// When it arrived on the person's device; null where that is not known.
    async fn delivered_at(&self) -> Option<DateTime<Utc>> {
        self.0.notification.delivered_at
    }

    /// When the person opened it; null where that is not known.
    async fn read_at(&self) -> Option<DateTime<Utc>> {
        self.0.notification.read_at
    }

    /// Why it failed, expired, was superseded or not said: a stable word. Null where none of this happened.
    async fn reason(&self) -> Option<&str> {
        self.0.notification.reason.as_deref()
    }

    /// The same in the provider's or the rule's own words; null where there are none.
    async fn reason_detail(&self) -> Option<&str> {
        self.0.notification.reason_detail.as_deref()
    }

    /// What was said last, with the secret part of links left out; null where nothing was said yet.
    async fn text(&self) -> Option<&str> {
        self.0.attempts.last().and_then(text_of)
    }

    /// Opaque id of the appointment that it is about, for `node`; null where it is about none.
    async fn appointment_id(&self) -> Option<ID> {
        self.0.notification.appointment_id.map(GlobalId::to_global)
    }

    /// Opaque id of the form that it is about, for `node` and `form`; null where it is about none. A reminder is about a
    /// visit, and carries links.
    async fn form_id(&self) -> Option<ID> {
        self.0.notification.form_id.map(GlobalId::to_global)
    }

    /// Opaque ids of the forms whose links it carried for the first time (formularios), for `node` and `form`; none where
    /// it did not arrive.
    async fn linked_form_ids(&self) -> Vec<ID> {
        self.carried_forms("links")
    }

    /// Opaque ids of the forms that it called outstanding; their links it carried too.
    async fn outstanding_form_ids(&self) -> Vec<ID> {
        self.carried_forms("outstanding")
    }

    /// Every attempt to send it, oldest first.
    async fn attempts(&self) -> Vec<NotificationAttempt> {
        self.0.attempts.iter().cloned().map(NotificationAttempt).collect()
    }
}

/// One attempt to hand a message to its provider (intento de envío).
#[derive(Clone, Description)]
pub struct NotificationAttempt(pub notification_attempt::Model);

#[Object(use_type_description)]
impl NotificationAttempt {
    /// Counts from 1.
    async fn number(&self) -> i32 {
        self.0.number
    }

    /// When it began.
    async fn started_at(&self) -> DateTime<Utc> {
        self.0.started_at
    }

    /// When it ended; null where it is under way.
    async fn finished_at(&self) -> Option<DateTime<Utc>> {
        self.0.finished_at
    }

    /// How it ended.
    async fn outcome(&self) -> AttemptOutcome {
        self.0.outcome.into()
    }

    /// The provider's code; null where it gave none.
    async fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// The provider's words, without personal data; null where it gave none.
    async fn detail(&self) -> Option<&str> {
        self.0.detail.as_deref()
    }

    /// What was said, with the secret part of links left out; null where it is not kept.
    async fn text(&self) -> Option<&str> {
        text_of(&self.0)
    }
}

fn text_of(attempt: &notification_attempt::Model) -> Option<&str> {
    attempt.rendered.get("text").and_then(Value::as_str)
}

/// What a patient answered to a message (respuesta del paciente).
#[derive(Clone, SimpleObject)]
pub struct PatientReply {
    /// What they wrote; empty for pictures and sounds.
    text: String,
    /// What a tapped button stands for; null where none was tapped.
    button_payload: Option<String>,
    /// When.
    received_at: DateTime<Utc>,
}

impl From<patient_reply::Model> for PatientReply {
    fn from(row: patient_reply::Model) -> Self {
        Self { text: row.text, button_payload: row.button_payload, received_at: row.received_at }
    }
}

crate::relay_connection!(Notification, NotificationConnection, NotificationEdge, "messages to a patient");

impl NotificationConnection {
    /// The connection over a page of [`super::notifications_of_patients`].
    pub fn from_slice(slice: Slice<NotificationRow>) -> Self {
        let slice = slice.map(|row| Notification(Arc::new(row)));
        Self::new(Paged::new(slice, |row| (row.0.notification.created_at, row.0.notification.id)))
    }
}

/// A page of patients' messages.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct NotificationsPage {
    /// Whose patients.
    pub clinic_id: ClinicId,
    /// Whether those to staff about them are among them.
    pub with_those_to_staff: bool,
    /// Which of their messages.
    pub page: Page<NotificationKey>,
}

impl Connected for NotificationsPage {
    type Parent = PatientId;
    type Row = NotificationRow;

    async fn load(
        &self,
        app: &App,
        patients: &[PatientId],
    ) -> Result<HashMap<PatientId, Slice<NotificationRow>>> {
        notifications_of_patients(&app.db, self.clinic_id, patients, self.with_those_to_staff, &self.page)
            .await
    }
}
