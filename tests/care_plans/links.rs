//! What the holder of a link to a care plan sees and does.

use asistencia::platform::global_id::GlobalId;
use serde_json::{Value, json};
use tests::live::Subscriber;
use tests::{Client, TestApp, fresh_key, therapy, world};

use super::{TOMORROW, cancel, code, knee, plan, refusal, reschedule, slots, start, visit};
use crate::forms::{publish, structure};

/// Elena's plan with a visit tomorrow and one on Thursday, and the holder of the link in the newest mail.
async fn opened(app: &TestApp) -> (Value, [Value; 2], Client) {
    let plan = plan(app).await;
    let olga = app.operator().await;
    let visits = [visit(&olga, &plan, TOMORROW).await, visit(&olga, &plan, "2026-03-05").await];
    app.run_due().await;
    (plan, visits, app.journey_by_mail("1222").await)
}

#[tokio::test]
async fn a_link_shows_one_plan_and_the_ends_of_who_it_is() {
    let app = start().await;
    let (plan, visits, holder) = opened(&app).await;
    let query = "{ viewer { __typename ... on CarePlanJourney { id } } journey { id } carePlanJourney { id expiresAt \
        nextVisit { id visitNumber canReschedule canCancel canStart } carePlan { id title completedVisits \
        canBookVisit canCancel practitioner { name } patient { givenName nationalId mobilePhone email } \
        visits { nodes { id carePlan { id } } } } } }";
    let seen = holder.ok(query, json!({})).await;
    assert_eq!(seen["viewer"]["__typename"], "CarePlanJourney");
    assert_eq!(seen["journey"], Value::Null, "it leads to no request");
    let journey = &seen["carePlanJourney"];
    assert_eq!(journey["carePlan"]["id"], plan["id"]);
    assert_eq!(
        journey["nextVisit"],
        json!({
            "id": visits[0]["id"], "visitNumber": 1, "canReschedule": true, "canCancel": true, "canStart": false,
        })
    );
    assert_eq!(journey["carePlan"]["visits"]["nodes"].as_array().map(Vec::len), Some(2));
    assert_eq!(journey["carePlan"]["patient"]["nationalId"], "••••1222");
    let text = seen.to_string();
    for whole in ["30111222", "5491155551234", "elena@paciente", "doctora@"] {
        assert!(!text.contains(whole), "{whole} in {text}");
    }
    for may in ["canBookVisit", "canCancel"] {
        assert_eq!(journey["carePlan"][may], false, "{may}");
    }

    // Its own things have ids; nothing else of Elena's does.
    let olga = app.operator().await;
    let mut other = knee();
    other["title"] = json!("Otro");
    let other = olga.done("createCarePlan", "CreateCarePlanInput", other, "carePlan { id }").await;
    let request = app.patient().await.submit_order(1).await;
    let ids = [
        &journey["id"],
        &plan["id"],
        &visits[1]["id"],
        &other["carePlan"]["id"],
        &request["id"],
        &json!(world::PATIENT.to_global()),
    ];
    let nodes = holder.ok("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", json!({ "ids": ids })).await;
    let found: Vec<_> = nodes["nodes"].as_array().expect("nodes").iter().map(Value::is_object).collect();
    assert_eq!(found, [true, true, true, false, false, false]);
    for list in ["carePlans", "appointments", "notifications"] {
        let query =
            format!("{{ carePlanJourney {{ carePlan {{ patient {{ {list} {{ nodes {{ id }} }} }} }} }} }}");
        assert_eq!(holder.error(&query, json!({})).await, "FORBIDDEN", "{list}");
    }
    let reason = "{ carePlanJourney { carePlan { cancelReason } } }";
    let seen = holder.ok(reason, json!({})).await;
    assert_eq!(seen["carePlanJourney"]["carePlan"]["cancelReason"], Value::Null);
    // The ledger keeps the words and not the link.
    let ledger = app.patient().await;
    let told =
        "{ viewer { ... on Patient { carePlans { nodes { id } } notifications { nodes { kind text } } } } }";
    let told = ledger.ok(told, json!({})).await;
    assert_eq!(told["viewer"]["carePlans"]["nodes"].as_array().map(Vec::len), Some(2));
    assert!(told.to_string().contains("Dora Doctora") && !told.to_string().contains("/j/"), "{told}");
}

