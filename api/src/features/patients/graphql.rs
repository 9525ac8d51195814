//! Patients in GraphQL.

mod loaders;
mod mutations;

use std::sync::Arc;

use async_graphql::{Context, Description, Enum, ID, Object, SimpleObject};
use chrono::{DateTime, Utc};
use entity::enums;
use entity::ids::{ClinicId, PatientId};

use super::{PatientRow, find_patient, search_patients, treats_patient};
use crate::features::appointments::AppointmentsOf;
use crate::features::appointments::graphql::{AppointmentConnection, appointments_of};
use crate::features::assistance::graphql::{AssistanceRequestConnection, patient_requests};
use crate::features::audit::{record_read, record_shown};
use crate::features::care_plans::graphql::{CarePlanConnection, plans_of_patient};
use crate::features::catalog::graphql::{Payer, Plan};
use crate::features::forms::graphql::{FormConnection, patient_forms};
use crate::features::notifications::graphql::{NotificationConnection, NotificationsPage};
use crate::graphql::{app, caller, load_below};
use crate::platform::actor::{Actor, Permission};
use crate::platform::connection::{PageArgs, Paged};
use crate::platform::date::Date;
use crate::platform::error::{Error, Result};
use crate::platform::global_id::GlobalId;
use crate::platform::phone::MobilePhone;

pub use loaders::PatientOf;
pub use mutations::{PatientsMutation, told_details};

/// Kind of identity document (tipo de documento).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "enums::DocumentType")]
pub enum DocumentType {
    /// Documento Nacional de Identidad.
    Dni,
    /// Passport.
    Passport,
    /// Libreta cívica.
    Lc,
    /// Libreta de enrolamiento.
    Le,
    /// Cédula de identidad.
    Ci,
}

/// A patient (paciente). To the holder of a journey link, document, telephone, e-mail and the number on the payer's
/// card show their ends only.
#[derive(Clone, Description)]
pub struct Patient(pub Arc<PatientRow>);

impl Patient {
    fn masked(&self, ctx: &Context<'_>, text: &str) -> String {
        if !matches!(caller(ctx).actor, Actor::Journey { .. }) {
            return text.to_owned();
        }
        // The last four, and of a short text no more than half.
        let length = text.chars().count();
        let hidden = length.saturating_sub(4).max(length.div_ceil(2));
        text.chars().enumerate().map(|(place, c)| if place < hidden { '•' } else { c }).collect()
    }

    /// Lets through the patient, and whoever may see such things of any patient: neither the holder of a link,
    /// who sees one request, nor whoever came here from an appointment and may see no more than appointments.
    fn whole(&self, ctx: &Context<'_>, permission: Permission) -> Result<(ClinicId, PatientId)> {
        let (clinic_id, id) = (self.0.patient.clinic_id, self.0.patient.id);
        let allowed = match &caller(ctx).actor {
            Actor::Patient { patient_id, .. } => *patient_id == id,
            actor => actor.patient_id().is_none() && actor.may(permission),
        };
        if allowed { Ok((clinic_id, id)) } else { Err(Error::Forbidden) }
    }
}

#[Object(use_type_description)]
impl Patient {
    /// Opaque id.
    pub(crate) async fn id(&self) -> ID {
        self.0.patient.id.to_global()
    }

    /// Counts the changes; a correction names the one that it saw.
    async fn version(&self) -> i32 {
        self.0.patient.version
    }

    /// Given name (nombre).
    async fn given_name(&self) -> &str {
        &self.0.patient.given_name
    }

    /// Family name (apellido).
    async fn family_name(&self) -> &str {
        &self.0.patient.family_name
    }

    /// Kind of document.
    async fn document_type(&self) -> DocumentType {
        self.0.patient.document_type.into()
    }

    /// Number of the document (DNI), canonical.
    async fn national_id(&self, ctx: &Context<'_>) -> String {
        self.masked(ctx, &self.0.patient.national_id)
    }

    /// Day of birth (fecha de nacimiento); null where it is not known, and to the holder of a journey link.
    async fn birth_date(&self, ctx: &Context<'_>) -> Option<Date> {
        let hidden = matches!(caller(ctx).actor, Actor::Journey { .. });
        self.0.patient.birth_date.filter(|_| !hidden).map(Date)
    }

