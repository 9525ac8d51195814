//! A small clinic in a real database, for the tests of this feature: SQLite in a temporary folder, or PostgreSQL
//! where the tests of this run use it.

use std::sync::Arc;

use chrono::{DateTime, Duration, NaiveDate, Utc};
use entity::enums::{AssistanceRequestState, CoverageDecision, DocumentType, Role};
use entity::ids::*;
use entity::settings::ClinicSettings;
use entity::*;
use sea_orm::prelude::Uuid;
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, IntoActiveModel};
use sea_orm_migration::MigratorTrait;

use super::{SlotRow, SlotSearch, find_slots};
use crate::app::App;
use crate::platform::actor::{Actor, JourneyScope};
use crate::platform::clock::ManualClock;
use crate::platform::connection::Page;
use crate::platform::db::connect;
use crate::platform::error::{Failure, Outcome, UserErrorCode};
use crate::platform::test_database::empty_database;

/// The id with this number, of whatever table.
pub fn id<T: From<Uuid>>(number: u128) -> T {
    T::from(Uuid::from_u128(number))
}

pub const CLINIC: ClinicId = ClinicId(Uuid::from_u128(1));
pub const SITE: SiteId = SiteId(Uuid::from_u128(2));
/// Half an hour, by the resource 20; not covered by the payer.
pub const CT: ServiceId = ServiceId(Uuid::from_u128(10));
/// Twenty minutes, by 20 or 21.
pub const ECHO: ServiceId = ServiceId(Uuid::from_u128(11));

pub struct TestClinic {
    pub app: Arc<App>,
    pub clock: ManualClock,
    _folder: tempfile::TempDir,
}

async fn insert<M, A>(db: &impl ConnectionTrait, row: M)
where
    M: IntoActiveModel<A>,
    A: ActiveModelTrait + sea_orm::ActiveModelBehavior + Send,
    <A::Entity as EntityTrait>::Model: IntoActiveModel<A>,
{
    A::Entity::insert(row.into_active_model()).exec_without_returning(db).await.expect("a row");
}

