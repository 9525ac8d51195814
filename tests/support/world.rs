//! The world in which the tests' stories play: two clinics, their people, a small catalogue, an agenda.
//!
//! It is Monday 2 March 2026, 09:00 in Buenos Aires, when a story begins.

use asistencia::features::auth::Passwords;
use asistencia::features::patients::{index_patient, sort_name};
use asistencia::platform::text::FoldedText;
use chrono::{DateTime, NaiveDate, Utc};
use entity::enums::{CoverageDecision, DocumentType, Role};
use entity::ids::{
    CircuitId, ClinicId, CoverageRuleId, PatientId, PayerId, PlanId, ResourceId, ScheduleId, ServiceId,
    SiteId, UserId,
};
use entity::{
    circuit, clinic, clinic_feed, coverage_rule, patient, payer, plan, resource, schedule, service,
    service_resource, site, user,
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, DatabaseConnection, EntityTrait};
use uuid::Uuid;

/// Every account's password.
pub const PASSWORD: &str = "asistencia";

/// When stories begin: Monday 2 March 2026, 09:00 in Buenos Aires.
pub fn start() -> DateTime<Utc> {
    DateTime::parse_from_rfc3339("2026-03-02T12:00:00Z").expect("an instant").to_utc()
}

/// The clinic `demo`, where stories play.
pub const CLINIC: ClinicId = ClinicId(id(0xC1));
/// The clinic `otra`, whose people must see nothing of the first.
pub const OTHER_CLINIC: ClinicId = ClinicId(id(0xC2));
/// operadora@demo.example
pub const OPERATOR: UserId = UserId(id(0xA1));
/// operador2@demo.example
pub const OPERATOR_2: UserId = UserId(id(0xA2));
/// admin@demo.example
pub const ADMIN: UserId = UserId(id(0xA3));
/// doctora@demo.example
pub const PRACTITIONER: UserId = UserId(id(0xA4));
/// operadora@otra.example
pub const OTHER_OPERATOR: UserId = UserId(id(0xA5));
/// Elena Sosa, DNI 30111222, with mobile phone, e-mail and OSDE 310.
pub const PATIENT: PatientId = PatientId(id(0xB1));
/// Mario Núñez, DNI 28333444, with mobile phone and OSDE 210; no e-mail.
pub const PATIENT_2: PatientId = PatientId(id(0xB2));
/// Rosa Peralta, DNI 14555666, without a mobile phone.
pub const PATIENT_WITHOUT_PHONE: PatientId = PatientId(id(0xB3));
/// A patient of the other clinic, DNI 30111222 too.
pub const OTHER_PATIENT: PatientId = PatientId(id(0xB4));
/// OSDE.
pub const PAYER: PayerId = PayerId(id(0xD1));
/// OSDE 310.
pub const PLAN: PlanId = PlanId(id(0xD2));
/// OSDE 210.
pub const PLAN_2: PlanId = PlanId(id(0xD3));
/// Circuit 'Ecografía', which allows several services.
pub const ULTRASOUND: CircuitId = CircuitId(id(0xE1));
/// Circuit 'Resonancia magnética', which does not.
pub const MRI: CircuitId = CircuitId(id(0xE2));
/// 'Ecografía abdominal', 20 minutes.
pub const ABDOMINAL: ServiceId = ServiceId(id(0xF1));
/// 'Ecografía renal', 15 minutes.
pub const RENAL: ServiceId = ServiceId(id(0xF2));
/// 'Resonancia magnética de rodilla', 30 minutes, which OSDE 210 does not cover.
pub const KNEE_MRI: ServiceId = ServiceId(id(0xF3));
/// 'Densitometría ósea', which no resource does: there is never a slot for it.
pub const SLOTLESS: ServiceId = ServiceId(id(0xF4));
/// A service of the other clinic.
pub const OTHER_SERVICE: ServiceId = ServiceId(id(0xF5));
/// Site 'Centro'.
pub const SITE: SiteId = SiteId(id(0x51));
/// 'Ecógrafo 1', works Monday to Friday 8 to 12.
pub const SCANNER: ResourceId = ResourceId(id(0x61));
/// 'Resonador', works Monday to Friday 8 to 16.
pub const MAGNET: ResourceId = ResourceId(id(0x62));

const fn id(low: u128) -> Uuid {
    // A UUIDv7 of the year 2025 whose last bits tell rows apart; clinics differ in their low 32 bits.
    Uuid::from_u128(0x0194_2f00_0000_7000_8000_0000_0000_0000 | low)
}

