//! Every root field for every kind of caller. A new root field without a rule here fails the test.

use std::collections::{BTreeMap, BTreeSet};

use asistencia::platform::global_id::{GlobalId, encode};
use async_graphql::parser::types::{TypeKind, TypeSystemDefinition};
use reqwest::Method;
use serde_json::{Value, json};
use tests::live::EventStream;
use tests::{Client, fresh_key, world};
use uuid::Uuid;

use super::cast::Cast;
use super::rules::{PUBLIC, RULES};

/// How each field is asked: the document and its variables. The numbers are for attempts that are counted.
fn documents(
    cast: &Cast,
    (appointment, plan): (&Value, &Value),
    (definition, form): &(Value, Value),
    number: usize,
) -> BTreeMap<&'static str, (String, Value)> {
    let nothing = |kind| encode(kind, Uuid::from_u128(1)).to_string();
    let (gone, key) = (nothing("AssistanceRequest"), fresh_key());
    let request = cast.request["id"].as_str().expect("an id");
    let elena = world::PATIENT.to_global().to_string();
    let knee = world::KNEE_MRI.to_global().to_string();
    let magnet = world::MAGNET.to_global().to_string();
    let appointment = appointment["id"].as_str().expect("an id");
    let mut documents: BTreeMap<&str, (String, Value)> = BTreeMap::new();
    for (field, selection) in [
        ("node", format!("(id: \"{request}\") {{ id }}")),
        ("nodes", format!("(ids: [\"{request}\"]) {{ id }}")),
        ("viewer", " { __typename }".to_owned()),
        ("clinic", "(slug: \"demo\") { id name timeZone }".to_owned()),
        ("worklist", " { nodes { id patient { nationalId } } }".to_owned()),
        ("assistanceRequest", format!("(id: \"{request}\") {{ id }}")),
        ("patient", format!("(id: \"{elena}\") {{ id nationalId }}")),
        ("patients", " { nodes { id nationalId } }".to_owned()),
        ("services", " { nodes { id } }".to_owned()),
        ("service", format!("(id: \"{knee}\") {{ id }}")),
        ("circuits", " { id }".to_owned()),
        ("sites", " { id }".to_owned()),
        ("users", " { nodes { id email } }".to_owned()),
        ("integrations", " { id name scopes }".to_owned()),
        ("payers", " { nodes { id plans { id } } }".to_owned()),
        ("coverageRules", " { nodes { id } }".to_owned()),
        ("resources", "(includeDisabled: true) { nodes { id weeklyHours { weekday } } }".to_owned()),
        ("resource", format!("(id: \"{magnet}\") {{ id name }}")),
        (
            "coverageCheck",
            format!("(serviceIds: [\"{knee}\"], patientId: \"{elena}\") {{ service {{ id }} decision }}"),
        ),
        (
            "slots",
            format!("(input: {{ serviceIds: [\"{knee}\"], from: \"2026-03-02\" }}) {{ nodes {{ id }} }}"),
        ),
        ("appointment", format!("(id: \"{appointment}\") {{ id patient {{ id }} }}")),
        ("appointments", " { nodes { id patient { id } } }".to_owned()),
        ("appointmentsOutsideHours", " { nodes { id patient { id } } }".to_owned()),
        ("journey", " { id assistanceRequest { id } }".to_owned()),
        ("carePlan", format!("(id: {}) {{ id patient {{ id }} practitioner {{ id }} }}", plan["id"])),
        ("carePlans", " { nodes { id patient { id } } }".to_owned()),
        ("practitioners", " { id name }".to_owned()),
        ("carePlanJourney", " { id carePlan { id } }".to_owned()),
        ("explainReminder", format!("(appointmentId: \"{appointment}\") {{ summary }}")),
        ("previewReminders", "(policy: {}) { messageCount }".to_owned()),
        ("alerts", " { nodes { id } }".to_owned()),
        ("form", format!("(id: {form}) {{ id sections {{ title }} }}")),
        ("forms", " { nodes { id } }".to_owned()),
        ("formDefinitions", " { id }".to_owned()),
        ("formDefinition", format!("(id: {definition}) {{ id version {{ number }} }}")),
        ("formRules", " { id definition { id } }".to_owned()),
    ] {
        documents.insert(field, (format!("{{ {field}{selection} }}"), json!({})));
    }
    for field in ["orderUploaded", "worklistChanged", "journeyChanged"] {
        documents.insert(field, (format!("subscription {{ {field} {{ __typename }} }}"), json!({})));
    }
    documents.insert("signOut", ("mutation { signOut { userErrors { code } } }".to_owned(), json!({})));
    for (field, input_type, input) in [
        (
            "signIn",
            "SignInInput",
            json!({ "email": format!("nadie{number}@demo.example"), "password": "nunca" }),
        ),
        (
            "signInPatient",
            "SignInPatientInput",
            json!({ "clinic": "demo", "nationalId": (20_000_000 + number).to_string(), "password": "nunca" }),
        ),
        (
            "signUpPatient",
            "SignUpPatientInput",
            json!({ "clinic": "demo", "nationalId": "20000000", "givenName": "A", "familyName": "B", "password": "corta" }),
        ),
        (
            "openJourney",
            "OpenJourneyInput",
            json!({ "token": format!("t{number}"), "documentDigits": "0000" }),
        ),
        (
            "changePassword",
            "ChangePasswordInput",
            json!({ "currentPassword": "nunca", "newPassword": "una clave nueva" }),
        ),
        ("createUser", "CreateUserInput", json!({ "email": "", "name": "", "role": "OPERATOR" })),
        ("updateUser", "UpdateUserInput", json!({ "id": nothing("User"), "version": 1 })),
        ("resetUserPassword", "ResetUserPasswordInput", json!({ "id": nothing("User") })),
        ("resetPatientPassword", "ResetPatientPasswordInput", json!({ "patientId": nothing("Patient") })),
        ("createApiKey", "CreateApiKeyInput", json!({ "name": "", "scopes": [] })),
        ("revokeApiKey", "RevokeApiKeyInput", json!({ "id": nothing("Integration") })),
        ("updateClinicSettings", "UpdateClinicSettingsInput", json!({ "holdMinutes": 0 })),
        (
            "createCircuit",
            "CreateCircuitInput",
            json!({ "name": "", "allowsMultiple": true, "idempotencyKey": key }),
        ),
        ("updateCircuit", "UpdateCircuitInput", json!({ "id": nothing("Circuit"), "version": 1 })),
        (
            "createService",
            "CreateServiceInput",
            json!({ "code": "", "name": "", "circuitId": nothing("Circuit"), "durationMinutes": 20,
                "idempotencyKey": key }),
        ),
        ("updateService", "UpdateServiceInput", json!({ "id": nothing("Service"), "version": 1 })),
        ("createSite", "CreateSiteInput", json!({ "name": "", "address": "Calle 1", "idempotencyKey": key })),
        ("updateSite", "UpdateSiteInput", json!({ "id": nothing("Site"), "version": 1 })),
        (
            "createResource",
            "CreateResourceInput",
            json!({ "name": "", "siteId": nothing("Site"), "idempotencyKey": key }),
        ),
        ("updateResource", "UpdateResourceInput", json!({ "id": nothing("Resource"), "version": 1 })),
        ("createPayer", "CreatePayerInput", json!({ "name": "", "idempotencyKey": key })),
        ("updatePayer", "UpdatePayerInput", json!({ "id": nothing("Payer"), "version": 1 })),
        (
            "createPlan",
            "CreatePlanInput",
            json!({ "payerId": nothing("Payer"), "name": "x", "idempotencyKey": key }),
        ),
        ("updatePlan", "UpdatePlanInput", json!({ "id": nothing("Plan"), "version": 1 })),
        (
            "setCoverageRule",
            "SetCoverageRuleInput",
            json!({ "serviceId": nothing("Service"), "payerId": nothing("Payer"), "decision": "COVERED" }),
        ),
        (
            "removeCoverageRule",
            "RemoveCoverageRuleInput",
            json!({ "id": nothing("CoverageRule"), "version": 1 }),
        ),
        (
            "setWeeklyHours",
            "SetWeeklyHoursInput",
            json!({ "resourceId": nothing("Resource"), "version": 1, "hours": [] }),
        ),
        (
            "setScheduleException",
            "SetScheduleExceptionInput",
            json!({ "resourceId": nothing("Resource"), "version": 1, "day": "2026-03-03", "hours": [] }),
        ),
        (
            "removeScheduleException",
            "RemoveScheduleExceptionInput",
            json!({ "resourceId": nothing("Resource"), "version": 1, "day": "2026-03-03" }),
        ),
        ("confirmContact", "ConfirmContactInput", json!({ "mobilePhone": "" })),
        (
            "correctPatient",
            "CorrectPatientInput",
            json!({ "id": nothing("Patient"), "version": 1, "givenName": "Ana", "familyName": "Bo" }),
        ),
        ("setPersonalDetails", "SetPersonalDetailsInput", json!({ "payerId": nothing("Payer") })),
        (
            "submitOrder",
            "SubmitOrderInput",
            json!({ "uploadIds": [nothing("Upload")], "idempotencyKey": key }),
        ),
        ("claimAssistanceRequest", "AssistanceRequestInput", json!({ "id": gone })),
        ("releaseAssistanceRequest", "AssistanceRequestInput", json!({ "id": gone })),
        ("registerContact", "RegisterContactInput", json!({ "id": gone, "message": "Hola" })),
        ("resolveAssistanceRequest", "ResolveAssistanceRequestInput", json!({ "id": gone })),
        ("reopenAssistanceRequest", "AssistanceRequestInput", json!({ "id": gone })),
        ("requestNewPhoto", "RequestNewPhotoInput", json!({ "id": gone, "reason": "Borrosa" })),
        ("voidAssistanceRequest", "VoidAssistanceRequestInput", json!({ "id": gone })),
        (
            "confirmDispatch",
            "ConfirmDispatchInput",
            json!({ "id": gone, "serviceIds": [knee], "version": 1, "idempotencyKey": key }),
        ),
        (
            "amendDispatch",
            "ConfirmDispatchInput",
            json!({ "id": gone, "serviceIds": [knee], "version": 1, "idempotencyKey": key }),
        ),
        ("cancelDispatch", "AssistanceRequestInput", json!({ "id": gone })),
        (
            "assignAppointment",
            "AssignAppointmentInput",
            json!({ "id": gone, "slotId": "x", "version": 1, "idempotencyKey": key }),
        ),
        (
            "linkExternalAppointment",
            "LinkExternalAppointmentInput",
            json!({ "id": gone, "externalId": "T-1", "startsAt": "2026-03-05T12:00:00Z" }),
        ),
        ("holdSlot", "HoldSlotInput", json!({ "slotId": "x" })),
        ("bookAppointment", "BookAppointmentInput", json!({ "slotId": "x", "idempotencyKey": key })),
        (
            "rescheduleAppointment",
            "RescheduleAppointmentInput",
            json!({ "id": nothing("Appointment"), "slotId": "x", "idempotencyKey": key }),
        ),
        ("cancelAppointment", "CancelAppointmentInput", json!({ "id": nothing("Appointment") })),
        (
            "createCarePlan",
            "CreateCarePlanInput",
            json!({ "patientId": nothing("Patient"), "practitionerId": world::PRACTITIONER.to_global(),
                "serviceId": knee, "title": "Rodilla", "idempotencyKey": key }),
        ),
        ("completeCarePlan", "CompleteCarePlanInput", json!({ "id": nothing("CarePlan"), "version": 1 })),
        ("cancelCarePlan", "CancelCarePlanInput", json!({ "id": nothing("CarePlan"), "version": 1 })),
        (
            "bookVisit",
            "BookVisitInput",
            json!({ "carePlanId": nothing("CarePlan"), "slotId": "x", "idempotencyKey": key }),
        ),
        ("startVisit", "VisitInput", json!({ "id": nothing("Appointment") })),
        ("completeVisit", "CompleteVisitInput", json!({ "id": nothing("Appointment") })),
        ("markNoShow", "VisitInput", json!({ "id": nothing("Appointment") })),
        ("reopenVisit", "VisitInput", json!({ "id": nothing("Appointment") })),
        (
            "publishFormDefinition",
            "PublishFormDefinitionInput",
            json!({ "code": "f", "structure": { "title": { "es": "F" }, "sections": [] } }),
        ),
        ("disableFormDefinition", "DisableFormDefinitionInput", json!({ "id": nothing("FormDefinition") })),
        (
            "createFormRule",
            "FormRuleInput",
            json!({ "definitionId": nothing("FormDefinition"), "trigger": "FIRST_BOOKING" }),
        ),
        (
            "updateFormRule",
            "UpdateFormRuleInput",
            json!({
                "id": nothing("FormRule"),
                "rule": { "definitionId": nothing("FormDefinition"), "trigger": "FIRST_BOOKING" },
            }),
        ),
        ("disableFormRule", "DisableFormRuleInput", json!({ "id": nothing("FormRule") })),
        (
            "askForm",
            "AskFormInput",
            json!({ "definitionId": definition, "patientId": nothing("Patient"), "idempotencyKey": key }),
        ),
        ("updateReminderPolicy", "ReminderPolicyInput", json!({ "windowHours": 1 })),
        (
            "setReminderPreferences",
            "SetReminderPreferencesInput",
            json!({ "patientId": nothing("Patient"), "byEmail": false }),
        ),
        ("resendFormLink", "ResendFormLinkInput", json!({ "formId": nothing("Form") })),
        ("resolveAlert", "ResolveAlertInput", json!({ "id": nothing("Alert"), "note": "x" })),
        ("withdrawForm", "WithdrawFormInput", json!({ "id": nothing("Form"), "reason": "x" })),
        (
            "saveFormAnswers",
            "SaveFormAnswersInput",
            json!({ "formId": nothing("Form"), "definitionVersion": 1, "answers": [] }),
        ),
        (
            "submitForm",
            "SubmitFormInput",
            json!({ "formId": nothing("Form"), "definitionVersion": 1, "idempotencyKey": key }),
        ),
    ] {
        let query =
            format!("mutation($i: {input_type}!) {{ {field}(input: $i) {{ userErrors {{ code }} }} }}");
        documents.insert(field, (query, json!({ "i": input })));
    }
    documents
}

