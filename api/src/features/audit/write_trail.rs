//! What lists and live feeds showed becomes entries of the chain.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use chrono::SecondsFormat;
use entity::ids::ClinicId;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::chain::NewEntry;
use super::trail::{Batch, Shown, View};
use crate::app::App;
use crate::platform::error::Result;

/// How long what was shown waits for company. As much is lost at most when the process is killed.
const PAUSE: Duration = Duration::from_secs(1);
/// Ids in one entry.
const ENTRY_IDS: usize = 200;
/// Entries in one transaction, about: the clinic's feed is locked while they are written.
const TRANSACTION_ENTRIES: usize = 200;

/// Writes what was shown, about every second, until told to stop; then takes no more, and writes the rest. It
/// ends when all is written: where the database is away, whoever waits for it decides for how long.
pub async fn keep_trail(app: Arc<App>, stop: CancellationToken) {
    while !stop.is_cancelled() {
        tokio::select! {
            () = stop.cancelled() => break,
            () = tokio::time::sleep(PAUSE) => {}
            () = app.trail.filling.notified() => {}
        }
        if !try_to_write(&app).await {
            // Full or not, a database that is away is not asked without a pause.
            tokio::time::sleep(PAUSE).await;
        }
    }
    app.trail.close();
    while !try_to_write(&app).await {
        tokio::time::sleep(PAUSE).await;
    }
}

async fn try_to_write(app: &App) -> bool {
    let outcome = write_trail(app).await;
    if let Err(error) = &outcome {
        tracing::error!(
            ?error,
            waiting = app.trail.backlog(),
            "the audit trail could not be written; trying again"
        );
    }
    outcome.is_ok()
}

/// Writes what was shown up to now: an entry for each clinic, actor and kind of list, or several where it is
/// much. An entry whose commit was not acknowledged is written again: rather twice than not at all.
///
/// # Errors
/// Where the database does not answer; what is not written then waits for the next time.
pub async fn write_trail(app: &App) -> Result<()> {
    let _alone = app.trail.writing.lock().await;
    let mut batch = app.trail.take();
    let mut outcome = Ok(());
    for (clinic_id, views) in by_clinic(&batch) {
        for views in portions(&batch, views) {
            match write(app, clinic_id, &batch, &views).await {
                Ok(()) => batch.written(&views),
                // The other clinics' do not wait for it.
                Err(error) => outcome = Err(error),
            }
        }
    }
    outcome
}

/// The views of each clinic, those that began first in front.
fn by_clinic(batch: &Batch<'_>) -> BTreeMap<ClinicId, Vec<View>> {
    let mut clinics: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for view in batch.views.keys() {
        clinics.entry(view.clinic_id).or_default().push(*view);
    }
    for views in clinics.values_mut() {
        views.sort_by_key(|view| (batch.views[view].first_at, view.actor_id, view.action));
    }
    clinics
}

/// Cuts views into what one transaction takes. A view stays whole, so that it is written once or waits again.
fn portions(batch: &Batch<'_>, views: Vec<View>) -> Vec<Vec<View>> {
    let (mut portions, mut entries) = (Vec::<Vec<View>>::new(), TRANSACTION_ENTRIES);
    for view in views {
        if entries >= TRANSACTION_ENTRIES {
            portions.push(Vec::new());
            entries = 0;
        }
        entries += batch.views[&view].ids.len().div_ceil(ENTRY_IDS);
        portions.last_mut().expect("one was begun").push(view);
    }
    portions
}

async fn write(app: &App, clinic_id: ClinicId, batch: &Batch<'_>, views: &[View]) -> Result<()> {
    let mut work = app.begin(clinic_id).await?;
    for view in views {
        entries(view, &batch.views[view]).for_each(|entry| work.audit_entry(entry));
    }
    work.commit().await
}

/// The entries of a view: what was shown is in their detail, and the subject is the clinic whose list it is.
fn entries<'a>(view: &'a View, shown: &'a Shown) -> impl Iterator<Item = NewEntry> + 'a {
    let ids: Vec<Uuid> = shown.ids.iter().copied().collect();
    let portions: Vec<Vec<Uuid>> = ids.chunks(ENTRY_IDS).map(<[_]>::to_vec).collect();
    let [from, to] =
        [shown.first_at, shown.last_at].map(|at| at.to_rfc3339_opts(SecondsFormat::Micros, true));
    portions.into_iter().map(move |ids| NewEntry {
        actor_kind: view.actor_kind,
        actor_id: view.actor_id,
        action: view.action,
        subject_type: "Clinic",
        subject_id: view.clinic_id.into(),
        detail: serde_json::json!({ view.name: ids, "from": from, "to": to }),
    })
}
