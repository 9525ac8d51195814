//! What reminders show.

use std::sync::Arc;

use async_graphql::{Context, Description, ID, Object, SimpleObject};
use chrono::{DateTime, Utc};
use entity::settings;

use crate::features::appointments::graphql::Appointment;
use crate::features::assistance::graphql::AppointmentOf;
use crate::features::notifications::graphql::{Notification, NotificationChannel, NotificationKind};
use crate::features::patients::graphql::Patient;
use crate::features::reminders::{AlertRow, Explanation, Preview, Previewed, Step};
use crate::graphql::{caller, load};
use crate::platform::error::{Error, Result, UserError};
use crate::platform::global_id::GlobalId;

/// When and how a clinic reminds its patients (reglas de recordatorios).
#[derive(SimpleObject)]
pub struct ReminderPolicy {
    /// Whether it does at all.
    enabled: bool,
    /// Hours before a visit from which a reminder is owed.
    window_hours: i32,
    /// Minutes before a visit after which a reminder is no longer worth sending, and the working time within which the
    /// link to a new form leaves.
    minimum_lead_minutes: i32,
    /// Hours after a booking or a move in which nobody is reminded of it.
    just_agreed_hours: i32,
    /// Minutes for which a previous visit that is about to end may hold a reminder back.
    hold_back_minutes: i32,
    /// Minutes after midnight, in the clinic's zone, at which the patients' quiet hours begin. Practitioners are mailed
    /// at any hour.
    quiet_from_minute: i32,
    /// Minutes after midnight at which they end; the same as their beginning: there are none.
    quiet_to_minute: i32,
    /// Minutes for which e-mail is tried before WhatsApp is.
    patience_minutes: i32,
    /// Hours before a visit from which its practitioner is told of a form that is still outstanding.
    practitioner_hours: i32,
    /// Name of the Botmaker template for reminders of a visit.
    reminder_intent: String,
    /// Name of the Botmaker template with the link to a form.
    form_link_intent: String,
    /// Name of the Botmaker template that welcomes a patient to a treatment.
    welcome_intent: String,
    /// Name of the Botmaker template that ends a treatment.
    treatment_completed_intent: String,
}

impl From<&settings::ReminderPolicy> for ReminderPolicy {
    fn from(policy: &settings::ReminderPolicy) -> Self {
        let int = |value: u32| i32::try_from(value).unwrap_or(i32::MAX);
        Self {
            enabled: policy.enabled,
            window_hours: int(policy.window_hours),
            minimum_lead_minutes: int(policy.minimum_lead_minutes),
            just_agreed_hours: int(policy.just_agreed_hours),
            hold_back_minutes: int(policy.hold_back_minutes),
            quiet_from_minute: int(policy.quiet_from_minute),
            quiet_to_minute: int(policy.quiet_to_minute),
            patience_minutes: int(policy.patience_minutes),
            practitioner_hours: int(policy.practitioner_hours),
            reminder_intent: policy.reminder_intent.clone(),
            form_link_intent: policy.form_link_intent.clone(),
            welcome_intent: policy.welcome_intent.clone(),
            treatment_completed_intent: policy.treatment_completed_intent.clone(),
        }
    }
}

/// Why a patient was reminded of a visit, or not (explicación).
#[derive(Description)]
pub struct ReminderExplanation(pub Explanation);

#[Object(use_type_description)]
impl ReminderExplanation {
    /// Opaque id of the appointment.
    async fn appointment_id(&self) -> ID {
        self.0.appointment_id.to_global()
    }

    /// Where the reminder stands, in a sentence or two in the caller's language.
    async fn summary(&self) -> &str {
        &self.0.summary
    }

    /// What happened to the visit and what was said around it, and what was not and why; oldest first.
    async fn steps(&self) -> Vec<ReminderStep> {
        self.0.steps.iter().cloned().map(ReminderStep).collect()
    }
}

/// One thing that happened or was said, or was not said (paso).
#[derive(Description)]
pub struct ReminderStep(Step);

#[Object(use_type_description)]
impl ReminderStep {
    /// When.
    async fn at(&self) -> DateTime<Utc> {
        self.0.at
    }

    /// In words, in the caller's language.
    async fn text(&self) -> &str {
        &self.0.text
    }

