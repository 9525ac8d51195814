//! What the messages of a request say when a worker takes them, and what becomes of the request when they
//! are settled.
//!
//! A message is checked again before it leaves: is its confirmation still in force, is nothing booked yet,
//! are there free slots for these services, is there a number to send to. The link is minted here, so that
//! only its hash is ever stored.

use chrono::Duration;
use entity::enums::{AssistanceRequestState, EventKind, NotificationKind, NotificationState};
use entity::{assistance_request, clinic, notification, patient, service};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
};
use serde_json::json;

use super::loading::{Wanted, load_requests};
use crate::features::appointments::{APPOINTMENT_CANCELLED, has_free_slot};
use crate::features::auth::{mint_journey_link, revoke_booking_links};
use crate::features::clinics::{botmaker_channel, clinic_by_id};
use crate::features::events::{NewEvent, UnitOfWork};
use crate::features::notifications::{Composed, whatsapp_number};
use crate::gateways::whatsapp::WhatsappMessage;
use crate::platform::actor::JourneyScope;
use crate::platform::address_template::fill_in;
use crate::platform::error::{Error, Language, Result};
use crate::platform::templates::{self, BookingLinkMessage, NewPhotoMessage, RenderedWhatsapp};

/// What a request's message says now. The request is locked: a correction comes before or after, never between.
///
/// # Errors
/// Where the database does not answer or a template fails.
pub async fn compose(work: &mut UnitOfWork<'_>, message: &notification::Model) -> Result<Composed> {
    let request = lock_request(work, message).await?;
    let clinic = clinic_by_id(work.db(), work.clinic_id()).await?;
    let patient = patient::Entity::find_by_id(request.patient_id)
        .one(work.db())
        .await?
        .ok_or_else(|| Error::internal("a request without a patient"))?;
    let awaited = request.state == waiting_for(message.kind) && is_in_force(work, &request, message).await?;
    if request.appointment_id.is_some() {
        return Ok(Composed::Supersede { reason: "already_booked" });
    }
    if !awaited {
        return Ok(Composed::Supersede { reason: "no_longer_in_force" });
    }
    let phone = match whatsapp_number(work.db(), &patient).await? {
        Ok(phone) => phone,
        Err(reason) => return Ok(Composed::Suppress { reason, detail: None }),
    };
    let services = services_of(work, &request).await?;
    // A clinic that sends its patients to its own portal keeps its agenda there: we cannot tell its slots.
    let ours = clinic.settings.link_template.is_none();
    if message.kind == NotificationKind::BookingLink && ours {
        let ids: Vec<_> = services.iter().map(|service| service.id).collect();
        if !has_free_slot(work.db(), &clinic, &ids, work.now()).await? {
            return Ok(Composed::Suppress { reason: "no_free_slots", detail: None });
        }
    }
    // Of a message that is rendered again, and of an older message, only the newest link works.
    revoke_booking_links(work, request.id, "renewed").await?;
    let expires_at = work.now() + Duration::days(i64::from(clinic.settings.link_days));
    let link = mint_journey_link(work, JourneyScope::Request(request.id), message.id, expires_at).await?;
    let address = address_of(work, &clinic, message.kind, &services, link.token.reveal());
    let rendered = render(message, &clinic, &patient, link.token.reveal())?;
    let mut variables = rendered.variables;
    let text = format!("{}\n{address}", rendered.preview.trim_end());
    variables.insert("link".into(), address);
    let settings = &clinic.settings;
    let intent = match message.kind {
        NotificationKind::NewPhotoRequested => settings.new_photo_intent.clone(),
        _ => settings.booking_link_intent.clone(),
    };
    let message = WhatsappMessage {
        channel: botmaker_channel(work.app(), &clinic),
        contact_id: phone.contact_id().to_owned(),
        intent,
        variables,
        text,
        webhook_payload: String::new(),
    };
    Ok(Composed::Whatsapp {
        message,
        shown: json!({ "text": rendered.preview }),
        carried: serde_json::Value::Null,
    })
}

