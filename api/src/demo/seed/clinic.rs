//! The clinic itself: staff, catalogue, payers, places and working hours.

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use entity::enums::Role;
use entity::ids::{CircuitId, ClinicId, PayerId, PlanId, ResourceId, ServiceId, SiteId, UserId};
use entity::settings::ClinicSettings;
use entity::{
    circuit, clinic, clinic_feed, coverage_rule, payer, plan, resource, schedule, schedule_exception,
    service, service_resource, site, user,
};

use super::bulk::Writer;
use super::chance::named;
use crate::demo::data::{DemoData, DemoResource};
use crate::platform::clinic_time;
use crate::platform::text::FoldedText;

/// E-mail, name and role of the staff.
const STAFF: [(&str, &str, Role); 6] = [
    ("operadora@demo.example", "Lucía Ferreyra", Role::Operator),
    ("operador2@demo.example", "Martín Aguirre", Role::Operator),
    ("admin@demo.example", "Verónica Rossi", Role::Administrator),
    ("profesional@demo.example", "Dra. Silvia Conti", Role::Practitioner),
    ("terapeuta@demo.example", "Lic. Paula Giménez", Role::Practitioner),
    ("terapeuta2@demo.example", "Lic. Andrés Molina", Role::Practitioner),
];

pub(super) fn clinic_id(slug: &str) -> ClinicId {
    named("clinic", slug)
}

pub(super) fn site_id(key: &str) -> SiteId {
    named("site", key)
}

pub(super) fn resource_id(key: &str) -> ResourceId {
    named("resource", key)
}

pub(super) fn service_id(code: &str) -> ServiceId {
    named("service", code)
}

pub(super) fn payer_id(name: &str) -> PayerId {
    named("payer", name)
}

pub(super) fn plan_id(payer: &str, plan: &str) -> PlanId {
    named("plan", &format!("{payer}/{plan}"))
}

pub(super) fn user_id(email: &str) -> UserId {
    named("user", email)
}

fn circuit_id(key: &str) -> CircuitId {
    named("circuit", key)
}

/// Those who work the queue.
pub(super) fn operators() -> Vec<UserId> {
    let operators = STAFF.iter().filter(|(_, _, role)| *role == Role::Operator);
    operators.map(|(email, _, _)| user_id(email)).collect()
}

/// Writes everything of the clinic but its patients.
pub(super) async fn establish(
    writer: &mut Writer<'_>,
    data: &DemoData,
    now: DateTime<Utc>,
    today: NaiveDate,
    password_hash: &str,
) -> anyhow::Result<()> {
    let clinic_id = clinic_id(&data.clinic.slug);
    writer
        .insert::<clinic::Entity>(vec![clinic::Model {
            id: clinic_id,
            slug: data.clinic.slug.clone(),
            name: data.clinic.name.clone(),
            time_zone: data.clinic.time_zone.clone(),
            locale: data.clinic.locale.clone(),
            phone: Some(data.clinic.phone.clone()),
            email: Some(data.clinic.email.clone()),
            settings: ClinicSettings::default(),
            created_at: now,
        }])
        .await?;
    let feed =
        clinic_feed::Model { clinic_id, epoch: 1, head: 0, tail: 0, audit_head: 0, audit_hash: vec![] };
    writer.insert::<clinic_feed::Entity>(vec![feed]).await?;
    let staff = STAFF.iter().map(|(email, name, role)| user::Model {
        id: user_id(email),
        clinic_id,
        email: (*email).to_owned(),
        name: (*name).to_owned(),
        role: *role,
        password_hash: password_hash.to_owned(),
        one_time_until: None,
        disabled_at: None,
        version: 1,
        created_at: now,
    });
    writer.insert::<user::Entity>(staff.collect()).await?;
    catalogue(writer, data, clinic_id).await?;
    payers(writer, data, clinic_id).await?;
    agenda(writer, data, clinic_id, today).await
}

async fn catalogue(writer: &mut Writer<'_>, data: &DemoData, clinic_id: ClinicId) -> anyhow::Result<()> {
    let circuits = data.circuits.iter().map(|circuit| circuit::Model {
        id: circuit_id(&circuit.key),
        clinic_id,
        name: circuit.name.clone(),
        allows_multiple: circuit.allows_multiple,
        version: 1,
    });
    writer.insert::<circuit::Entity>(circuits.collect()).await?;
    let services = data.services.iter().map(|service| {
        let synonyms = service.synonyms.join(", ");
        service::Model {
            id: service_id(&service.code),
            clinic_id,
            circuit_id: circuit_id(&service.circuit),
            code: service.code.clone(),
            name: service.name.clone(),
            search_text: FoldedText::new(&service.code, &service.name, &synonyms).search_text(),
            synonyms,
            duration_minutes: service.minutes,
            preparation: service.preparation.clone(),
            disabled_at: None,
            version: 1,
        }
    });
    writer.insert::<service::Entity>(services.collect()).await
}

