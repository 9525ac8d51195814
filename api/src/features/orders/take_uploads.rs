//! Staged uploads become pages of an order: the part that submitting and adding photos share.

use std::collections::HashMap;

use entity::ids::{MedicalOrderId, OrderAttachmentId, PatientId, UploadId};
use entity::{order_attachment, upload};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::features::events::UnitOfWork;
use crate::platform::error::{Failure, Outcome, Refusal, UserErrorCode};

/// Longest note, in characters.
const NOTE_MAX: usize = 1_000;

/// Checks what can be told from the input alone: between one page and `max_pages`, none of them twice. An id
/// that is none is left for [`take_uploads`] to refuse.
pub(super) fn check_ids(ids: &[Option<UploadId>], max_pages: u32) -> Outcome<()> {
    if ids.is_empty() || ids.len() > max_pages as usize {
        let es = format!("Mandá entre 1 y {max_pages} fotos de la orden.");
        let en = format!("Send between 1 and {max_pages} photos of the order.");
        return Err(Refusal::new(UserErrorCode::Invalid, "input.uploadIds", es, en).into());
    }
    let twice = ids.iter().enumerate().find(|(place, id)| id.is_some() && ids[..*place].contains(id));
    match twice {
        None => Ok(()),
        Some((place, _)) => Err(Refusal::new(
            UserErrorCode::Invalid,
            &format!("input.uploadIds.{place}"),
            "Esta foto está dos veces.",
            "This photo is there twice.",
        )
        .into()),
    }
}

/// The note without blank ends; none where nothing is left.
pub(super) fn clean_note(note: Option<&str>) -> Outcome<Option<String>> {
    let note = note.map(str::trim).filter(|note| !note.is_empty());
    // PostgreSQL keeps no NUL in a text.
    if note.is_some_and(|note| note.chars().count() > NOTE_MAX || note.contains('\0')) {
        return Err(Refusal::new(
            UserErrorCode::Invalid,
            "input.note",
            format!("La nota puede tener hasta {NOTE_MAX} letras."),
            format!("The note may have {NOTE_MAX} characters at most."),
        )
        .into());
    }
    Ok(note.map(str::to_owned))
}

/// Marks the patient's staged uploads as used and appends them to an order, in their order, after the pages
/// that it has. The rows are locked in the order of their ids, so that two calls with the same uploads wait for
/// each other, and the second finds them used.
///
/// # Errors
/// `UPLOAD_UNKNOWN`, with its place, for each that is unknown, somebody else's, used, or gone.
pub(super) async fn take_uploads(
    work: &UnitOfWork<'_>,
    patient_id: PatientId,
    order_id: MedicalOrderId,
    ids: &[Option<UploadId>],
) -> Outcome<()> {
    let known: Vec<UploadId> = ids.iter().flatten().copied().collect();
    let locked = upload::Entity::find()
        .filter(upload::Column::Id.is_in(known.iter().copied()))
        .filter(upload::Column::ClinicId.eq(work.clinic_id()))
        .filter(upload::Column::PatientId.eq(patient_id))
        .order_by_asc(upload::Column::Id)
        .lock_exclusive()
        .all(work.db())
        .await?;
    let mut usable: HashMap<UploadId, upload::Model> = locked
        .into_iter()
        .filter(|row| row.stored_at.is_some() && row.used_at.is_none() && row.discarded_at.is_none())
        .map(|row| (row.id, row))
        .collect();
    let pages: Vec<Option<upload::Model>> =
        ids.iter().map(|id| id.as_ref().and_then(|id| usable.remove(id))).collect();
    let unknown: Vec<Refusal> = pages
        .iter()
        .enumerate()
        .filter(|(_, page)| page.is_none())
        .map(|(place, _)| unknown(place))
        .collect();
    if !unknown.is_empty() {
        return Err(Failure::Refused(unknown));
    }
    upload::Entity::update_many()
        .col_expr(upload::Column::UsedAt, Expr::value(work.now()))
        .filter(upload::Column::Id.is_in(known))
        .exec(work.db())
        .await?;
    let last: Option<Option<i32>> = order_attachment::Entity::find()
        .select_only()
        .column_as(order_attachment::Column::Position.max(), "last")
        .filter(order_attachment::Column::MedicalOrderId.eq(order_id))
        .into_tuple()
        .one(work.db())
        .await?;
    let first = last.flatten().map_or(0, |last| last + 1);
    let rows =
        (first..).zip(pages.into_iter().flatten()).map(|(position, page)| order_attachment::ActiveModel {
            id: Set(work.app().new_id::<OrderAttachmentId>()),
            clinic_id: Set(work.clinic_id()),
            medical_order_id: Set(order_id),
            upload_id: Set(Some(page.id)),
            position: Set(position),
            file_name: Set(page.file_name),
            content_type: Set(page.content_type),
            byte_size: Set(page.byte_size),
            sha256: Set(page.sha256),
            storage_key: Set(page.storage_key),
            preview_key: Set(page.preview_key),
            created_at: Set(work.now()),
        });
    order_attachment::Entity::insert_many(rows).exec_without_returning(work.db()).await?;
    Ok(())
}

fn unknown(place: usize) -> Refusal {
    Refusal::new(
        UserErrorCode::UploadUnknown,
        &format!("input.uploadIds.{place}"),
        "No encontramos esta foto, o ya la mandaste. Elegila de nuevo.",
        "We do not have this photo, or you sent it already. Choose it again.",
    )
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn fields(outcome: Outcome<impl std::fmt::Debug>) -> Vec<String> {
        match outcome {
            Err(Failure::Refused(refusals)) => {
                refusals.iter().map(|refusal| refusal.field.join(".")).collect()
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn pages_are_counted_and_none_comes_twice() {
        let id = |number| Some(UploadId(Uuid::from_u128(number)));
        assert!(check_ids(&[id(1), None, id(2), None], 4).is_ok());
        assert_eq!(fields(check_ids(&[], 4)), ["input.uploadIds"]);
        assert_eq!(fields(check_ids(&[id(1), id(2), id(3)], 2)), ["input.uploadIds"]);
        assert_eq!(fields(check_ids(&[id(1), id(2), id(1)], 4)), ["input.uploadIds.2"]);
    }

    #[test]
    fn a_note_has_a_length() {
        assert_eq!(clean_note(Some("  ")).unwrap(), None);
        assert_eq!(clean_note(Some(" en ayunas ")).unwrap().as_deref(), Some("en ayunas"));
        assert!(clean_note(Some(&"ñ".repeat(NOTE_MAX))).is_ok());
        assert_eq!(fields(clean_note(Some(&"x".repeat(NOTE_MAX + 1)))), ["input.note"]);
    }
}
