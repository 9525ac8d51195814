//! Sites, resources and when they work: offers follow at once, and what is booked stays for a person to move.

use asistencia::platform::global_id::GlobalId;
use serde_json::{Value, json};
use tests::{Client, TestApp, fresh_key, world};

use super::{error, errors, refusal, starts};
use crate::review::desk;

const RESOURCE: &str = "resource { id name version disabledAt site { name } practitioner { name } \
    weeklyHours { weekday startMinute endMinute validFrom validTo } \
    exceptions { day reason hours { startMinute endMinute } } \
    appointmentsOutsideHours { totalCount nodes { id startsAt } } }";

fn run(weekday: i32, start: i32, end: i32) -> Value {
    json!({ "weekday": weekday, "startMinute": start, "endMinute": end })
}

async fn set_hours(admin: &Client, version: i32, hours: Value) -> Value {
    let input = json!({ "resourceId": world::MAGNET.to_global(), "version": version, "hours": hours });
    admin.mutate("setWeeklyHours", "SetWeeklyHoursInput", input, RESOURCE).await
}

async fn set_exception(admin: &Client, version: i32, day: &str, hours: Value) -> Value {
    let input = json!({ "resourceId": world::MAGNET.to_global(), "version": version, "day": day,
        "hours": hours, "reason": "Mantenimiento" });
    admin.mutate("setScheduleException", "SetScheduleExceptionInput", input, RESOURCE).await
}

fn knee() -> Value {
    json!(world::KNEE_MRI.to_global())
}

/// Books the first slot of a day for Elena.
async fn book(app: &TestApp, operator: &Client, day: &str) -> Value {
    let request = desk::request_of(app, world::PATIENT).await;
    let query = "query($i: SlotSearchInput!) { slots(input: $i, first: 1) { nodes { id } } }";
    let search = json!({ "i": { "serviceIds": [knee()], "from": day } });
    let slot = operator.ok(query, search).await["slots"]["nodes"][0]["id"].clone();
    let confirmed = operator.confirm(&request, &[knee()]).await;
    let input = json!({ "id": request["id"], "slotId": slot, "version": confirmed["version"],
        "idempotencyKey": fresh_key() });
    let selection = "assistanceRequest { appointment { id startsAt } }";
    let booked = operator.done("assignAppointment", "AssignAppointmentInput", input, selection).await;
    booked["assistanceRequest"]["appointment"].clone()
}

#[tokio::test]
async fn new_hours_are_offered_and_old_ones_are_not() {
    let app = TestApp::start().await;
    let (admin, operator) = (app.admin().await, app.operator().await);
    assert_eq!(starts(&operator, knee(), "2026-03-03").await.len(), 16);
    assert!(starts(&operator, knee(), "2026-03-07").await.is_empty(), "a Saturday");
    let hours = json!([run(2, 480, 540), run(2, 600, 660), run(6, 540, 600)]);
    let set = set_hours(&admin, 1, hours).await["resource"].clone();
    assert_eq!(set["version"], 2);
    assert_eq!(starts(&operator, knee(), "2026-03-03").await, ["08:00", "08:30", "10:00", "10:30"]);
    assert_eq!(starts(&operator, knee(), "2026-03-07").await, ["09:00", "09:30"]);
    assert!(starts(&operator, knee(), "2026-03-04").await.is_empty());
    let known = set["weeklyHours"].as_array().expect("hours").len();
    assert_eq!(known, 3, "{set}");

    // From a later day on: until then the present ones hold.
    let input = json!({ "resourceId": world::MAGNET.to_global(), "version": 2, "from": "2026-03-10",
        "hours": [run(2, 900, 960)] });
    let later = admin.done("setWeeklyHours", "SetWeeklyHoursInput", input, RESOURCE).await;
    assert_eq!(later["resource"]["weeklyHours"][0]["validTo"], "2026-03-09");
    assert_eq!(starts(&operator, knee(), "2026-03-03").await.len(), 4);
    assert_eq!(starts(&operator, knee(), "2026-03-10").await, ["15:00", "15:30"]);
    assert!(starts(&operator, knee(), "2026-03-14").await.is_empty());
    // Anew from today: what was planned for later is replaced as well.
    set_hours(&admin, 3, json!([])).await;
    for day in ["2026-03-03", "2026-03-10"] {
        assert!(starts(&operator, knee(), day).await.is_empty());
    }
}