/// Fills an empty database.
pub async fn fill(db: &DatabaseConnection) {
    let passwords = Passwords::weak_for_tests().expect("parameters");
    let hash = passwords.hash(PASSWORD.into(), [9; 16]).await.expect("a hash");
    for (id, slug, name) in [(CLINIC, "demo", "Clínica Demo"), (OTHER_CLINIC, "otra", "Otra Clínica")] {
        add_clinic(db, id, slug, name).await;
    }
    for (id, clinic_id, email, name, role) in [
        (OPERATOR, CLINIC, "operadora@demo.example", "Olga Operadora", Role::Operator),
        (OPERATOR_2, CLINIC, "operador2@demo.example", "Omar Operador", Role::Operator),
        (ADMIN, CLINIC, "admin@demo.example", "Ada Administradora", Role::Administrator),
        (PRACTITIONER, CLINIC, "doctora@demo.example", "Dora Doctora", Role::Practitioner),
        (OTHER_OPERATOR, OTHER_CLINIC, "operadora@otra.example", "Otilia Otra", Role::Administrator),
    ] {
        user::ActiveModel {
            id: Set(id),
            clinic_id: Set(clinic_id),
            email: Set(email.into()),
            name: Set(name.into()),
            role: Set(role),
            password_hash: Set(hash.clone()),
            one_time_until: Set(None),
            disabled_at: Set(None),
            version: Set(1),
            created_at: Set(start()),
        }
        .insert(db)
        .await
        .expect("a user");
    }
    payer::ActiveModel {
        id: Set(PAYER),
        clinic_id: Set(CLINIC),
        name: Set("OSDE".into()),
        is_self_pay: Set(false),
        disabled_at: Set(None),
        version: Set(1),
    }
    .insert(db)
    .await
    .expect("a payer");
    for (id, name) in [(PLAN, "310"), (PLAN_2, "210")] {
        plan::ActiveModel {
            id: Set(id),
            clinic_id: Set(CLINIC),
            payer_id: Set(PAYER),
            name: Set(name.into()),
            disabled_at: Set(None),
            version: Set(1),
        }
        .insert(db)
        .await
        .expect("a plan");
    }
    for (id, clinic_id, given, family, number, phone, email, plan) in [
        (
            PATIENT,
            CLINIC,
            "Elena",
            "Sosa",
            "30111222",
            Some("+5491155551234"),
            Some("elena@paciente.example"),
            Some(PLAN),
        ),
        (PATIENT_2, CLINIC, "Mario", "Núñez", "28333444", Some("+5491155555678"), None, Some(PLAN_2)),
        (PATIENT_WITHOUT_PHONE, CLINIC, "Rosa", "Peralta", "14555666", None, None, None),
        (OTHER_PATIENT, OTHER_CLINIC, "Elena", "Sosa", "30111222", Some("+5491155551234"), None, None),
    ] {
        patient::ActiveModel {
            id: Set(id),
            clinic_id: Set(clinic_id),
            given_name: Set(given.into()),
            family_name: Set(family.into()),
            sort_name: Set(sort_name(family, given)),
            document_type: Set(DocumentType::Dni),
            national_id: Set(number.into()),
            birth_date: Set(NaiveDate::from_ymd_opt(1983, 5, 17)),
            mobile_phone: Set(phone.map(Into::into)),
            mobile_phone_since: Set(None),
            verified_phone: Set(None),
            verified_phone_at: Set(None),
            email: Set(email.map(Into::into)),
            email_since: Set(None),
            email_opt_out_at: Set(None),
            whatsapp_opt_out_at: Set(None),
            contact_confirmed_at: Set(None),
            payer_id: Set(plan.map(|_| PAYER)),
            plan_id: Set(plan),
            member_number: Set(plan.map(|_| "61 234567 8 01".into())),
            password_hash: Set(Some(hash.clone())),
            one_time_until: Set(None),
            version: Set(1),
            created_at: Set(start()),
        }
        .insert(db)
        .await
        .expect("a patient");
        index_patient(db, clinic_id, id, &[given, family, number]).await.expect("search terms");
    }
    add_catalogue(db).await;
}

async fn add_clinic(db: &DatabaseConnection, id: ClinicId, slug: &str, name: &str) {
    clinic::ActiveModel {
        id: Set(id),
        slug: Set(slug.into()),
        name: Set(name.into()),
        time_zone: Set("America/Argentina/Buenos_Aires".into()),
        locale: Set("es-AR".into()),
        phone: Set(None),
        email: Set(None),
        settings: Set(settings()),
        created_at: Set(start()),
    }
    .insert(db)
    .await
    .expect("a clinic");
    clinic_feed::ActiveModel {
        clinic_id: Set(id),
        epoch: Set(1),
        head: Set(0),
        tail: Set(0),
        audit_head: Set(0),
        audit_hash: Set(Vec::new()),
    }
    .insert(db)
    .await
    .expect("a feed");
}