    /// Mobile phone in E.164 (teléfono móvil); null where none is on record.
    async fn mobile_phone(&self, ctx: &Context<'_>) -> Option<String> {
        self.0.patient.mobile_phone.as_deref().map(|text| self.masked(ctx, text))
    }

    /// The mobile phone in groups of digits, as people read it (`+54 9 11 5555-1234`); null where none is on record.
    async fn mobile_phone_display(&self, ctx: &Context<'_>) -> Option<String> {
        let phone = MobilePhone::from_canonical(self.0.patient.mobile_phone.as_deref()?)?;
        Some(self.masked(ctx, &phone.display()))
    }

    /// The number that the patient proved to have (teléfono verificado): they answered a message that was sent
    /// to it, or opened the link in it. Null where they never did.
    async fn verified_phone(&self, ctx: &Context<'_>) -> Option<String> {
        self.0.patient.verified_phone.as_deref().map(|text| self.masked(ctx, text))
    }

    /// When the number was proved; null where it never was.
    async fn verified_phone_at(&self) -> Option<DateTime<Utc>> {
        self.0.patient.verified_phone_at
    }

    /// E-mail address; null where none is on record.
    async fn email(&self, ctx: &Context<'_>) -> Option<String> {
        self.0.patient.email.as_deref().map(|text| self.masked(ctx, text))
    }

    /// When the patient last confirmed telephone and e-mail; null where they never did.
    async fn contact_confirmed_at(&self) -> Option<DateTime<Utc>> {
        self.0.patient.contact_confirmed_at
    }

    /// Who pays for the patient; null where it is not known.
    async fn coverage(&self, ctx: &Context<'_>) -> Option<Coverage> {
        let payer = self.0.payer.clone()?;
        let member_number = self.0.patient.member_number.as_deref();
        Some(Coverage {
            payer: Payer(payer),
            plan: self.0.plan.clone().map(Plan),
            member_number: member_number.map(|text| self.masked(ctx, text)),
        })
    }

    /// The patient's requests for assistance, the newest first. Not for the holder of a journey link, who sees
    /// one request only.
    async fn assistance_requests(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many; 50 where left out, 100 at most.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
    ) -> Result<AssistanceRequestConnection> {
        let (clinic_id, patient_id) = self.whole(ctx, Permission::ReadRequests)?;
        patient_requests(ctx, clinic_id, patient_id, PageArgs::forward(first, after)).await
    }

    /// The patient's appointments (turnos), the soonest first; to practitioners those of their own agenda. Not for the holder of a journey link.
    async fn appointments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many; 50 where left out, 100 at most.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
    ) -> Result<AppointmentConnection> {
        let (clinic_id, patient_id) = self.whole(ctx, Permission::ReadAppointments)?;
        let (parent, page) = ((AppointmentsOf::Patients, patient_id.0), PageArgs::forward(first, after));
        appointments_of(ctx, clinic_id, parent, None, page).await
    }

    /// Whether the patient is reminded by e-mail, where there is an address.
    async fn reminded_by_email(&self) -> bool {
        self.0.patient.email_opt_out_at.is_none()
    }

    /// Whether the patient is reminded by WhatsApp, where there is a mobile phone.
    async fn reminded_by_whatsapp(&self) -> bool {
        self.0.patient.whatsapp_opt_out_at.is_none()
    }

    /// The patient's care plans (tratamientos), the newest first; to practitioners their own. Not for the holder of a
    /// journey link.
    async fn care_plans(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many; 50 where left out, 100 at most.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
    ) -> Result<CarePlanConnection> {
        let (clinic_id, patient_id) = self.whole(ctx, Permission::Treat)?;
        plans_of_patient(ctx, clinic_id, patient_id, PageArgs::forward(first, after)).await
    }

    /// The forms that the patient was asked for (formularios), the open ones first, then the newest. Staff,
    /// practitioners of their own care plans' patients, and the patient; not for the holder of a journey link.
    async fn forms(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those that are open.", default)] open_only: bool,
        #[graphql(desc = "How many; 50 where left out, 100 at most.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
    ) -> Result<FormConnection> {
        patient_forms(ctx, self.0.patient.id, open_only, PageArgs::forward(first, after)).await
    }

    /// Everything that was said to the patient, and what was not and why, the newest first; for staff and integrations
    /// also what was said of them to who treats them. Not for the holder of a journey link.
    async fn notifications(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many; 50 where left out, 100 at most.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
    ) -> Result<NotificationConnection> {
        let (clinic_id, patient_id) = self.whole(ctx, Permission::ReadRequests)?;
        let with_those_to_staff = caller(ctx).actor.patient_id().is_none();
        let page = PageArgs::forward(first, after).resolve()?;
        let wanted = NotificationsPage { clinic_id, with_those_to_staff, page };
        Ok(NotificationConnection::from_slice(load_below(ctx, patient_id, wanted).await?))
    }
}

