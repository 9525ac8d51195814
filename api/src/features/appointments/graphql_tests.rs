//! Slots, holds and appointments as a client sees them.

use std::sync::Arc;

use async_graphql::{EmptySubscription, MergedObject, Request, Schema, Variables};
use serde_json::{Value, json};

use super::graphql::{AppointmentsMutation, AppointmentsQuery};
use super::test_clinic::{CLINIC, CT, ECHO, TestClinic};
use crate::features::auth::Caller;
use crate::features::catalog::graphql::{CatalogQuery, CoverageQuery};
use crate::features::clinics::clinic_by_id;
use crate::platform::actor::Actor;
use crate::platform::error::Language;
use crate::platform::global_id::GlobalId;

#[derive(MergedObject, Default)]
struct Query(AppointmentsQuery, CatalogQuery, CoverageQuery);

struct Client {
    schema: Schema<Query, AppointmentsMutation, EmptySubscription>,
    clinic: TestClinic,
}

impl Client {
    async fn new() -> Self {
        let clinic = TestClinic::new().await;
        let schema = Schema::build(Query::default(), AppointmentsMutation, EmptySubscription);
        Self { schema: schema.data(clinic.app.clone()).finish(), clinic }
    }

    async fn ask(&self, actor: &Actor, document: &str, variables: Value) -> Result<Value, String> {
        let clinic = clinic_by_id(&self.clinic.app.db, CLINIC).await.expect("the clinic");
        let caller = Caller {
            actor: actor.clone(),
            language: Language::Es,
            address: String::new(),
            clinic: Some(Arc::new(clinic)),
        };
        let request = Request::new(document).variables(Variables::from_json(variables)).data(caller);
        let response = self.schema.execute(request).await;
        match response.errors.first() {
            None => Ok(response.data.into_json().expect("JSON")),
            Some(error) => {
                let code = error.extensions.as_ref().and_then(|extensions| extensions.get("code"));
                Err(code.map_or_else(|| error.message.clone(), ToString::to_string))
            }
        }
    }
}

const SLOTS: &str = "query ($input: SlotSearchInput!, $first: Int, $after: String) {
    slots(input: $input, first: $first, after: $after) {
        nodes { id startsAt endsAt site { name } resources { name site { id } } segments { service { name } startsAt } }
        pageInfo { hasNextPage endCursor }
    }
}";

const BOOK: &str = "mutation ($input: BookAppointmentInput!) { bookAppointment(input: $input) {
    appointment {
        id state startsAt services { name circuit { name } } segments { resource { name } } site { address }
        patient { familyName nationalId } canCancel canReschedule
    }
    offers { id startsAt }
    userErrors { code field message }
} }";

#[tokio::test]
async fn a_patient_searches_holds_books_and_cancels() {
    let client = Client::new().await;
    let ana = client.clinic.patient(100, &[CT, ECHO]).await;
    let input = json!({ "serviceIds": [CT.to_global(), ECHO.to_global()], "from": "2026-11-23" });
    let page = client.ask(&ana, SLOTS, json!({ "input": input, "first": 2 })).await.expect("slots");
    let slots = &page["slots"];
    assert_eq!(slots["nodes"][0]["startsAt"], "2026-11-23T08:00:00+00:00");
    assert_eq!(slots["nodes"][0]["endsAt"], "2026-11-23T08:50:00+00:00");
    assert_eq!(slots["nodes"][0]["resources"][0]["name"], "Tomógrafo");
    assert_eq!(slots["nodes"][0]["segments"][1]["service"]["name"], "Ecografía");
    let after = &slots["pageInfo"]["endCursor"];
    let next = client.ask(&ana, SLOTS, json!({ "input": input, "first": 1, "after": after })).await;
    assert_eq!(next.expect("slots")["slots"]["nodes"][0]["startsAt"], "2026-11-23T08:30:00+00:00");

    let hold = "mutation ($input: HoldSlotInput!) { holdSlot(input: $input) {
        hold { id expiresAt slot { id } } offers { id } userErrors { code } } }";
    let held = client
        .ask(&ana, hold, json!({ "input": { "slotId": slots["nodes"][0]["id"] } }))
        .await
        .expect("held");
    assert_eq!(held["holdSlot"]["hold"]["expiresAt"], "2026-11-23T07:10:00+00:00");
    let hold_id = &held["holdSlot"]["hold"]["id"];
    let input = json!({ "input": { "holdId": hold_id, "idempotencyKey": "k" } });
    let booked = client.ask(&ana, BOOK, input.clone()).await.expect("booked");
    let appointment = &booked["bookAppointment"]["appointment"];
    assert_eq!(appointment["state"], "BOOKED");
    assert_eq!(appointment["patient"]["familyName"], "Paz");
    assert_eq!((&appointment["canCancel"], &appointment["canReschedule"]), (&json!(false), &json!(false)));
    assert_eq!(client.ask(&ana, BOOK, input).await.expect("the first result"), booked);

    let eva = client.clinic.patient(200, &[CT, ECHO]).await;
    let input = json!({ "input": { "slotId": slots["nodes"][0]["id"], "idempotencyKey": "k" } });
    let lost = client.ask(&eva, BOOK, input).await.expect("refused");
    let lost = &lost["bookAppointment"];
    assert_eq!((&lost["appointment"], &lost["userErrors"][0]["code"]), (&Value::Null, &json!("SLOT_TAKEN")));
    assert_eq!(lost["userErrors"][0]["field"], json!(["input", "slotId"]));
    assert_eq!(lost["offers"].as_array().map(Vec::len), Some(10));

    let one = "query ($id: ID!) { appointment(id: $id) { canCancel canReschedule } }";
    let id = json!({ "id": appointment["id"] });
    let operator = client.clinic.operator();
    let seen = client.ask(&operator, one, id.clone()).await.expect("an appointment");
    assert_eq!(seen, json!({ "appointment": { "canCancel": true, "canReschedule": true } }));
    assert_eq!(client.ask(&eva, one, id).await, Ok(json!({ "appointment": null })));
    let list = "{ appointments(filter: { from: \"2026-11-23\", to: \"2026-11-23\", states: [BOOKED] }) {
        nodes { id } pageInfo { hasNextPage } } }";
    let seen = client.ask(&operator, list, json!({})).await.expect("a list");
    assert_eq!(seen["appointments"]["nodes"][0]["id"], appointment["id"]);
    assert_eq!(client.ask(&eva, list, json!({})).await, Err("\"FORBIDDEN\"".into()));

    let cancel = "mutation ($id: ID!) { cancelAppointment(input: { id: $id }) {
        appointment { state } userErrors { code message } } }";
    let id = json!({ "id": appointment["id"] });
    let late = client.ask(&ana, cancel, id.clone()).await.expect("refused");
    let error = &late["cancelAppointment"]["userErrors"][0];
    assert_eq!(error["code"], "CONFLICT");
    assert_eq!(error["message"], "Faltan menos de 2 horas para el turno. Llamanos y lo vemos juntos.");
    let gone = client.ask(&operator, cancel, id).await.expect("cancelled");
    assert_eq!(gone["cancelAppointment"]["appointment"]["state"], "CANCELLED");
}

