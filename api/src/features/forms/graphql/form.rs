//! A form asked of a patient, with its questions and answers.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::{Context, Description, ID, Object, SimpleObject};
use chrono::{DateTime, Utc};
use entity::enums;
use entity::ids::{FormId, PatientId};
use uuid::Uuid;

use super::definitions::FormDefinition;
use super::fields::{FormField, Sheet};
use super::loaders::DefinitionOf;
use super::{FormPurpose, FormState, FormSubmitter};
use crate::app::App;
use crate::features::appointments::graphql::{Appointment, visible_appointment};
use crate::features::assistance::graphql::{AssistanceRequest, RequestOf};
use crate::features::audit::record_read;
use crate::features::care_plans::graphql::{CarePlan, plan_of_visit};
use crate::features::clinics::time_zone;
use crate::features::forms::{
    FormRow, FormsOf, FormsPage, Reach, find_form, form_key, forms_below, may_fill, missing, progress,
    visible_fields,
};
use crate::features::patients::graphql::{Patient, PatientOf};
use crate::graphql::{Connected, app, caller, load, load_below};
use crate::platform::actor::{Actor, JourneyScope, Permission};
use crate::platform::clinic_time::day_of;
use crate::platform::connection::{PageArgs, Paged, Slice};
use crate::platform::error::{Error, Result};
use crate::platform::global_id::GlobalId;

/// A form asked of a patient (formulario).
#[derive(Clone, Description)]
pub struct Form(pub Arc<FormRow>);

/// Questions of a form that belong together (sección).
#[derive(Clone, SimpleObject)]
pub struct FormSection {
    /// What the section is called, in the caller's language.
    title: String,
    /// What to know before answering; null where there is nothing.
    description: Option<String>,
    /// Whether any of its fields is to be shown.
    visible: bool,
    /// Its fields, in order, those that are not to be shown too.
    fields: Vec<FormField>,
}

/// How far a form is filled in (avance).
#[derive(Clone, SimpleObject)]
pub struct FormProgress {
    /// Fields that must be answered, given the answers that are saved.
    required: i32,
    /// How many of those are answered.
    answered: i32,
}

#[Object(use_type_description)]
impl Form {
    /// Opaque id.
    pub(crate) async fn id(&self) -> ID {
        self.0.form.id.to_global()
    }

    /// Where it stands.
    async fn state(&self) -> FormState {
        self.0.form.state.into()
    }

    /// What it is for.
    async fn purpose(&self) -> FormPurpose {
        self.0.form.purpose.into()
    }

    /// What it is called, in the caller's language.
    async fn title(&self, ctx: &Context<'_>) -> &str {
        self.0.structure.title.read(caller(ctx).language)
    }

    /// The version of its questions, for saving and submitting. It stays the same.
    async fn definition_version(&self) -> i32 {
        self.0.form.definition_version
    }

    /// What it asks, in all its versions. Null for patients and holders of links.
    async fn definition(&self, ctx: &Context<'_>) -> Result<Option<FormDefinition>> {
        if !caller(ctx).actor.may(Permission::AskForms) {
            return Ok(None);
        }
        let (clinic_id, id) = (self.0.form.clinic_id, self.0.form.form_definition_id);
        Ok(load(ctx, DefinitionOf(clinic_id, id)).await?.map(FormDefinition))
    }

    /// Counts its changes, those of the answers too.
    async fn version(&self) -> i32 {
        self.0.form.version
    }

    /// Questions and answers. What staff read of a form is recorded.
    async fn sections(&self, ctx: &Context<'_>) -> Result<Vec<FormSection>> {
        let (caller, form) = (caller(ctx), &self.0.form);
        record_read(app(ctx), &caller.actor, form.clinic_id, "form.read", "Form", form.id).await?;
        let clinic = caller.clinic.as_ref().ok_or(Error::Unauthenticated)?;
        let is_open = form.state == enums::FormState::Open;
        let missing = missing(&self.0.structure, &self.0.answers).filter(|_| is_open);
        let sheet = Sheet {
            answers: &self.0.answers,
            visible: &visible_fields(&self.0.structure, &self.0.answers),
            missing: &missing.map(|field| field.id.as_str()).collect(),
            language: caller.language,
            today: day_of(app(ctx).now(), time_zone(clinic)),
        };
        let sections = self.0.structure.sections.iter().map(|section| FormSection {
            title: section.title.read(sheet.language).to_owned(),
            description: section.description.as_ref().map(|text| text.read(sheet.language).to_owned()),
            visible: section.fields.iter().any(|field| sheet.is_visible(field)),
            fields: section.fields.iter().map(|field| sheet.field(field)).collect(),
        });
        Ok(sections.collect())
    }

