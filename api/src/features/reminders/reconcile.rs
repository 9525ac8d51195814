//! Brings the ledger in line with what is owed: for whom something changed, and for whom a time has come.
//!
//! `patient_agenda` says when to look at whom. Whatever changes a patient's facts puts them there for now, in its
//! own transaction; the planner says when time alone changes something. So a sweep costs what is due, however many
//! patients a clinic has, and any number of workers share it: who finds a patient locked
//! passes them over, and goes on with the next.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Duration, Utc};
use entity::enums::NotificationState;
use entity::ids::{ClinicId, PatientId};
use entity::{patient, patient_agenda};
use sea_orm::sea_query::{Expr, ExprTrait, LockBehavior, LockType, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::alerts::{NewAlert, raise_alerts};
use super::changes::{Change, changes};
use super::facts::Facts;
use super::ledger::message;
use super::load::load_facts;
use super::settle_alerts::settle_alerts;
use crate::app::App;
use crate::features::clinics::clinic_by_id;
use crate::features::events::UnitOfWork;
use crate::features::forms::{
    bring_about, call_off, forms_called_off, forms_due, load_form_rules, load_rule_facts,
};
use crate::features::notifications::{LedgerEntry, take_back, write_all};
use crate::platform::error::Result;

/// Patients that one transaction looks at.
const BATCH: u64 = 100;

/// When to look again at somebody for whom it failed.
const AFTER_FAILURE: Duration = Duration::minutes(5);

/// Where somebody stands among those who are due.
type Place = (DateTime<Utc>, PatientId);

/// Somebody who is due, with the generation of their facts.
type Due = (PatientId, i64);

/// Looks at everybody who is due, of all clinics, the soonest first. Returns how many were. Whom others hold it passes
/// over, and goes on with who comes after them: they are looked at in the next round.
///
/// # Errors
/// Where the database does not answer.
pub async fn reconcile_due(app: &App) -> Result<u64> {
    let (mut done, mut last) = (0, None);
    loop {
        let due = due(app, last).await?;
        last = due.last().map(|(_, wake_at, (patient_id, _))| (*wake_at, *patient_id));
        let is_last = (due.len() as u64) < BATCH;
        let mut clinics = BTreeMap::<_, Vec<_>>::new();
        for (clinic_id, _, patient) in due {
            clinics.entry(clinic_id).or_default().push(patient);
        }
        for (clinic_id, patients) in &clinics {
            done += reconcile_all(app, *clinic_id, patients).await?;
        }
        if is_last {
            return Ok(done);
        }
    }
}

/// The next who are due, after the last one.
async fn due(app: &App, last: Option<Place>) -> Result<Vec<(ClinicId, DateTime<Utc>, Due)>> {
    use patient_agenda::Column;
    let mut due = patient_agenda::Entity::find()
        .select_only()
        .columns([Column::ClinicId, Column::WakeAt, Column::PatientId, Column::Generation])
        .filter(Column::WakeAt.is_not_null())
        .filter(Column::WakeAt.lte(app.now()));
    if let Some((wake_at, patient_id)) = last {
        due = due.filter(
            Expr::tuple([Expr::col(Column::WakeAt), Expr::col(Column::PatientId)])
                .gt(Expr::tuple([Expr::value(wake_at), Expr::value(patient_id)])),
        );
    }
    let due = due.order_by_asc(Column::WakeAt).order_by_asc(Column::PatientId).limit(BATCH);
    let rows: Vec<(ClinicId, DateTime<Utc>, PatientId, i64)> = due.into_tuple().all(&app.db).await?;
    let with_generation = |(clinic_id, wake_at, id, generation)| (clinic_id, wake_at, (id, generation));
    Ok(rows.into_iter().map(with_generation).collect())
}

/// All in one transaction; where that fails, one by one, so that one of whom something is wrong does not keep the
/// others waiting.
async fn reconcile_all(app: &App, clinic_id: ClinicId, due: &[Due]) -> Result<u64> {
    let patients: Vec<_> = due.iter().map(|(patient_id, _)| *patient_id).collect();
    let error = match reconcile(app, clinic_id, &patients).await {
        Ok(done) => return Ok(done),
        Err(error) => error,
    };
    tracing::warn!(?error, patients = patients.len(), "a batch could not be reconciled; trying one by one");
    let mut done = 0;
    for (patient_id, generation) in due {
        match reconcile(app, clinic_id, std::slice::from_ref(patient_id)).await {
            Ok(one) => done += one,
            Err(error) => {
                tracing::error!(?error, patient = %patient_id, "a patient could not be reconciled");
                put_off(app, *patient_id, *generation).await?;
            }
        }
    }
    Ok(done)
}

/// Looks at these patients now, those that nobody else holds. Returns how many.
///
/// # Errors
/// Where the database does not answer; nothing is changed then.
pub async fn reconcile(app: &App, clinic_id: ClinicId, patients: &[PatientId]) -> Result<u64> {
    let mut work = app.begin(clinic_id).await?;
    let held = hold(&work, patients).await?;
    if held.is_empty() {
        return Ok(0);
    }
    let clinic = clinic_by_id(work.db(), clinic_id).await?;
    let ids: Vec<_> = held.keys().copied().collect();
    let now = work.now();
    ask_for_forms(&mut work, &ids).await?;
    let facts = load_facts(work.db(), &clinic, &ids, now).await?;
    let (mut entries, mut alerts, mut agenda) = (Vec::new(), Vec::new(), Vec::new());
    for (patient_id, facts) in &facts {
        let (changes, wake_at) = changes(facts.clone(), now);
        for change in changes {
            apply(&mut work, facts, *patient_id, change, &mut entries, &mut alerts).await?;
        }
        agenda.push((*patient_id, wake_at));
    }
    write_all(&mut work, entries).await?;
    settle_alerts(&mut work, &facts).await?;
    raise_alerts(&mut work, alerts).await?;
    look_again(&work, &held, agenda).await?;
    // The forms that came into being here were planned with the rest.
    work.has_looked_at(&ids);
    work.commit().await?;
    Ok(ids.len() as u64)
}

/// Calls off the forms that are asked for nothing any more, and brings about those that the clinic's rules owe: what is
/// owed of them is planned right after.
async fn ask_for_forms(work: &mut UnitOfWork<'_>, patients: &[PatientId]) -> Result<()> {
    let rules = load_form_rules(work.db(), work.clinic_id()).await?;
    let facts = load_rule_facts(work.db(), work.clinic_id(), patients, work.now()).await?;
    let called_off: Vec<_> = facts.values().flat_map(|facts| forms_called_off(&rules, facts)).collect();
    call_off(work, &called_off).await?;
    let due: Vec<_> = facts
        .iter()
        .flat_map(|(patient_id, facts)| {
            forms_due(&rules, *patient_id, facts).into_iter().map(|form| (*patient_id, form))
        })
        .collect();
    bring_about(work, &due).await?;
    Ok(())
}

/// Locks patients that are due and that nobody else holds, in order; with the generation of their facts.
async fn hold(work: &UnitOfWork<'_>, patients: &[PatientId]) -> Result<HashMap<PatientId, i64>> {
    let free: Vec<PatientId> = patient::Entity::find()
        .select_only()
        .column(patient::Column::Id)
        .filter(patient::Column::ClinicId.eq(work.clinic_id()))
        .filter(patient::Column::Id.is_in(patients.iter().copied()))
        .order_by_asc(patient::Column::Id)
        .lock_with_behavior(LockType::NoKeyUpdate, LockBehavior::SkipLocked)
        .into_tuple()
        .all(work.db())
        .await?;
    let agenda = patient_agenda::Entity::find()
        .filter(patient_agenda::Column::PatientId.is_in(free))
        .filter(patient_agenda::Column::WakeAt.lte(work.now()))
        .all(work.db())
        .await?;
    Ok(agenda.into_iter().map(|row| (row.patient_id, row.generation)).collect())
}

async fn apply(
    work: &mut UnitOfWork<'_>,
    facts: &Facts,
    patient_id: PatientId,
    change: Change,
    entries: &mut Vec<LedgerEntry>,
    alerts: &mut Vec<NewAlert>,
) -> Result<()> {
    let (now, app) = (work.now(), work.app());
    match change {
        Change::Send { obligation, channel, expires_at } => {
            let message = message(facts, patient_id, obligation, channel, now, expires_at);
            let state = NotificationState::Planned;
            entries.push(LedgerEntry { id: app.new_id(), message, state, reason: None });
        }
        Change::Record { obligation, state, reason, alert } => {
            let channel = obligation.first_channel(&facts.reach);
            let message = message(facts, patient_id, obligation, channel, now, now);
            let notification_id = app.new_id();
            entries.push(LedgerEntry { id: notification_id, message, state, reason: Some(reason) });
            alerts.extend(alert.then_some(NewAlert { patient_id, notification_id, reason: reason.into() }));
        }
        Change::TakeBack { id, suppressed } => take_back(work, id, suppressed).await?,
        Change::Alert { id, reason } => {
            alerts.push(NewAlert { patient_id, notification_id: id, reason: reason.into() });
        }
    }
    Ok(())
}

/// Writes when to look again; who changed meanwhile stays due.
async fn look_again(
    work: &UnitOfWork<'_>,
    held: &HashMap<PatientId, i64>,
    agenda: Vec<(PatientId, Option<DateTime<Utc>>)>,
) -> Result<()> {
    use patient_agenda::Column;
    let rows = agenda.into_iter().map(|(patient_id, wake_at)| patient_agenda::ActiveModel {
        patient_id: Set(patient_id),
        clinic_id: Set(work.clinic_id()),
        wake_at: Set(wake_at),
        generation: Set(held.get(&patient_id).copied().unwrap_or_default()),
    });
    let unless_changed = OnConflict::column(Column::PatientId)
        .update_column(Column::WakeAt)
        .action_and_where(
            Expr::col((patient_agenda::Entity, Column::Generation))
                .eq(Expr::col(("excluded", Column::Generation))),
        )
        .to_owned();
    patient_agenda::Entity::insert_many(rows)
        .on_conflict(unless_changed)
        .exec_without_returning(work.db())
        .await?;
    Ok(())
}

/// Lets somebody wait for whom it failed; who changed since they were found due stays due.
async fn put_off(app: &App, patient_id: PatientId, generation: i64) -> Result<()> {
    patient_agenda::Entity::update_many()
        .col_expr(patient_agenda::Column::WakeAt, Expr::value(app.now() + AFTER_FAILURE))
        .filter(patient_agenda::Column::PatientId.eq(patient_id))
        .filter(patient_agenda::Column::Generation.eq(generation))
        .exec(&app.writer)
        .await?;
    Ok(())
}
