//! Plans a message, and takes a planned one back. Neither tells the feed: the operation that plans or takes
//! back emits its own event, in the same transaction.

use chrono::{DateTime, Utc};
use entity::enums::{NotificationChannel, NotificationKind, NotificationState};
use entity::ids::{
    AppointmentId, AssistanceRequestId, CarePlanId, DispatchId, FormId, NotificationId, PatientId, UserId,
};
use entity::notification::{self, Column};
use sea_orm::sea_query::{Expr, ExprTrait, LockBehavior, LockType};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait, TryInsertResult,
};

use super::row::was_inserted;
use crate::features::events::UnitOfWork;
use crate::platform::clock::to_micros;
use crate::platform::error::{Error, Result};

/// Something to be said.
#[derive(Clone, Debug)]
pub struct NewNotification {
    /// To whom.
    pub patient_id: PatientId,
    /// The member of staff to whom it goes, where it does not go to the patient.
    pub user_id: Option<UserId>,
    /// The request that it is about.
    pub request_id: Option<AssistanceRequestId>,
    /// The care plan that it is about.
    pub care_plan_id: Option<CarePlanId>,
    /// The appointment that it is about.
    pub appointment_id: Option<AppointmentId>,
    /// The form that it is about.
    pub form_id: Option<FormId>,
    /// The confirmation that it carries out.
    pub dispatch_id: Option<DispatchId>,
    /// What it says.
    pub kind: NotificationKind,
    /// By what it travels.
    pub channel: NotificationChannel,
    /// Names the obligation: the same key is the same message, within the clinic.
    pub dedupe_key: String,
    /// What cannot be derived later.
    pub payload: serde_json::Value,
    /// Not before.
    pub due_at: DateTime<Utc>,
    /// Not after.
    pub expires_at: DateTime<Utc>,
}

/// Plans a message, once for each `dedupe_key`: where it was planned before, that one is answered as it is.
///
/// # Errors
/// Where the database does not answer.
pub async fn plan(work: &mut UnitOfWork<'_>, new: NewNotification) -> Result<NotificationId> {
    let (id, clinic_id, dedupe_key) = (work.app().new_id(), work.clinic_id(), new.dedupe_key.clone());
    let row = row_of(work, id, new, NotificationState::Planned, None);
    let inserted = insert(work, vec![row]).await?;
    if was_inserted(&inserted) {
        return Ok(id);
    }
    let planned_before = notification::Entity::find()
        .filter(Column::ClinicId.eq(clinic_id))
        .filter(Column::DedupeKey.eq(dedupe_key))
        .one(work.db())
        .await?;
    planned_before.map(|row| row.id).ok_or_else(|| Error::internal("a planned message is gone"))
}

/// Writes messages in one statement: planned ones, and such that ended before they began, with the word why.
/// Those whose `dedupe_key` is taken are left out.
///
/// # Errors
/// Where the database does not answer.
pub async fn write_all(work: &mut UnitOfWork<'_>, messages: Vec<LedgerEntry>) -> Result<()> {
    if messages.is_empty() {
        return Ok(());
    }
    let rows =
        messages.into_iter().map(|entry| row_of(work, entry.id, entry.message, entry.state, entry.reason));
    let rows = rows.collect();
    insert(work, rows).await?;
    Ok(())
}

/// A message as it enters the ledger.
#[derive(Clone, Debug)]
pub struct LedgerEntry {
    /// Its id.
    pub id: NotificationId,
    /// What it is.
    pub message: NewNotification,
    /// Planned, or how it ended without having been said.
    pub state: NotificationState,
    /// Why it ended: a stable word.
    pub reason: Option<&'static str>,
}

async fn insert(
    work: &mut UnitOfWork<'_>,
    rows: Vec<notification::ActiveModel>,
) -> Result<TryInsertResult<u64>> {
    let inserted = notification::Entity::insert_many(rows)
        .on_conflict_do_nothing_on([Column::ClinicId, Column::DedupeKey])
        .exec_without_returning(work.db())
        .await?;
    work.wake_workers();
    Ok(inserted)
}