async fn add_catalogue(db: &DatabaseConnection) {
    site::ActiveModel {
        id: Set(SITE),
        clinic_id: Set(CLINIC),
        name: Set("Centro".into()),
        address: Set("Av. Corrientes 1234".into()),
        version: Set(1),
    }
    .insert(db)
    .await
    .expect("a site");
    for (id, clinic_id, name, allows_multiple) in [
        (ULTRASOUND, CLINIC, "Ecografía", true),
        (MRI, CLINIC, "Resonancia magnética", false),
        (CircuitId(id(0xE3)), OTHER_CLINIC, "Ecografía", true),
    ] {
        circuit::ActiveModel {
            id: Set(id),
            clinic_id: Set(clinic_id),
            name: Set(name.into()),
            allows_multiple: Set(allows_multiple),
            version: Set(1),
        }
        .insert(db)
        .await
        .expect("a circuit");
    }
    for (id, clinic_id, circuit_id, code, name, synonyms, minutes, preparation) in [
        (
            ABDOMINAL,
            CLINIC,
            ULTRASOUND,
            "101",
            "Ecografía abdominal",
            "eco abdomen",
            20,
            Some("Ayuno de 6 horas."),
        ),
        (RENAL, CLINIC, ULTRASOUND, "102", "Ecografía renal", "eco riñón", 15, None),
        (KNEE_MRI, CLINIC, MRI, "127", "Resonancia magnética de rodilla", "rmn rodilla", 30, None),
        (SLOTLESS, CLINIC, MRI, "130", "Densitometría ósea", "dmo", 15, None),
        (OTHER_SERVICE, OTHER_CLINIC, CircuitId(self::id(0xE3)), "101", "Ecografía abdominal", "", 20, None),
    ] {
        service::ActiveModel {
            id: Set(id),
            clinic_id: Set(clinic_id),
            circuit_id: Set(circuit_id),
            code: Set(code.into()),
            name: Set(name.into()),
            synonyms: Set(synonyms.into()),
            search_text: Set(FoldedText::new(code, name, synonyms).search_text()),
            duration_minutes: Set(minutes),
            preparation: Set(preparation.map(Into::into)),
            disabled_at: Set(None),
            version: Set(1),
        }
        .insert(db)
        .await
        .expect("a service");
    }
    for (id, name, until) in [(SCANNER, "Ecógrafo 1", 12 * 60), (MAGNET, "Resonador", 16 * 60)] {
        resource::ActiveModel {
            id: Set(id),
            clinic_id: Set(CLINIC),
            site_id: Set(SITE),
            name: Set(name.into()),
            practitioner_id: Set(None),
            disabled_at: Set(None),
            version: Set(1),
        }
        .insert(db)
        .await
        .expect("a resource");
        for weekday in 1..=5 {
            schedule::ActiveModel {
                id: Set(ScheduleId(Uuid::from_u128(id.0.as_u128() << 8 | weekday as u128))),
                clinic_id: Set(CLINIC),
                resource_id: Set(id),
                weekday: Set(weekday),
                start_minute: Set(8 * 60),
                end_minute: Set(until),
                valid_from: Set(NaiveDate::from_ymd_opt(2026, 1, 1).expect("a day")),
                valid_to: Set(None),
            }
            .insert(db)
            .await
            .expect("a schedule");
        }
    }
    let pairs = [(ABDOMINAL, SCANNER), (RENAL, SCANNER), (KNEE_MRI, MAGNET)];
    let rows = pairs.map(|(service_id, resource_id)| service_resource::ActiveModel {
        service_id: Set(service_id),
        resource_id: Set(resource_id),
        clinic_id: Set(CLINIC),
    });
    service_resource::Entity::insert_many(rows).exec_without_returning(db).await.expect("service resources");
    coverage_rule::ActiveModel {
        id: Set(CoverageRuleId(id(0x71))),
        clinic_id: Set(CLINIC),
        service_id: Set(KNEE_MRI),
        payer_id: Set(PAYER),
        plan_id: Set(Some(PLAN_2)),
        decision: Set(CoverageDecision::NotCovered),
        note: Set(Some("Tu plan no cubre este estudio.".into())),
        version: Set(1),
    }
    .insert(db)
    .await
    .expect("a coverage rule");
}

/// The clinics send no reminders: most stories are about something else, and count what is sent. Stories about
/// reminders switch them on.
fn settings() -> entity::settings::ClinicSettings {
    let mut settings = entity::settings::ClinicSettings::default();
    settings.reminders.enabled = false;
    settings
}