    /// How far it is filled in.
    async fn progress(&self) -> FormProgress {
        let progress = progress(&self.0.structure, &self.0.answers);
        let count = |number: usize| i32::try_from(number).unwrap_or(i32::MAX);
        FormProgress { required: count(progress.required), answered: count(progress.answered) }
    }

    /// Whether it is open and everything that must be answered is.
    async fn can_submit(&self) -> bool {
        self.0.form.state == enums::FormState::Open
            && missing(&self.0.structure, &self.0.answers).next().is_none()
    }

    /// When it was asked for.
    async fn asked_at(&self) -> DateTime<Utc> {
        self.0.form.created_at
    }

    /// When the newest answer was saved; null before the first.
    async fn saved_at(&self) -> Option<DateTime<Utc>> {
        self.0.saved_at
    }

    /// When it was submitted; null while it is not.
    async fn submitted_at(&self) -> Option<DateTime<Utc>> {
        self.0.form.submitted_at
    }

    /// Who submitted it; null while it is not.
    async fn submitted_by(&self) -> Option<FormSubmitter> {
        self.0.form.submitted_by_kind.map(FormSubmitter::of)
    }

    /// When the clinic took it back; null while it did not.
    async fn withdrawn_at(&self) -> Option<DateTime<Utc>> {
        self.0.form.withdrawn_at
    }

    /// Why the clinic took it back; null while it did not, and for patients and holders of links.
    async fn withdraw_reason(&self, ctx: &Context<'_>) -> Option<&str> {
        self.0.form.withdraw_reason.as_deref().filter(|_| caller(ctx).actor.is_staff())
    }

    /// Of whom it is asked.
    async fn patient(&self, ctx: &Context<'_>) -> Result<Patient> {
        let row = load(ctx, PatientOf(self.0.form.clinic_id, self.0.form.patient_id)).await?;
        row.map(Patient).ok_or_else(|| Error::internal("a form without a patient"))
    }

    /// The booking or the visit that brought it about (turno); null where none did, and for who may not see it.
    async fn appointment(&self, ctx: &Context<'_>) -> Result<Option<Appointment>> {
        let Some(id) = self.0.form.appointment_id else { return Ok(None) };
        match visible_appointment(ctx, Some(id)).await {
            Err(Error::Unauthenticated | Error::Forbidden) => Ok(None),
            found => found,
        }
    }

    /// The care plan that it belongs to (tratamiento); null where it belongs to a request, and for who may not see it.
    async fn care_plan(&self, ctx: &Context<'_>) -> Result<Option<CarePlan>> {
        let Some(id) = self.0.form.care_plan_id else { return Ok(None) };
        plan_of_visit(ctx, self.0.form.clinic_id, id).await
    }

    /// The request that it belongs to (solicitud); null where it belongs to a care plan, and for who may not see
    /// it.
    async fn assistance_request(&self, ctx: &Context<'_>) -> Result<Option<AssistanceRequest>> {
        let form = &self.0.form;
        let Some(id) = form.assistance_request_id else { return Ok(None) };
        if !caller(ctx).actor.may_see_request(form.clinic_id, form.patient_id, id) {
            return Ok(None);
        }
        Ok(load(ctx, RequestOf(form.clinic_id, id)).await?.map(AssistanceRequest))
    }
}

crate::relay_connection!(Form, FormConnection, FormEdge, "forms");

/// Queries about forms.
#[derive(Default)]
pub struct FormsQuery;

#[Object]
impl FormsQuery {
    /// A form: staff see the clinic's, practitioners those of the patients of their own care plans, a patient
    /// their own, the holder of a link those of what it leads to. Null where there is none such.
    async fn form(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Opaque id of the form.")] id: ID,
    ) -> Result<Option<Form>> {
        visible_form(ctx, GlobalId::from_global(&id)).await
    }

