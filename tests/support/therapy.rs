//! What a treatment needs beside the world: physiotherapy, two practitioners, and a room for each.

use chrono::NaiveDate;
use entity::enums::Role;
use entity::ids::{ResourceId, ScheduleId, ServiceId, UserId};
use entity::{resource, schedule, service, service_resource, user};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, DatabaseConnection, EntityTrait, IntoActiveModel};
use uuid::Uuid;

use crate::world;

/// terapeuta@demo.example, Tomás Terapeuta: a practitioner beside Dora, [`world::PRACTITIONER`].
pub const THERAPIST: UserId = UserId(id(0x7A1));
/// 'Kinesiología', 55 minutes, by both rooms.
pub const PHYSIO: ServiceId = ServiceId(id(0x7F1));
/// Dora's room, Monday to Friday 8 to 18.
pub const ROOM: ResourceId = ResourceId(id(0x761));
/// Tomás's room, Monday to Friday 8 to 18.
pub const ROOM_2: ResourceId = ResourceId(id(0x762));

const fn id(low: u128) -> Uuid {
    Uuid::from_u128(0x0194_2f00_0000_7000_8000_0000_0000_0000 | low)
}

/// Adds them to a world.
pub async fn add(db: &DatabaseConnection) {
    let dora = user::Entity::find_by_id(world::PRACTITIONER).one(db).await.expect("the database");
    let mut tomas = dora.expect("Dora").into_active_model();
    tomas.id = Set(THERAPIST);
    tomas.email = Set("terapeuta@demo.example".into());
    tomas.name = Set("Tomás Terapeuta".into());
    tomas.role = Set(Role::Practitioner);
    user::Entity::insert(tomas.reset_all()).exec_without_returning(db).await.expect("a practitioner");
    let like = service::Entity::find_by_id(world::KNEE_MRI).one(db).await.expect("the database");
    let mut physio = like.expect("a service").into_active_model();
    physio.id = Set(PHYSIO);
    physio.code = Set("250".into());
    physio.name = Set("Kinesiología".into());
    physio.duration_minutes = Set(55);
    physio.preparation = Set(Some("Vení con ropa cómoda.".into()));
    service::Entity::insert(physio.reset_all()).exec_without_returning(db).await.expect("a service");
    for (id, name, practitioner) in
        [(ROOM, "Gimnasio 1", world::PRACTITIONER), (ROOM_2, "Gimnasio 2", THERAPIST)]
    {
        resource::ActiveModel {
            id: Set(id),
            clinic_id: Set(world::CLINIC),
            site_id: Set(world::SITE),
            name: Set(name.into()),
            practitioner_id: Set(Some(practitioner)),
            disabled_at: Set(None),
            version: Set(1),
        }
        .insert(db)
        .await
        .expect("a room");
        let able = service_resource::ActiveModel {
            service_id: Set(PHYSIO),
            resource_id: Set(id),
            clinic_id: Set(world::CLINIC),
        };
        service_resource::Entity::insert(able).exec_without_returning(db).await.expect("what it does");
        let hours = (1..=5).map(|weekday| schedule::ActiveModel {
            id: Set(ScheduleId(Uuid::from_u128(id.0.as_u128() << 8 | weekday as u128))),
            clinic_id: Set(world::CLINIC),
            resource_id: Set(id),
            weekday: Set(weekday),
            start_minute: Set(8 * 60),
            end_minute: Set(18 * 60),
            valid_from: Set(NaiveDate::from_ymd_opt(2026, 1, 1).expect("a day")),
            valid_to: Set(None),
        });
        schedule::Entity::insert_many(hours).exec_without_returning(db).await.expect("hours");
    }
}
