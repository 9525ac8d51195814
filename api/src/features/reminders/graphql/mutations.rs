//! Changing the rules and preferences of reminders, and dealing with alerts, in GraphQL.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};

use super::objects::Alert;
use crate::features::clinics::graphql::Clinic;
use crate::features::notifications::graphql::Notification;
use crate::features::notifications::notifications_by_ids;
use crate::features::patients::find_patient;
use crate::features::patients::graphql::Patient;
use crate::features::reminders::{
    PolicyChange, ReminderPreferences, find_alert, resend_form_link, resolve_alert, set_reminder_preferences,
    update_policy,
};
use crate::graphql::{app, caller, settle};
use crate::platform::error::{Error, Result, UserError};
use crate::platform::global_id::GlobalId;

/// Rules of reminders that are to change; what is left out stays (reglas de recordatorios).
#[derive(InputObject)]
pub struct ReminderPolicyInput {
    /// Whether patients are reminded at all.
    enabled: Option<bool>,
    /// Hours before a visit from which a reminder is owed: 4 to 336.
    window_hours: Option<i32>,
    /// Minutes before a visit after which a reminder is no longer worth sending: 15 to 1,440.
    minimum_lead_minutes: Option<i32>,
    /// Hours after a booking or a move in which nobody is reminded of it: 0 to 72.
    just_agreed_hours: Option<i32>,
    /// Minutes for which a previous visit may hold a reminder back: 0 to 720.
    hold_back_minutes: Option<i32>,
    /// Minutes after midnight at which the patients' quiet hours begin: 0 to 1,439.
    quiet_from_minute: Option<i32>,
    /// Minutes after midnight at which they end: 0 to 1,439; the same as their beginning: there are none.
    quiet_to_minute: Option<i32>,
    /// Minutes for which e-mail is tried before WhatsApp: 5 to 1,440.
    patience_minutes: Option<i32>,
    /// Hours before a visit from which its practitioner is told of an outstanding form: 1 to 168.
    practitioner_hours: Option<i32>,
    /// Name of the Botmaker template for reminders, 100 characters at most; an empty text goes back to the usual one.
    reminder_intent: Option<String>,
    /// Name of the Botmaker template with the link to a form; as above.
    form_link_intent: Option<String>,
    /// Name of the Botmaker template that welcomes; as above.
    welcome_intent: Option<String>,
    /// Name of the Botmaker template that ends a treatment; as above.
    treatment_completed_intent: Option<String>,
}

impl From<ReminderPolicyInput> for PolicyChange {
    fn from(input: ReminderPolicyInput) -> Self {
        Self {
            enabled: input.enabled,
            window_hours: input.window_hours,
            minimum_lead_minutes: input.minimum_lead_minutes,
            just_agreed_hours: input.just_agreed_hours,
            hold_back_minutes: input.hold_back_minutes,
            quiet_from_minute: input.quiet_from_minute,
            quiet_to_minute: input.quiet_to_minute,
            patience_minutes: input.patience_minutes,
            practitioner_hours: input.practitioner_hours,
            reminder_intent: input.reminder_intent,
            form_link_intent: input.form_link_intent,
            welcome_intent: input.welcome_intent,
            treatment_completed_intent: input.treatment_completed_intent,
        }
    }
}

/// What came of changing the rules.
#[derive(SimpleObject)]
pub struct UpdateReminderPolicyPayload {
    /// The clinic as it is now; null where it was refused.
    clinic: Option<Clinic>,
    /// Why it was refused.
    user_errors: Vec<UserError>,
}

/// By what a patient wants to be reminded; what is left out stays (preferencias de recordatorios).
#[derive(InputObject)]
pub struct SetReminderPreferencesInput {
    /// Opaque id of the patient, for staff; patients and holders of a link leave it out.
    patient_id: Option<ID>,
    /// Whether by e-mail.
    by_email: Option<bool>,
    /// Whether by WhatsApp.
    by_whatsapp: Option<bool>,
}

/// What came of changing by what a patient is reminded.
#[derive(SimpleObject)]
pub struct SetReminderPreferencesPayload {
    /// The patient as they are now; null where it was refused.
    patient: Option<Patient>,
    /// Why it was refused.
    user_errors: Vec<UserError>,
}

