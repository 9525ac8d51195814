//! Keeps what a patient answered, beside the request that it is most likely about.

use entity::enums::{EventKind, NotificationChannel};
use entity::ids::{AssistanceRequestId, PatientId};
use entity::patient_reply::{self, Column};
use entity::{assistance_request, notification, patient, webhook_delivery};
use sea_orm::sea_query::{Expr, Func, LockType};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect,
};

use super::row::was_inserted;
use super::webhook_outcome::WebhookOutcome::{self, Applied, Ignored, Stale};
use crate::features::events::{NewEvent, UnitOfWork};
use crate::gateways::botmaker_webhook::BotmakerMessage;
use crate::platform::clock::to_micros;
use crate::platform::error::Result;
use crate::platform::phone::parse_mobile;

/// The longest text that is kept, in characters: more than WhatsApp lets anybody write.
const MAX_CHARS: usize = 8_000;

/// Keeps one message of a body, once. The patient proved to have the number that they wrote from.
pub(super) async fn keep_reply(
    work: &mut UnitOfWork<'_>,
    delivery: &webhook_delivery::Model,
    index: usize,
    message: &BotmakerMessage,
) -> Result<WebhookOutcome> {
    if !message.from_person {
        return Ok(Ignored);
    }
    let phone = canonical(&message.contact_id);
    let ids: Vec<String> = message.provider_ids.iter().map(|id| clean(id)).collect();
    let answered = answered_by_id(work, &ids).await?;
    let patients = patients_with(work, phone.as_deref()).await?;
    let answered = match answered {
        Some(notification) => Some(notification),
        None => newest_sent_to(work, &patients).await?,
    };
    let patient_id = match &answered {
        Some(notification) => Some(notification.patient_id),
        // A family may share one telephone: then nobody can tell who wrote.
        None => patients.first().filter(|_| patients.len() == 1).map(|patient| patient.id),
    };
    let request_id = match answered.as_ref().and_then(|notification| notification.assistance_request_id) {
        Some(id) => Some(id),
        // Nothing was sent yet: they write about what they are waiting for.
        None => newest_open_request(work, patient_id).await?,
    };
    // The message's own id repeats when its webhook does; the id of what it answers is no name for it.
    let own_id = ids.into_iter().find(|id| {
        !id.is_empty() && answered.as_ref().is_none_or(|answered| answered.provider_id.as_ref() != Some(id))
    });
    let provider_id = own_id.unwrap_or_else(|| format!("{}.{index}", hex::encode(&delivery.body_hash)));
    let received_at = message.at.map_or(delivery.received_at, |at| to_micros(at).min(work.now()));
    let row = patient_reply::ActiveModel {
        id: Set(work.app().new_id()),
        clinic_id: Set(work.clinic_id()),
        patient_id: Set(patient_id),
        assistance_request_id: Set(request_id),
        text: Set(clean(&message.text)),
        button_payload: Set(message.button_payload.as_deref().map(clean)),
        provider_id: Set(provider_id),
        received_at: Set(received_at),
    };
    let inserted = patient_reply::Entity::insert(row)
        .on_conflict_do_nothing_on([Column::ClinicId, Column::ProviderId])
        .exec_without_returning(work.db())
        .await?;
    if !was_inserted(&inserted) {
        return Ok(Stale);
    }
    let Some(patient_id) = patient_id else { return Ok(Applied) };
    if let Some(patient) = patients.into_iter().find(|patient| patient.id == patient_id) {
        verify_phone(work, patient).await?;
    }
    work.emit(NewEvent {
        kind: EventKind::ReplyReceived,
        request_id,
        patient_id: Some(patient_id),
        appointment_id: answered.and_then(|notification| notification.appointment_id),
    });
    Ok(Applied)
}

/// Our way of writing the number that Botmaker names.
pub(super) fn canonical(contact_id: &str) -> Option<String> {
    let number = format!("+{contact_id}");
    parse_mobile(&number, phonenumber::country::Id::AR).ok().map(|phone| phone.as_str().to_owned())
}

/// PostgreSQL keeps no NUL, and nobody reads a novel.
fn clean(text: &str) -> String {
    text.chars().filter(|c| *c != '\0').take(MAX_CHARS).collect()
}

/// The message of ours that an answer names.
async fn answered_by_id(work: &UnitOfWork<'_>, ids: &[String]) -> Result<Option<notification::Model>> {
    if ids.is_empty() {
        return Ok(None);
    }
    let found = notification::Entity::find()
        .filter(notification::Column::ProviderId.is_in(ids.iter().map(String::as_str)))
        .filter(notification::Column::ClinicId.eq(work.clinic_id()))
        .filter(notification::Column::Channel.eq(NotificationChannel::Whatsapp))
        .one(work.db())
        .await?;
    Ok(found)
}

/// Everybody whose number this is, held against changes.
async fn patients_with(work: &UnitOfWork<'_>, phone: Option<&str>) -> Result<Vec<patient::Model>> {
    let Some(phone) = phone else { return Ok(Vec::new()) };
    let patients = patient::Entity::find()
        .filter(patient::Column::ClinicId.eq(work.clinic_id()))
        .filter(patient::Column::MobilePhone.eq(phone))
        .order_by_asc(patient::Column::Id)
        // The weaker lock: what is said to them, by who holds the request that we go on to, refers to their row.
        .lock(LockType::NoKeyUpdate)
        .all(work.db())
        .await?;
    Ok(patients)
}

/// The newest message that left for one of these patients.
async fn newest_sent_to(
    work: &UnitOfWork<'_>,
    patients: &[patient::Model],
) -> Result<Option<notification::Model>> {
    use notification::Column::{Attempts, Channel, ClinicId, DueAt, Id, PatientId, SentAt};
    if patients.is_empty() {
        return Ok(None);
    }
    // What is uncertain has no `sent_at`, and may well be what the patient answers.
    let left_at = Func::coalesce([Expr::col(SentAt), Expr::col(DueAt)]);
    let newest = notification::Entity::find()
        .filter(ClinicId.eq(work.clinic_id()))
        .filter(PatientId.is_in(patients.iter().map(|patient| patient.id)))
        .filter(Channel.eq(NotificationChannel::Whatsapp))
        .filter(Attempts.gt(0))
        .order_by_desc(left_at)
        .order_by_desc(Id)
        .limit(1)
        .one(work.db())
        .await?;
    Ok(newest)
}

async fn newest_open_request(
    work: &UnitOfWork<'_>,
    patient_id: Option<PatientId>,
) -> Result<Option<AssistanceRequestId>> {
    use assistance_request::Column;
    let Some(patient_id) = patient_id else { return Ok(None) };
    let newest = assistance_request::Entity::find()
        .filter(Column::ClinicId.eq(work.clinic_id()))
        .filter(Column::PatientId.eq(patient_id))
        .filter(Column::ResolvedAt.is_null())
        .filter(Column::VoidedAt.is_null())
        .order_by_desc(Column::UploadedAt)
        .limit(1)
        .one(work.db())
        .await?;
    Ok(newest.map(|request| request.id))
}

async fn verify_phone(work: &UnitOfWork<'_>, patient: patient::Model) -> Result<()> {
    if patient.verified_phone == patient.mobile_phone {
        return Ok(());
    }
    let (phone, version) = (patient.mobile_phone.clone(), patient.version + 1);
    let mut change = patient.into_active_model();
    change.verified_phone = Set(phone);
    change.verified_phone_at = Set(Some(work.now()));
    change.version = Set(version);
    change.update(work.db()).await?;
    Ok(())
}