#[tokio::test]
async fn a_day_is_closed_and_another_one_is_longer() {
    let app = TestApp::start().await;
    let (admin, operator) = (app.admin().await, app.operator().await);
    let closed = set_exception(&admin, 1, "2026-03-03", json!([])).await["resource"].clone();
    assert_eq!(
        closed["exceptions"],
        json!([{ "day": "2026-03-03", "reason": "Mantenimiento", "hours": [] }])
    );
    assert!(starts(&operator, knee(), "2026-03-03").await.is_empty());
    let extra =
        json!([{ "startMinute": 480, "endMinute": 540 }, { "startMinute": 1_200, "endMinute": 1_440 }]);
    let both = set_exception(&admin, 2, "2026-03-07", extra.clone()).await["resource"].clone();
    assert_eq!(both["exceptions"][1]["hours"], extra);
    assert_eq!(starts(&operator, knee(), "2026-03-07").await.len(), 10);
    // Set again, it takes the place of what was there; removed, the week holds.
    let one = set_exception(&admin, 3, "2026-03-07", json!([extra[0]])).await["resource"].clone();
    assert_eq!(one["exceptions"][1]["hours"], json!([extra[0]]));
    let remove = |version: i32, day: &str| {
        let admin = admin.clone();
        let input = json!({ "resourceId": world::MAGNET.to_global(), "version": version, "day": day });
        async move {
            let field = ("removeScheduleException", "RemoveScheduleExceptionInput");
            admin.mutate(field.0, field.1, input, RESOURCE).await
        }
    };
    assert_eq!(remove(4, "2026-03-03").await["resource"]["version"], 5);
    assert_eq!(starts(&operator, knee(), "2026-03-03").await.len(), 16);
    assert_eq!(error(&remove(5, "2026-03-03").await), refusal("input.day", "NOT_FOUND"));
    assert_eq!(error(&remove(4, "2026-03-07").await), refusal("input.version", "STALE_VERSION"));
}

#[tokio::test]
async fn hours_that_make_no_sense_change_nothing() {
    let app = TestApp::start().await;
    let (admin, operator) = (app.admin().await, app.operator().await);
    for (hours, path) in [
        (json!([run(2, 480, 720), run(2, 700, 800)]), "input.hours.1.startMinute"),
        (json!([run(2, 720, 480)]), "input.hours.0.endMinute"),
        (json!([run(2, -60, 480)]), "input.hours.0.startMinute"),
        (json!([run(2, 480, 1_500)]), "input.hours.0.endMinute"),
        (json!([run(2, 483, 720)]), "input.hours.0.startMinute"),
        (json!([run(8, 480, 720)]), "input.hours.0.weekday"),
        (json!(vec![run(1, 480, 720); 71]), "input.hours"),
    ] {
        assert_eq!(error(&set_hours(&admin, 1, hours).await), refusal(path, "INVALID"));
    }
    for (day, words) in
        [("2026-03-01", "ya pasó"), ("2062-03-02", "cinco años"), ("9999-12-31", "cinco años")]
    {
        let input =
            json!({ "resourceId": world::MAGNET.to_global(), "version": 1, "from": day, "hours": [] });
        let refused = admin.mutate("setWeeklyHours", "SetWeeklyHoursInput", input, "").await;
        assert_eq!(error(&refused), refusal("input.from", "INVALID"));
        assert!(
            refused["userErrors"][0]["message"].as_str().is_some_and(|told| told.contains(words)),
            "{refused}"
        );
    }
    let overlapping =
        json!([{ "startMinute": 480, "endMinute": 600 }, { "startMinute": 480, "endMinute": 540 }]);
    let refused = set_exception(&admin, 1, "2026-03-01", overlapping).await;
    assert_eq!(
        errors(&refused),
        [refusal("input.hours.1.startMinute", "INVALID"), refusal("input.day", "INVALID")]
    );
    assert_eq!(error(&set_hours(&admin, 7, json!([])).await), refusal("input.version", "STALE_VERSION"));
    assert_eq!(starts(&operator, knee(), "2026-03-03").await.len(), 16);
    let (one, other) = tokio::join!(
        set_hours(&admin, 1, json!([run(1, 480, 540)])),
        set_exception(&admin, 1, "2026-03-05", json!([])),
    );
    let won = [&one, &other].into_iter().filter(|payload| payload["resource"]["version"] == 2).count();
    assert_eq!(won, 1, "{one} {other}");
}