/// The form whose link is sent once more.
#[derive(InputObject)]
pub struct ResendFormLinkInput {
    /// Opaque id of the form.
    form_id: ID,
    /// The client's key: the same one answers with the first result; 1 to 200 characters.
    idempotency_key: Option<String>,
}

/// What came of sending a link once more.
#[derive(SimpleObject)]
pub struct ResendFormLinkPayload {
    /// The message; null where it was refused.
    notification: Option<Notification>,
    /// Why it was refused.
    user_errors: Vec<UserError>,
}

/// The alert that somebody dealt with.
#[derive(InputObject)]
pub struct ResolveAlertInput {
    /// Opaque id of the alert.
    id: ID,
    /// What was done; 1 to 1,000 characters.
    note: String,
}

/// What came of dealing with an alert.
#[derive(SimpleObject)]
pub struct ResolveAlertPayload {
    /// The alert as it is now; null where it was refused.
    alert: Option<Alert>,
    /// Why it was refused.
    user_errors: Vec<UserError>,
}

/// Mutations of reminders.
#[derive(Default)]
pub struct RemindersMutation;

#[Object]
impl RemindersMutation {
    /// Changes when and how patients are reminded. Administrators.
    async fn update_reminder_policy(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to change.")] input: ReminderPolicyInput,
    ) -> Result<UpdateReminderPolicyPayload> {
        let outcome = update_policy(app(ctx), &caller(ctx).actor, input.into()).await;
        let (clinic, user_errors) = settle(ctx, outcome)?;
        Ok(UpdateReminderPolicyPayload { clinic: clinic.map(Clinic), user_errors })
    }

    /// Changes by what a patient is reminded. Patients and holders of a link their own, staff anybody's. What happens
    /// to an appointment itself (booked, moved, cancelled) is told in any case.
    async fn set_reminder_preferences(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to change.")] input: SetReminderPreferencesInput,
    ) -> Result<SetReminderPreferencesPayload> {
        let actor = &caller(ctx).actor;
        let preferences = ReminderPreferences {
            patient_id: input.patient_id.map(|id| GlobalId::from_global(&id)),
            by_email: input.by_email,
            by_whatsapp: input.by_whatsapp,
        };
        let (id, user_errors) = settle(ctx, set_reminder_preferences(app(ctx), actor, preferences).await)?;
        let clinic_id = actor.clinic_id().ok_or(Error::Unauthenticated)?;
        let patient = match id {
            Some(id) => find_patient(&app(ctx).db, clinic_id, id).await?,
            None => None,
        };
        Ok(SetReminderPreferencesPayload { patient: patient.map(|row| Patient(Arc::new(row))), user_errors })
    }

    /// Sends the link to an open form once more. Operators and administrators.
    async fn resend_form_link(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which form.")] input: ResendFormLinkInput,
    ) -> Result<ResendFormLinkPayload> {
        let actor = &caller(ctx).actor;
        let (id, key) = (GlobalId::from_global(&input.form_id), input.idempotency_key.as_deref());
        let outcome = resend_form_link(app(ctx), actor, id, key).await;
        let (id, user_errors) = settle(ctx, outcome)?;
        let clinic_id = actor.clinic_id().ok_or(Error::Unauthenticated)?;
        let notification = match id {
            Some(id) => notifications_by_ids(&app(ctx).db, clinic_id, &[id]).await?.remove(&id),
            None => None,
        };
        let notification = notification.map(|row| Notification(Arc::new(row)));
        Ok(ResendFormLinkPayload { notification, user_errors })
    }

    /// Says that somebody dealt with an alert, and how. Operators and administrators.
    async fn resolve_alert(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which alert, and what was done.")] input: ResolveAlertInput,
    ) -> Result<ResolveAlertPayload> {
        let actor = &caller(ctx).actor;
        let outcome = resolve_alert(app(ctx), actor, GlobalId::from_global(&input.id), &input.note).await;
        let (id, user_errors) = settle(ctx, outcome)?;
        let clinic_id = actor.clinic_id().ok_or(Error::Unauthenticated)?;
        let alert = match id {
            Some(id) => find_alert(&app(ctx).db, clinic_id, id).await?,
            None => None,
        };
        Ok(ResolveAlertPayload { alert: alert.map(Alert), user_errors })
    }
}
