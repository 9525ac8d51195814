//! A request and what hangs on it.

use std::sync::Arc;

use async_graphql::{ComplexObject, Context, Description, Enum, ID, Object, SimpleObject};
use chrono::{DateTime, Utc};
use entity::enums::{self, NotificationKind};
use entity::ids::{AssistanceRequestId, ClinicId};

use super::loaders::{AppointmentOf, ConfirmerOf, ContactsOf, MessageOf, MessagesOf, RepliesOf};
use crate::features::appointments::graphql::Appointment;
use crate::features::assistance::{LoadedRequest, Wanted, find_request};
use crate::features::audit::record_read;
use crate::features::auth::graphql::{User, require_staff};
use crate::features::catalog::graphql::Service;
use crate::features::forms::graphql::{FormConnection, forms_within};
use crate::features::notifications::graphql::{Notification, NotificationState, PatientReply};
use crate::features::orders::graphql::MedicalOrder;
use crate::features::patients::graphql::Patient;
use crate::graphql::{app, caller, load};
use crate::platform::actor::{JourneyScope, Permission};
use crate::platform::address_template::fill_in;
use crate::platform::connection::PageArgs;
use crate::platform::error::{Error, Result};
use crate::platform::global_id::GlobalId;

/// Where a request stands (estado de la solicitud).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "enums::AssistanceRequestState")]
pub enum AssistanceRequestState {
    /// An operator has to review it.
    PendingReview,
    /// A better photo was asked for.
    AwaitingPhoto,
    /// Confirmed; the message waits out its delay.
    DispatchPlanned,
    /// The message with the link is with the patient.
    Dispatched,
    /// Something failed; a person has to look. `attentionReason` says what.
    NeedsAttention,
    /// The patient has an appointment.
    Booked,
    /// Closed by staff without an appointment of ours.
    Resolved,
    /// Taken out of the worklist (fechabaja).
    Voided,
}

/// How a request ended (resultado).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "enums::AssistanceRequestOutcome")]
pub enum AssistanceRequestOutcome {
    /// Booked in our agenda.
    Booked,
    /// Booked in the clinic's own agenda.
    BookedExternally,
    /// Helped by telephone or message.
    Contacted,
    /// The patient no longer needs it.
    NotNeeded,
    /// The patient could not be reached.
    Unreachable,
    /// The clinic does not do this study.
    NotOffered,
    /// Anything else; the note says what.
    Other,
}

/// What changed about a request or a patient (novedad).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "enums::EventKind")]
pub enum AssistanceRequestChange {
    /// A patient uploaded an order.
    OrderUploaded,
    /// More photos came for a request that had asked for them.
    PhotosAdded,
    /// Somebody took the request, or took it over.
    Claimed,
    /// The request is free again.
    Released,
    /// A contact was registered.
    ContactRegistered,
    /// A better photo was asked for.
    NewPhotoRequested,
    /// The review was confirmed.
    DispatchPlanned,
    /// The confirmation was corrected.
    DispatchAmended,
    /// The confirmation was taken back.
    DispatchCancelled,
    /// A message of the request changed its state.
    NotificationChanged,
    /// The request came back to a person.
    AttentionNeeded,
    /// The patient answered.
    ReplyReceived,
    /// The patient opened the link.
    LinkOpened,
    /// An appointment was booked.
    AppointmentBooked,
    /// The appointment was moved.
    AppointmentMoved,
    /// The appointment was cancelled.
    AppointmentCancelled,
    /// Closed by staff.
    Resolved,
    /// Opened again.
    Reopened,
    /// Taken out (fechabaja).
    Voided,
    /// The patient's data changed.
    PatientChanged,
    /// The visit began.
    VisitStarted,
    /// The visit took place.
    VisitCompleted,
    /// The patient did not come.
    VisitMissed,
    /// What was said of a visit was taken back: it is booked as before.
    VisitReopened,
    /// A care plan of the patient was made, completed or broken off.
    CarePlanChanged,
    /// A form was asked for.
    FormAsked,
    /// A form was submitted.
    FormSubmitted,
    /// A form is no longer asked for.
    FormWithdrawn,
    /// Something could not be said in time: a person has to look.
    AlertRaised,
    /// An alert closed: somebody dealt with it, or nobody has to any more.
    AlertResolved,
}

