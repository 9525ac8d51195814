//! What a record says of a patient, as somebody wrote it and as it is kept.

use chrono::{DateTime, Utc};
use entity::{clinic, patient};
use sea_orm::ConnectionTrait;

use super::personal_details::PersonalDetails;
use crate::platform::checks::{Checks, line};
use crate::platform::error::Result;
use crate::platform::national_id::canonical_email;
use crate::platform::phone::parse_mobile;

/// Most characters of a name.
const NAME_MAX: usize = 100;

/// Names, how a patient is reached, and their details.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatientData {
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// Mobile phone.
    pub mobile_phone: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// When they were born, and who pays.
    pub details: PersonalDetails,
}

impl PatientData {
    /// The data as it is kept: names tidy, mobile phone and e-mail canonical, and none where nothing was written.
    /// All that stands against it, with `before` as the details on record, goes to `checks`.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub async fn kept(
        self,
        db: &impl ConnectionTrait,
        clinic: &clinic::Model,
        now: DateTime<Utc>,
        before: &PersonalDetails,
        checks: &mut Checks,
    ) -> Result<Self> {
        let given_name = checks.new_value(line(&self.given_name, "input.givenName", NAME_MAX));
        let family_name = checks.new_value(line(&self.family_name, "input.familyName", NAME_MAX));
        let phone = written(self.mobile_phone.as_deref())
            .map(|text| parse_mobile(text, phonenumber::country::Id::AR))
            .transpose()
            .map_err(|error| error.refusal("input.mobilePhone"));
        let mobile_phone = checks.new_value(phone).map(|phone| phone.as_str().to_owned());
        let email = written(self.email.as_deref())
            .map(canonical_email)
            .transpose()
            .map_err(|error| error.refusal("input.email"));
        let email = checks.new_value(email);
        let details = self.details;
        for obstacle in details.obstacles(db, clinic, now, before).await? {
            checks.refuse(obstacle);
        }
        Ok(Self { given_name, family_name, mobile_phone, email, details })
    }
}

/// Writes by what a patient is reached, and since when where that is something else than before: what one address
/// refused says nothing of the next.
pub(super) fn reach_at(
    row: &mut patient::Model,
    mobile_phone: Option<String>,
    email: Option<String>,
    now: DateTime<Utc>,
) {
    if row.mobile_phone != mobile_phone {
        (row.mobile_phone, row.mobile_phone_since) = (mobile_phone, Some(now));
    }
    if row.email != email {
        (row.email, row.email_since) = (email, Some(now));
    }
}

fn written(text: Option<&str>) -> Option<&str> {
    text.filter(|text| !text.trim().is_empty())
}
