//! Reads of messages, always with their attempts: both are few, and each read is two statements whatever the
//! number of rows. The loaders by request are of the form that a data loader wants.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use entity::enums::NotificationState;
use entity::ids::{AssistanceRequestId, ClinicId, NotificationId, PatientId, UserId};
use entity::{notification, notification_attempt, patient, patient_reply, user};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
};

use super::verdict::reason;
use crate::platform::connection::{Page, Slice};
use crate::platform::error::Result;
use crate::platform::phone::MobilePhone;

/// A message with its attempts, oldest first.
#[derive(Clone, Debug)]
pub struct NotificationRow {
    /// The message.
    pub notification: notification::Model,
    /// The name of the practitioner to whom it is; none where it is to the patient.
    pub practitioner: Option<String>,
    /// What was done to send it.
    pub attempts: Vec<notification_attempt::Model>,
}

/// The messages of many requests, newest first; a request without any is not in the map.
///
/// # Errors
/// Where the database does not answer.
pub async fn notifications_of_requests(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    request_ids: &[AssistanceRequestId],
) -> Result<HashMap<AssistanceRequestId, Vec<NotificationRow>>> {
    let ids = request_ids.iter().copied();
    let select = newest_first(clinic_id).filter(notification::Column::AssistanceRequestId.is_in(ids));
    let mut of_requests: HashMap<_, Vec<_>> = HashMap::new();
    for row in with_attempts(db, clinic_id, select.all(db).await?).await? {
        if let Some(request_id) = row.notification.assistance_request_id {
            of_requests.entry(request_id).or_default().push(row);
        }
    }
    Ok(of_requests)
}

/// The messages of one request, newest first.
///
/// # Errors
/// Where the database does not answer.
pub async fn notifications_of_request(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    request_id: AssistanceRequestId,
) -> Result<Vec<NotificationRow>> {
    let mut of_requests = notifications_of_requests(db, clinic_id, &[request_id]).await?;
    Ok(of_requests.remove(&request_id).unwrap_or_default())
}

/// Messages by their ids; those that the clinic does not have are not in the map.
///
/// # Errors
/// Where the database does not answer.
pub async fn notifications_by_ids(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    ids: &[NotificationId],
) -> Result<HashMap<NotificationId, NotificationRow>> {
    let select = newest_first(clinic_id).filter(notification::Column::Id.is_in(ids.iter().copied()));
    let rows = with_attempts(db, clinic_id, select.all(db).await?).await?;
    Ok(rows.into_iter().map(|row| (row.notification.id, row)).collect())
}

/// Where a message stands in a list: when it was made, and its id.
pub type NotificationKey = (DateTime<Utc>, NotificationId);

/// The same page of the messages of each of several patients, newest first; of those to staff about them only where
/// `with_those_to_staff`.
///
/// # Errors
/// Where the database does not answer.
pub async fn notifications_of_patients(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    patients: &[PatientId],
    with_those_to_staff: bool,
    page: &Page<NotificationKey>,
) -> Result<HashMap<PatientId, Slice<NotificationRow>>> {
    use notification::Column;
    let mut select = notification::Entity::find()
        .filter(Column::ClinicId.eq(clinic_id))
        .filter(Column::PatientId.is_in(patients.iter().copied()));
    if !with_those_to_staff {
        select = select.filter(Column::UserId.is_null());
    }
    let select = select.into_query();
    let (patient, columns) =
        (Expr::col(Column::PatientId), [Expr::col(Column::CreatedAt), Expr::col(Column::Id)]);
    let select = page.apply_below(patient, patients.len(), select, &columns, true, |(created_at, id)| {
        vec![(*created_at).into(), (*id).into()]
    });
    let rows = with_attempts(db, clinic_id, select.all(db).await?).await?;
    Ok(page.slices(patients, rows, |row| Some(row.notification.patient_id)))
}

/// What patients answered on many requests, newest first; a request without any is not in the map.
///
/// # Errors
/// Where the database does not answer.
pub async fn replies_of_requests(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    request_ids: &[AssistanceRequestId],
) -> Result<HashMap<AssistanceRequestId, Vec<patient_reply::Model>>> {
    use patient_reply::Column::{AssistanceRequestId as Request, ClinicId as Clinic, Id, ReceivedAt};
    let replies = patient_reply::Entity::find()
        .filter(Clinic.eq(clinic_id))
        .filter(Request.is_in(request_ids.iter().copied()))
        .order_by_desc(ReceivedAt)
        .order_by_desc(Id)
        .all(db)
        .await?;
    let mut of_requests: HashMap<_, Vec<_>> = HashMap::new();
    for reply in replies {
        if let Some(request_id) = reply.assistance_request_id {
            of_requests.entry(request_id).or_default().push(reply);
        }
    }
    Ok(of_requests)
}

/// What the patient answered on one request, newest first.
///
/// # Errors
/// Where the database does not answer.
pub async fn replies_of_request(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    request_id: AssistanceRequestId,
) -> Result<Vec<patient_reply::Model>> {
    let mut of_requests = replies_of_requests(db, clinic_id, &[request_id]).await?;
    Ok(of_requests.remove(&request_id).unwrap_or_default())
}

