//! What a change of the clinic's rules would send in the coming days, without sending it.

use std::collections::HashMap;
use std::ops::RangeInclusive;

use chrono::{DateTime, Duration, Utc};
use entity::enums::{NotificationChannel, NotificationKind, NotificationState};
use entity::ids::{AppointmentId, ClinicId, NotificationId, PatientId};
use entity::settings::ReminderPolicy;
use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Expr, Order, Query};
use tokio::task::spawn_blocking;
use tokio::time::Instant;
use uuid::Uuid;

use super::decision::Decision;
use super::facts::{Facts, Obligation, Said};
use super::load::load_facts;
use super::planner::{Claim, claim, plan};
use super::policy::{PolicyChange, changed, concerned_by_rules};
use crate::app::App;
use crate::features::clinics::clinic_by_id;
use crate::platform::actor::{Actor, Permission};
use crate::platform::error::{Error, Outcome, Refusal, Result};

/// How many days a preview may look ahead.
const DAYS: RangeInclusive<u32> = 1..=14;

/// How far one preview goes.
#[derive(Clone, Copy, Debug)]
pub struct PreviewBounds {
    /// Patients that it looks at.
    pub patients: usize,
    /// How long it goes on looking at further ones.
    pub time: std::time::Duration,
}

impl Default for PreviewBounds {
    /// More patients than a large clinic has visits of in two weeks, and as long as somebody waits for an answer.
    fn default() -> Self {
        Self { patients: 20_000, time: std::time::Duration::from_secs(20) }
    }
}

/// Patients that are read at once.
const BATCH: usize = 500;

/// Times that one patient is looked at: more than any week brings.
const MOST_LOOKS: usize = 200;

/// A message that would leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Previewed {
    /// When.
    pub due_at: DateTime<Utc>,
    /// To whom.
    pub patient_id: PatientId,
    /// What.
    pub kind: NotificationKind,
    /// By what.
    pub channel: NotificationChannel,
    /// About which visit.
    pub appointment_id: Option<AppointmentId>,
    /// With the links to how many forms.
    pub forms: usize,
}

/// What would be sent.
#[derive(Clone, Debug, Default)]
pub struct Preview {
    /// Under the rules as they would be, soonest first.
    pub messages: Vec<Previewed>,
    /// How many leave under the rules as they are.
    pub messages_now: usize,
    /// Patients that were looked at, to the last day.
    pub patients: usize,
    /// Whether there are more of them than that.
    pub is_partial: bool,
}

/// Plays the coming days with the rules as they would be, as if nothing else happened and everything arrived.
///
/// # Errors
/// `INVALID` with the field, as saving the rules would say, and for days that are too few or too many.
pub async fn preview_reminders(
    app: &App,
    actor: &Actor,
    change: PolicyChange,
    days: i32,
    bounds: PreviewBounds,
) -> Outcome<Preview> {
    let clinic_id = actor.require(Permission::Administer)?.clinic_id;
    let days = Refusal::unless_within(days, "days", &DAYS)?;
    let clinic = clinic_by_id(&app.db, clinic_id).await?;
    let now = app.now();
    let policy = changed(&clinic.settings.reminders, change, now)
        .map_err(|failure| failure.about("input", "policy"))?;
    let until = now + Duration::days(days.into());
    let reach = Duration::hours(policy.window_hours.max(clinic.settings.reminders.window_hours).into());
    let patients = whom_to_look_at(app, clinic_id, now, until + reach, bounds.patients + 1).await?;
    let began = Instant::now();
    let mut preview = Preview::default();
    for batch in patients[..patients.len().min(bounds.patients)].chunks(BATCH) {
        if began.elapsed() >= bounds.time {
            break;
        }
        let facts = load_facts(&app.db, &clinic, batch, now).await?;
        let policy = policy.clone();
        let played = spawn_blocking(move || play_all(facts, &policy, now, until)).await;
        let played = played.map_err(Error::from)?;
        preview.messages_now += played.messages_now;
        preview.messages.extend(played.messages);
        preview.patients += played.patients;
    }
    preview.is_partial = preview.patients < patients.len();
    preview.messages.sort_by_key(|message| (message.due_at, message.patient_id));
    Ok(preview)
}

