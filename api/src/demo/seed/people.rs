//! The demo's patients: those to whom the orders in the pictures are made out, and any number of others.

use chrono::{DateTime, Days, Duration, NaiveDate, Utc};
use entity::enums::DocumentType;
use entity::ids::{ClinicId, PatientId};
use entity::{patient, patient_search_term};

use super::bulk::Writer;
use super::chance::{Dice, named, timed};
use super::clinic::{payer_id, plan_id};
use super::plain;
use crate::demo::data::{DemoData, DemoNames};
use crate::demo::pictures::{DemoOrder, DemoOrderPatient};
use crate::features::patients::{search_terms, sort_name};
use crate::platform::text::sound;

/// The one who uploaded an order without leaving a mobile phone.
const WITHOUT_PHONE: &str = "10888999";

/// Area codes of the demo's telephones. Their subscribers begin with 555, so that the numbers look invented:
/// there are 10,000 in each area.
const AREAS: [&str; 31] = [
    "11", "221", "351", "341", "261", "223", "381", "342", "299", "387", "343", "376", "291", "264", "280",
    "297", "362", "370", "379", "383", "385", "388", "266", "237", "263", "294", "298", "345", "353", "358",
    "380",
];

/// Names, payers and the hash of the password: what patients are made of.
pub(super) struct People {
    clinic_id: ClinicId,
    data: DemoData,
    given: Vec<String>,
    family: Vec<String>,
    password_hash: String,
}

impl People {
    pub(super) fn new(clinic_id: ClinicId, data: &DemoData, password_hash: String) -> anyhow::Result<Self> {
        let names = DemoNames::load().map_err(plain)?;
        let given = names.given().map(str::to_owned).collect();
        Ok(Self { clinic_id, data: data.clone(), given, family: names.family, password_hash })
    }

    /// The hash of everybody's password.
    pub(super) fn password_hash(&self) -> &str {
        &self.password_hash
    }

    /// The patient to whom an order is made out.
    fn of_order(&self, number: u32, of: DemoOrderPatient) -> patient::Model {
        let DemoOrderPatient { given_name, family_name, national_id, payer, plan } = of;
        let created_at = created_at(0);
        let phone = (national_id != WITHOUT_PHONE).then(|| mobile_phone(number));
        let verified = number.is_multiple_of(3);
        let self_pay = self.data.payers.iter().any(|known| known.self_pay && known.name == payer);
        patient::Model {
            id: id_of_order(of),
            clinic_id: self.clinic_id,
            given_name: given_name.to_owned(),
            family_name: family_name.to_owned(),
            document_type: DocumentType::Dni,
            national_id: national_id.to_owned(),
            birth_date: national_id.parse().ok().and_then(born),
            contact_confirmed_at: phone.as_ref().map(|_| created_at),
            verified_phone: verified.then(|| phone.clone()).flatten(),
            verified_phone_at: phone.as_ref().filter(|_| verified).map(|_| created_at),
            mobile_phone: phone,
            mobile_phone_since: None,
            email_since: None,
            email_opt_out_at: None,
            whatsapp_opt_out_at: None,
            email: Some(format!("dni{national_id}@correo.example")),
            payer_id: Some(payer_id(payer)),
            plan_id: plan.map(|plan| plan_id(payer, plan)),
            member_number: (!self_pay).then(|| format!("{national_id}01")),
            password_hash: Some(self.password_hash.clone()),
            one_time_until: None,
            sort_name: sort_name(family_name, given_name),
            version: 1,
            created_at,
        }
    }

    /// One of the other patients.
    fn other(&self, number: u32) -> patient::Model {
        let mut dice = Dice::new("patient", &number.to_string());
        let (given_name, family_name) = (dice.pick(&self.given), dice.pick(&self.family));
        let national_id = national_id(number);
        let created_at = created_at(number);
        let payer = dice.pick(&self.data.payers);
        let plan = if payer.plans.is_empty() { None } else { Some(dice.pick(&payer.plans)) };
        let plan = plan.filter(|_| dice.percent(90));
        let phone = dice.percent(94).then(|| mobile_phone(number.saturating_add(100)));
        // They answered a message once.
        let verified = number.is_multiple_of(3);
        patient::Model {
            id: other_id(number),
            clinic_id: self.clinic_id,
            given_name: given_name.clone(),
            family_name: family_name.clone(),
            document_type: DocumentType::Dni,
            contact_confirmed_at: phone.as_ref().map(|_| created_at),
            verified_phone: verified.then(|| phone.clone()).flatten(),
            verified_phone_at: phone.as_ref().filter(|_| verified).map(|_| created_at),
            mobile_phone: phone,
            mobile_phone_since: None,
            email_since: None,
            email_opt_out_at: None,
            whatsapp_opt_out_at: None,
            email: dice.percent(80).then(|| format!("dni{national_id}@correo.example")),
            birth_date: born(dice.below(58_000_000)),
            payer_id: Some(payer_id(&payer.name)),
            plan_id: plan.map(|plan| plan_id(&payer.name, plan)),
            member_number: (!payer.self_pay).then(|| format!("{national_id}01")),
            national_id,
            password_hash: Some(self.password_hash.clone()),
            one_time_until: None,
            sort_name: sort_name(family_name, given_name),
            version: 1,
            created_at,
        }
    }

