//! Whatever people do at the same time, a cell has one owner, and cells are exactly those of live holds and
//! booked appointments.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use asistencia::features::appointments::{read_slot_id, sweep_holds};
use chrono::{DateTime, Duration, Utc};
use entity::enums::AppointmentState;
use entity::ids::{AppointmentId, PatientId, ResourceId, ServiceId, SlotHoldId};
use entity::{appointment, appointment_service, booking_cell, service, slot_hold};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use tests::{Client, TestApp, fresh_key, world};

use super::moving::{hold_to_move, move_to_held};
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

/// The cells of a hold, but for those that an appointment of the same patient has, which it is to move.
fn occupy_rest(
    owners: &mut Owners,
    hold: SlotHoldId,
    own: Option<&BTreeSet<AppointmentId>>,
    resource: ResourceId,
    start: DateTime<Utc>,
    end: DateTime<Utc>,
) {
    let is_own =
        |(_, appointment): &Owner| appointment.is_some_and(|id| own.is_some_and(|own| own.contains(&id)));
    let mut at = start;
    while at < end {
        let next = at + Duration::minutes(5);
        if !owners.get(&(resource, at)).is_some_and(is_own) {
            occupy(owners, (Some(hold), None), resource, at, next);
        }
        at = next;
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
    let appointments = appointment::Entity::find()
        .filter(appointment::Column::State.eq(AppointmentState::Booked))
        .all(db)
        .await
        .expect("rows");
    let (mut settled, mut booked) = (BTreeSet::new(), BTreeMap::<PatientId, BTreeSet<_>>::new());
    for row in appointments {
        booked.entry(row.patient_id).or_default().insert(row.id);
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
            let own = booked.get(&row.patient_id);
            occupy_rest(&mut owners, row.id, own, segment.resource, start, end);
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
        let payload = match (mine.is_object(), chance.below(7)) {
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
            (true, 4) => {
                let held = hold_to_move(&self.patient, mine, wanted).await;
                if held["hold"].is_object() && chance.below(2) == 0 {
                    move_to_held(&self.patient, mine, &held).await
                } else {
                    held
                }
            }
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