#[tokio::test]
async fn what_is_booked_stays_and_is_listed_where_hours_shrink() {
    let app = TestApp::start().await;
    let (admin, operator) = (app.admin().await, app.operator().await);
    let tuesday = book(&app, &operator, "2026-03-03").await;
    let wednesday = book(&app, &operator, "2026-03-04").await;
    let nothing = json!({ "totalCount": 0, "nodes": [] });
    let longer = set_hours(&admin, 1, json!([run(2, 420, 900), run(3, 420, 900)])).await;
    assert_eq!(longer["resource"]["appointmentsOutsideHours"], nothing);
    let closed = set_exception(&admin, 2, "2026-03-04", json!([])).await;
    let outside = &closed["resource"]["appointmentsOutsideHours"];
    assert_eq!(*outside, json!({ "totalCount": 1, "nodes": [wednesday] }));
    let disable = json!({ "id": world::MAGNET.to_global(), "version": 3, "disabled": true });
    let update = ("updateResource", "UpdateResourceInput");
    let disabled = admin.done(update.0, update.1, disable, RESOURCE).await;
    let outside = &disabled["resource"]["appointmentsOutsideHours"];
    assert_eq!(*outside, json!({ "totalCount": 2, "nodes": [tuesday, wednesday] }));
    assert!(starts(&operator, knee(), "2026-03-03").await.is_empty());
    let page = "query($id: ID!, $after: String) { resource(id: $id) { appointmentsOutsideHours(first: 1, \
        after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } } }";
    let id = json!(world::MAGNET.to_global());
    let first = admin.ok(page, json!({ "id": id })).await["resource"]["appointmentsOutsideHours"].clone();
    assert_eq!((&first["nodes"][0]["id"], &first["pageInfo"]["hasNextPage"]), (&tuesday["id"], &json!(true)));
    let next = json!({ "id": id, "after": first["pageInfo"]["endCursor"] });
    let next = admin.ok(page, next).await["resource"]["appointmentsOutsideHours"].clone();
    assert_eq!(
        (&next["nodes"][0]["id"], &next["pageInfo"]["hasNextPage"]),
        (&wednesday["id"], &json!(false))
    );

    // They stand as they were booked; who moves or cancels one takes it off the list.
    let one = "query($id: ID!) { appointment(id: $id) { state startsAt } }";
    let stands = operator.ok(one, json!({ "id": tuesday["id"] })).await["appointment"].clone();
    assert_eq!(stands, json!({ "state": "BOOKED", "startsAt": tuesday["startsAt"] }));
    let cancel = json!({ "id": tuesday["id"] });
    operator.done("cancelAppointment", "CancelAppointmentInput", cancel, "").await;
    let enable = json!({ "id": id, "version": 4, "disabled": false });
    let enabled = admin.done(update.0, update.1, enable, RESOURCE).await;
    let outside = &enabled["resource"]["appointmentsOutsideHours"];
    assert_eq!(*outside, json!({ "totalCount": 1, "nodes": [wednesday] }));
    // It cannot go to another site while patients are to come to this one.
    let site = json!({ "name": "Norte", "address": "Cabildo 100", "idempotencyKey": fresh_key() });
    let site = admin.done("createSite", "CreateSiteInput", site, "site { id version }").await["site"].clone();
    let away = json!({ "id": id, "version": 5, "siteId": site["id"] });
    let refused = admin.mutate(update.0, update.1, away, "").await;
    assert_eq!(error(&refused), refusal("input.siteId", "CONFLICT"));
    app.run_due().await;
}

