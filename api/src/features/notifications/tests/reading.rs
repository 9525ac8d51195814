//! The ledger, read.

use std::sync::Arc;

use async_graphql::{EmptyMutation, EmptySubscription, Schema};
use entity::enums::NotificationChannel::Whatsapp;

use super::super::graphql::{Notification, NotificationConnection, PatientReply};
use super::super::{
    notifications_by_ids, notifications_of_patients, notifications_of_request, replies_of_request,
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
        let (db, clinic_id, patient) = (&world.app.db, world.clinic_id, world.patient_id);
        let slice =
            notifications_of_patients(db, clinic_id, &[patient], true, &page).await.unwrap().remove(&patient);
        let slice = slice.unwrap();
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

/// A root of our own, where the features above will put their fields.
struct Root(World);

#[async_graphql::Object]
impl Root {
    async fn of_request(&self) -> Vec<Notification> {
        let (db, clinic_id) = (&self.0.app.db, self.0.clinic_id);
        let rows = notifications_of_request(db, clinic_id, self.0.request_id).await.unwrap();
        rows.into_iter().map(|row| Notification(Arc::new(row))).collect()
    }

    async fn of_patient(&self) -> NotificationConnection {
        let page = PageArgs::default().resolve().unwrap();
        let (db, clinic_id, patient) = (&self.0.app.db, self.0.clinic_id, self.0.patient_id);
        let mut found = notifications_of_patients(db, clinic_id, &[patient], true, &page).await.unwrap();
        NotificationConnection::from_slice(found.remove(&patient).unwrap())
    }

    async fn replies(&self) -> Vec<PatientReply> {
        let (db, clinic_id) = (&self.0.app.db, self.0.clinic_id);
        let rows = replies_of_request(db, clinic_id, self.0.request_id).await.unwrap();
        rows.into_iter().map(PatientReply::from).collect()
    }
}

#[tokio::test]
async fn the_ledger_in_graphql() {
    let world = World::new().await;
    world.plan_due().await;
    world.gateway.fail_next(crate::gateways::SendResult::retry("503", "later"));
    world.run().await;
    let schema = Schema::build(Root(world), EmptyMutation, EmptySubscription).finish();
    let query = "{
        ofRequest {
            kind channel state dueAt expiresAt sentAt reason text
            attempts { number startedAt finishedAt outcome code detail text }
        }
        ofPatient { edges { cursor node { state } } nodes { id nextAttemptAt } pageInfo { hasNextPage } }
        replies { text buttonPayload receivedAt }
    }";
    let response = schema.execute(query).await;
    assert_eq!(response.errors, []);
    let data = response.data.into_json().unwrap();
    assert_eq!(
        data["ofRequest"],
        serde_json::json!([{
            "kind": "BOOKING_LINK", "channel": "WHATSAPP", "state": "PLANNED",
            "dueAt": "2026-11-02T12:15:00+00:00", "expiresAt": "2026-11-03T12:15:00+00:00",
            "sentAt": null, "reason": null, "text": "Elegí tu turno",
            "attempts": [{
                "number": 1, "startedAt": "2026-11-02T12:15:00+00:00", "finishedAt": "2026-11-02T12:15:00+00:00",
                "outcome": "RETRY", "code": "503", "detail": "later", "text": "Elegí tu turno",
            }],
        }])
    );
    assert_eq!(data["ofPatient"]["edges"][0]["node"]["state"], "PLANNED");
    assert_ne!(data["ofPatient"]["nodes"][0]["nextAttemptAt"], serde_json::Value::Null);
}
