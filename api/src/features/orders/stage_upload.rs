//! A photo is staged: inspected, made fit to be kept and shown, and durable before it is acknowledged.

use bytes::Bytes;
use chrono::{DateTime, Duration, Utc};
use entity::ids::{ClinicId, PatientId, UploadId};
use entity::patient;
use entity::upload::{self, Column};
use sea_orm::sea_query::{Expr, LockType};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QuerySelect,
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{Incoming, UploadProblem};
use crate::app::App;
use crate::platform::actor::{Actor, Permission};
use crate::platform::error::{Error, Result};
use crate::platform::media::{MediaKind, Prepared, Stripped};
use crate::platform::text::is_invisible;

/// Files that a patient may have staged without submitting them, within [`STAGED_WINDOW`].
const STAGED_MAX: u64 = 40;
const STAGED_WINDOW: Duration = Duration::hours(1);

/// How long storing may take from the writing of the row. Later the sweep may be at it already.
pub(super) const STORING_MAX: Duration = Duration::minutes(30);

/// Longest file name that is kept, in characters.
const NAME_MAX: usize = 120;

/// A file that is durable and may be submitted.
#[derive(Clone, Debug)]
pub struct StagedUpload {
    /// Its id, for the mutation.
    pub id: UploadId,
    /// By content.
    pub content_type: &'static str,
    /// Of the stored file.
    pub byte_size: u64,
    /// Of the stored file.
    pub sha256: Vec<u8>,
}

/// Whether the actor may stage another file: asked before the first byte is read.
///
/// # Errors
/// Nobody, or staff; [`UploadProblem::TooManyStaged`]; [`UploadProblem::MobilePhoneRequired`] for a patient who could
/// submit nothing: whoever holds a link was written to by telephone.
pub async fn may_stage(app: &App, actor: &Actor) -> Result<PatientId, UploadProblem> {
    let (clinic_id, patient_id) = uploader(actor)?;
    if actor.require(Permission::SubmitOrder).is_ok() {
        let reachable = patient::Entity::find_by_id(patient_id)
            .filter(patient::Column::ClinicId.eq(clinic_id))
            .filter(patient::Column::MobilePhone.is_not_null())
            .count(&app.db)
            .await?;
        if reachable == 0 {
            return Err(UploadProblem::MobilePhoneRequired);
        }
    }
    check_quota(&app.db, clinic_id, patient_id, app.now()).await?;
    Ok(patient_id)
}

/// Stages a file. The row goes first and says that it is not stored yet: whatever a crash leaves behind has a
/// row that the sweep finds. A failure takes everything back.
///
/// # Errors
/// See [`UploadProblem`].
pub async fn stage_upload(
    app: &App,
    actor: &Actor,
    file_name: Option<&str>,
    mut incoming: Incoming,
) -> Result<StagedUpload, UploadProblem> {
    let (clinic_id, patient_id) = uploader(actor)?;
    let raw = incoming.take();
    let gate = incoming.gate();
    let stripped = gate.decode(0, move || Stripped::read(&raw)).await??;
    let (prepared, sha256) = gate
        .decode(stripped.decoded_bytes(), move || {
            let prepared = stripped.prepare()?;
            let sha256 = Sha256::digest(&prepared.original).to_vec();
            Ok::<_, UploadProblem>((prepared, sha256))
        })
        .await??;
    let Prepared { media, original, preview } = prepared;
    let new_key = || format!("{}/{}", clinic_id.0.simple(), app.new_id::<Uuid>().simple());
    let row = upload::Model {
        id: app.new_id(),
        clinic_id,
        patient_id,
        file_name: clean_name(file_name, media.kind),
        content_type: media.kind.content_type().to_owned(),
        byte_size: original.len() as i64,
        sha256,
        storage_key: new_key(),
        preview_key: preview.as_ref().map(|_| new_key()),
        created_at: app.now(),
        stored_at: None,
        used_at: None,
        discarded_at: None,
    };
    announce(app, &row).await?;
    if let Err(problem) = store(app, &row, original.into(), preview.map(Bytes::from)).await {
        if let Err(error) = take_back(app, &row).await {
            tracing::warn!(upload = %row.id, ?error, "an upload could not be taken back; the sweep will");
        }
        return Err(problem);
    }
    drop(incoming);
    metrics::counter!("asistencia_uploads_total", "outcome" => "accepted").increment(1);
    Ok(StagedUpload {
        id: row.id,
        content_type: media.kind.content_type(),
        byte_size: row.byte_size as u64,
        sha256: row.sha256,
    })
}

fn uploader(actor: &Actor) -> Result<(ClinicId, PatientId)> {
    let principal = actor.require(Permission::AddPhotos)?;
    Ok((principal.clinic_id, actor.patient_id().ok_or(Error::Forbidden)?))
}

