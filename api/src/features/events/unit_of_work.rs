//! One transaction of one clinic: rows, events, audit entries and outgoing messages commit together, and
//! after the commit only wake-ups happen.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use entity::enums::EventKind;
use entity::ids::{AppointmentId, AssistanceRequestId, ClinicId, PatientId};
use entity::{audit_entry, clinic_feed, event, patient, patient_agenda};
use sea_orm::sea_query::{Expr, ExprTrait, LockType, OnConflict, Query};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter,
    QuerySelect,
};
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

use crate::app::App;
use crate::features::audit;
use crate::platform::actor::Actor;
use crate::platform::db::begin_write;
use crate::platform::error::{Error, Outcome, Result};
use crate::platform::idempotency::{self, Claim};

/// Something that happened, to be appended to the feed.
#[derive(Clone, Copy, Debug)]
pub struct NewEvent {
    /// What happened.
    pub kind: EventKind,
    /// The request that it happened to.
    pub request_id: Option<AssistanceRequestId>,
    /// The patient whom it concerns.
    pub patient_id: Option<PatientId>,
    /// The appointment that it happened to.
    pub appointment_id: Option<AppointmentId>,
}

/// A transaction that has begun. Dropped without [`UnitOfWork::commit`], it leaves nothing behind.
pub struct UnitOfWork<'a> {
    app: &'a App,
    clinic_id: ClinicId,
    tx: DatabaseTransaction,
    now: DateTime<Utc>,
    events: Vec<NewEvent>,
    audit: Vec<audit::NewEntry>,
    facts_changed: BTreeSet<PatientId>,
    work_may_be_due: bool,
    sessions_end: bool,
}

impl<'a> UnitOfWork<'a> {
    pub(crate) async fn begin(app: &'a App, clinic_id: ClinicId) -> Result<Self> {
        let tx = begin_write(&app.writer).await?;
        // After the wait for the lock: what is written carries the time at which it was written.
        let now = app.now();
        let (events, audit, facts_changed) = (Vec::new(), Vec::new(), BTreeSet::new());
        Ok(Self {
            app,
            clinic_id,
            tx,
            now,
            events,
            audit,
            facts_changed,
            work_may_be_due: false,
            sessions_end: false,
        })
    }

    /// The connection inside the transaction.
    pub fn db(&self) -> &DatabaseTransaction {
        &self.tx
    }

    /// The application.
    pub fn app(&self) -> &'a App {
        self.app
    }

    /// The clinic in which it happens.
    pub fn clinic_id(&self) -> ClinicId {
        self.clinic_id
    }

    /// The time of everything that this transaction writes.
    pub fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// Claims the caller's idempotency key for the row `new_id` that `operation` is about to make of `content`;
    /// without a key, everything is new.
    ///
    /// # Errors
    /// As [`idempotency::claim`].
    pub async fn claim<'k>(
        &self,
        actor: &Actor,
        operation: &'static str,
        key: impl Into<Option<&'k str>>,
        content: &impl Serialize,
        new_id: impl Into<Uuid>,
    ) -> Outcome<Claim> {
        let Some(key) = key.into() else { return Ok(Claim::Fresh) };
        let print = serde_json::to_vec(content).map_err(Error::from)?;
        let (clinic_id, new_id) = (self.clinic_id, new_id.into());
        idempotency::claim(&self.tx, clinic_id, actor, operation, key, &print, new_id, self.now).await
    }

    /// Something happened.
    pub fn emit(&mut self, event: NewEvent) {
        if let Some(patient_id) = event.patient_id.filter(|_| changes_what_is_owed(event.kind)) {
            self.look_again_at(patient_id);
        }
        self.events.push(event);
    }

    /// What is owed to a patient may be something else after this: a worker looks, soon after the commit.
    pub fn look_again_at(&mut self, patient_id: PatientId) {
        self.facts_changed.insert(patient_id);
    }

    /// What this transaction changed of these patients was taken into account within it: no worker has to look.
    pub fn has_looked_at(&mut self, patients: &[PatientId]) {
        for patient_id in patients {
            self.facts_changed.remove(patient_id);
        }
    }

    /// Locks a patient, so that whatever concerns them happens one after the other. Rows that only refer to them can
    /// still be written. False: the clinic has no such patient.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub async fn lock_patient(&self, id: PatientId) -> Result<bool> {
        let held = patient::Entity::find_by_id(id)
            .select_only()
            .column(patient::Column::Id)
            .filter(patient::Column::ClinicId.eq(self.clinic_id))
            .lock(LockType::NoKeyUpdate)
            .into_tuple::<Uuid>()
            .one(&self.tx)
            .await?;
        Ok(held.is_some())
    }

    /// Somebody read or changed something. `detail` carries no personal data.
    pub fn audit(
        &mut self,
        actor: &Actor,
        action: &'static str,
        subject_type: &'static str,
        subject_id: impl Into<Uuid>,
        detail: serde_json::Value,
    ) {
        let (actor_kind, actor_id) = actor.identity();
        let subject_id = subject_id.into();
        self.audit_entry(audit::NewEntry { actor_kind, actor_id, action, subject_type, subject_id, detail });
    }

    /// Like [`UnitOfWork::audit`], where only the identity of the actor is at hand.
    pub fn audit_entry(&mut self, entry: audit::NewEntry) {
        self.audit.push(entry);
    }

    /// Like [`UnitOfWork::audit`], where there is nothing to add.
    pub fn audit_plain(
        &mut self,
        actor: &Actor,
        action: &'static str,
        subject_type: &'static str,
        subject_id: impl Into<Uuid>,
    ) {
        self.audit(actor, action, subject_type, subject_id, json!({}));
    }

    /// A message was planned or may go out earlier: workers are woken after the commit.
    pub fn wake_workers(&mut self) {
        self.work_may_be_due = true;
    }

    /// Sessions end with this, or the links or keys behind them: open connections ask for theirs after the commit.
    pub fn end_sessions(&mut self) {
        self.sessions_end = true;
    }

    /// Commits. The clinic's head is raised last, so that the order of events is the order of commits and
    /// its row is locked as briefly as can be.
    ///
    /// # Errors
    /// Where the database refuses; nothing was written then.
    pub async fn commit(self) -> Result<()> {
        let Self { app, clinic_id, tx, now, events, audit, facts_changed, work_may_be_due, sessions_end } =
            self;
        let has_events = !events.is_empty();
        let work_may_be_due = work_may_be_due || !facts_changed.is_empty();
        if !facts_changed.is_empty() {
            mark_agenda(&tx, clinic_id, now, facts_changed).await?;
        }
        if has_events || !audit.is_empty() {
            let head = raise_head(&tx, clinic_id, events.len(), audit.len()).await?;
            let first = head.head - events.len() as i64 + 1;
            let rows = (first..).zip(events).map(|(seq, new)| event::ActiveModel {
                clinic_id: Set(clinic_id),
                seq: Set(seq),
                kind: Set(new.kind),
                assistance_request_id: Set(new.request_id),
                patient_id: Set(new.patient_id),
                appointment_id: Set(new.appointment_id),
                at: Set(now),
            });
            if has_events {
                event::Entity::insert_many(rows).exec_without_returning(&tx).await?;
            }
            if !audit.is_empty() {
                append_audit(&tx, clinic_id, now, head, audit).await?;
            }
        }
        tx.commit().await?;
        if has_events {
            app.feed.wake();
        }
        if work_may_be_due {
            app.work.send_replace(());
        }
        if sessions_end {
            app.endings.send_replace(());
        }
        Ok(())
    }
}