async fn payers(writer: &mut Writer<'_>, data: &DemoData, clinic_id: ClinicId) -> anyhow::Result<()> {
    let payers = data.payers.iter().map(|payer| payer::Model {
        id: payer_id(&payer.name),
        clinic_id,
        name: payer.name.clone(),
        is_self_pay: payer.self_pay,
        disabled_at: None,
        version: 1,
    });
    writer.insert::<payer::Entity>(payers.collect()).await?;
    let plans = data.payers.iter().flat_map(|payer| {
        payer.plans.iter().map(move |plan| plan::Model {
            id: plan_id(&payer.name, plan),
            clinic_id,
            payer_id: payer_id(&payer.name),
            name: plan.clone(),
            disabled_at: None,
            version: 1,
        })
    });
    writer.insert::<plan::Entity>(plans.collect()).await?;
    let rules = data.coverage().into_iter().map(|(rule, service)| {
        let plan = rule.plan.as_deref();
        coverage_rule::Model {
            id: named("coverage rule", &format!("{}/{}/{}", rule.payer, plan.unwrap_or("-"), service.code)),
            clinic_id,
            service_id: service_id(&service.code),
            payer_id: payer_id(&rule.payer),
            plan_id: plan.map(|plan| plan_id(&rule.payer, plan)),
            decision: rule.decision,
            note: rule.note.clone(),
            version: 1,
        }
    });
    writer.insert::<coverage_rule::Entity>(rules.collect()).await
}

async fn agenda(
    writer: &mut Writer<'_>,
    data: &DemoData,
    clinic_id: ClinicId,
    today: NaiveDate,
) -> anyhow::Result<()> {
    let sites = data.sites.iter().map(|site| site::Model {
        id: site_id(&site.key),
        clinic_id,
        name: site.name.clone(),
        address: site.address.clone(),
        version: 1,
    });
    writer.insert::<site::Entity>(sites.collect()).await?;
    let resources = data.resources.iter().map(|resource| resource::Model {
        id: resource_id(&resource.key),
        clinic_id,
        site_id: site_id(&resource.site),
        name: resource.name.clone(),
        practitioner_id: resource.practitioner.as_deref().map(user_id),
        disabled_at: None,
        version: 1,
    });
    writer.insert::<resource::Entity>(resources.collect()).await?;
    let (mut abilities, mut hours) = (Vec::new(), Vec::new());
    for resource in &data.resources {
        let resource_id = resource_id(&resource.key);
        abilities.extend(data.services_of(resource).into_iter().map(|service| service_resource::Model {
            service_id: service_id(&service.code),
            resource_id,
            clinic_id,
        }));
        for of in &resource.hours {
            hours.extend(of.days.iter().map(|weekday| schedule::Model {
                id: named("schedule", &format!("{}/{weekday}/{}", resource.key, of.start_minute())),
                clinic_id,
                resource_id,
                weekday: *weekday,
                start_minute: of.start_minute(),
                end_minute: of.end_minute(),
                valid_from: today - Days::new(365),
                valid_to: None,
            }));
        }
    }
    writer.insert::<service_resource::Entity>(abilities).await?;
    writer.insert::<schedule::Entity>(hours).await?;
    let exceptions = exceptions(today).into_iter().map(|exception| schedule_exception::Model {
        id: named("schedule exception", &format!("{}/{}", exception.resource, exception.day)),
        clinic_id,
        resource_id: resource_id(exception.resource),
        day: exception.day,
        start_minute: exception.hours.map(|(start, _)| start),
        end_minute: exception.hours.map(|(_, end)| end),
        reason: Some(exception.reason.to_owned()),
    });
    writer.insert::<schedule_exception::Entity>(exceptions.collect()).await
}

/// A day on which a resource's weekly hours do not hold.
struct Exception {
    resource: &'static str,
    day: NaiveDate,
    /// None: closed.
    hours: Option<(i32, i32)>,
    reason: &'static str,
}

/// The demo's exceptions: some days after the day on which the clinic was made.
fn exceptions(made_on: NaiveDate) -> Vec<Exception> {
    let on = |after: u64, weekdays: std::ops::RangeInclusive<u32>| {
        let mut day = made_on + Days::new(after);
        while !weekdays.contains(&day.weekday().number_from_monday()) {
            day = day + Days::new(1);
        }
        day
    };
    vec![
        Exception { resource: "c-rm1", day: on(5, 2..=4), hours: None, reason: "Mantenimiento preventivo" },
        Exception { resource: "n-eco1", day: on(8, 1..=5), hours: Some((480, 660)), reason: "Congreso" },
        Exception { resource: "c-dmo1", day: on(12, 1..=5), hours: None, reason: "Calibración" },
        Exception { resource: "c-rx1", day: on(3, 7..=7), hours: Some((540, 720)), reason: "Jornada extra" },
    ]
}

/// When a resource works on a day, in minutes after midnight; the clinic was made on `made_on`.
pub(super) fn working_hours(resource: &DemoResource, day: NaiveDate, made_on: NaiveDate) -> Vec<(i32, i32)> {
    let exception = exceptions(made_on).into_iter().find(|of| of.resource == resource.key && of.day == day);
    if let Some(exception) = exception {
        return exception.hours.into_iter().collect();
    }
    let weekday = day.weekday().number_from_monday() as i32;
    let hours = resource.hours.iter().filter(|hours| hours.days.contains(&weekday));
    hours.map(|hours| (hours.start_minute(), hours.end_minute())).collect()
}

/// The clinic's time zone.
pub(super) fn zone(data: &DemoData) -> anyhow::Result<chrono_tz::Tz> {
    clinic_time::zone(&data.clinic.time_zone).ok_or_else(|| anyhow::anyhow!("no such time zone"))
}
