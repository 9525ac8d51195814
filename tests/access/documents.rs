//! How each root field is asked in the matrix of access.

use std::collections::BTreeMap;

use asistencia::platform::global_id::{GlobalId, encode};
use serde_json::{Value, json};
use tests::{fresh_key, world};
use uuid::Uuid;

use super::cast::Cast;

/// How each field is asked: the document and its variables. The numbers are for attempts that are counted.
pub fn documents(
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
    for field in ["orderUploaded", "worklistChanged", "patientChanged", "journeyChanged"] {
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
        (
            "reassignCarePlan",
            "ReassignCarePlanInput",
            json!({ "id": nothing("CarePlan"), "practitionerId": world::PRACTITIONER.to_global(), "version": 1 }),
        ),
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
                "id": nothing("FormRule"), "version": 1, "definitionId": nothing("FormDefinition"),
                "trigger": "FIRST_BOOKING",
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
