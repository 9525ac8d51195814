//! What a message says of an appointment besides its time.

use entity::ids::{CarePlanId, ClinicId};
use entity::{appointment, appointment_service, care_plan, resource, site, user};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::queries::services_in_order;
use crate::features::catalog::find_services;
use crate::platform::error::{Error, Result};

/// Where an appointment is, and what is done there.
pub struct Particulars {
    /// Its site; none where it is of an agenda that is not ours.
    pub site: Option<site::Model>,
    /// With whom it is, where its resource is somebody's own.
    pub practitioner: Option<String>,
    /// Its services, in their order.
    pub segments: Vec<appointment_service::Model>,
    /// How to prepare for them, in their order and the words of the catalogue.
    pub preparations: Vec<String>,
}

impl Particulars {
    /// Those of an appointment.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub async fn load(db: &impl ConnectionTrait, appointment: &appointment::Model) -> Result<Self> {
        let site = match appointment.site_id {
            Some(id) => {
                let of_clinic = site::Column::ClinicId.eq(appointment.clinic_id);
                site::Entity::find_by_id(id).filter(of_clinic).one(db).await?
            }
            None => None,
        };
        let segments = services_in_order(db, appointment).await?;
        let ids = segments.iter().map(|segment| segment.service_id);
        let services = find_services(db, appointment.clinic_id, ids).await?;
        let mut preparations: Vec<String> = Vec::new();
        for segment in &segments {
            let service = services.get(&segment.service_id).map(|row| &row.service);
            // Two services may ask for the same.
            let preparation = service.and_then(|service| service.preparation.clone());
            preparations.extend(preparation.filter(|text| !preparations.contains(text)));
        }
        let practitioner = owner_of(db, appointment.clinic_id, &segments).await?;
        Ok(Self { site, practitioner, segments, preparations })
    }

    /// The name of who treats in a visit: it may be on another practitioner's own resource, where the treatment was handed
    /// over since.
    pub fn with<'a>(&'a self, treatment: &'a Treatment) -> &'a str {
        self.practitioner.as_deref().unwrap_or(&treatment.practitioner.name)
    }
}

/// The name of whose own the first resource is that is anybody's.
async fn owner_of(
    db: &impl ConnectionTrait,
    clinic_id: ClinicId,
    segments: &[appointment_service::Model],
) -> Result<Option<String>> {
    let resources = resource::Entity::find()
        .filter(resource::Column::ClinicId.eq(clinic_id))
        .filter(resource::Column::Id.is_in(segments.iter().filter_map(|segment| segment.resource_id)))
        .all(db)
        .await?;
    let whose = |segment: &appointment_service::Model| {
        resources.iter().find(|row| Some(row.id) == segment.resource_id)?.practitioner_id
    };
    let Some(id) = segments.iter().find_map(whose) else { return Ok(None) };
    let known = user::Entity::find_by_id(id).filter(user::Column::ClinicId.eq(clinic_id));
    Ok(known.one(db).await?.map(|user| user.name))
}

/// A care plan and who treats by it.
pub struct Treatment {
    /// The plan.
    pub plan: care_plan::Model,
    /// Whose plan it is.
    pub practitioner: user::Model,
}

impl Treatment {
    /// That of a plan of the clinic.
    ///
    /// # Errors
    /// Where the database does not answer, or the plan is gone.
    pub async fn load(db: &impl ConnectionTrait, clinic_id: ClinicId, id: CarePlanId) -> Result<Self> {
        let of_clinic = care_plan::Column::ClinicId.eq(clinic_id);
        let plan = care_plan::Entity::find_by_id(id).filter(of_clinic).one(db).await?;
        let plan = plan.ok_or_else(|| Error::internal("a message of a plan that is gone"))?;
        let of_clinic = user::Column::ClinicId.eq(clinic_id);
        let practitioner = user::Entity::find_by_id(plan.practitioner_id).filter(of_clinic).one(db).await?;
        let practitioner = practitioner.ok_or_else(|| Error::internal("a plan without a practitioner"))?;
        Ok(Self { plan, practitioner })
    }
}