    /// The forms that the caller was asked for: the open ones first, then the newest. Patients, and holders of
    /// links for what the link leads to.
    async fn forms(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those that are open.", default)] open_only: bool,
        #[graphql(desc = "How many; 50 where left out, 100 at most.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
    ) -> Result<FormConnection> {
        let actor = &caller(ctx).actor;
        actor.require(Permission::FillForms)?;
        let patient_id = actor.patient_id().ok_or(Error::Forbidden)?;
        let parent = match actor {
            Actor::Journey { scope, .. } => within(*scope),
            _ => (FormsOf::Patients, patient_id.0),
        };
        page_of_forms(ctx, parent, open_only, PageArgs::forward(first, after)).await
    }
}

impl Connected for FormsPage {
    type Parent = Uuid;
    type Row = Arc<FormRow>;

    async fn load(&self, app: &App, parents: &[Uuid]) -> Result<HashMap<Uuid, Slice<Arc<FormRow>>>> {
        forms_below(&app.db, self, parents).await
    }
}

/// What the forms of a scope hang on.
fn within(scope: JourneyScope) -> (FormsOf, Uuid) {
    match scope {
        JourneyScope::Request(id) => (FormsOf::Requests, id.0),
        JourneyScope::CarePlan(id) => (FormsOf::CarePlans, id.0),
    }
}

async fn page_of_forms(
    ctx: &Context<'_>,
    (of, parent): (FormsOf, Uuid),
    open_only: bool,
    args: PageArgs,
) -> Result<FormConnection> {
    let clinic_id = caller(ctx).actor.clinic_id().ok_or(Error::Unauthenticated)?;
    let wanted = FormsPage { clinic_id, of, open_only, page: args.resolve()? };
    let slice = load_below(ctx, parent, wanted).await?;
    Ok(FormConnection::new(Paged::new(slice.map(Form), |form| form_key(&form.0.form))))
}

/// A patient's forms, for whoever may see all of them.
///
/// # Errors
/// `Forbidden` for everybody else.
pub async fn patient_forms(
    ctx: &Context<'_>,
    patient_id: PatientId,
    open_only: bool,
    args: PageArgs,
) -> Result<FormConnection> {
    let actor = &caller(ctx).actor;
    let clinic_id = actor.clinic_id().ok_or(Error::Unauthenticated)?;
    if Reach::of(&app(ctx).db, actor, clinic_id, patient_id).await? != Reach::Everything {
        return Err(Error::Forbidden);
    }
    page_of_forms(ctx, (FormsOf::Patients, patient_id.0), open_only, args).await
}

/// The forms of a request or a care plan, for whoever may see them.
///
/// # Errors
/// `Forbidden` for everybody else.
pub async fn forms_within(
    ctx: &Context<'_>,
    patient_id: PatientId,
    scope: JourneyScope,
    open_only: bool,
    args: PageArgs,
) -> Result<FormConnection> {
    let actor = &caller(ctx).actor;
    let clinic_id = actor.clinic_id().ok_or(Error::Unauthenticated)?;
    match Reach::of(&app(ctx).db, actor, clinic_id, patient_id).await? {
        Reach::Everything => {}
        Reach::Within(reached) if reached == scope => {}
        Reach::Within(_) | Reach::Nothing => return Err(Error::Forbidden),
    }
    page_of_forms(ctx, within(scope), open_only, args).await
}

/// A form that the caller may see.
///
/// # Errors
/// `Unauthenticated` for nobody, `Forbidden` for who may see no form at all.
pub async fn visible_form(ctx: &Context<'_>, id: Option<FormId>) -> Result<Option<Form>> {
    let (app, actor) = (app(ctx), &caller(ctx).actor);
    let clinic_id = actor.require(Permission::FillForms)?.clinic_id;
    let Some(id) = id else { return Ok(None) };
    let Some(row) = find_form(&app.db, clinic_id, id).await? else { return Ok(None) };
    Ok(may_fill(&app.db, actor, &row.form).await?.then_some(Form(row)))
}