/// A request's message changed its state: the request goes on, or back to a person with the reason. What the
/// request has become in the meantime is left alone.
///
/// # Errors
/// Where the database does not answer.
pub async fn settled(work: &mut UnitOfWork<'_>, message: &notification::Model) -> Result<()> {
    let request = lock_request(work, message).await?;
    if !is_in_force(work, &request, message).await? {
        return Ok(());
    }
    let waits = request.state == waiting_for(message.kind);
    let told = told_by(message.kind);
    let (state, reason, kind) = match message.state {
        NotificationState::Accepted | NotificationState::Delivered | NotificationState::Read => {
            // A late receipt takes back what this message was blamed for, and nothing else.
            let blamed = request.state == AssistanceRequestState::NeedsAttention
                && request.attention_reason.as_deref() != Some(APPOINTMENT_CANCELLED);
            if !(blamed || waits && told != request.state) {
                return Ok(());
            }
            // What else a person has to look at stays.
            (told, request.attention_reason.clone().filter(|_| !blamed), None)
        }
        NotificationState::Failed | NotificationState::Suppressed | NotificationState::Expired => {
            if !(waits || request.state == told) {
                return Ok(());
            }
            (AssistanceRequestState::NeedsAttention, message.reason.clone(), Some(EventKind::AttentionNeeded))
        }
        // The provider had taken it and gave up on it for now: it waits again, with a link that is minted anew.
        NotificationState::Planned if request.state == AssistanceRequestState::Dispatched => {
            (AssistanceRequestState::DispatchPlanned, None, None)
        }
        _ => return Ok(()),
    };
    let (id, patient_id, version) = (request.id, request.patient_id, request.version);
    let mut row = request.into_active_model();
    row.state = Set(state);
    row.attention_reason = Set(reason);
    row.version = Set(version + 1);
    row.update(work.db()).await?;
    if let Some(kind) = kind {
        work.emit(NewEvent {
            kind,
            request_id: Some(id),
            patient_id: Some(patient_id),
            appointment_id: None,
        });
    }
    Ok(())
}

/// Where a request stands while its message has not left.
fn waiting_for(kind: NotificationKind) -> AssistanceRequestState {
    match kind {
        NotificationKind::NewPhotoRequested => AssistanceRequestState::AwaitingPhoto,
        _ => AssistanceRequestState::DispatchPlanned,
    }
}

/// Where a request stands once the patient was told.
fn told_by(kind: NotificationKind) -> AssistanceRequestState {
    match kind {
        NotificationKind::NewPhotoRequested => AssistanceRequestState::AwaitingPhoto,
        _ => AssistanceRequestState::Dispatched,
    }
}

/// Whether a message is the one that the request is about now: that of the confirmation in force, or the newest
/// that asks for a photo, where nothing was confirmed since.
async fn is_in_force(
    work: &UnitOfWork<'_>,
    request: &assistance_request::Model,
    message: &notification::Model,
) -> Result<bool> {
    if message.kind != NotificationKind::NewPhotoRequested {
        return Ok(request.dispatch_id.is_some() && request.dispatch_id == message.dispatch_id);
    }
    let asked = notification::Entity::find()
        .filter(notification::Column::ClinicId.eq(work.clinic_id()))
        .filter(notification::Column::AssistanceRequestId.eq(request.id))
        .filter(notification::Column::Kind.eq(NotificationKind::NewPhotoRequested))
        .all(work.db())
        .await?;
    // Two of them may be of the same millisecond: the version of the request tells which is newer.
    let version = |row: &notification::Model| row.payload.get("version").and_then(serde_json::Value::as_i64);
    let newest = asked.iter().all(|other| version(other) <= version(message));
    Ok(request.dispatch_id.is_none() && newest)
}

async fn lock_request(
    work: &UnitOfWork<'_>,
    message: &notification::Model,
) -> Result<assistance_request::Model> {
    let id = message.assistance_request_id.ok_or_else(|| Error::internal("a message without its request"))?;
    assistance_request::Entity::find_by_id(id)
        .lock_exclusive()
        .one(work.db())
        .await?
        .ok_or_else(|| Error::internal("a message of a request that is gone"))
}

async fn services_of(
    work: &UnitOfWork<'_>,
    request: &assistance_request::Model,
) -> Result<Vec<service::Model>> {
    let loaded =
        load_requests(work.db(), &[request.id], Wanted { services: true, ..Wanted::default() }).await?;
    let Some(loaded) = loaded.first() else { return Ok(Vec::new()) };
    Ok(loaded.services(work.db()).await?.iter().map(|row| row.service.clone()).collect())
}

/// Where the link leads: our own page, or the clinic's portal by its template. A new photo is always taken
/// in by our own page.
fn address_of(
    work: &UnitOfWork<'_>,
    clinic: &clinic::Model,
    kind: NotificationKind,
    services: &[service::Model],
    token: &str,
) -> String {
    match &clinic.settings.link_template {
        Some(template) if kind == NotificationKind::BookingLink => {
            let codes: Vec<_> = services.iter().map(|service| service.code.as_str()).collect();
            fill_in(template, &[("service", &codes), ("token", &[token])])
        }
        _ => work.app().config.journey_address(token),
    }
}

fn render(
    message: &notification::Model,
    clinic: &clinic::Model,
    patient: &patient::Model,
    suffix: &str,
) -> Result<RenderedWhatsapp> {
    let language = Language::of_locale(&clinic.locale);
    match message.kind {
        NotificationKind::NewPhotoRequested => templates::new_photo_requested(&NewPhotoMessage {
            language,
            given_name: &patient.given_name,
            clinic_name: &clinic.name,
            reason: message.payload.get("reason").and_then(|reason| reason.as_str()).unwrap_or_default(),
            link_suffix: suffix,
        }),
        _ => templates::booking_link(&BookingLinkMessage {
            language,
            given_name: &patient.given_name,
            clinic_name: &clinic.name,
            link_suffix: suffix,
        }),
    }
}
