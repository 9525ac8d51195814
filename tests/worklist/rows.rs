//! Rows of the grid, written straight into the database: so many of them that nobody would upload them.

use std::sync::atomic::{AtomicU32, Ordering};

use asistencia::features::patients::{index_patient, sort_name};
use asistencia::platform::global_id::GlobalId;
use chrono::{DateTime, Utc};
use entity::enums::{AssistanceRequestState, DocumentType};
use entity::ids::{
    AssistanceRequestId, ClinicId, MedicalOrderId, OrderAttachmentId, PatientId, PayerId, UserId,
};
use entity::{assistance_request, assistance_request_service, medical_order, order_attachment, patient};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, DatabaseConnection, EntityTrait, IntoActiveModel};
use tests::world;
use uuid::Uuid;

static COUNT: AtomicU32 = AtomicU32::new(0);

/// An id that nothing else has; later ones are greater.
fn fresh() -> Uuid {
    let low = u128::from(COUNT.fetch_add(1, Ordering::Relaxed));
    Uuid::from_u128(0x0195_5000_0000_7000_8000_0001_0000_0000 | low)
}

/// A request that was never touched, uploaded at an instant such as `2026-03-02T12:00:00Z`.
pub fn request(patient_id: PatientId, uploaded_at: &str) -> assistance_request::Model {
    assistance_request::Model {
        id: AssistanceRequestId(fresh()),
        clinic_id: if patient_id == world::OTHER_PATIENT { world::OTHER_CLINIC } else { world::CLINIC },
        patient_id,
        medical_order_id: MedicalOrderId(fresh()),
        state: AssistanceRequestState::PendingReview,
        version: 1,
        uploaded_at: instant(uploaded_at),
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
    }
}

/// The same request in another state, with the dates that belong to it.
pub fn in_state(row: assistance_request::Model, state: AssistanceRequestState) -> assistance_request::Model {
    let at = Some(row.uploaded_at);
    let closed = matches!(state, AssistanceRequestState::Resolved | AssistanceRequestState::Booked);
    let voided = state == AssistanceRequestState::Voided;
    assistance_request::Model {
        state,
        resolved_at: at.filter(|_| closed),
        voided_at: at.filter(|_| voided),
        ..row
    }
}

/// The same request after a contact.
pub fn contacted(row: assistance_request::Model, at: &str, by: UserId) -> assistance_request::Model {
    assistance_request::Model {
        last_contact_at: Some(instant(at)),
        last_contact_by_id: Some(by),
        last_contact_message: Some("Hablamos.".into()),
        ..row
    }
}

/// An instant as RFC 3339.
pub fn instant(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).expect("an instant").to_utc()
}

/// Writes requests, each with an order of two pages and one service.
pub async fn insert(db: &DatabaseConnection, rows: &[assistance_request::Model]) {
    let orders = rows.iter().map(|row| medical_order::ActiveModel {
        id: Set(row.medical_order_id),
        clinic_id: Set(row.clinic_id),
        patient_id: Set(row.patient_id),
        note: Set(None),
        uploaded_at: Set(row.uploaded_at),
    });
    medical_order::Entity::insert_many(orders).exec_without_returning(db).await.expect("orders");
    let pages = rows.iter().flat_map(|row| (0..2).map(move |position| page(row, position)));
    order_attachment::Entity::insert_many(pages).exec_without_returning(db).await.expect("pages");
    let requests = rows.iter().cloned().map(|row| row.into_active_model().reset_all());
    assistance_request::Entity::insert_many(requests).exec_without_returning(db).await.expect("requests");
    let services = rows.iter().map(|row| assistance_request_service::ActiveModel {
        assistance_request_id: Set(row.id),
        service_id: Set(world::ABDOMINAL),
        clinic_id: Set(row.clinic_id),
        position: Set(0),
    });
    assistance_request_service::Entity::insert_many(services)
        .exec_without_returning(db)
        .await
        .expect("services");
}

fn page(row: &assistance_request::Model, position: i32) -> order_attachment::ActiveModel {
    order_attachment::ActiveModel {
        id: Set(OrderAttachmentId(fresh())),
        clinic_id: Set(row.clinic_id),
        medical_order_id: Set(row.medical_order_id),
        upload_id: Set(None),
        position: Set(position),
        file_name: Set(format!("hoja-{position}.jpg")),
        content_type: Set("image/jpeg".into()),
        byte_size: Set(1_000),
        sha256: Set(vec![7; 32]),
        storage_key: Set(format!("orders/{}/{position}", row.medical_order_id)),
        preview_key: Set(None),
        created_at: Set(row.uploaded_at),
    }
}

/// Another patient of the clinic `demo`.
pub async fn add_patient(
    db: &DatabaseConnection,
    given: &str,
    family: &str,
    national_id: &str,
    payer_id: Option<PayerId>,
) -> PatientId {
    let (id, clinic_id): (_, ClinicId) = (PatientId(fresh()), world::CLINIC);
    let row = patient::Model {
        id,
        clinic_id,
        given_name: given.into(),
        family_name: family.into(),
        document_type: DocumentType::Dni,
        national_id: national_id.into(),
        birth_date: None,
        mobile_phone: Some("+5491155559999".into()),
        verified_phone: None,
        verified_phone_at: None,
        mobile_phone_since: None,
        email_since: None,
        email_opt_out_at: None,
        whatsapp_opt_out_at: None,
        email: None,
        contact_confirmed_at: None,
        payer_id,
        plan_id: None,
        member_number: None,
        password_hash: None,
        one_time_until: None,
        sort_name: sort_name(family, given),
        version: 1,
        created_at: world::start(),
    };
    patient::Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(db)
        .await
        .expect("a patient");
    index_patient(db, clinic_id, id, &[given, family, national_id]).await.expect("search terms");
    id
}

/// The opaque ids of requests, in their order.
pub fn ids(rows: &[assistance_request::Model]) -> Vec<String> {
    rows.iter().map(|row| row.id.to_global().to_string()).collect()
}