#[tokio::test]
async fn operators_see_what_is_to_be_moved_in_the_whole_clinic() {
    let app = TestApp::start().await;
    let (admin, operator) = (app.admin().await, app.operator().await);
    let mut booked = Vec::new();
    for day in ["2026-03-03", "2026-03-04", "2026-03-05"] {
        booked.push(book(&app, &operator, day).await);
    }
    let (elena, ultrasound) = (app.patient().await, json!(world::ABDOMINAL.to_global()));
    let request = elena.submit_order(1).await;
    operator.confirm(&request, std::slice::from_ref(&ultrasound)).await;
    let query = "query($i: SlotSearchInput!) { slots(input: $i, first: 1) { nodes { id } } }";
    let slot = json!({ "i": { "serviceIds": [ultrasound], "from": "2026-03-04" } });
    let slot = elena.ok(query, slot).await["slots"]["nodes"][0]["id"].clone();
    let input = json!({ "slotId": slot, "idempotencyKey": fresh_key() });
    let field = ("bookAppointment", "BookAppointmentInput");
    let hers =
        elena.done(field.0, field.1, input, "appointment { id startsAt }").await["appointment"].clone();

    let all = "query($n: Int, $after: String) { appointmentsOutsideHours(first: $n, after: $after) { totalCount \
        nodes { id startsAt patient { familyName } services { name } } \
        pageInfo { hasNextPage endCursor } } }";
    let (found, statements) = app.fewest_statements(&operator, all, json!({})).await;
    assert_eq!(found["appointmentsOutsideHours"]["totalCount"], 0);
    assert!(statements.len() <= 6, "the session, four for the list and one for its rows: {statements:#?}");
    // The magnet is closed on Wednesday and Thursday, and the scanner goes out of use.
    set_exception(&admin, 1, "2026-03-04", json!([])).await;
    set_exception(&admin, 2, "2026-03-05", json!([])).await;
    let disable = json!({ "id": world::SCANNER.to_global(), "version": 1, "disabled": true });
    admin.done("updateResource", "UpdateResourceInput", disable, "").await;
    let page = async |client: &Client, first: usize, after: &Value| {
        let (found, statements) =
            app.fewest_statements(client, all, json!({ "n": first, "after": after })).await;
        (found["appointmentsOutsideHours"].clone(), statements.len())
    };
    let ids = |page: &Value| -> Vec<Value> {
        page["nodes"].as_array().expect("rows").iter().map(|row| row["id"].clone()).collect()
    };
    let (whole, cost) = page(&operator, 50, &Value::Null).await;
    assert_eq!(whole["totalCount"], 3);
    let mut expected = vec![booked[1].clone(), hers, booked[2].clone()];
    expected.sort_by_key(|row| (row["startsAt"].to_string(), row["id"] != whole["nodes"][0]["id"]));
    let expected: Vec<_> = expected.into_iter().map(|row| row["id"].clone()).collect();
    assert_eq!(ids(&whole), expected);
    let (first, one) = page(&operator, 1, &Value::Null).await;
    assert_eq!((ids(&first), &first["totalCount"]), (vec![expected[0].clone()], &json!(3)));
    assert_eq!(one, cost, "the same few statements, whatever the page's size");
    let (rest, _) = page(&operator, 50, &first["pageInfo"]["endCursor"]).await;
    assert_eq!((ids(&rest), &rest["pageInfo"]["hasNextPage"]), (expected[1..].to_vec(), &json!(false)));
    let stranger = app.staff("operadora@otra.example").await;
    assert_eq!(page(&stranger, 50, &Value::Null).await.0["totalCount"], 0);
    app.run_due().await;
}