#[tokio::test]
async fn a_visit_is_moved_and_cancelled_by_link() {
    let app = start().await;
    let (_, [first, second], holder) = opened(&app).await;
    // To the holder the visits' own practitioner is offered, whoever else does it.
    let search = json!({ "i": {
        "serviceIds": [therapy::PHYSIO.to_global()], "from": "2026-03-06", "movingId": first["id"],
    } });
    let query = "query($i: SlotSearchInput!) { slots(input: $i) { nodes { id startsAt resources { id } } } }";
    let offers = holder.ok(query, search).await["slots"]["nodes"].clone();
    let room = json!([{ "id": therapy::ROOM.to_global() }]);
    assert!(
        offers
            .as_array()
            .is_some_and(|all| !all.is_empty() && all.iter().all(|one| one["resources"] == room))
    );
    let with_tomas = slots(&holder, json!(therapy::THERAPIST.to_global()), "2026-03-06", 1).await;
    assert_eq!(refusal(&reschedule(&holder, &first, &with_tomas[0]).await), ("INVALID", "slotId"));

    let moved = reschedule(&holder, &first, &offers[0]).await;
    assert_eq!((code(&moved), &moved["appointment"]["startsAt"]), ("OK", &offers[0]["startsAt"]));
    assert_eq!(moved["appointment"]["visitNumber"], 1);
    app.run_due().await;
    let mail = app.sent().remove(0);
    let body = mail.body.expect("words");
    assert!(
        body.contains("visita 1") && body.contains("viernes 6 de marzo, 08:00\u{a0}h (hora de Buenos Aires)"),
        "{body}"
    );
    assert!(body.contains("martes 3 de marzo") && body.contains("/j/"), "{body}");

    // A slot that somebody took: others with the same practitioner.
    let taken = reschedule(&holder, &second, &offers[0]).await;
    assert_eq!(code(&taken), "SLOT_TAKEN");
    assert!(taken["offers"].as_array().is_some_and(|offers| !offers.is_empty()));
    let cancelled = cancel(&holder, &second).await;
    assert_eq!((code(&cancelled), &cancelled["appointment"]["state"]), ("OK", &json!("CANCELLED")));
    app.run_due().await;
    let body = app.sent().remove(0).body.expect("words");
    assert!(body.contains("La visita 2 de tu tratamiento") && body.contains("cancelada"), "{body}");
    // The link in the newest mail opens too.
    let again = app.journey_by_mail("1222").await;
    let seen = again.ok("{ carePlanJourney { nextVisit { id } } }", json!({})).await;
    assert_eq!(seen["carePlanJourney"]["nextVisit"]["id"], first["id"]);

    // Less than two hours before, only by telephone.
    let start: chrono::DateTime<chrono::Utc> =
        offers[0]["startsAt"].as_str().and_then(|at| at.parse().ok()).expect("a start");
    app.clock.advance(start - app.app.now() - chrono::Duration::minutes(119));
    let late = cancel(&holder, &first).await;
    assert_eq!(refusal(&late), ("CONFLICT", "id"));
    let seen = holder.ok("{ carePlanJourney { nextVisit { canCancel canReschedule } } }", json!({})).await;
    assert_eq!(seen["carePlanJourney"]["nextVisit"], json!({ "canCancel": false, "canReschedule": false }));
}

#[tokio::test]
async fn a_link_lives_until_its_visit() {
    let app = start().await;
    let plan = plan(&app).await;
    visit(&app.operator().await, &plan, "2026-04-20").await;
    app.run_due().await;
    let seen = app.journey_by_mail("1222").await.ok("{ carePlanJourney { expiresAt } }", json!({})).await;
    let until = seen["carePlanJourney"]["expiresAt"].as_str().expect("an end");
    assert!(until >= "2026-04-20T11:00", "{until}");
}

