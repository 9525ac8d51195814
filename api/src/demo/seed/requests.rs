//! Rows of requests, gathered to be written together.

use chrono::{DateTime, Utc};
use entity::enums::{AssistanceRequestOutcome, AssistanceRequestState};
use entity::ids::{AppointmentId, AssistanceRequestId, ClinicId, ContactAttemptId, PatientId, UserId};
use entity::{
    appointment, appointment_service, assistance_request, assistance_request_service, contact_attempt,
    medical_order, order_attachment,
};

use super::bulk::Writer;
use super::chance::timed;
use super::clinic::service_id;
use super::files::StoredOrder;

/// What the uploaded order of a patient becomes.
pub(super) struct Upload<'u> {
    pub(super) key: &'u str,
    /// What the ids sort by.
    pub(super) id_time: DateTime<Utc>,
    pub(super) patient_id: PatientId,
    pub(super) order: &'u StoredOrder,
    pub(super) note: Option<&'u str>,
    pub(super) uploaded_at: DateTime<Utc>,
}

/// The id of a request.
pub(super) fn request_id(key: &str, id_time: DateTime<Utc>) -> AssistanceRequestId {
    timed("request", key, id_time)
}

/// Rows of requests.
#[derive(Default)]
pub(super) struct Requests {
    orders: Vec<medical_order::Model>,
    attachments: Vec<order_attachment::Model>,
    requests: Vec<assistance_request::Model>,
    services: Vec<assistance_request_service::Model>,
    contacts: Vec<contact_attempt::Model>,
    /// Appointments in the clinic's own agenda.
    pub(super) appointments: Vec<appointment::Model>,
    /// Their services.
    pub(super) appointment_services: Vec<appointment_service::Model>,
}

impl Requests {
    /// Adds a request that waits for a review.
    pub(super) fn add(&mut self, clinic_id: ClinicId, upload: &Upload<'_>) -> Draft<'_> {
        let Upload { key, id_time, patient_id, order, note, uploaded_at } = *upload;
        let medical_order_id = timed("order", key, id_time);
        self.orders.push(medical_order::Model {
            id: medical_order_id,
            clinic_id,
            patient_id,
            note: note.map(str::to_owned),
            uploaded_at,
        });
        let page_id = |page: usize| timed("attachment", &format!("{key}/{page}"), id_time);
        self.attachments.extend(order.attachments(clinic_id, medical_order_id, uploaded_at, page_id));
        self.requests.push(assistance_request::Model {
            id: request_id(key, id_time),
            clinic_id,
            patient_id,
            medical_order_id,
            state: AssistanceRequestState::PendingReview,
            version: 1,
            uploaded_at,
            resolved_at: None,
            resolved_by_id: None,
            outcome: None,
            resolution_note: None,
            voided_at: None,
            void_reason: None,
            attention_reason: None,
            claimed_by_id: None,
            claim_expires_at: None,
            last_contact_at: None,
            last_contact_by_id: None,
            last_contact_message: None,
            dispatch_id: None,
            appointment_id: None,
        });
        let place = self.requests.len() - 1;
        Draft { rows: self, place, contacts: 0 }
    }

    /// Writes the rows.
    pub(super) async fn write(self, writer: &mut Writer<'_>) -> anyhow::Result<()> {
        writer.insert::<medical_order::Entity>(self.orders).await?;
        writer.insert::<order_attachment::Entity>(self.attachments).await?;
        writer.insert::<assistance_request::Entity>(self.requests).await?;
        writer.insert::<assistance_request_service::Entity>(self.services).await?;
        writer.insert::<contact_attempt::Entity>(self.contacts).await?;
        writer.insert::<appointment::Entity>(self.appointments).await?;
        writer.insert::<appointment_service::Entity>(self.appointment_services).await
    }
}

/// A request to which things happen, each as the operation of that name would write it.
pub(super) struct Draft<'r> {
    rows: &'r mut Requests,
    place: usize,
    contacts: u32,
}

impl Draft<'_> {
    /// The row so far.
    pub(super) fn row(&mut self) -> &mut assistance_request::Model {
        &mut self.rows.requests[self.place]
    }

    /// The reviewer picks services.
    pub(super) fn pick<'c>(&mut self, codes: impl Iterator<Item = &'c str>) -> &mut Self {
        let (assistance_request_id, clinic_id) = (self.row().id, self.row().clinic_id);
        let services = (0..).zip(codes).map(|(position, code)| assistance_request_service::Model {
            assistance_request_id,
            service_id: service_id(code),
            clinic_id,
            position,
        });
        self.rows.services.extend(services);
        self
    }

    /// Staff wrote or telephoned.
    pub(super) fn contact(&mut self, at: DateTime<Utc>, by: UserId, message: &str) -> &mut Self {
        self.contacts += 1;
        let contacts = self.contacts;
        let row = self.row();
        row.version += 1;
        row.last_contact_at = Some(at);
        row.last_contact_by_id = Some(by);
        row.last_contact_message = Some(message.to_owned());
        let attempt = contact_attempt::Model {
            id: timed::<ContactAttemptId>("contact", &format!("{}/{contacts}", row.id), at),
            clinic_id: row.clinic_id,
            assistance_request_id: row.id,
            user_id: by,
            at,
            message: message.to_owned(),
        };
        self.rows.contacts.push(attempt);
        self
    }

    /// Staff closed it without an appointment.
    pub(super) fn resolve(
        &mut self,
        at: DateTime<Utc>,
        by: UserId,
        outcome: AssistanceRequestOutcome,
        note: Option<&str>,
    ) -> &mut Self {
        let row = self.row();
        row.version += 1;
        row.state = AssistanceRequestState::Resolved;
        row.resolved_at = Some(at);
        row.resolved_by_id = Some(by);
        row.outcome = Some(outcome);
        row.resolution_note = note.map(str::to_owned);
        self
    }

    /// It got an appointment: by staff, or by the patient where `by` is none.
    pub(super) fn booked(
        &mut self,
        at: DateTime<Utc>,
        by: Option<UserId>,
        outcome: AssistanceRequestOutcome,
        appointment_id: AppointmentId,
    ) -> &mut Self {
        let row = self.row();
        row.version += 1;
        row.state = AssistanceRequestState::Booked;
        row.resolved_at = Some(at);
        row.resolved_by_id = by;
        row.outcome = Some(outcome);
        row.appointment_id = Some(appointment_id);
        self
    }

    /// Staff took it out of the worklist.
    pub(super) fn void(&mut self, at: DateTime<Utc>, reason: &str) -> &mut Self {
        let row = self.row();
        row.version += 1;
        row.state = AssistanceRequestState::Voided;
        row.voided_at = Some(at);
        row.void_reason = Some(reason.to_owned());
        self
    }
}