#[tokio::test]
async fn a_new_device_at_a_new_site_is_booked() {
    let app = TestApp::start().await;
    let (admin, operator) = (app.admin().await, app.operator().await);
    let site = json!({ "name": "Norte", "address": "Cabildo 100", "idempotencyKey": fresh_key() });
    let site = admin.done("createSite", "CreateSiteInput", site, "site { id version }").await["site"].clone();
    let create = |name: &str, site: &Value| {
        json!({ "name": name, "siteId": site["id"], "serviceIds": [world::SLOTLESS.to_global()],
            "practitionerId": world::PRACTITIONER.to_global(), "idempotencyKey": fresh_key() })
    };
    let field = ("createResource", "CreateResourceInput");
    let made =
        admin.done(field.0, field.1, create("Densitómetro", &site), RESOURCE).await["resource"].clone();
    assert_eq!(made["practitioner"]["name"], "Dora Doctora");
    assert!(starts(&operator, json!(world::SLOTLESS.to_global()), "2026-03-03").await.is_empty());
    let hours = json!({ "resourceId": made["id"], "version": 1, "hours": [run(2, 480, 540)] });
    admin.done("setWeeklyHours", "SetWeeklyHoursInput", hours, "").await;
    assert_eq!(starts(&operator, json!(world::SLOTLESS.to_global()), "2026-03-03").await.len(), 4);
    // What it does is a change of the service.
    let service = "query($id: ID!) { service(id: $id) { version resources { name } } }";
    let service = admin.ok(service, json!({ "id": world::SLOTLESS.to_global() })).await["service"].clone();
    assert_eq!(service, json!({ "version": 2, "resources": [{ "name": "Densitómetro" }] }));

    let update = ("updateResource", "UpdateResourceInput");
    let nobody = json!({ "id": made["id"], "version": 2, "practitionerId": null, "name": "Densitómetro 1" });
    let changed = admin.done(update.0, update.1, nobody, RESOURCE).await["resource"].clone();
    assert_eq!((&changed["practitioner"], &changed["name"]), (&Value::Null, &json!("Densitómetro 1")));
    for (input, path, code) in [
        (create("Resonador", &site), "input.name", "CONFLICT"),
        (create("", &site), "input.name", "INVALID"),
        (create("Otro", &json!({ "id": "x" })), "input.siteId", "NOT_FOUND"),
    ] {
        assert_eq!(error(&admin.mutate(field.0, field.1, input, "").await), refusal(path, code));
    }
    let mut operators = create("Otro", &site);
    operators["practitionerId"] = json!(world::OPERATOR.to_global());
    let refused = admin.mutate(field.0, field.1, operators, "").await;
    assert_eq!(error(&refused), refusal("input.practitionerId", "NOT_FOUND"));
    let renamed = json!({ "id": site["id"], "version": 1, "address": "Cabildo 200" });
    let selection = "site { name address version }";
    let renamed = admin.done("updateSite", "UpdateSiteInput", renamed, selection).await["site"].clone();
    assert_eq!(renamed, json!({ "name": "Norte", "address": "Cabildo 200", "version": 2 }));
    let names = admin.ok("{ resources { nodes { name } } }", json!({})).await;
    let expected = ["Densitómetro 1", "Ecógrafo 1", "Resonador"].map(|name| json!({ "name": name }));
    assert_eq!(names["resources"]["nodes"], json!(expected));
}