/// So many of those whom the rules concern, whose visits come first before those without any.
async fn whom_to_look_at(
    app: &App,
    clinic_id: ClinicId,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
    most: usize,
) -> Result<Vec<PatientId>> {
    // Not for the whole file: its `max` would hide that of numbers and times.
    use sea_orm::sea_query::ExprTrait;
    let first_visit = || Expr::col("starts_at").min();
    let mut patients = Query::select();
    patients
        .column("patient_id")
        .from_subquery(concerned_by_rules(clinic_id, now), "concerned")
        .and_where(Expr::col("starts_at").is_null().or(Expr::col("starts_at").lt(until)))
        .group_by_col("patient_id")
        .order_by_expr(first_visit().is_null(), Order::Asc)
        .order_by_expr(first_visit(), Order::Asc)
        .order_by("patient_id", Order::Asc)
        .limit(most as u64);
    let rows = app.db.query_all(&patients).await?;
    rows.iter().map(|row| Ok(row.try_get_by_index(0)?)).collect()
}

/// Plays the days of patients, under the rules as they are and under others.
fn play_all(
    patients: HashMap<PatientId, Facts>,
    policy: &ReminderPolicy,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Preview {
    let mut preview = Preview::default();
    for (patient_id, facts) in patients {
        let (messages_now, to_the_end_now) = play(facts.clone(), patient_id, now, until);
        let (messages, to_the_end) = play(Facts { policy: policy.clone(), ..facts }, patient_id, now, until);
        preview.messages_now += messages_now.len();
        preview.messages.extend(messages);
        preview.patients += usize::from(to_the_end_now && to_the_end);
    }
    preview
}

/// Plays one patient's days: what is said is accepted at once. What waits to be sent is planned anew, so that it is
/// among what leaves, or is not where the rules would have it so; but for what staff had sent, which no rule owes.
/// Also whether that was all: false where there is too much to look at.
fn play(
    mut facts: Facts,
    patient_id: PatientId,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> (Vec<Previewed>, bool) {
    let mut messages = Vec::new();
    facts.ledger.retain(|said| {
        said.state != NotificationState::Planned || matches!(said.obligation, Obligation::Resend(_))
    });
    let mut at = now;
    for look in 0..MOST_LOOKS {
        let planned = plan(&facts, at);
        for (obligation, decision) in planned.decisions {
            let Decision::Say { channel, expires_at } = decision else { continue };
            let id = NotificationId(Uuid::from_u64_pair(look as u64, messages.len() as u64));
            let mut said = Said {
                state: NotificationState::Accepted,
                said_at: Some(at),
                ..Said::planned(id, obligation, channel, at, expires_at)
            };
            let Claim::Tell(carried) = claim(&facts, at, &said) else { continue };
            messages.push(Previewed {
                due_at: at,
                patient_id,
                kind: obligation.kind(),
                channel,
                appointment_id: visit_of(obligation),
                forms: carried.links.len() + carried.outstanding.len(),
            });
            said.carried = Some(carried);
            facts.ledger.push(said);
        }
        match planned.wake_at.filter(|wake| *wake <= until) {
            // What was just said may change what comes next, at the same moment.
            Some(wake) => at = wake.max(at),
            None => return (messages, true),
        }
    }
    (messages, false)
}

fn visit_of(obligation: Obligation) -> Option<AppointmentId> {
    match obligation {
        Obligation::Reminder(id, _) | Obligation::FormOutstanding(_, id) => Some(id),
        Obligation::FormLink(_, before) => before.map(|(id, _)| id),
        Obligation::Welcome(_)
        | Obligation::Resend(_)
        | Obligation::TreatmentCompleted(_)
        | Obligation::FormSubmitted(_) => None,
    }
}
