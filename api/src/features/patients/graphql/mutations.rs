//! Putting right what is on record of patients, in GraphQL.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};

use super::super::{
    ConfirmContact, CorrectPatient, PatientData, PersonalDetails, confirm_contact, correct_patient,
    set_personal_details,
};
use super::{Patient, visible_patient};
use crate::graphql::{app, caller, settle};
use crate::platform::date::Date;
use crate::platform::error::{Result, UserError};
use crate::platform::global_id::GlobalId;

/// How a patient is reached.
#[derive(InputObject)]
pub struct ConfirmContactInput {
    /// Mobile phone, as people write it; it is stored and shown back in E.164.
    mobile_phone: String,
    /// E-mail address, 254 bytes at most; what is on record stays where it is left out, and is taken away by an empty
    /// text.
    email: Option<String>,
}

/// What came of confirming contact data.
#[derive(SimpleObject)]
pub struct ConfirmContactPayload {
    /// The patient as they are now; null where it was refused.
    patient: Option<Patient>,
    /// Why it was refused.
    user_errors: Vec<UserError>,
}

/// What a patient tells of themselves: all of it, what is left out is no longer known.
#[derive(InputObject)]
pub struct SetPersonalDetailsInput {
    /// Day of birth (fecha de nacimiento), from 1900 on and not in the future.
    #[graphql(secret)]
    birth_date: Option<Date>,
    /// Opaque id of who pays, one of the clinic's `payers`, or the present one.
    payer_id: Option<ID>,
    /// Opaque id of one of the payer's plans.
    plan_id: Option<ID>,
}

/// What came of telling one's details.
#[derive(SimpleObject)]
pub struct SetPersonalDetailsPayload {
    /// The patient as they are now; null where it was refused.
    patient: Option<Patient>,
    /// Why it was refused.
    user_errors: Vec<UserError>,
}

/// A patient's data as it is to be: all of it, what is left out is not known.
#[derive(InputObject)]
pub struct CorrectPatientInput {
    /// Opaque id of the patient.
    id: ID,
    /// The patient's version that was seen.
    version: i32,
    /// Given name; 1 to 100 characters.
    given_name: String,
    /// Family name; 1 to 100 characters.
    family_name: String,
    /// Mobile phone, as people write it; it is stored and shown back in E.164.
    mobile_phone: Option<String>,
    /// E-mail address; 254 bytes at most.
    email: Option<String>,
    /// Day of birth (fecha de nacimiento), from 1900 on and not in the future.
    #[graphql(secret)]
    birth_date: Option<Date>,
    /// Opaque id of who pays, one of the clinic's `payers`, or the present one.
    payer_id: Option<ID>,
    /// Opaque id of one of the payer's plans.
    plan_id: Option<ID>,
    /// Number on the payer's card (número de afiliado), up to 40 letters; without a payer there is none.
    member_number: Option<String>,
}

/// What came of correcting a patient's data.
#[derive(SimpleObject)]
pub struct CorrectPatientPayload {
    /// The patient as they are now; null where it was refused.
    patient: Option<Patient>,
    /// Why it was refused.
    user_errors: Vec<UserError>,
}

/// What is told of somebody's details in GraphQL.
pub fn told_details(
    birth_date: Option<Date>,
    payer_id: Option<&ID>,
    plan_id: Option<&ID>,
) -> PersonalDetails {
    PersonalDetails {
        birth_date: birth_date.map(|day| day.0),
        payer_id: payer_id.map(GlobalId::read),
        plan_id: plan_id.map(GlobalId::read),
    }
}

/// Mutations of patients.
#[derive(Default)]
pub struct PatientsMutation;

#[Object]
impl PatientsMutation {
    /// Confirms mobile phone and e-mail: what a patient passes before submitting an order. Patients.
    async fn confirm_contact(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How the patient is reached.")] input: ConfirmContactInput,
    ) -> Result<ConfirmContactPayload> {
        let (app, actor) = (app(ctx), &caller(ctx).actor);
        let change = ConfirmContact { mobile_phone: input.mobile_phone, email: input.email };
        let (id, user_errors) = settle(ctx, confirm_contact(app, actor, change).await)?;
        Ok(ConfirmContactPayload { patient: visible_patient(ctx, id).await?, user_errors })
    }

    /// Sets when the patient was born and who pays for them. With another payer the number on the old one's card is
    /// forgotten. Patients.
    async fn set_personal_details(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What the patient tells.")] input: SetPersonalDetailsInput,
    ) -> Result<SetPersonalDetailsPayload> {
        let told = told_details(input.birth_date, input.payer_id.as_ref(), input.plan_id.as_ref());
        let outcome = set_personal_details(app(ctx), &caller(ctx).actor, &told).await;
        let (id, user_errors) = settle(ctx, outcome)?;
        Ok(SetPersonalDetailsPayload { patient: visible_patient(ctx, id).await?, user_errors })
    }

    /// Puts right what is wrong in a patient's data. The document stays: it is what the patient signs in with.
    /// Operators and administrators.
    async fn correct_patient(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The data as it is to be.")] input: CorrectPatientInput,
    ) -> Result<CorrectPatientPayload> {
        let correction = CorrectPatient {
            id: GlobalId::from_global(&input.id),
            version: input.version,
            data: PatientData {
                given_name: input.given_name,
                family_name: input.family_name,
                mobile_phone: input.mobile_phone,
                email: input.email,
                details: told_details(input.birth_date, input.payer_id.as_ref(), input.plan_id.as_ref()),
            },
            member_number: input.member_number,
        };
        let outcome = correct_patient(app(ctx), &caller(ctx).actor, correction).await;
        let (id, user_errors) = settle(ctx, outcome)?;
        Ok(CorrectPatientPayload { patient: visible_patient(ctx, id).await?, user_errors })
    }
}