    /// Whether one of the other patients left an e-mail address.
    pub(super) fn has_email(&self, number: u32) -> bool {
        self.other(number).email.is_some()
    }

    /// Writes the patients of the orders.
    pub(super) async fn write_of_orders<'o>(
        &self,
        writer: &mut Writer<'_>,
        orders: impl Iterator<Item = &'o DemoOrder>,
    ) -> anyhow::Result<()> {
        write(writer, orders.zip(0..).map(|(order, number)| self.of_order(number, order.patient)).collect())
            .await
    }

    /// Writes those of the other patients who are missing.
    pub(super) async fn write_others(
        &self,
        writer: &mut Writer<'_>,
        numbers: std::ops::Range<u32>,
    ) -> anyhow::Result<()> {
        let known = writer.known::<patient::Entity>(numbers.clone().map(|number| other_id(number).0)).await?;
        let missing = numbers.filter(|number| !known.contains(&other_id(*number).0));
        write(writer, missing.map(|number| self.other(number)).collect()).await
    }
}

/// The id of the patient to whom an order is made out.
pub(super) fn id_of_order(of: DemoOrderPatient) -> PatientId {
    named("patient", of.national_id)
}

/// The id of one of the other patients.
pub(super) fn other_id(number: u32) -> PatientId {
    timed("patient", &number.to_string(), created_at(number))
}

async fn write(writer: &mut Writer<'_>, patients: Vec<patient::Model>) -> anyhow::Result<()> {
    let mut terms = Vec::with_capacity(patients.len() * 4);
    for patient in &patients {
        let texts = [&patient.given_name, &patient.family_name, &patient.national_id].map(String::as_str);
        terms.extend(search_terms(&texts).into_iter().map(|term| patient_search_term::Model {
            clinic_id: patient.clinic_id,
            sound: sound(&term),
            term,
            patient_id: patient.id,
        }));
    }
    // As they stand in the index.
    terms.sort_unstable_by(|one, other| (&one.term, one.patient_id).cmp(&(&other.term, other.patient_id)));
    writer.insert::<patient::Entity>(patients).await?;
    writer.insert::<patient_search_term::Entity>(terms).await
}

fn created_at(number: u32) -> DateTime<Utc> {
    // 1 January 2024.
    DateTime::UNIX_EPOCH + Duration::days(19_723) + Duration::seconds(number.into())
}

/// 80 to 89 millions, of which no DNI was issued: nobody is meant. Each number once for ten million patients.
fn national_id(number: u32) -> String {
    let place = (u64::from(number) * 3_846_157 + 1_234_567) % 10_000_000;
    (80_000_000 + place).to_string()
}

/// When the holder of a DNI was born, roughly: some 700,000 are given out a year, in order.
fn born(document: u64) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(1940, 1, 1)?.checked_add_days(Days::new(document * 365 / 700_000))
}

fn mobile_phone(number: u32) -> String {
    let area = AREAS[(number / 10_000) as usize % AREAS.len()];
    let subscriber = (u64::from(number) * 7_919 + 1_234) % 10_000;
    let block = if area.len() == 2 { "5555" } else { "555" };
    format!("+549{area}{block}{subscriber:04}")
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::platform::national_id::{canonical_document, canonical_email};
    use crate::platform::phone::MobilePhone;

    #[test]
    fn telephones_are_canonical_in_every_area() {
        let some = (0..AREAS.len() as u32 * 10_000).step_by(2_503).map(mobile_phone);
        let wrong: Vec<_> = some.filter(|phone| MobilePhone::from_canonical(phone).is_none()).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
        let some: HashSet<String> = (0..50_000).map(mobile_phone).collect();
        assert_eq!(some.len(), 50_000);
    }

    #[test]
    fn documents_and_addresses_are_canonical() {
        let some: HashSet<String> = (0..50_000).map(national_id).collect();
        assert_eq!(some.len(), 50_000);
        for number in some.iter().take(100) {
            assert_eq!(canonical_document(DocumentType::Dni, number).as_ref(), Ok(number));
            let email = format!("dni{number}@correo.example");
            assert_eq!(canonical_email(&email).as_ref(), Ok(&email));
        }
    }
}
