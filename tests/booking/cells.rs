//! Whatever people do at the same time, a cell has one owner, and cells are exactly those of live holds and
//! booked appointments.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use asistencia::features::appointments::{read_slot_id, sweep_holds};
use chrono::{DateTime, Duration, Utc};
use entity::enums::AppointmentState;
use entity::ids::{AppointmentId, ResourceId, ServiceId, SlotHoldId};
use entity::{appointment, appointment_service, booking_cell, service, slot_hold};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use tests::{Client, TestApp, fresh_key, world};

use super::{book, cancel, code, confirmed, hold, reschedule, slots};

/// Chance that repeats itself: a failure names the seed that leads to it.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % end.max(1)
    }
}

type Owner = (Option<SlotHoldId>, Option<AppointmentId>);
type Owners = BTreeMap<(ResourceId, DateTime<Utc>), Owner>;

fn occupy(owners: &mut Owners, owner: Owner, resource: ResourceId, start: DateTime<Utc>, end: DateTime<Utc>) {
    let mut at = start;
    while at < end {
        let before = owners.insert((resource, at), owner);
        assert!(before.is_none_or(|before| before == owner), "two owners of {resource:?} at {at}");
        at += Duration::minutes(5);
    }
}

/// The cells as they are, and as the holds and appointments say that they must be.
async fn assert_cells_are_right(app: &TestApp, when: &str) {
    sweep_holds(&app.app).await.expect("swept");
    let db = app.db();
    let mut owners = Owners::new();
    let minutes: BTreeMap<ServiceId, i32> = service::Entity::find()
        .all(db)
        .await
        .expect("rows")
        .into_iter()
        .map(|row| (row.id, row.duration_minutes))
        .collect();
    let live = slot_hold::Entity::find()
        .filter(slot_hold::Column::ReleasedAt.is_null())
        .all(db)
        .await
        .expect("rows");
    let mut holders = BTreeSet::new();
    for row in live {
        assert!(holders.insert(row.patient_id), "{when}: a patient has two holds");
        let slot = read_slot_id(&row.slot_id).expect("a slot");
        for segment in slot.segments {
            let start = asistencia::features::appointments::start_of(segment.start);
            let end = start + Duration::minutes(minutes[&segment.service].into());
            occupy(&mut owners, (Some(row.id), None), segment.resource, start, end);
        }
    }
    let booked = appointment::Entity::find()
        .filter(appointment::Column::State.eq(AppointmentState::Booked))
        .all(db)
        .await
        .expect("rows");
    let mut settled = BTreeSet::new();
    for row in booked {
        assert!(
            row.assistance_request_id.is_none_or(|id| settled.insert(id)),
            "{when}: a request was booked twice"
        );
        let parts = appointment_service::Entity::find()
            .filter(appointment_service::Column::AppointmentId.eq(row.id))
            .all(db)
            .await
            .expect("rows");
        assert!(!parts.is_empty());
        for part in parts {
            occupy(
                &mut owners,
                (None, Some(row.id)),
                part.resource_id.expect("a resource"),
                part.starts_at,
                part.ends_at,
            );
        }
    }
    let found: Owners = booking_cell::Entity::find()
        .all(db)
        .await
        .expect("rows")
        .into_iter()
        .map(|row| ((row.resource_id, row.cell_start), (row.slot_hold_id, row.appointment_id)))
        .collect();
    assert_eq!(found, owners, "{when}");
}

/// One of those who compete for the scanner: a patient or an operator who helps them.
struct Person {
    patient: Client,
    operator: Client,
    request: Value,
    services: Vec<ServiceId>,
}

impl Person {
    /// Does something at random, and gives the code of the answer.
    async fn act(&self, chance: &mut Chance) -> String {
        // Few slots for many, so that they meet.
        let free = slots(&self.patient, &self.services, "2026-03-03", 4).await;
        let Some(wanted) = free.get(chance.below(free.len())) else { return "OK".into() };
        let query = "query($id: ID!) { assistanceRequest(id: $id) { version appointment { id } } }";
        let now =
            self.operator.ok(query, json!({ "id": self.request["id"] })).await["assistanceRequest"].clone();
        let mine = &now["appointment"];
        let payload = match (mine.is_object(), chance.below(6)) {
            (_, 0) => hold(&self.patient, wanted).await,
            (false, 1) => {
                let input = json!({ "id": self.request["id"], "version": now["version"], "slotId": wanted["id"], "idempotencyKey": fresh_key() });
                self.operator.mutate("assignAppointment", "AssignAppointmentInput", input, "").await
            }
            (false, 2 | 3) => book(&self.patient, json!({ "slotId": wanted["id"] })).await,
            (false, _) => {
                let held = hold(&self.patient, wanted).await;
                match held["hold"]["id"].as_str() {
                    Some(id) => book(&self.patient, json!({ "holdId": id })).await,
                    None => held,
                }
            }
            (true, 1) => cancel(&self.operator, mine).await,
            (true, 2) => cancel(&self.patient, mine).await,
            (true, 3) => reschedule(&self.operator, mine, wanted).await,
            (true, _) => reschedule(&self.patient, mine, wanted).await,
        };
        code(&payload).to_owned()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_cell_never_has_two_owners() {
    let app = TestApp::start().await;
    let mut people = Vec::new();
    for (national_id, services) in [
        ("30111222", vec![world::ABDOMINAL]),
        ("28333444", vec![world::RENAL]),
        ("30111222", vec![world::ABDOMINAL, world::RENAL]),
        ("28333444", vec![world::ABDOMINAL]),
    ] {
        let patient = app.patient_with(national_id).await;
        let request = confirmed(&app, &patient, &services).await;
        people.push(Arc::new(Person { patient, operator: app.operator().await, request, services }));
    }
    let (mut chance, mut seen) = (Chance(20_260_302), BTreeMap::<String, usize>::new());
    for round in 0..25 {
        // Two at once for each: also against themselves, as with two open tabs.
        let acts = people.iter().chain(people.iter()).map(|person| {
            let (person, mut own) = (person.clone(), Chance(chance.below(usize::MAX) as u64));
            tokio::spawn(async move { person.act(&mut own).await })
        });
        for act in acts.collect::<Vec<_>>() {
            *seen.entry(act.await.expect("no panic")).or_default() += 1;
        }
        if chance.below(3) == 0 {
            app.clock.advance(Duration::minutes(4));
        }
        assert_cells_are_right(&app, &format!("after round {round}")).await;
    }
    // Both happened often, or this has shown nothing.
    let known = [
        "OK",
        "SLOT_TAKEN",
        "CONFLICT",
        "HOLD_EXPIRED",
        "STALE_VERSION",
        "ALREADY_RESOLVED",
        "INVALID",
        "ALREADY_DISPATCHED",
    ];
    assert!(seen.keys().all(|code| known.contains(&code.as_str())), "{seen:?}");
    assert!(seen["OK"] > 40 && seen["SLOT_TAKEN"] > 5, "{seen:?}");
}