/// The schema's root fields.
fn root_fields() -> BTreeSet<String> {
    let document = async_graphql::parser::parse_schema(asistencia::schema::sdl()).expect("SDL");
    let mut fields = BTreeSet::new();
    for definition in document.definitions {
        let TypeSystemDefinition::Type(definition) = definition else { continue };
        let name = definition.node.name.node.as_str();
        if let TypeKind::Object(object) = &definition.node.kind
            && ["Query", "Mutation", "Subscription"].contains(&name)
        {
            fields.extend(object.fields.iter().map(|field| field.node.name.node.to_string()));
        }
    }
    fields
}

fn rules() -> (Vec<&'static str>, BTreeMap<&'static str, Vec<&'static str>>) {
    let mut lines = RULES.trim().lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
    let kinds = lines.next().expect("a head")[1..].to_vec();
    let rules = lines.map(|line| match line[..] {
        [field, same, "…"] => (field, vec![same; kinds.len()]),
        _ => (line[0], line[1..].to_vec()),
    });
    (kinds.clone(), rules.collect())
}

/// What an answer comes down to, in the words of [`RULES`].
fn verdict(answer: &Value) -> String {
    if let Some(code) = answer["errors"][0]["extensions"]["code"].as_str() {
        return match code {
            "UNAUTHENTICATED" => "-U".into(),
            "FORBIDDEN" => "-F".into(),
            code => code.into(),
        };
    }
    let Some(value) = answer["data"].as_object().and_then(|data| data.values().next()) else {
        return format!("no data: {answer}");
    };
    if let Some(code) = value["userErrors"][0]["code"].as_str() {
        return code.into();
    }
    let list = value.as_array().or_else(|| value["nodes"].as_array());
    match list {
        _ if value.is_null() => "null".into(),
        Some(list) if list.iter().all(Value::is_null) => "none".into(),
        _ => "ok".into(),
    }
}

