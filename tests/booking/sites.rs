//! A device goes to another site: nobody is booked where they were not told to come.

use asistencia::platform::global_id::GlobalId;
use serde_json::{Value, json};
use tests::{Client, TestApp, fresh_key, world};

use super::{TOMORROW, book, cancel, code, confirmed, hold, reschedule, says, slot, slots};

/// The scanner goes to a site; the code of the answer.
async fn scanner_to(admin: &Client, site: &Value) -> String {
    let id = json!(world::SCANNER.to_global());
    let seen = admin.ok("query($id: ID!) { resource(id: $id) { version } }", json!({ "id": id })).await;
    let input = json!({ "id": id, "version": seen["resource"]["version"], "siteId": site });
    code(&admin.mutate("updateResource", "UpdateResourceInput", input, "").await).to_owned()
}

async fn new_site(admin: &Client) -> Value {
    let input = json!({ "name": "Norte", "address": "Cabildo 100", "idempotencyKey": fresh_key() });
    let made = admin.done("createSite", "CreateSiteInput", input, "site { id }").await;
    made["site"]["id"].clone()
}

async fn site_of(client: &Client, appointment: &Value) -> Value {
    let query = "query($id: ID!) { appointment(id: $id) { site { id } } }";
    client.ok(query, json!({ "id": appointment["id"] })).await["appointment"]["site"]["id"].clone()
}

#[tokio::test]
async fn what_was_offered_or_held_at_one_site_is_not_booked_at_another() {
    let app = TestApp::start().await;
    let (admin, operator) = (app.admin().await, app.operator().await);
    let (elena, mario) = (app.patient().await, app.patient_with("28333444").await);
    confirmed(&app, &elena, &[world::ABDOMINAL]).await;
    let request = confirmed(&app, &mario, &[world::ABDOMINAL]).await;
    let offered = slots(&elena, &[world::ABDOMINAL], TOMORROW, 2).await;
    let held = hold(&elena, &offered[0]).await;
    let north = new_site(&admin).await;
    assert_eq!(scanner_to(&admin, &north).await, "OK");

    let refused = book(&elena, json!({ "holdId": held["hold"]["id"] })).await;
    assert_eq!(code(&refused), "SLOT_TAKEN");
    says(&refused, "holdId", "ya no está libre");
    assert_eq!(refused["offers"][0]["startsAt"], offered[0]["startsAt"], "there, at the same hour");
    assert_eq!(code(&hold(&elena, &offered[1]).await), "SLOT_TAKEN");
    assert_eq!(code(&book(&elena, json!({ "slotId": offered[1]["id"] })).await), "SLOT_TAKEN");
    let assign = json!({ "id": request["id"], "version": request["version"], "slotId": offered[1]["id"],
        "idempotencyKey": fresh_key() });
    assert_eq!(operator.refused("assignAppointment", "AssignAppointmentInput", assign).await, "SLOT_TAKEN");

    // What is offered now says where, and is booked there; from there too nothing leads back.
    let booked = book(&elena, json!({ "slotId": refused["offers"][0]["id"] })).await;
    assert_eq!(site_of(&elena, &booked["appointment"]).await, north);
    let back = reschedule(&elena, &booked["appointment"], &offered[1]).await;
    assert_eq!(code(&back), "SLOT_TAKEN");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_device_moves_or_is_booked() {
    let app = TestApp::start().await;
    let (admin, elena) = (app.admin().await, app.patient().await);
    confirmed(&app, &elena, &[world::ABDOMINAL]).await;
    let (mut here, mut there) = (json!(world::SITE.to_global()), new_site(&admin).await);
    for round in 0..8 {
        let wanted = slot(&elena, &[world::ABDOMINAL]).await;
        let held = hold(&elena, &wanted).await;
        let (moved, booked) =
            tokio::join!(scanner_to(&admin, &there), book(&elena, json!({ "holdId": held["hold"]["id"] })));
        match (moved.as_str(), code(&booked)) {
            ("OK", "SLOT_TAKEN") => std::mem::swap(&mut here, &mut there),
            ("CONFLICT", "OK") => {
                assert_eq!(site_of(&elena, &booked["appointment"]).await, here, "round {round}");
                assert_eq!(code(&cancel(&elena, &booked["appointment"]).await), "OK");
            }
            other => panic!("round {round}: {other:?}"),
        }
    }
}