/// Holder and patient hear of a treatment that changes, and only they do.
#[tokio::test]
async fn a_treatment_that_changes_is_told_at_once() {
    let app = start().await;
    let (plan, [first, _], holder) = opened(&app).await;
    let query = "subscription { journeyChanged { __typename ... on CarePlanChanged { cursor journey { nextVisit { id } \
        forms { nodes { id } } } } } }";
    let mario = app.patient_with("28333444").await;
    let elena = app.patient().await;
    let (mut of_link, _) = Subscriber::start(&app.url, &holder, query, json!({})).await;
    let (mut of_patient, _) = Subscriber::start(&app.url, &elena, query, json!({})).await;
    let (mut of_mario, _) = Subscriber::start(&app.url, &mario, query, json!({})).await;
    cancel(&app.operator().await, &first).await;
    let heard = of_link.next_event().await;
    assert_eq!(heard["__typename"], "CarePlanChanged", "{heard}");
    assert!(
        heard["journey"]["nextVisit"]["id"].is_string() && heard["journey"]["nextVisit"]["id"] != first["id"]
    );
    assert_eq!(heard["journey"]["forms"]["nodes"], json!([]));
    let heard = of_patient.next_event().await;
    assert_eq!((&heard["__typename"], &heard["journey"]), (&json!("CarePlanChanged"), &Value::Null));

    let form = asked(&app, &plan).await;
    let heard = of_link.next_event().await;
    assert_eq!(heard["journey"]["forms"]["nodes"], json!([{ "id": form }]));
    assert_eq!(of_patient.next_event().await["__typename"], "CarePlanChanged");
    // Of all that Mario hears of nothing but his own.
    mario.submit_order(1).await;
    assert_eq!(of_mario.next_event().await["__typename"], "JourneyChanged");
}

/// A form of a plan leads to the plan and back; who may not see the plan sees none of its forms.
#[tokio::test]
async fn forms_hang_on_what_they_were_asked_for() {
    let app = start().await;
    let (plan, _, holder) = opened(&app).await;
    let form = asked(&app, &plan).await;
    let request = app.patient().await.submit_order(1).await;
    let around = "query($form: ID!, $plan: ID!) { form(id: $form) { carePlan { id } assistanceRequest { id } } \
        carePlan(id: $plan) { forms(openOnly: true) { nodes { id } } } }";
    let of_plan = json!({
        "form": { "carePlan": { "id": plan["id"] }, "assistanceRequest": null },
        "carePlan": { "forms": { "nodes": [{ "id": form }] } },
    });
    let dora = app.staff("doctora@demo.example").await;
    for client in [&holder, &app.patient().await, &app.operator().await, &dora] {
        let seen = client.ok(around, json!({ "form": form, "plan": plan["id"] })).await;
        assert_eq!(seen, of_plan);
    }
    let of_request = "query($id: ID!) { assistanceRequest(id: $id) { forms { nodes { id } } } }";
    for client in [&app.patient().await, &app.operator().await] {
        let seen = client.ok(of_request, json!({ "id": request["id"] })).await;
        assert_eq!(seen["assistanceRequest"]["forms"]["nodes"], json!([]), "it belongs to the plan");
    }
    let journey = "{ carePlanJourney { forms { nodes { id } } } }";
    assert_eq!(
        holder.ok(journey, json!({})).await["carePlanJourney"]["forms"]["nodes"],
        json!([{ "id": form }])
    );
    let tomas = app.staff("terapeuta@demo.example").await;
    let nothing = tomas.ok(around, json!({ "form": form, "plan": plan["id"] })).await;
    assert_eq!(nothing, json!({ "form": null, "carePlan": null }));
}

/// A form asked within a plan; its id.
async fn asked(app: &TestApp, plan: &Value) -> Value {
    let definition = publish(&app.admin().await, "progress", structure()).await;
    let input =
        json!({ "definitionId": definition, "carePlanId": plan["id"], "idempotencyKey": fresh_key() });
    let asked = app.operator().await.done("askForm", "AskFormInput", input, "form { id }").await;
    asked["form"]["id"].clone()
}