/// A request for assistance with one medical order (solicitud de asistencia).
#[derive(Clone, Description)]
pub struct AssistanceRequest(pub Arc<LoadedRequest>);

impl AssistanceRequest {
    fn clinic_id(&self) -> ClinicId {
        self.0.row.request.clinic_id
    }

    /// The order; its files are loaded where they are asked for.
    pub(crate) fn medical_order(&self) -> MedicalOrder {
        let row = &self.0.row;
        MedicalOrder {
            order: row.order.as_ref().clone(),
            patient: Some(row.patient.clone()),
            attachments: None,
        }
    }
}

#[Object(use_type_description)]
impl AssistanceRequest {
    /// Opaque id.
    pub(crate) async fn id(&self) -> ID {
        self.0.row.request.id.to_global()
    }

    /// When the patient sent the order (fecha de subida).
    async fn uploaded_at(&self) -> DateTime<Utc> {
        self.0.row.request.uploaded_at
    }

    /// Where it stands.
    async fn state(&self) -> AssistanceRequestState {
        self.0.row.request.state.into()
    }

    /// Counts the changes: a review mutation says which one the caller saw.
    async fn version(&self) -> i32 {
        self.0.row.request.version
    }

    /// Whose it is.
    async fn patient(&self) -> Patient {
        Patient(self.0.row.patient.clone())
    }

    /// The order that the patient sent (orden médica).
    async fn order(&self, ctx: &Context<'_>) -> Result<MedicalOrder> {
        // Its files are loaded for the whole page where the page knew that they are wanted.
        let attachments = match ctx.look_ahead().field("attachments").exists() {
            true => Some(self.0.attachments(&app(ctx).db).await?.to_vec()),
            false => None,
        };
        Ok(MedicalOrder { attachments, ..self.medical_order() })
    }

    /// The services that the operator picked (prestaciones), in order.
    async fn services(&self, ctx: &Context<'_>) -> Result<Vec<Service>> {
        let rows = self.0.services(&app(ctx).db).await?;
        Ok(rows.iter().cloned().map(Service).collect())
    }

    /// The newest contact (fecha, usuario y mensaje de contacto); null where there was none. Staff.
    async fn last_contact(&self, ctx: &Context<'_>) -> Result<Option<ContactAttempt>> {
        require_staff(caller(ctx))?;
        let request = &self.0.row.request;
        Ok(match (request.last_contact_at, &self.0.row.last_contact_by, &request.last_contact_message) {
            (Some(at), Some(by), Some(message)) => {
                Some(ContactAttempt { at, by: User(by.clone()), message: message.clone() })
            }
            _ => None,
        })
    }

    /// All contacts, the newest first. Staff.
    async fn contact_attempts(&self, ctx: &Context<'_>) -> Result<Vec<ContactAttempt>> {
        require_staff(caller(ctx))?;
        let contacts =
            load(ctx, ContactsOf(self.clinic_id(), self.0.row.request.id)).await?.unwrap_or_default();
        Ok(contacts
            .into_iter()
            .map(|(row, by)| ContactAttempt { at: row.at, by: User(by), message: row.message })
            .collect())
    }

    /// When it was closed; null while it is open.
    async fn resolved_at(&self) -> Option<DateTime<Utc>> {
        self.0.row.request.resolved_at
    }

    /// Who closed it; null while it is open, and where the patient booked by the link. Staff.
    async fn resolved_by(&self, ctx: &Context<'_>) -> Result<Option<User>> {
        require_staff(caller(ctx))?;
        Ok(self.0.row.resolved_by.clone().map(User))
    }

    /// How it ended; null while it is open, and where nobody said.
    async fn outcome(&self) -> Option<AssistanceRequestOutcome> {
        self.0.row.request.outcome.map(Into::into)
    }