fn newest_first(clinic_id: ClinicId) -> Select<notification::Entity> {
    notification::Entity::find()
        .filter(notification::Column::ClinicId.eq(clinic_id))
        .order_by_desc(notification::Column::CreatedAt)
        .order_by_desc(notification::Column::Id)
}

async fn with_attempts(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    notifications: Vec<notification::Model>,
) -> Result<Vec<NotificationRow>> {
    use notification_attempt::Column::{ClinicId as Clinic, NotificationId as Notification, Number};
    if notifications.is_empty() {
        return Ok(Vec::new());
    }
    let attempts = notification_attempt::Entity::find()
        .filter(Clinic.eq(clinic_id))
        .filter(Notification.is_in(notifications.iter().map(|row| row.id)))
        .order_by_asc(Number)
        .all(db)
        .await?;
    let mut of_notifications: HashMap<NotificationId, Vec<_>> = HashMap::new();
    for attempt in attempts {
        of_notifications.entry(attempt.notification_id).or_default().push(attempt);
    }
    let names = names_of_staff(db, clinic_id, &notifications).await?;
    let join = |notification: notification::Model| NotificationRow {
        attempts: of_notifications.remove(&notification.id).unwrap_or_default(),
        practitioner: notification.user_id.and_then(|id| names.get(&id).cloned()),
        notification,
    };
    Ok(notifications.into_iter().map(join).collect())
}

/// The names of those of the staff to whom some of the messages are.
async fn names_of_staff(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    notifications: &[notification::Model],
) -> Result<HashMap<UserId, String>> {
    let ids: HashSet<_> = notifications.iter().filter_map(|row| row.user_id).collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let names: Vec<(UserId, String)> = user::Entity::find()
        .select_only()
        .columns([user::Column::Id, user::Column::Name])
        .filter(user::Column::ClinicId.eq(clinic_id))
        .filter(user::Column::Id.is_in(ids))
        .into_tuple()
        .all(db)
        .await?;
    Ok(names.into_iter().collect())
}

/// The number by which a patient can be written to by WhatsApp, else the reason why they cannot.
///
/// # Errors
/// Where the database does not answer.
pub async fn whatsapp_number(
    db: &impl ConnectionTrait,
    patient: &patient::Model,
) -> Result<Result<MobilePhone, &'static str>> {
    let Some(phone) = patient.mobile_phone.as_deref().and_then(MobilePhone::from_canonical) else {
        return Ok(Err(reason::NO_MOBILE_PHONE));
    };
    let is_silent = !unreachable_by_whatsapp(db, patient.clinic_id, &[patient.id]).await?.is_empty();
    Ok(if is_silent { Err(reason::UNREACHABLE_BY_WHATSAPP) } else { Ok(phone) })
}

/// Of these patients, those of whom WhatsApp said that they cannot or will not be written to (131026, 131050). It
/// holds until they confirm their telephone anew, have another one, or write to us themselves.
///
/// # Errors
/// Where the database does not answer.
pub async fn unreachable_by_whatsapp(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    patients: &[PatientId],
) -> Result<HashSet<PatientId>> {
    let ids = || patients.iter().copied();
    let refused: Vec<(PatientId, DateTime<Utc>)> = notification::Entity::find()
        .select_only()
        .column(notification::Column::PatientId)
        .column_as(notification::Column::CreatedAt.max(), "refused_at")
        .filter(notification::Column::ClinicId.eq(clinic_id))
        .filter(notification::Column::PatientId.is_in(ids()))
        .filter(notification::Column::State.eq(NotificationState::Failed))
        .filter(notification::Column::Reason.eq(reason::UNREACHABLE_BY_WHATSAPP))
        .group_by(notification::Column::PatientId)
        .into_tuple()
        .all(db)
        .await?;
    if refused.is_empty() {
        return Ok(HashSet::new());
    }
    let among = || refused.iter().map(|(id, _)| *id);
    let people = patient::Entity::find()
        .filter(patient::Column::ClinicId.eq(clinic_id))
        .filter(patient::Column::Id.is_in(among()))
        .all(db)
        .await?;
    let wrote: Vec<(Option<PatientId>, DateTime<Utc>)> = patient_reply::Entity::find()
        .select_only()
        .column(patient_reply::Column::PatientId)
        .column_as(patient_reply::Column::ReceivedAt.max(), "wrote_at")
        .filter(patient_reply::Column::ClinicId.eq(clinic_id))
        .filter(patient_reply::Column::PatientId.is_in(among()))
        .group_by(patient_reply::Column::PatientId)
        .into_tuple()
        .all(db)
        .await?;
    let confirmed_since = |person: &patient::Model, at: DateTime<Utc>| {
        person.contact_confirmed_at.max(person.mobile_phone_since).is_some_and(|since| since > at)
    };
    let since = |id: PatientId, at: DateTime<Utc>| {
        people.iter().any(|person| person.id == id && confirmed_since(person, at))
            || wrote.iter().any(|(known, when)| *known == Some(id) && *when > at)
    };
    Ok(refused.iter().filter(|(id, at)| !since(*id, *at)).map(|(id, _)| *id).collect())
}