/// Whether a reminder or a form may be owed, or owed no longer, because of it.
fn changes_what_is_owed(kind: EventKind) -> bool {
    use EventKind::*;
    matches!(
        kind,
        AppointmentBooked
            | AppointmentMoved
            | AppointmentCancelled
            | VisitStarted
            | VisitCompleted
            | VisitMissed
            | VisitReopened
            | CarePlanChanged
            | FormAsked
            | FormSubmitted
            | FormWithdrawn
            | PatientChanged
            | ReplyReceived
            | Voided
    )
}

/// Puts patients on the agenda for now. The generation tells a worker who looks meanwhile that what it read is old.
///
/// # Errors
/// Where the database does not answer.
pub async fn mark_agenda(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    now: DateTime<Utc>,
    patients: BTreeSet<PatientId>,
) -> Result<()> {
    use patient_agenda::Column;
    let rows = patients.into_iter().map(|patient_id| patient_agenda::ActiveModel {
        patient_id: Set(patient_id),
        clinic_id: Set(clinic_id),
        wake_at: Set(Some(now)),
        generation: Set(1),
    });
    let again = OnConflict::column(Column::PatientId)
        .update_column(Column::WakeAt)
        .value(Column::Generation, Expr::col((patient_agenda::Entity, Column::Generation)).add(1))
        .to_owned();
    patient_agenda::Entity::insert_many(rows).on_conflict(again).exec_without_returning(db).await?;
    Ok(())
}

async fn raise_head(
    tx: &DatabaseTransaction,
    clinic_id: ClinicId,
    events: usize,
    entries: usize,
) -> Result<clinic_feed::Model> {
    use clinic_feed::Column::{AuditHead, ClinicId as Clinic, Head};
    let mut statement = Query::update();
    statement
        .table(clinic_feed::Entity)
        .value(Head, Expr::col(Head).add(events as i64))
        .value(AuditHead, Expr::col(AuditHead).add(entries as i64))
        .and_where(Expr::col(Clinic).eq(clinic_id))
        .returning_all();
    let row = tx.query_one(&statement).await?.ok_or_else(|| Error::internal("the clinic has no feed"))?;
    Ok(<clinic_feed::Model as sea_orm::FromQueryResult>::from_query_result(&row, "")?)
}

async fn append_audit(
    tx: &DatabaseTransaction,
    clinic_id: ClinicId,
    now: DateTime<Utc>,
    head: clinic_feed::Model,
    entries: Vec<audit::NewEntry>,
) -> Result<()> {
    let first = head.audit_head - entries.len() as i64 + 1;
    let rows = audit::chain(clinic_id, now, first, head.audit_hash, entries);
    let newest = rows.last().map(|row| row.hash.clone()).unwrap_or_default();
    let models =
        rows.into_iter().map(sea_orm::IntoActiveModel::<audit_entry::ActiveModel>::into_active_model);
    audit_entry::Entity::insert_many(models).exec_without_returning(tx).await?;
    let mut statement = Query::update();
    statement
        .table(clinic_feed::Entity)
        .value(clinic_feed::Column::AuditHash, newest)
        .and_where(Expr::col(clinic_feed::Column::ClinicId).eq(clinic_id));
    tx.execute(&statement).await?;
    Ok(())
}
