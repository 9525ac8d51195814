//! Rows that messages stand on.

use entity::enums::{AssistanceRequestState, DocumentType};
use entity::ids::{AssistanceRequestId, ClinicId, PatientId};
use entity::{assistance_request, clinic, clinic_feed, medical_order, patient};
use sea_orm::{ActiveModelTrait, ActiveValue::Set};

use crate::app::App;

pub(super) async fn clinic(app: &App, slug: &str) -> ClinicId {
    let id: ClinicId = app.new_id();
    clinic::ActiveModel {
        id: Set(id),
        slug: Set(slug.into()),
        name: Set("Clínica".into()),
        time_zone: Set("America/Argentina/Buenos_Aires".into()),
        locale: Set("es-AR".into()),
        phone: Set(None),
        email: Set(None),
        settings: Set(entity::settings::ClinicSettings::default()),
        created_at: Set(app.now()),
    }
    .insert(&app.db)
    .await
    .unwrap();
    clinic_feed::ActiveModel {
        clinic_id: Set(id),
        epoch: Set(1),
        head: Set(0),
        tail: Set(0),
        audit_head: Set(0),
        audit_hash: Set(vec![0; 32]),
    }
    .insert(&app.db)
    .await
    .unwrap();
    id
}

pub(super) async fn patient(
    app: &App,
    clinic_id: ClinicId,
    national_id: &str,
    phone: Option<&str>,
) -> PatientId {
    let id: PatientId = app.new_id();
    patient::ActiveModel {
        id: Set(id),
        clinic_id: Set(clinic_id),
        given_name: Set("Ana".into()),
        family_name: Set("Pérez".into()),
        document_type: Set(DocumentType::Dni),
        national_id: Set(national_id.into()),
        birth_date: Set(None),
        mobile_phone: Set(phone.map(str::to_owned)),
        mobile_phone_since: Set(None),
        verified_phone: Set(None),
        verified_phone_at: Set(None),
        email_opt_out_at: Set(None),
        whatsapp_opt_out_at: Set(None),
        email: Set(None),
        email_since: Set(None),
        contact_confirmed_at: Set(None),
        payer_id: Set(None),
        plan_id: Set(None),
        member_number: Set(None),
        password_hash: Set(None),
        one_time_until: Set(None),
        sort_name: Set("perez, ana".into()),
        version: Set(1),
        created_at: Set(app.now()),
    }
    .insert(&app.db)
    .await
    .unwrap();
    id
}

pub(super) async fn request(app: &App, clinic_id: ClinicId, patient_id: PatientId) -> AssistanceRequestId {
    let order = medical_order::ActiveModel {
        id: Set(app.new_id()),
        clinic_id: Set(clinic_id),
        patient_id: Set(patient_id),
        note: Set(None),
        uploaded_at: Set(app.now()),
    }
    .insert(&app.db)
    .await
    .unwrap();
    let id: AssistanceRequestId = app.new_id();
    assistance_request::ActiveModel {
        id: Set(id),
        clinic_id: Set(clinic_id),
        patient_id: Set(patient_id),
        medical_order_id: Set(order.id),
        state: Set(AssistanceRequestState::DispatchPlanned),
        version: Set(1),
        uploaded_at: Set(app.now()),
        resolved_at: Set(None),
        resolved_by_id: Set(None),
        outcome: Set(None),
        resolution_note: Set(None),
        voided_at: Set(None),
        void_reason: Set(None),
        attention_reason: Set(None),
        claimed_by_id: Set(None),
        claim_expires_at: Set(None),
        last_contact_at: Set(None),
        last_contact_by_id: Set(None),
        last_contact_message: Set(None),
        dispatch_id: Set(None),
        appointment_id: Set(None),
    }
    .insert(&app.db)
    .await
    .unwrap();
    id
}
