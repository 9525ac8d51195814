//! An administrator changes when and how patients are reminded.

use chrono::{DateTime, Utc};
use entity::enums::{AppointmentState, FormState};
use entity::ids::ClinicId;
use entity::settings::{EarlierPolicy, ReminderPolicy};
use entity::{appointment, care_plan, clinic, form};
use sea_orm::sea_query::{Expr, ExprTrait, LockType, Query, SelectStatement, UnionType};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QuerySelect};
use serde::Deserialize;

use super::decision::LOOK_BACK;
use super::past::looked_back_to;
use crate::app::App;
use crate::features::clinics::botmaker_name;
use crate::features::notifications::bring_forward;
use crate::platform::actor::{Actor, Permission};
use crate::platform::error::{Error, Failure, Outcome, Refusal, UserErrorCode};

/// Hours that have to be left of a day outside of the quiet ones.
const LOUD_HOURS: u32 = 4;

/// What is to change; what is none stays.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PolicyChange {
    /// Whether patients are reminded at all.
    pub enabled: Option<bool>,
    /// Hours before a visit from which a reminder is owed: 4 to 336.
    pub window_hours: Option<i32>,
    /// Minutes before a visit after which a reminder is no longer worth sending: 15 to 1,440.
    pub minimum_lead_minutes: Option<i32>,
    /// Hours after a booking or a move in which nobody is reminded of it: 0 to 72.
    pub just_agreed_hours: Option<i32>,
    /// Minutes for which a previous visit may hold a reminder back: 0 to 720.
    pub hold_back_minutes: Option<i32>,
    /// Minutes after midnight at which the quiet hours begin: 0 to 1,439.
    pub quiet_from_minute: Option<i32>,
    /// Minutes after midnight at which they end: 0 to 1,439.
    pub quiet_to_minute: Option<i32>,
    /// Minutes for which e-mail is tried before WhatsApp: 5 to 1,440.
    pub patience_minutes: Option<i32>,
    /// Hours before a visit from which its practitioner is told of an outstanding form: 1 to 168.
    pub practitioner_hours: Option<i32>,
    /// Botmaker template for reminders; an empty text goes back to the usual one.
    pub reminder_intent: Option<String>,
    /// Botmaker template with the link to a form; as above.
    pub form_link_intent: Option<String>,
    /// Botmaker template that welcomes; as above.
    pub welcome_intent: Option<String>,
    /// Botmaker template that ends a treatment; as above.
    pub treatment_completed_intent: Option<String>,
}

/// Changes the rules, and has a worker look at everybody whom they concern.
///
/// # Errors
/// `INVALID` with the field, also for rules that contradict each other.
pub async fn update_policy(app: &App, actor: &Actor, change: PolicyChange) -> Outcome<clinic::Model> {
    let principal = actor.require(Permission::Administer)?;
    let mut work = app.begin(principal.clinic_id).await?;
    let clinic = clinic::Entity::find_by_id(principal.clinic_id)
        .lock(LockType::NoKeyUpdate)
        .one(work.db())
        .await?
        .ok_or_else(|| Error::internal("no such clinic"))?;
    let mut settings = clinic.settings.clone();
    settings.reminders = changed(&settings.reminders, change, work.now())?;
    let mut row = clinic.into_active_model();
    row.settings = Set(settings);
    let clinic = row.update(work.db()).await?;
    work.look_again_at_all(concerned_by_rules(clinic.id, work.now())).await?;
    // The quiet hours may end sooner, or be no more.
    bring_forward(&mut work).await?;
    work.audit_plain(actor, "clinic.reminder_policy_changed", "Clinic", clinic.id);
    work.commit().await?;
    Ok(clinic)
}

