//! The ledger, read.

use entity::enums::NotificationChannel::Whatsapp;

use super::super::{
    notifications_by_ids, notifications_of_patient, notifications_of_request, replies_of_request,
};
use super::support::{World, clinic};
use crate::platform::connection::{PageArgs, Paged};

#[tokio::test]
async fn a_patients_messages_come_in_pages_newest_first() {
    let world = World::new().await;
    let mut ids = Vec::new();
    for number in 0..5 {
        world.minutes(1);
        ids.push(world.plan_new(world.new_notification(Whatsapp, &format!("{number}"))).await);
    }
    world.minutes(60);
    world.run().await;
    ids.reverse();
    let (mut read, mut after) = (Vec::new(), None);
    loop {
        let page = PageArgs::forward(Some(2), after.take()).resolve().unwrap();
        let (db, clinic_id) = (&world.app.db, world.clinic_id);
        let slice = notifications_of_patient(db, clinic_id, world.patient_id, &page).await.unwrap();
        let paged = Paged::new(slice, |row| (row.notification.created_at, row.notification.id));
        assert!(paged.rows.iter().all(|(_, row)| row.attempts.len() == 1));
        read.extend(paged.rows.iter().map(|(_, row)| row.notification.id));
        if !paged.info.has_next_page {
            break;
        }
        after = paged.info.end_cursor;
    }
    assert_eq!(read, ids);
}

#[tokio::test]
async fn nothing_shows_in_another_clinic() {
    let world = World::new().await;
    let id = world.plan_due().await;
    world.run().await;
    let (db, own, other) = (&world.app.db, world.clinic_id, clinic(&world.app, "other").await);
    let of_request =
        async |clinic_id| notifications_of_request(db, clinic_id, world.request_id).await.unwrap();
    assert_eq!(of_request(own).await[0].attempts.len(), 1);
    assert_eq!(of_request(other).await.len(), 0);
    assert_eq!(notifications_by_ids(db, own, &[id]).await.unwrap().len(), 1);
    assert_eq!(notifications_by_ids(db, other, &[id]).await.unwrap().len(), 0);
    assert_eq!(replies_of_request(db, other, world.request_id).await.unwrap().len(), 0);
}