async fn ask(client: &Client, query: &str, variables: &Value) -> Value {
    if query.starts_with("subscription") {
        return EventStream::start(client, query, None).await.next().await.data;
    }
    client.graphql(query, variables.clone()).await
}

#[tokio::test]
async fn every_root_field_has_a_rule_for_every_kind_of_caller() {
    let (kinds, rules) = rules();
    let known: BTreeSet<_> = rules.keys().map(|field| (*field).to_owned()).collect();
    assert_eq!(root_fields(), known, "the schema's root fields, and those that have a rule");
    let public: Vec<_> = rules.iter().filter(|(_, rule)| rule[0] != "-U").map(|(field, _)| *field).collect();
    assert_eq!(public, PUBLIC, "nothing new may be open to everybody");

    let cast = Cast::gather().await;
    let appointment = cast.book().await;
    let (plan, link) = cast.treat().await;
    let form = cast.form().await;
    let app = &cast.app;
    let ours = [
        cast.request["id"].clone(),
        plan["id"].clone(),
        json!(world::PATIENT.to_global()),
        json!(world::KNEE_MRI.to_global()),
        form.0.clone(),
        form.1.clone(),
    ];
    let callers = [
        app.anonymous(),
        cast.patient.clone(),
        app.patient_with("28333444").await,
        cast.operator.clone(),
        app.admin().await,
        app.staff("doctora@demo.example").await,
        cast.journey.clone(),
        link,
        cast.integration(&["REQUESTS_READ"]).await,
        cast.integration(&["REQUESTS_WRITE"]).await,
        cast.integration(&["CATALOG_READ"]).await,
        cast.integration(&["APPOINTMENTS_READ"]).await,
        cast.integration(&[]).await,
        cast.other_admin().await,
        cast.other_patient().await,
    ];
    assert_eq!(callers.len(), kinds.len());
    let mut wrong = Vec::new();
    for (place, (kind, caller)) in kinds.iter().zip(&callers).enumerate() {
        let documents = documents(&cast, (&appointment, &plan), &form, place);
        let last = documents.iter().filter(|(field, _)| **field == "signOut");
        let others = documents.iter().filter(|(field, _)| **field != "signOut");
        for (field, (query, variables)) in others.chain(last) {
            let rule = &rules[field];
            assert_eq!(rule.len(), kinds.len(), "{field} has a rule for each kind");
            let answer = ask(caller, query, variables).await;
            let got = verdict(&answer);
            if got != rule[place] {
                wrong.push(format!("{field} by {kind}: {got}, not {}", rule[place]));
            }
            if kind.ends_with('\'') {
                let text = answer.to_string();
                let leak = ours.iter().any(|id| text.contains(id.as_str().expect("an id")));
                assert!(!leak, "{field} shows {kind} what is another clinic's: {text}");
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new(), "{wrong:#?}");

    // They have all signed out: nobody with a token that is over gets as far as a field, not even a public one.
    for (kind, caller) in kinds.iter().zip(&callers).filter(|(_, caller)| caller.is_session()) {
        for (field, (query, variables)) in documents(&cast, (&appointment, &plan), &form, 99) {
            let body = json!({ "query": query, "variables": variables });
            let answer =
                caller.request(Method::POST, "/graphql").json(&body).send().await.expect("an answer");
            assert_eq!(answer.status(), 401, "{field} by {kind}, signed out");
        }
    }
}
