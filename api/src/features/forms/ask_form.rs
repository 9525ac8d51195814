//! Staff ask a patient for a form.

use entity::enums::{
    AssistanceRequestOutcome, AssistanceRequestState, CarePlanState, EventKind, FormPurpose, FormState, Role,
};
use entity::ids::{AssistanceRequestId, CarePlanId, FormDefinitionId, FormId, PatientId, UserId};
use entity::{assistance_request, care_plan, form, form_definition, patient};
use sea_orm::sea_query::{ExprTrait, LockType};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

use super::access::Reach;
use super::refusals::{conflict, disabled_definition, no_definition, not_found};
use crate::app::App;
use crate::features::events::{NewEvent, UnitOfWork};
use crate::platform::actor::{Actor, Permission};
use crate::platform::error::{Failure, Outcome, Refusal, UserErrorCode};
use crate::platform::idempotency::Claim;

/// Within what a form is asked for; each id is none where the id was not one of ours.
#[derive(Clone, Copy, Debug, serde::Serialize)]
pub enum AskedOf {
    /// A patient: within their newest active plan, else their newest request.
    Patient(Option<PatientId>),
    /// A care plan.
    CarePlan(Option<CarePlanId>),
    /// A request.
    Request(Option<AssistanceRequestId>),
}

/// What staff ask.
pub struct AskForm {
    /// Within what; none where not exactly one was given.
    pub of: Option<AskedOf>,
    /// What is asked.
    pub definition_id: Option<FormDefinitionId>,
    /// Makes a repetition answer with the first result.
    pub idempotency_key: String,
}

/// How requests end of which no visit comes that a form could be about.
const IN_VAIN: [AssistanceRequestOutcome; 3] = [
    AssistanceRequestOutcome::NotNeeded,
    AssistanceRequestOutcome::Unreachable,
    AssistanceRequestOutcome::NotOffered,
];

/// Where the form will belong.
struct Place {
    patient_id: PatientId,
    care_plan_id: Option<CarePlanId>,
    request_id: Option<AssistanceRequestId>,
    appointment_id: Option<entity::ids::AppointmentId>,
    /// Whether what is asked would be taken back at once, or never matter. A treatment that is completed may still be
    /// asked about.
    has_ended: bool,
}

/// Asks a patient for a form, in the current version of its definition.
///
/// # Errors
/// `INVALID` where it is not said within what; `NOT_FOUND`; `CONFLICT` where the definition is disabled, the same form
/// is open already, the plan was broken off, the request closed because no visit will come of it, or the patient has
/// neither that the form could belong to.
pub async fn ask_form(app: &App, actor: &Actor, input: AskForm) -> Outcome<FormId> {
    let (clinic_id, user_id) = actor.require_user(Permission::AskForms)?;
    let definition_id = input.definition_id.ok_or_else(|| no_definition("input.definitionId"))?;
    let of = input.of.ok_or_else(not_one)?;
    let mut work = app.begin(clinic_id).await?;
    let place = find_place(&work, actor, user_id, of).await?;
    // Under the patient's lock, so that two who ask at once ask once.
    patient::Entity::find_by_id(place.patient_id)
        .filter(patient::Column::ClinicId.eq(clinic_id))
        .lock(LockType::NoKeyUpdate)
        .one(work.db())
        .await?
        .ok_or_else(|| no_target(of))?;
    let id: FormId = app.new_id();
    let (key, content) = (input.idempotency_key.as_str(), (of, definition_id));
    if let Claim::Replay(first) = work.claim(actor, "askForm", key, &content, id).await? {
        return Ok(first.into());
    }
    let definition = form_definition::Entity::find_by_id(definition_id)
        .filter(form_definition::Column::ClinicId.eq(clinic_id))
        .one(work.db())
        .await?
        .ok_or_else(|| no_definition("input.definitionId"))?;
    if definition.disabled_at.is_some() {
        return Err(disabled_definition().into());
    }
    refuse_ended(&place)?;
    refuse_twice(&work, &place, definition_id).await?;
    form::ActiveModel {
        id: Set(id),
        clinic_id: Set(clinic_id),
        patient_id: Set(place.patient_id),
        care_plan_id: Set(place.care_plan_id),
        assistance_request_id: Set(place.request_id),
        appointment_id: Set(place.appointment_id),
        form_definition_id: Set(definition_id),
        definition_version: Set(definition.current_version),
        form_rule_id: Set(None),
        purpose: Set(FormPurpose::Asked),
        occasion: Set(format!("asked:{id}")),
        state: Set(FormState::Open),
        version: Set(1),
        asked_by_id: Set(Some(user_id)),
        created_at: Set(work.now()),
        submitted_at: Set(None),
        submitted_by_kind: Set(None),
        submitted_by_id: Set(None),
        withdrawn_at: Set(None),
        withdraw_reason: Set(None),
    }
    .insert(work.db())
    .await?;
    work.emit(NewEvent {
        kind: EventKind::FormAsked,
        request_id: place.request_id,
        patient_id: Some(place.patient_id),
        appointment_id: place.appointment_id,
    });
    work.audit_plain(actor, "form.asked", "Form", id);
    work.commit().await?;
    Ok(id)
}