impl TestClinic {
    /// Monday 2026-11-23, 07:00 in a clinic that keeps UTC and works from 8 to 12 on weekdays.
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let db = connect(&empty_database(folder.path()).await, 8).await.expect("a database");
        migration::Migrator::up(&db, None).await.expect("the tables");
        let clock = ManualClock::new("2026-11-23T07:00:00Z".parse().expect("an instant"));
        let (app, _) = App::for_tests(db, folder.path(), &clock);
        let clinic = Self { app: Arc::new(app), clock, _folder: folder };
        clinic.fill().await;
        clinic
    }

    async fn fill(&self) {
        let (db, now, clinic_id) = (&self.app.db, self.app.now(), CLINIC);
        let settings = ClinicSettings::default();
        let (slug, name) = ("test".to_owned(), "Clínica".to_owned());
        let (time_zone, locale) = ("UTC".to_owned(), "es-AR".to_owned());
        let row = clinic::Model {
            id: CLINIC,
            slug,
            name: name.clone(),
            time_zone,
            locale,
            phone: None,
            email: None,
            settings,
            created_at: now,
        };
        insert(db, row).await;
        let feed =
            clinic_feed::Model { clinic_id, epoch: 1, tail: 0, head: 0, audit_head: 0, audit_hash: vec![] };
        insert(db, feed).await;
        insert(db, site::Model { id: SITE, clinic_id, name, address: "Calle 1".into(), version: 1 }).await;
        let circuit_id: CircuitId = id(3);
        insert(
            db,
            circuit::Model {
                id: circuit_id,
                clinic_id,
                name: "Imágenes".into(),
                allows_multiple: true,
                version: 1,
            },
        )
        .await;
        for (number, name) in [(20, "Tomógrafo"), (21, "Ecógrafo")] {
            let resource_id: ResourceId = id(number);
            let name = name.to_owned();
            insert(
                db,
                resource::Model {
                    id: resource_id,
                    clinic_id,
                    site_id: SITE,
                    name,
                    practitioner_id: None,
                    disabled_at: None,
                    version: 1,
                },
            )
            .await;
            for weekday in 1..=5 {
                let row = schedule::Model {
                    id: self.app.new_id(),
                    clinic_id,
                    resource_id,
                    weekday,
                    start_minute: 480,
                    end_minute: 720,
                    valid_from: "2026-01-01".parse().expect("a day"),
                    valid_to: None,
                };
                insert(db, row).await;
            }
        }
        for (service_id, name, duration_minutes, resources) in
            [(CT, "Tomografía", 30, &[20][..]), (ECHO, "Ecografía", 20, &[20, 21])]
        {
            let row = service::Model {
                id: service_id,
                clinic_id,
                circuit_id,
                code: name.into(),
                name: name.into(),
                synonyms: String::new(),
                search_text: String::new(),
                duration_minutes,
                preparation: None,
                disabled_at: None,
                version: 1,
            };
            insert(db, row).await;
            for resource in resources {
                insert(db, service_resource::Model { service_id, resource_id: id(*resource), clinic_id })
                    .await;
            }
        }
        insert(
            db,
            payer::Model {
                id: id(4),
                clinic_id,
                name: "OSDE".into(),
                is_self_pay: false,
                disabled_at: None,
                version: 1,
            },
        )
        .await;
        let rule = coverage_rule::Model {
            id: id(5),
            clinic_id,
            service_id: CT,
            payer_id: id(4),
            plan_id: None,
            decision: CoverageDecision::NotCovered,
            note: None,
            version: 1,
        };
        insert(db, rule).await;
        let operator = user::Model {
            id: id(6),
            clinic_id,
            email: "op@test.example".into(),
            name: "Operadora".into(),
            role: Role::Operator,
            password_hash: String::new(),
            one_time_until: None,
            disabled_at: None,
            version: 1,
            created_at: now,
        };
        insert(db, operator).await;
    }

    /// A patient with an order that is confirmed for these services; the holder of its link.
    pub async fn patient(&self, number: u128, services: &[ServiceId]) -> Actor {
        let (db, now, clinic_id) = (&self.app.db, self.app.now(), CLINIC);
        let patient_id: PatientId = id(number);
        let row = patient::Model {
            id: patient_id,
            clinic_id,
            given_name: "Ana".into(),
            family_name: "Paz".into(),
            document_type: DocumentType::Dni,
            national_id: (30_000_000 + number).to_string(),
            birth_date: None,
            mobile_phone: None,
            verified_phone: None,
            verified_phone_at: None,
            email: Some("ana@test.example".into()),
            mobile_phone_since: None,
            email_since: None,
            email_opt_out_at: None,
            whatsapp_opt_out_at: None,
            contact_confirmed_at: None,
            payer_id: None,
            plan_id: None,
            member_number: None,
            password_hash: None,
            one_time_until: None,
            sort_name: "paz, ana".into(),
            version: 1,
            created_at: now,
        };
        insert(db, row).await;
        let (medical_order_id, request_id) = (id(number + 1), id(number + 2));
        let order = medical_order::Model {
            id: medical_order_id,
            clinic_id,
            patient_id,
            note: None,
            uploaded_at: now,
        };
        insert(db, order).await;
        let request = assistance_request::Model {
            id: request_id,
            clinic_id,
            patient_id,
            medical_order_id,
            state: AssistanceRequestState::Dispatched,
            version: 1,
            uploaded_at: now,
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
            dispatch_id: Some(id(number + 3)),
            appointment_id: None,
        };
        insert(db, request).await;
        for (position, service_id) in (0..).zip(services) {
            let row = assistance_request_service::Model {
                assistance_request_id: request_id,
                service_id: *service_id,
                clinic_id,
                position,
            };
            insert(db, row).await;
        }
        Actor::Journey {
            clinic_id,
            patient_id,
            scope: JourneyScope::Request(request_id),
            link_id: id(number + 4),
            session_id: id(number + 5),
        }
    }

    pub fn operator(&self) -> Actor {
        Actor::User { clinic_id: CLINIC, user_id: id(6), role: Role::Operator, session_id: id(7) }
    }

    /// The soonest slots for these services, from a day of November on.
    pub async fn slots(&self, actor: &Actor, services: &[ServiceId], day: u32, first: u64) -> Vec<SlotRow> {
        let from = NaiveDate::from_ymd_opt(2026, 11, day).expect("a day");
        let search = SlotSearch::new(services.to_vec(), from);
        let page = Page { limit: first, backward: false, after: None, before: None };
        find_slots(&self.app, actor, &search, &page).await.expect("slots").items
    }

    pub async fn request(&self, actor: &Actor) -> assistance_request::Model {
        let Actor::Journey { scope: JourneyScope::Request(request_id), .. } = actor else {
            panic!("no journey")
        };
        let found = assistance_request::Entity::find_by_id(*request_id).one(&self.app.db).await;
        found.expect("the database").expect("the request")
    }

    /// What all messages that were planned are about, by the alphabet, and the kinds of all events, in order.
    pub async fn told(&self) -> (Vec<String>, Vec<&'static str>) {
        let (messages, events) = (
            notification::Entity::find().all(&self.app.db).await,
            event::Entity::find().all(&self.app.db).await,
        );
        let mut messages = messages.expect("messages");
        messages.sort_by(|one, other| one.dedupe_key.cmp(&other.dedupe_key));
        let mut events = events.expect("events");
        events.sort_by_key(|row| row.seq);
        let kind = |row: notification::Model| row.dedupe_key.split(':').next().unwrap_or_default().to_owned();
        (messages.into_iter().map(kind).collect(), events.into_iter().map(|row| row.kind.as_str()).collect())
    }

    pub async fn cells(&self) -> usize {
        booking_cell::Entity::find().all(&self.app.db).await.expect("cells").len()
    }

    pub fn pass(&self, minutes: i64) {
        self.clock.advance(Duration::minutes(minutes));
    }
}

/// When slots start.
pub fn starts(slots: &[SlotRow]) -> Vec<String> {
    slots.iter().map(|slot| clock_of(super::start_of(slot.offer.span.start))).collect()
}

pub fn clock_of(at: DateTime<Utc>) -> String {
    at.format("%d %H:%M").to_string()
}

/// Why something was refused.
pub fn code<T: std::fmt::Debug>(outcome: Outcome<T>) -> UserErrorCode {
    match outcome {
        Err(Failure::Refused(refusals)) => refusals[0].code,
        other => panic!("not refused: {other:?}"),
    }
}