    /// What the operator wrote when closing it; null where they wrote nothing. Staff.
    async fn resolution_note(&self, ctx: &Context<'_>) -> Result<Option<&str>> {
        require_staff(caller(ctx))?;
        Ok(self.0.row.request.resolution_note.as_deref())
    }

    /// When it was taken out of the worklist (fechabaja); null where it was not.
    async fn voided_at(&self) -> Option<DateTime<Utc>> {
        self.0.row.request.voided_at
    }

    /// Why a person has to look, a stable word such as `no_free_slots`; null where nobody has to. In every state:
    /// a booked request says here that its patient could not be told (`no_email`, `unreachable_by_whatsapp`), until
    /// a contact is registered. Staff.
    async fn attention_reason(&self, ctx: &Context<'_>) -> Result<Option<&str>> {
        require_staff(caller(ctx))?;
        Ok(self.0.row.request.attention_reason.as_deref())
    }

    /// Who is working on it; null where nobody is, or their claim has lapsed. Staff.
    async fn claim(&self, ctx: &Context<'_>) -> Result<Option<Claim>> {
        require_staff(caller(ctx))?;
        let live = self.0.row.request.claim_expires_at.filter(|until| *until > app(ctx).now());
        Ok(live.zip(self.0.row.claimed_by.clone()).map(|(expires_at, by)| Claim { by: User(by), expires_at }))
    }

    /// The confirmation in force (envío); null where there is none: nothing was confirmed, its message was taken
    /// back, or staff closed the request. What was said before stands in `notifications`.
    async fn dispatch(&self, ctx: &Context<'_>) -> Result<Option<Dispatch>> {
        let request = &self.0.row.request;
        let Some(id) = request.dispatch_id.filter(|_| !is_closed_by_staff(request.state)) else {
            return Ok(None);
        };
        let message = load(ctx, MessageOf(self.clinic_id(), id)).await?;
        let message = message.filter(|row| row.notification.state != enums::NotificationState::Superseded);
        let planned = request.state == enums::AssistanceRequestState::DispatchPlanned;
        let amendable = planned && caller(ctx).actor.require_user(Permission::Review).is_ok();
        Ok(message.map(|message| Dispatch { notification: Notification(message), amendable }))
    }

    /// The appointment that came of it (IDdeturnodestino); null while there is none.
    async fn appointment(&self, ctx: &Context<'_>) -> Result<Option<Appointment>> {
        match self.0.row.request.appointment_id {
            Some(id) => Ok(load(ctx, AppointmentOf(self.clinic_id(), id)).await?.map(Appointment)),
            None => Ok(None),
        }
    }

    /// The clinic's own booking portal with the patient loaded (portal LITE); null where it has none. Staff.
    async fn booking_portal_url(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        require_staff(caller(ctx))?;
        let clinic = caller(ctx).clinic.as_ref();
        let template = clinic.and_then(|clinic| clinic.settings.booking_portal_template.as_deref());
        // Opaque ids: addresses carry no document number.
        let (request, patient) =
            (self.0.row.request.id.to_global(), self.0.row.patient.patient.id.to_global());
        let values: [(&str, &[&str]); 2] = [("request", &[&request]), ("patient", &[&patient])];
        Ok(template.map(|template| fill_in(template, &values)))
    }

    /// What was said to the patient about this request, the newest first.
    async fn notifications(&self, ctx: &Context<'_>) -> Result<Vec<Notification>> {
        let rows = load(ctx, MessagesOf(self.clinic_id(), self.0.row.request.id)).await?.unwrap_or_default();
        Ok(rows.into_iter().map(Notification).collect())
    }

    /// What was wrong with the photo, in the operator's words (motivo); null while no better one is awaited.
    async fn new_photo_reason(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        if self.0.row.request.state != enums::AssistanceRequestState::AwaitingPhoto {
            return Ok(None);
        }
        let rows = load(ctx, MessagesOf(self.clinic_id(), self.0.row.request.id)).await?.unwrap_or_default();
        let asked = rows.iter().find(|row| row.notification.kind == NotificationKind::NewPhotoRequested);
        let reason = asked.and_then(|row| row.notification.payload.get("reason")?.as_str());
        Ok(reason.map(str::to_owned))
    }

