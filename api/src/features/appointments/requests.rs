//! For which request a patient books: their own, confirmed, open, with exactly these services.

use std::collections::{BTreeSet, HashMap};

use entity::enums::AssistanceRequestState as State;
use entity::ids::{AssistanceRequestId, ClinicId, ServiceId};
use entity::{assistance_request, assistance_request_service};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::features::events::UnitOfWork;
use crate::platform::actor::Actor;
use crate::platform::error::{Error, Outcome, Refusal, Result, UserErrorCode};

/// Requests of one patient that are looked through, the newest first.
const MAX_REQUESTS: u64 = 50;

/// Where a request stands for somebody who wants to book.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Its confirmation stands: the message is planned, or with the patient, or failed to reach them.
    Bookable,
    /// It has its appointment.
    Booked,
    /// It is closed otherwise.
    Closed,
    /// Nobody confirmed it yet.
    Unconfirmed,
}

/// Where a request stands.
pub fn standing(request: &assistance_request::Model) -> Standing {
    match request.state {
        State::Booked => Standing::Booked,
        State::Resolved | State::Voided => Standing::Closed,
        State::DispatchPlanned | State::Dispatched | State::NeedsAttention
            if request.dispatch_id.is_some() =>
        {
            Standing::Bookable
        }
        _ => Standing::Unconfirmed,
    }
}

/// The request for which a patient, or the holder of a link, books these services, locked until the commit.
///
/// # Errors
/// `INVALID` where they are the services of no request of theirs, `CONFLICT` where it has its appointment or
/// waits for its review, `ALREADY_RESOLVED` where it is closed.
pub(super) async fn request_to_book(
    work: &UnitOfWork<'_>,
    actor: &Actor,
    services: &[ServiceId],
) -> Outcome<assistance_request::Model> {
    let id = matching_request(work.db(), actor, services).await?.id;
    let request = assistance_request::Entity::find_by_id(id)
        .filter(assistance_request::Column::ClinicId.eq(work.clinic_id()))
        .lock_exclusive()
        .one(work.db())
        .await?
        .ok_or_else(|| Error::internal("a request vanished"))?;
    refuse_unless_bookable(standing(&request))?;
    // It may have been reviewed anew while we waited for it.
    let known = services_of(work.db(), work.clinic_id(), vec![id]).await?;
    if known.get(&id) != Some(&services.iter().copied().collect()) {
        return Err(other_services().into());
    }
    Ok(request)
}

/// The request whose services these are, whether or not it can be booked: one that can comes first.
///
/// # Errors
/// `INVALID` where they are the services of no request of the actor's.
pub(super) async fn matching_request(
    db: &impl ConnectionTrait,
    actor: &Actor,
    services: &[ServiceId],
) -> Outcome<assistance_request::Model> {
    let clinic_id = actor.clinic_id().ok_or(Error::Unauthenticated)?;
    let patient_id = actor.patient_id().ok_or(Error::Forbidden)?;
    let mut select = assistance_request::Entity::find()
        .filter(assistance_request::Column::ClinicId.eq(clinic_id))
        .filter(assistance_request::Column::PatientId.eq(patient_id))
        .order_by_desc(assistance_request::Column::UploadedAt)
        .limit(MAX_REQUESTS);
    if let Actor::Journey { scope, .. } = actor {
        select = select.filter(assistance_request::Column::Id.is_in(scope.request()));
    }
    let requests = select.all(db).await?;
    let known = services_of(db, clinic_id, requests.iter().map(|row| row.id).collect()).await?;
    let wanted: BTreeSet<_> = services.iter().copied().collect();
    let rank = |row: &assistance_request::Model| match standing(row) {
        Standing::Bookable => 0,
        Standing::Booked => 1,
        Standing::Unconfirmed => 2,
        Standing::Closed => 3,
    };
    requests
        .into_iter()
        .filter(|row| known.get(&row.id) == Some(&wanted))
        .min_by_key(rank)
        .ok_or_else(|| other_services().into())
}

async fn services_of(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    ids: Vec<AssistanceRequestId>,
) -> Result<HashMap<AssistanceRequestId, BTreeSet<ServiceId>>> {
    let rows = assistance_request_service::Entity::find()
        .filter(assistance_request_service::Column::ClinicId.eq(clinic_id))
        .filter(assistance_request_service::Column::AssistanceRequestId.is_in(ids))
        .all(db)
        .await?;
    let mut services: HashMap<_, BTreeSet<_>> = HashMap::new();
    for row in rows {
        services.entry(row.assistance_request_id).or_default().insert(row.service_id);
    }
    Ok(services)
}

/// Says why a request cannot be booked by its patient.
///
/// # Errors
/// The refusal, where it cannot.
pub fn refuse_unless_bookable(standing: Standing) -> Result<(), Refusal> {
    let (code, es, en) = match standing {
        Standing::Bookable => return Ok(()),
        Standing::Booked => (
            UserErrorCode::Conflict,
            "Ya tenés turno para esta orden. Si necesitás, lo podés cambiar.",
            "You already have an appointment for this order. You can change it if you need to.",
        ),
        Standing::Closed => (
            UserErrorCode::AlreadyResolved,
            "Este pedido ya está cerrado. Si necesitás un turno, mandanos la orden de nuevo.",
            "This request is closed. If you need an appointment, send us the order again.",
        ),
        Standing::Unconfirmed => (
            UserErrorCode::Conflict,
            "Todavía estamos revisando tu orden. Te avisamos por WhatsApp.",
            "We are still reviewing your order. We will tell you by WhatsApp.",
        ),
    };
    Err(Refusal::new(code, "", es, en))
}

fn other_services() -> Refusal {
    Refusal::new(
        UserErrorCode::Invalid,
        "input.slotId",
        "Este turno no es para los estudios de tu orden. Volvé a buscar.",
        "This slot is not for the studies of your order. Search again.",
    )
}