/// Who pays for a patient (cobertura).
#[derive(SimpleObject)]
pub struct Coverage {
    /// The payer (obra social, prepaga).
    payer: Payer,
    /// The payer's plan; null where it is not known.
    plan: Option<Plan>,
    /// Number on the payer's card (número de afiliado); null where it is not known.
    member_number: Option<String>,
}

crate::relay_connection!(Patient, PatientConnection, PatientEdge, "patients");

/// Queries about patients.
#[derive(Default)]
pub struct PatientsQuery;

#[Object]
impl PatientsQuery {
    /// A patient: staff see the clinic's, practitioners those of their own care plans, a patient sees themselves.
    /// Null where there is none such. What staff reads is recorded.
    async fn patient(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Opaque id of the patient.")] id: ID,
    ) -> Result<Option<Patient>> {
        visible_patient(ctx, GlobalId::from_global(&id)).await
    }

    /// The clinic's patients by name or document number, sorted by name; where something is searched, those who are
    /// spelt like it come before those who are only heard like it. Operators and administrators, and keys that read
    /// requests. What they read is recorded.
    async fn patients(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Beginnings of names, or of the document number; accents and case do not matter, and names are \
                found by how they are heard, too. The first six words count."
        )]
        search: Option<String>,
        #[graphql(desc = "How many; 50 where left out, 100 at most.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
    ) -> Result<PatientConnection> {
        let principal = caller(ctx).actor.require(Permission::ReadRequests)?;
        let page = PageArgs::forward(first, after).resolve()?;
        let (app, clinic_id) = (app(ctx), principal.clinic_id);
        let slice = search_patients(app, clinic_id, search.as_deref(), &page).await?;
        let shown = slice.items.iter().map(|(_, row)| row.patient.id);
        record_shown(app, &caller(ctx).actor, clinic_id, "patients.read", shown).await?;
        let paged = Paged::new(slice, |(key, _)| key.clone());
        let rows = paged.rows.into_iter().map(|(cursor, (_, row))| (cursor, Patient(Arc::new(row))));
        Ok(PatientConnection::new(Paged { rows: rows.collect(), info: paged.info }))
    }
}

/// A patient whom the caller may see: staff the clinic's, practitioners those of their own care plans, a patient
/// themselves.
///
/// # Errors
/// `Unauthenticated` for nobody, `Forbidden` for who may see no patient at all.
pub async fn visible_patient(ctx: &Context<'_>, id: Option<PatientId>) -> Result<Option<Patient>> {
    let actor = &caller(ctx).actor;
    let (clinic_id, own) = match actor {
        Actor::Patient { clinic_id, patient_id, .. } => (*clinic_id, Some(*patient_id)),
        actor if actor.practitioner_id().is_some() => (actor.require(Permission::Treat)?.clinic_id, None),
        actor => (actor.require(Permission::ReadRequests)?.clinic_id, None),
    };
    let Some(id) = id.filter(|id| own.is_none_or(|own| own == *id)) else { return Ok(None) };
    if let Some(practitioner) = actor.practitioner_id()
        && !treats_patient(&app(ctx).db, clinic_id, practitioner, id).await?
    {
        return Ok(None);
    }
    let Some(found) = find_patient(&app(ctx).db, clinic_id, id).await? else { return Ok(None) };
    record_read(app(ctx), actor, clinic_id, "patient.read", "Patient", id).await?;
    Ok(Some(Patient(Arc::new(found))))
}