fn row_of(
    work: &UnitOfWork<'_>,
    id: NotificationId,
    new: NewNotification,
    state: NotificationState,
    reason: Option<&str>,
) -> notification::ActiveModel {
    let due_at = to_micros(new.due_at);
    notification::ActiveModel {
        id: Set(id),
        clinic_id: Set(work.clinic_id()),
        patient_id: Set(new.patient_id),
        assistance_request_id: Set(new.request_id),
        user_id: Set(new.user_id),
        care_plan_id: Set(new.care_plan_id),
        appointment_id: Set(new.appointment_id),
        form_id: Set(new.form_id),
        dispatch_id: Set(new.dispatch_id),
        kind: Set(new.kind),
        channel: Set(new.channel),
        state: Set(state),
        dedupe_key: Set(new.dedupe_key),
        payload: Set(new.payload),
        carried: Set(None),
        due_at: Set(due_at),
        expires_at: Set(to_micros(new.expires_at)),
        next_attempt_at: Set(due_at),
        attempts: Set(0),
        lease_token: Set(None),
        lease_until: Set(None),
        provider_id: Set(None),
        sent_at: Set(None),
        delivered_at: Set(None),
        read_at: Set(None),
        reason: Set(reason.map(str::to_owned)),
        reason_detail: Set(None),
        created_at: Set(work.now()),
    }
}

/// Takes a message back while it waits. False: a worker has it, or it left, and it can no longer be taken back.
///
/// # Errors
/// Where the database does not answer.
pub async fn supersede(
    work: &mut UnitOfWork<'_>,
    notification_id: NotificationId,
    reason: &'static str,
) -> Result<bool> {
    end_planned(work, notification_id, NotificationState::Superseded, reason).await
}

/// Has what is due and was put off looked at now: the reason for it may hold no more. What a worker has is being looked
/// at; what WhatsApp has refused for now has its own time.
///
/// # Errors
/// Where the database does not answer.
pub async fn bring_forward(work: &mut UnitOfWork<'_>) -> Result<()> {
    let put_off = notification::Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::ClinicId.eq(work.clinic_id()))
        .filter(Column::State.eq(NotificationState::Planned))
        .filter(Column::DueAt.lte(work.now()))
        .filter(Column::Attempts.eq(0).or(Column::Channel.eq(NotificationChannel::Email)))
        .filter(Column::NextAttemptAt.gt(work.now()))
        .lock_with_behavior(LockType::NoKeyUpdate, LockBehavior::SkipLocked)
        .into_query();
    notification::Entity::update_many()
        .col_expr(Column::NextAttemptAt, Expr::value(work.now()))
        .filter(Column::Id.in_subquery(put_off))
        .exec(work.db())
        .await?;
    work.wake_workers();
    Ok(())
}

/// Takes back what waits of a kind about a request: something newer takes its place.
///
/// # Errors
/// Where the database does not answer.
pub async fn supersede_kind(
    work: &mut UnitOfWork<'_>,
    request_id: AssistanceRequestId,
    kind: NotificationKind,
    reason: &'static str,
) -> Result<u64> {
    let updated = notification::Entity::update_many()
        .col_expr(Column::State, Expr::value(NotificationState::Superseded))
        .col_expr(Column::Reason, Expr::value(reason))
        .filter(Column::ClinicId.eq(work.clinic_id()))
        .filter(Column::AssistanceRequestId.eq(request_id))
        .filter(Column::Kind.eq(kind))
        .filter(Column::State.eq(NotificationState::Planned))
        .exec(work.db())
        .await?;
    Ok(updated.rows_affected)
}

/// Takes a message back while it waits: suppressed where a rule says why, else because it was overtaken. What a
/// worker holds already is left to that worker's last look.
///
/// # Errors
/// Where the database does not answer.
pub async fn take_back(
    work: &mut UnitOfWork<'_>,
    notification_id: NotificationId,
    suppressed: Option<&'static str>,
) -> Result<()> {
    let state = suppressed.map_or(NotificationState::Superseded, |_| NotificationState::Suppressed);
    end_planned(work, notification_id, state, suppressed.unwrap_or("no_longer_owed")).await?;
    Ok(())
}

/// Ends a message while it waits. False: it waits no longer.
async fn end_planned(
    work: &UnitOfWork<'_>,
    notification_id: NotificationId,
    state: NotificationState,
    reason: &'static str,
) -> Result<bool> {
    let ended = notification::Entity::update_many()
        .col_expr(Column::State, Expr::value(state))
        .col_expr(Column::Reason, Expr::value(reason))
        .filter(Column::ClinicId.eq(work.clinic_id()))
        .filter(Column::Id.eq(notification_id))
        .filter(Column::State.eq(NotificationState::Planned))
        .exec(work.db())
        .await?;
    Ok(ended.rows_affected == 1)
}
