use std::collections::HashSet;

use super::*;
use crate::platform::clinic_time;
use crate::platform::text::{FoldedText, rank};

fn unique<'a>(of: &str, keys: impl Iterator<Item = &'a str>) -> HashSet<&'a str> {
    let mut seen = HashSet::new();
    for key in keys {
        assert!(!key.trim().is_empty(), "an empty {of}");
        assert!(seen.insert(key), "{of} {key} comes twice");
    }
    seen
}

#[test]
fn every_reference_resolves() {
    let data = DemoData::load().unwrap();
    let sites = unique("site", data.sites.iter().map(|site| site.key.as_str()));
    let circuits = unique("circuit", data.circuits.iter().map(|circuit| circuit.key.as_str()));
    let services = unique("service", data.services.iter().map(|service| service.code.as_str()));
    unique("name", data.services.iter().map(|service| service.name.as_str()));
    unique("resource", data.resources.iter().map(|resource| resource.key.as_str()));
    unique("payer", data.payers.iter().map(|payer| payer.name.as_str()));

    for service in &data.services {
        assert!(circuits.contains(service.circuit.as_str()), "{}", service.code);
    }
    for resource in &data.resources {
        assert!(sites.contains(resource.site.as_str()), "{}", resource.key);
        assert!(resource.circuits.iter().all(|key| circuits.contains(key.as_str())), "{}", resource.key);
        assert!(resource.services.iter().all(|code| services.contains(code.as_str())), "{}", resource.key);
    }
    for rule in &data.coverage_rules {
        let payer = data.payers.iter().find(|payer| payer.name == rule.payer).expect(&rule.payer);
        assert!(rule.plan.iter().all(|plan| payer.plans.contains(plan)), "{} {:?}", rule.payer, rule.plan);
        assert!(rule.circuits.iter().all(|key| circuits.contains(key.as_str())), "{}", rule.payer);
        assert!(rule.services.iter().all(|code| services.contains(code.as_str())), "{}", rule.payer);
        assert!(rule.decision == CoverageDecision::Covered || rule.note.is_some(), "{}", rule.payer);
    }
    assert!(clinic_time::zone(&data.clinic.time_zone).is_some());
}

#[test]
fn there_is_enough_of_everything() {
    let data = DemoData::load().unwrap();
    assert!(data.services.len() >= 45);
    assert!(data.payers.len() >= 12);
    assert_eq!(data.payers.iter().filter(|payer| payer.self_pay).count(), 1);
    assert!(data.circuits.iter().any(|circuit| circuit.allows_multiple));
    assert!(data.circuits.iter().any(|circuit| !circuit.allows_multiple));
    for site in &data.sites {
        assert!(data.resources.iter().any(|resource| resource.site == site.key), "{}", site.key);
    }
    for service in &data.services {
        let doers = data
            .resources
            .iter()
            .filter(|resource| data.services_of(resource).iter().any(|done| done.code == service.code));
        assert_ne!(doers.count(), 0, "nobody does {}", service.code);
    }
}

#[test]
fn durations_and_hours_fit_the_five_minute_cells() {
    let data = DemoData::load().unwrap();
    for service in &data.services {
        assert!(service.minutes > 0 && service.minutes % 5 == 0, "{}", service.code);
    }
    for resource in &data.resources {
        let mut spans = Vec::new();
        for hours in &resource.hours {
            assert!(hours.start_minute() % 5 == 0 && hours.end_minute() % 5 == 0, "{}", resource.key);
            assert!(hours.start_minute() < hours.end_minute(), "{}", resource.key);
            for day in &hours.days {
                assert!((1..=7).contains(day), "{}", resource.key);
                spans.push((*day, hours.start_minute(), hours.end_minute()));
            }
        }
        spans.sort_unstable();
        assert!(
            spans.windows(2).all(|pair| pair[0].0 < pair[1].0 || pair[0].2 <= pair[1].1),
            "{}",
            resource.key
        );
    }
}

#[test]
fn coverage_says_one_thing_about_each_service() {
    let data = DemoData::load().unwrap();
    let coverage = data.coverage();
    let keys: HashSet<_> = coverage.iter().map(|(rule, of)| (&rule.payer, &rule.plan, &of.code)).collect();
    assert_eq!(keys.len(), coverage.len());
    let decision = |payer: &str, code: &str| {
        coverage
            .iter()
            .find(|(rule, of)| rule.payer == payer && rule.plan.is_none() && of.code == code)
            .map(|(rule, _)| rule.decision)
    };
    assert_eq!(decision("PAMI", "RM-ROD"), Some(CoverageDecision::RequiresAuthorization));
    assert_eq!(decision("PAMI", "RM-PRO"), Some(CoverageDecision::NotCovered), "the single service wins");
    assert_eq!(decision("PAMI", "ECO-ABD"), None);
}

#[test]
fn names_to_choose_from() {
    let names = DemoNames::load().unwrap();
    assert_eq!(names.given().len(), 120);
    assert_eq!(names.family.len(), 120);
    unique("given name", names.given());
    unique("family name", names.family.iter().map(String::as_str));
}

#[test]
fn operators_find_the_catalogue_by_what_orders_say() {
    let data = DemoData::load().unwrap();
    let folded: Vec<_> = data
        .services
        .iter()
        .map(|service| {
            (&service.code, FoldedText::new(&service.code, &service.name, &service.synonyms.join(", ")))
        })
        .collect();
    for (query, code) in [
        ("resonanacia rodila", "RM-ROD"),
        ("rmn rodilla", "RM-ROD"),
        ("tac torax", "TC-TOR"),
        ("tc abdomen y pelvis c/ contraste", "TC-ABPC"),
        ("eco abdominal", "ECO-ABD"),
        ("MAMOGRAFIA", "MX-BIL"),
        ("Rx mano izq", "RX-MAN"),
        ("rx torax f y p", "RX-TOR"),
        ("ecodoppler vasos de cuello", "DOP-VC"),
        ("rx rodilla", "RX-ROD"),
        ("rm columna lumbar", "RM-COL"),
        ("rmn cerebro", "RM-CER"),
        ("rmn cerebro con gadolinio", "RM-CERC"),
        ("dmo", "DMO-CC"),
        ("eco tiroidea", "ECO-TIR"),
        ("eco mamaria", "ECO-MAM"),
        ("espinograma", "RX-ESP"),
        ("scan fetal", "ECO-MORF"),
        ("holter", "CAR-HOL"),
        ("ecografia renal y de vias urinarias", "ECO-REN"),
        ("doppler venoso mmii", "DOP-VMI"),
    ] {
        let found = rank(query, folded.iter().map(|(code, text)| (code.as_str(), text)));
        let first: Vec<_> = found.iter().take(4).collect();
        assert_eq!(found.first().map(|(code, _)| *code), Some(code), "{query}: {first:?}");
    }
}