#[tokio::test]
async fn what_makes_no_sense_is_an_error_and_no_crash() {
    let client = Client::new().await;
    let ana = client.clinic.patient(100, &[CT]).await;
    let ct = CT.to_global();
    for input in [
        json!({ "serviceIds": [ct], "from": "2026-11-23", "to": "2026-11-22" }),
        json!({ "serviceIds": [ct], "from": "2026-11-23", "to": "2027-02-22" }),
        json!({ "serviceIds": [], "from": "2026-11-23" }),
        json!({ "serviceIds": [ct, ct], "from": "2026-11-23" }),
        json!({ "serviceIds": ["x"], "from": "2026-11-23" }),
        json!({ "serviceIds": [CLINIC.to_global()], "from": "2026-11-23" }),
        json!({ "serviceIds": [ct], "from": "2026-11-23", "siteId": "x" }),
    ] {
        let answer = client.ask(&ana, SLOTS, json!({ "input": input })).await;
        assert_eq!(answer, Err("\"BAD_USER_INPUT\"".into()), "{input}");
    }
    for from in ["0001-01-01", "2026-10-01", "2099-01-01", "9999-12-31"] {
        let input = json!({ "input": { "serviceIds": [ct], "from": from } });
        let slots = client.ask(&client.clinic.operator(), SLOTS, input).await;
        assert!(slots.is_ok(), "{from}: {slots:?}");
    }
    let anonymous = client.ask(&Actor::Anonymous, "{ sites { id } }", json!({})).await;
    assert_eq!(anonymous, Err("\"UNAUTHENTICATED\"".into()));
}

#[tokio::test]
async fn the_catalogue() {
    let client = Client::new().await;
    let ana = client.clinic.patient(100, &[CT]).await;
    let list = "query ($search: String, $ids: [ID!]!) {
        services(search: $search, first: 1) { totalCount nodes { name circuit { allowsMultiple } } pageInfo { hasNextPage } }
        coverageCheck(serviceIds: $ids) { service { code } decision note selfPay }
        circuits { name } sites { name address }
    }";
    let input = json!({ "search": "tomografa", "ids": [ECHO.to_global(), CT.to_global()] });
    let seen = client.ask(&ana, list, input).await.expect("the catalogue");
    assert_eq!(seen["services"]["nodes"][0]["name"], "Tomografía");
    assert_eq!(
        (&seen["services"]["totalCount"], &seen["circuits"][0]["name"]),
        (&json!(1), &json!("Imágenes"))
    );
    assert_eq!(seen["coverageCheck"][1]["service"]["code"], "Tomografía");
    assert_eq!(seen["coverageCheck"][1]["decision"], Value::Null);
    let other =
        format!("{{ coverageCheck(serviceIds: [], patientId: {:?}) {{ selfPay }} }}", other_patient());
    assert_eq!(client.ask(&ana, &other, json!({})).await, Err("\"FORBIDDEN\"".into()));
}

fn other_patient() -> String {
    super::test_clinic::id::<entity::ids::PatientId>(200).to_global().to_string()
}