fn refuse_ended(place: &Place) -> Result<(), Refusal> {
    if !place.has_ended {
        return Ok(());
    }
    Err(match place.care_plan_id {
        Some(_) => {
            let (es, en) = ("Este tratamiento está cancelado.", "This care plan is cancelled.");
            conflict("input.carePlanId", es, en)
        }
        None => conflict(
            "input.assistanceRequestId",
            "Esta solicitud se cerró sin turno.",
            "This request was closed without an appointment.",
        ),
    })
}

async fn refuse_twice(work: &UnitOfWork<'_>, place: &Place, definition: FormDefinitionId) -> Outcome<()> {
    use form::Column;
    let mut open = form::Entity::find()
        .filter(Column::ClinicId.eq(work.clinic_id()))
        .filter(Column::PatientId.eq(place.patient_id))
        .filter(Column::FormDefinitionId.eq(definition))
        .filter(Column::State.eq(FormState::Open));
    open = match (place.care_plan_id, place.request_id) {
        (Some(plan), _) => open.filter(Column::CarePlanId.eq(plan)),
        (None, request) => open.filter(Column::AssistanceRequestId.eq(request)),
    };
    if open.count(work.db()).await? > 0 {
        return Err(conflict(
            "input.definitionId",
            "El paciente ya tiene este formulario pendiente.",
            "The patient has this form open already.",
        )
        .into());
    }
    Ok(())
}

async fn find_place(work: &UnitOfWork<'_>, actor: &Actor, user_id: UserId, of: AskedOf) -> Outcome<Place> {
    let missing = || Failure::from(no_target(of));
    let clinic_id = work.clinic_id();
    let own_plans_only = matches!(actor, Actor::User { role: Role::Practitioner, .. });
    let mut plans = care_plan::Entity::find().filter(care_plan::Column::ClinicId.eq(clinic_id));
    if own_plans_only {
        plans = plans.filter(care_plan::Column::PractitionerId.eq(user_id));
    }
    let requests = assistance_request::Entity::find()
        .filter(assistance_request::Column::ClinicId.eq(clinic_id))
        .filter(assistance_request::Column::State.ne(AssistanceRequestState::Voided));
    let place = match of {
        AskedOf::CarePlan(id) => {
            let plan = plans.filter(care_plan::Column::Id.eq(id.ok_or_else(missing)?)).one(work.db()).await?;
            Place::of_plan(&plan.ok_or_else(missing)?)
        }
        AskedOf::Request(id) => {
            let request = requests.filter(assistance_request::Column::Id.eq(id.ok_or_else(missing)?));
            Place::of_request(&request.one(work.db()).await?.ok_or_else(missing)?)
        }
        AskedOf::Patient(id) => {
            let id = id.ok_or_else(missing)?;
            let reach = Reach::of(work.db(), actor, clinic_id, id).await?;
            let known = patient::Entity::find_by_id(id).filter(patient::Column::ClinicId.eq(clinic_id));
            if reach == Reach::Nothing || known.one(work.db()).await?.is_none() {
                return Err(missing());
            }
            let plan = plans
                .filter(care_plan::Column::PatientId.eq(id))
                .filter(care_plan::Column::State.eq(CarePlanState::Active))
                .order_by_desc(care_plan::Column::Id)
                .one(work.db())
                .await?;
            let outcome = assistance_request::Column::Outcome;
            let request = requests
                .filter(assistance_request::Column::PatientId.eq(id))
                .filter(outcome.is_null().or(outcome.is_not_in(IN_VAIN)))
                .order_by_desc(assistance_request::Column::Id);
            match plan {
                Some(plan) => Place::of_plan(&plan),
                None => Place::of_request(&request.one(work.db()).await?.ok_or_else(|| {
                    conflict(
                        "input.patientId",
                        "El paciente no tiene tratamiento ni solicitud a los que sumar el formulario.",
                        "The patient has neither a care plan nor a request that the form could belong to.",
                    )
                })?),
            }
        }
    };
    // A practitioner asks those whom they treat, of a request too.
    if Reach::of(work.db(), actor, clinic_id, place.patient_id).await? == Reach::Nothing {
        return Err(missing());
    }
    Ok(place)
}

impl Place {
    fn of_plan(plan: &care_plan::Model) -> Self {
        Self {
            patient_id: plan.patient_id,
            care_plan_id: Some(plan.id),
            request_id: None,
            appointment_id: None,
            has_ended: plan.state == CarePlanState::Cancelled,
        }
    }

    fn of_request(request: &assistance_request::Model) -> Self {
        Self {
            patient_id: request.patient_id,
            care_plan_id: None,
            request_id: Some(request.id),
            appointment_id: request.appointment_id,
            has_ended: request.outcome.is_some_and(|outcome| IN_VAIN.contains(&outcome)),
        }
    }
}

fn not_one() -> Refusal {
    Refusal::new(
        UserErrorCode::Invalid,
        "input",
        "Indicá el paciente, el tratamiento o la solicitud: uno solo.",
        "Say the patient, the care plan or the request: exactly one of them.",
    )
}

fn no_target(of: AskedOf) -> Refusal {
    match of {
        AskedOf::Patient(_) => {
            not_found("input.patientId", "No encontramos ese paciente.", "We cannot find this patient.")
        }
        AskedOf::CarePlan(_) => {
            not_found("input.carePlanId", "No encontramos ese tratamiento.", "We cannot find this care plan.")
        }
        AskedOf::Request(_) => {
            not_found("input.assistanceRequestId", "No existe esa solicitud.", "There is no such request.")
        }
    }
}