    /// The forms that were asked for with it (formularios), the open ones first, then the newest.
    async fn forms(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those that are open.", default)] open_only: bool,
        #[graphql(desc = "How many; 50 where left out, 100 at most.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
    ) -> Result<FormConnection> {
        let (request, page) = (&self.0.row.request, PageArgs::forward(first, after));
        forms_within(ctx, request.patient_id, JourneyScope::Request(request.id), open_only, page).await
    }

    /// What the patient answered, the newest first. Staff.
    async fn replies(&self, ctx: &Context<'_>) -> Result<Vec<PatientReply>> {
        require_staff(caller(ctx))?;
        let rows = load(ctx, RepliesOf(self.clinic_id(), self.0.row.request.id)).await?.unwrap_or_default();
        Ok(rows.into_iter().map(PatientReply::from).collect())
    }
}

/// A contact with the patient that staff registered (contacto).
#[derive(Clone, SimpleObject)]
pub struct ContactAttempt {
    /// When (fechacontacto).
    at: DateTime<Utc>,
    /// Who (usuariocontacto).
    by: User,
    /// What was said (mensajecontacto).
    message: String,
}

/// Who is working on a request (toma de la solicitud). It lapses by itself and can be taken over.
#[derive(Clone, SimpleObject)]
pub struct Claim {
    /// Who.
    by: User,
    /// Until when, unless they prolong it.
    expires_at: DateTime<Utc>,
}

/// A confirmation and its message (envío).
#[derive(Clone, SimpleObject)]
#[graphql(complex)]
pub struct Dispatch {
    /// The message with the link.
    notification: Notification,
    /// Whether the request waits for the message, and the caller may correct it.
    #[graphql(skip)]
    amendable: bool,
}

#[ComplexObject]
impl Dispatch {
    /// When the message leaves, unless it is amended or cancelled before.
    async fn due_at(&self) -> DateTime<Utc> {
        self.notification.0.notification.due_at
    }

    /// Where the message stands.
    async fn state(&self) -> NotificationState {
        self.notification.0.notification.state.into()
    }

    /// Who confirmed it, or amended it last. Staff.
    async fn confirmed_by(&self, ctx: &Context<'_>) -> Result<Option<User>> {
        require_staff(caller(ctx))?;
        let message = &self.notification.0.notification;
        let Some(id) = message.dispatch_id else { return Ok(None) };
        Ok(load(ctx, ConfirmerOf(message.clinic_id, id)).await?.map(User))
    }

    /// Whether the caller can still amend or cancel it: the request waits for its message, and no worker has that
    /// yet. Always false for who does not review.
    async fn can_amend(&self) -> bool {
        self.amendable && self.notification.0.notification.state == enums::NotificationState::Planned
    }
}

/// What was confirmed counts no more: its link is dead.
fn is_closed_by_staff(state: enums::AssistanceRequestState) -> bool {
    matches!(state, enums::AssistanceRequestState::Resolved | enums::AssistanceRequestState::Voided)
}

/// A request that the caller may see; staff and integrations leave a trace of having read it.
///
/// # Errors
/// `Unauthenticated` for nobody, `Forbidden` for who may see no request at all.
pub async fn visible_request(
    ctx: &Context<'_>,
    id: Option<AssistanceRequestId>,
    wanted: Wanted,
) -> Result<Option<AssistanceRequest>> {
    let (app, actor) = (app(ctx), &caller(ctx).actor);
    let clinic_id = actor.clinic_id().ok_or(Error::Unauthenticated)?;
    if actor.patient_id().is_none() {
        actor.require(Permission::ReadRequests)?;
    }
    let Some(id) = id else { return Ok(None) };
    let found = find_request(&app.db, clinic_id, id, wanted).await?;
    let found = found.filter(|found| actor.may_see_request(clinic_id, found.row.request.patient_id, id));
    if found.is_some() {
        record_read(app, actor, clinic_id, "assistance_request.read", "AssistanceRequest", id).await?;
    }
    Ok(found.map(AssistanceRequest))
}
