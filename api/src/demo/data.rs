//! The demo's catalogue, agenda, payers and names, read from `api/assets/demo/*.toml`.

use chrono::{NaiveTime, Timelike};
use entity::enums::CoverageDecision;
use serde::Deserialize;

use crate::platform::error::Result;

const CATALOGUE: &str = include_str!("../../assets/demo/catalogue.toml");
const NAMES: &str = include_str!("../../assets/demo/names.toml");

/// Everything of the demo clinic but its people.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoData {
    /// The clinic.
    pub clinic: DemoClinic,
    /// Its places.
    pub sites: Vec<DemoSite>,
    /// Its circuits.
    pub circuits: Vec<DemoCircuit>,
    /// Its catalogue.
    pub services: Vec<DemoService>,
    /// Devices and rooms, with their hours.
    pub resources: Vec<DemoResource>,
    /// Payers with their plans.
    pub payers: Vec<DemoPayer>,
    /// What payers do not simply cover.
    pub coverage_rules: Vec<DemoCoverageRule>,
}

/// The clinic itself.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoClinic {
    /// Short name in addresses.
    pub slug: String,
    /// Name that patients read.
    pub name: String,
    /// IANA time zone.
    pub time_zone: String,
    /// BCP 47 tag.
    pub locale: String,
    /// The telephone that patients call.
    pub phone: String,
    /// The address to which patients write.
    pub email: String,
}

/// A place (sede).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoSite {
    /// How resources name it.
    pub key: String,
    /// Name that people read.
    pub name: String,
    /// Street, number, town.
    pub address: String,
}

/// A circuit (circuito).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoCircuit {
    /// How services, resources and rules name it.
    pub key: String,
    /// Name that people read.
    pub name: String,
    /// Whether one request may combine several of its services.
    pub allows_multiple: bool,
}

/// A service (prestación).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoService {
    /// The clinic's code.
    pub code: String,
    /// Key of its circuit.
    pub circuit: String,
    /// Name that people read.
    pub name: String,
    /// Other words for it.
    #[serde(default)]
    pub synonyms: Vec<String>,
    /// Duration, a multiple of five.
    pub minutes: i32,
    /// What the patient must do before.
    pub preparation: Option<String>,
}

/// A device or room.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoResource {
    /// Unique name in this data.
    pub key: String,
    /// Key of its site.
    pub site: String,
    /// Name that people read.
    pub name: String,
    /// Address of the practitioner whose own it is.
    pub practitioner: Option<String>,
    /// Circuits all of whose services it does.
    #[serde(default)]
    pub circuits: Vec<String>,
    /// Codes of single services that it does.
    #[serde(default)]
    pub services: Vec<String>,
    /// Weekly hours.
    pub hours: Vec<DemoHours>,
}

/// Hours of a resource on some days of the week, in local time.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoHours {
    /// ISO: 1 Monday … 7 Sunday.
    pub days: Vec<i32>,
    /// `"07:00"`.
    from: ClockTime,
    /// `"20:00"`.
    to: ClockTime,
}

impl DemoHours {
    /// Minutes after midnight, a multiple of five.
    pub fn start_minute(&self) -> i32 {
        self.from.0
    }

    /// Minutes after midnight, a multiple of five, after the start.
    pub fn end_minute(&self) -> i32 {
        self.to.0
    }
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(try_from = "String")]
struct ClockTime(i32);

impl TryFrom<String> for ClockTime {
    type Error = String;

    fn try_from(text: String) -> std::result::Result<Self, String> {
        let time = NaiveTime::parse_from_str(&text, "%H:%M").map_err(|error| format!("{text}: {error}"))?;
        i32::try_from(time.hour() * 60 + time.minute()).map(Self).map_err(|error| error.to_string())
    }
}

/// A payer.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoPayer {
    /// Name that people read.
    pub name: String,
    /// Whether this is the patient paying.
    #[serde(default)]
    pub self_pay: bool,
    /// Names of its plans.
    #[serde(default)]
    pub plans: Vec<String>,
}

/// What a payer, or one plan of it, says about some services.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoCoverageRule {
    /// Name of the payer.
    pub payer: String,
    /// Name of the plan; the whole payer where there is none.
    pub plan: Option<String>,
    /// Circuits all of whose services it is about.
    #[serde(default)]
    pub circuits: Vec<String>,
    /// Codes of single services that it is about.
    #[serde(default)]
    pub services: Vec<String>,
    /// What it says.
    pub decision: CoverageDecision,
    /// What the patient should be told.
    pub note: Option<String>,
}

impl DemoData {
    /// Reads what is compiled in.
    pub fn load() -> Result<Self> {
        Ok(toml::from_str(CATALOGUE)?)
    }

    /// The services that a resource does, in the catalogue's order.
    pub fn services_of(&self, resource: &DemoResource) -> Vec<&DemoService> {
        self.selected(&resource.circuits, &resource.services)
    }

    /// Every coverage rule, once a service: a rule about a single service wins over one about its circuit,
    /// so that no (payer, plan, service) comes twice.
    pub fn coverage(&self) -> Vec<(&DemoCoverageRule, &DemoService)> {
        let mut all: Vec<(&DemoCoverageRule, &DemoService)> = Vec::new();
        for single in [true, false] {
            for rule in &self.coverage_rules {
                let services = if single {
                    self.selected(&[], &rule.services)
                } else {
                    self.selected(&rule.circuits, &[])
                };
                for service in services {
                    let known = all.iter().any(|(other, of)| {
                        of.code == service.code && other.payer == rule.payer && other.plan == rule.plan
                    });
                    if !known {
                        all.push((rule, service));
                    }
                }
            }
        }
        all
    }

    fn selected(&self, circuits: &[String], codes: &[String]) -> Vec<&DemoService> {
        self.services
            .iter()
            .filter(|service| circuits.contains(&service.circuit) || codes.contains(&service.code))
            .collect()
    }
}

/// Names to make patients from.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoNames {
    /// Given names of women.
    pub women: Vec<String>,
    /// Given names of men.
    pub men: Vec<String>,
    /// Family names.
    pub family: Vec<String>,
}

impl DemoNames {
    /// Reads what is compiled in.
    pub fn load() -> Result<Self> {
        Ok(toml::from_str(NAMES)?)
    }

    /// All given names.
    pub fn given(&self) -> impl ExactSizeIterator<Item = &str> + Clone {
        let all: Vec<&str> = self.women.iter().chain(&self.men).map(String::as_str).collect();
        all.into_iter()
    }
}

#[cfg(test)]
#[path = "data_tests.rs"]
mod tests;