    /// Opaque id of the message, for `node`; null where it is none.
    async fn notification_id(&self) -> Option<ID> {
        self.0.notification_id.map(GlobalId::to_global)
    }
}

/// What would be sent (vista previa).
#[derive(Description)]
pub struct ReminderPreview {
    pub(super) preview: Preview,
    pub(super) user_errors: Vec<UserError>,
}

#[Object(use_type_description)]
impl ReminderPreview {
    /// What would be sent under the rules as they would be; soonest first, 500 at most.
    async fn messages(&self) -> Vec<PreviewedReminder> {
        self.preview.messages.iter().take(500).cloned().map(PreviewedReminder).collect()
    }

    /// How many would be sent.
    async fn message_count(&self) -> i32 {
        i32::try_from(self.preview.messages.len()).unwrap_or(i32::MAX)
    }

    /// How many are sent in the same days under the rules as they are.
    async fn message_count_now(&self) -> i32 {
        i32::try_from(self.preview.messages_now).unwrap_or(i32::MAX)
    }

    /// How many patients were looked at: all whom the rules concern, up to 20,000 or what can be looked at in 20
    /// seconds; those whose visits come first before the others.
    async fn patient_count(&self) -> i32 {
        i32::try_from(self.preview.patients).unwrap_or(i32::MAX)
    }

    /// Whether the rules concern more patients than were looked at: the counts are then of a part of them.
    async fn is_partial(&self) -> bool {
        self.preview.is_partial
    }

    /// Why the rules would be refused.
    async fn user_errors(&self) -> &[UserError] {
        &self.user_errors
    }
}

/// A message that would be sent (mensaje previsto).
#[derive(Description)]
pub struct PreviewedReminder(Previewed);

#[Object(use_type_description)]
impl PreviewedReminder {
    /// When it would leave.
    async fn due_at(&self) -> DateTime<Utc> {
        self.0.due_at
    }

    /// What it would say.
    async fn kind(&self) -> NotificationKind {
        self.0.kind.into()
    }

    /// By what it would travel.
    async fn channel(&self) -> NotificationChannel {
        self.0.channel.into()
    }

    /// Opaque id of the patient.
    async fn patient_id(&self) -> ID {
        self.0.patient_id.to_global()
    }

    /// The visit that it would be about; null where it is about none.
    async fn appointment(&self, ctx: &Context<'_>) -> Result<Option<Appointment>> {
        let clinic_id = caller(ctx).actor.clinic_id().ok_or(Error::Unauthenticated)?;
        match self.0.appointment_id {
            Some(id) => Ok(load(ctx, AppointmentOf(clinic_id, id)).await?.map(Appointment)),
            None => Ok(None),
        }
    }

    /// The links to how many forms it would carry.
    async fn form_count(&self) -> i32 {
        i32::try_from(self.0.forms).unwrap_or(i32::MAX)
    }
}

/// Something that could not be said in time, for a person to look at (alerta).
#[derive(Clone, Description)]
pub struct Alert(pub AlertRow);

#[Object(use_type_description)]
impl Alert {
    /// Opaque id.
    pub(crate) async fn id(&self) -> ID {
        self.0.alert.id.to_global()
    }

    /// Whom it concerns.
    async fn patient(&self) -> Patient {
        Patient(self.0.patient.clone())
    }

    /// The message that was not said.
    async fn notification(&self) -> Notification {
        Notification(Arc::clone(&self.0.notification))
    }

    /// Why it was not: a stable word.
    async fn reason(&self) -> &str {
        &self.0.alert.reason
    }

    /// When it was raised.
    async fn raised_at(&self) -> DateTime<Utc> {
        self.0.alert.raised_at
    }

    /// When somebody dealt with it, or it closed by itself; null while it is open.
    async fn resolved_at(&self) -> Option<DateTime<Utc>> {
        self.0.alert.resolved_at
    }

    /// What they did, in their words; where it closed by itself, why, in the caller's language. Null while it is open.
    async fn resolution(&self, ctx: &Context<'_>) -> Option<String> {
        self.0.resolution(caller(ctx).language)
    }
}

crate::relay_connection!(Alert, AlertConnection, AlertEdge, "alerts");