/// Writes the row, under a lock on the patient, so that parallel uploads count one another.
async fn announce(app: &App, row: &upload::Model) -> Result<(), UploadProblem> {
    let work = app.begin(row.clinic_id).await?;
    patient::Entity::find_by_id(row.patient_id)
        .select_only()
        .column(patient::Column::Id)
        .lock(LockType::NoKeyUpdate)
        .into_tuple::<PatientId>()
        .one(work.db())
        .await?;
    check_quota(work.db(), row.clinic_id, row.patient_id, row.created_at).await?;
    row.clone().into_active_model().insert(work.db()).await?;
    Ok(work.commit().await?)
}

async fn check_quota(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    patient_id: PatientId,
    now: DateTime<Utc>,
) -> Result<(), UploadProblem> {
    let staged = upload::Entity::find()
        .filter(Column::ClinicId.eq(clinic_id))
        .filter(Column::PatientId.eq(patient_id))
        .filter(Column::UsedAt.is_null())
        .filter(Column::DiscardedAt.is_null())
        .filter(Column::CreatedAt.gt(now - STAGED_WINDOW))
        .count(db)
        .await?;
    if staged < STAGED_MAX { Ok(()) } else { Err(UploadProblem::TooManyStaged) }
}

async fn store(
    app: &App,
    row: &upload::Model,
    original: Bytes,
    preview: Option<Bytes>,
) -> Result<(), UploadProblem> {
    let preview = async {
        match (&row.preview_key, preview) {
            (Some(key), Some(preview)) => app.storage.put(key, preview).await,
            _ => Ok(()),
        }
    };
    // Both to their end, even where one fails: a write that is cut off may still finish behind our back.
    let (original, preview) = tokio::join!(app.storage.put(&row.storage_key, original), preview);
    original.and(preview)?;
    let now = app.now();
    let stored = upload::Entity::update_many()
        .col_expr(Column::StoredAt, Expr::value(now))
        .filter(Column::Id.eq(row.id))
        .filter(Column::DiscardedAt.is_null())
        .filter(Column::CreatedAt.gt(now - STORING_MAX))
        .exec(&app.writer)
        .await?;
    if stored.rows_affected == 0 {
        return Err(Error::Unavailable(anyhow::anyhow!("storing an upload took too long")).into());
    }
    Ok(())
}

/// After a failure. The answer to the last statement may have been lost, so the row is taken out of use first.
async fn take_back(app: &App, row: &upload::Model) -> Result<()> {
    if withdraw(app, row.id).await? {
        remove_files(app, row).await?;
        upload::Entity::delete_by_id(row.id).exec(&app.writer).await?;
    }
    Ok(())
}

/// Takes an unused upload out of use, so that nobody can submit it while its files are removed.
pub(super) async fn withdraw(app: &App, id: UploadId) -> Result<bool> {
    let withdrawn = upload::Entity::update_many()
        .col_expr(Column::StoredAt, Expr::value(None::<DateTime<Utc>>))
        .filter(Column::Id.eq(id))
        .filter(Column::UsedAt.is_null())
        .filter(Column::DiscardedAt.is_null())
        .exec(&app.writer)
        .await?;
    Ok(withdrawn.rows_affected == 1)
}

/// Removes both files of an upload.
pub(super) async fn remove_files(app: &App, row: &upload::Model) -> Result<()> {
    app.storage.delete(&row.storage_key).await?;
    if let Some(key) = &row.preview_key {
        app.storage.delete(key).await?;
    }
    Ok(())
}

/// The last part of a name as a browser gave it, fit to be shown; by what it is where there is none.
fn clean_name(name: Option<&str>, kind: MediaKind) -> String {
    let name = name.unwrap_or_default();
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let shown: String =
        last.chars().filter(|c| !c.is_control() && !is_invisible(*c)).take(NAME_MAX).collect();
    match shown.trim().trim_matches('.') {
        "" => format!("orden.{}", kind.extension()),
        name => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_what_can_be_shown() {
        for (given, kept) in [
            (Some("orden médica.jpg"), "orden médica.jpg"),
            (Some("C:\\fakepath\\IMG 1.png"), "IMG 1.png"),
            (Some("../../etc/passwd"), "passwd"),
            (Some("a\u{202e}gpj.exe\n"), "agpj.exe"),
            (Some(" .. "), "orden.pdf"),
            (None, "orden.pdf"),
        ] {
            assert_eq!(clean_name(given, MediaKind::Pdf), kept, "{given:?}");
        }
        assert_eq!(clean_name(Some(&"ñ".repeat(500)), MediaKind::Pdf).chars().count(), NAME_MAX);
    }
}