/// The rules after a change that is made now.
///
/// # Errors
/// `INVALID` with the field.
pub(super) fn changed(
    before: &ReminderPolicy,
    change: PolicyChange,
    now: DateTime<Utc>,
) -> Outcome<ReminderPolicy> {
    let mut policy = before.clone();
    let mut refusals = Vec::new();
    if change.enabled == Some(true) && !policy.enabled {
        policy.enabled_at = Some(now);
    }
    policy.enabled = change.enabled.unwrap_or(policy.enabled);
    for (target, value, field, range) in [
        (&mut policy.window_hours, change.window_hours, "windowHours", 4..=336),
        (&mut policy.minimum_lead_minutes, change.minimum_lead_minutes, "minimumLeadMinutes", 15..=1_440),
        (&mut policy.just_agreed_hours, change.just_agreed_hours, "justAgreedHours", 0..=72),
        (&mut policy.hold_back_minutes, change.hold_back_minutes, "holdBackMinutes", 0..=720),
        (&mut policy.quiet_from_minute, change.quiet_from_minute, "quietFromMinute", 0..=1_439),
        (&mut policy.quiet_to_minute, change.quiet_to_minute, "quietToMinute", 0..=1_439),
        (&mut policy.patience_minutes, change.patience_minutes, "patienceMinutes", 5..=1_440),
        (&mut policy.practitioner_hours, change.practitioner_hours, "practitionerHours", 1..=168),
    ] {
        let Some(value) = value else { continue };
        match Refusal::unless_within(value, &format!("input.{field}"), &range) {
            Ok(value) => *target = value,
            Err(refusal) => refusals.push(refusal),
        }
    }
    let usual = ReminderPolicy::default();
    for (target, value, field, usual) in [
        (&mut policy.reminder_intent, change.reminder_intent, "reminderIntent", usual.reminder_intent),
        (&mut policy.form_link_intent, change.form_link_intent, "formLinkIntent", usual.form_link_intent),
        (&mut policy.welcome_intent, change.welcome_intent, "welcomeIntent", usual.welcome_intent),
        (
            &mut policy.treatment_completed_intent,
            change.treatment_completed_intent,
            "treatmentCompletedIntent",
            usual.treatment_completed_intent,
        ),
    ] {
        let Some(value) = value else { continue };
        match botmaker_name(&value, field) {
            Ok(name) => *target = name.unwrap_or(usual),
            Err(refusal) => refusals.push(refusal),
        }
    }
    if refusals.is_empty() {
        refusals.extend(contradictions(&policy));
    }
    if !refusals.is_empty() {
        return Err(Failure::Refused(refusals));
    }
    keep_earlier(&mut policy, before, now);
    Ok(policy)
}

/// Keeps the rules of before as long as they are asked for.
fn keep_earlier(policy: &mut ReminderPolicy, before: &ReminderPolicy, now: DateTime<Utc>) {
    if policy == before {
        return;
    }
    let before = ReminderPolicy { earlier: Vec::new(), ..before.clone() };
    policy.earlier.push(EarlierPolicy { until: now, policy: before });
    policy.earlier.retain(|earlier| earlier.until > looked_back_to(now));
}

/// Rules that cannot all hold.
fn contradictions(policy: &ReminderPolicy) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    if policy.minimum_lead_minutes >= policy.window_hours * 60 {
        refusals.push(invalid(
            "minimumLeadMinutes",
            "Con esta anticipación mínima no queda tiempo para ningún recordatorio.",
            "With this minimum lead there is no time left for any reminder.",
        ));
    }
    if policy.minimum_lead_minutes + policy.hold_back_minutes >= policy.window_hours * 60 {
        refusals.push(invalid(
            "holdBackMinutes",
            "Una visita anterior podría demorar el recordatorio hasta que ya no sirva.",
            "A previous visit could hold the reminder back until it is of no use.",
        ));
    }
    let quiet = (policy.quiet_to_minute + 1_440 - policy.quiet_from_minute) % 1_440;
    if 1_440 - quiet < LOUD_HOURS * 60 {
        refusals.push(invalid(
            "quietToMinute",
            &format!("Tienen que quedar al menos {LOUD_HOURS} horas por día para escribir a los pacientes."),
            &format!("At least {LOUD_HOURS} hours a day have to be left for writing to patients."),
        ));
    }
    let time_left = (policy.window_hours * 60).saturating_sub(policy.minimum_lead_minutes);
    if (1..=quiet).contains(&time_left) {
        refusals.push(invalid(
            "windowHours",
            "Hay visitas cuyo recordatorio solo podría salir en las horas de descanso.",
            "There are visits whose reminder could leave in the quiet hours only.",
        ));
    }
    refusals
}

fn invalid(field: &str, es: &str, en: &str) -> Refusal {
    Refusal::new(UserErrorCode::Invalid, &format!("input.{field}"), es, en)
}

/// Whom the rules may owe something (`patient_id`): who has a visit ahead (`starts_at`, else null), an open form or a
/// treatment that began or ended lately.
pub(super) fn concerned_by_rules(clinic_id: ClinicId, now: DateTime<Utc>) -> SelectStatement {
    let mut concerned = Query::select();
    concerned
        .columns([appointment::Column::PatientId, appointment::Column::StartsAt])
        .from(appointment::Entity)
        .and_where(appointment::Column::ClinicId.eq(clinic_id))
        .and_where(appointment::Column::State.ne(AppointmentState::Cancelled))
        .and_where(appointment::Column::StartsAt.gt(now));
    let of_forms = Query::select()
        .column(form::Column::PatientId)
        .expr(Expr::cust("NULL"))
        .from(form::Entity)
        .and_where(form::Column::ClinicId.eq(clinic_id))
        .and_where(form::Column::State.eq(FormState::Open))
        .to_owned();
    let since = now - LOOK_BACK;
    let of_plans = Query::select()
        .column(care_plan::Column::PatientId)
        .expr(Expr::cust("NULL"))
        .from(care_plan::Entity)
        .and_where(care_plan::Column::ClinicId.eq(clinic_id))
        .and_where(care_plan::Column::CreatedAt.gt(since).or(care_plan::Column::CompletedAt.gt(since)))
        .to_owned();
    concerned.union(UnionType::All, of_forms).union(UnionType::All, of_plans);
    concerned
}
