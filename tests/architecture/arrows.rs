//! Arrows go one way: `schema, http, worker → graphql.rs → operations → entity, platform, gateways`.

use std::collections::{BTreeMap, BTreeSet};

use super::scanner::{Reference, module_of, references};
use super::{assert_none, program_files, root};

/// Which feature may call which other feature, beside `LOW`, which all may call. An arrow that is not here fails
/// the test, and so does one that is here and no longer in the code. Operations must stay free of circles.
/// A feature is used by what its `mod.rs` exports. Not counted: what a `graphql.rs` takes from another feature's
/// `queries` and `graphql`, and from `auth`, since every resolver asks who is calling.
const ARROWS: &[(&str, &[&str])] = &[
    ("appointments", &["auth", "catalog", "clinics", "patients"]),
    ("assistance", &["appointments", "auth", "catalog", "clinics", "orders", "patients"]),
    ("auth", &["clinics", "patients"]),
    ("care_plans", &["appointments", "catalog", "clinics", "patients"]),
    ("forms", &["clinics", "patients"]),
    ("orders", &["clinics", "patients"]),
    ("patients", &["catalog", "clinics"]),
    ("reminders", &["appointments", "auth", "clinics", "forms", "patients"]),
    ("schedules", &["clinics"]),
];

/// Features that every other one may use, and that know none of those.
const LOW: &[&str] = &["audit", "events", "notifications"];

/// The parts above the features.
const ABOVE: &[&str] = &["http", "schema", "worker"];

/// Where a module stands.
enum Place<'a> {
    /// A feature's GraphQL types and resolvers.
    Graphql(&'a str),
    /// The rest of a feature; `true` for its `mod.rs`.
    Operations(&'a str, bool),
    /// `platform` and `gateways`.
    Ground,
    /// Everything else: what puts the parts together.
    Other,
}

fn place(module: &[String]) -> Place<'_> {
    let names: Vec<&str> = module.iter().map(String::as_str).collect();
    match names[..] {
        ["crate", "features", feature, "graphql", ..] => Place::Graphql(feature),
        ["crate", "features", feature] => Place::Operations(feature, true),
        ["crate", "features", feature, ..] => Place::Operations(feature, false),
        ["crate", "platform" | "gateways", ..] => Place::Ground,
        _ => Place::Other,
    }
}

type Arrows = BTreeSet<(String, String)>;

/// What a feature's `mod.rs` exports from which of its files: (feature, name) → file.
type Exports = BTreeMap<(String, String), String>;

/// What is found in a set of files.
#[derive(Default)]
struct Findings {
    /// What breaks a rule, a line each.
    broken: Vec<String>,
    /// The arrows between features that operations make.
    operations: Arrows,
    /// Those of resolvers, where they take more than queries and types.
    resolvers: Arrows,
}

/// Reads files (path below `src`, text) against the rules.
fn read(files: &[(String, String)], allowed: &[(&str, &[&str])]) -> Findings {
    let exports = exports(files);
    let mut findings = Findings::default();
    for (file, text) in files {
        let module = module_of(file);
        let place = place(&module);
        for reference in references(&module, text) {
            let path = origin(&reference, &exports);
            let path: Vec<&str> = path.iter().map(String::as_str).collect();
            let why = match judge(&place, &path) {
                Judgement::Fine => continue,
                Judgement::Broken(why) => why.to_owned(),
                Judgement::Arrow(from, to) => {
                    let arrow = (from.to_owned(), to.to_owned());
                    match place {
                        Place::Graphql(_) => findings.resolvers.insert(arrow),
                        _ => findings.operations.insert(arrow),
                    };
                    let listed = allowed.iter().any(|(a, list)| *a == from && list.contains(&to));
                    if listed || LOW.contains(&to) {
                        continue;
                    }
                    format!("the arrow {from} → {to} is not in ARROWS")
                }
            };
            let path = reference.path.join("::");
            findings.broken.push(format!("{file}:{} {path}: {why}", reference.line));
        }
    }
    findings
}

/// The names that each feature's `mod.rs` exports from a file of its own (`pub use queries::find_patient`).
fn exports(files: &[(String, String)]) -> Exports {
    let mut exports = Exports::new();
    for (file, text) in files {
        let module = module_of(file);
        let [_, features, feature] = &module[..] else { continue };
        if features != "features" {
            continue;
        }
        for Reference { path, .. } in references(&module, text) {
            let own = if path.starts_with(&module) { &path[3..] } else { &path[..] };
            if let [file, name] = own {
                exports.insert((feature.clone(), name.clone()), file.clone());
            }
        }
    }
    exports
}

/// The path with the file that an exported name really comes from.
fn origin(reference: &Reference, exports: &Exports) -> Vec<String> {
    let mut path = reference.path.clone();
    if let [krate, features, feature, name, ..] = &path[..]
        && krate == "crate"
        && features == "features"
        && let Some(file) = exports.get(&(feature.clone(), name.clone()))
    {
        path.insert(3, file.clone());
    }
    path
}

enum Judgement<'a> {
    Fine,
    Arrow(&'a str, &'a str),
    Broken(&'static str),
}

fn judge<'a>(place: &Place<'a>, path: &[&'a str]) -> Judgement<'a> {
    use Judgement::{Broken, Fine};
    let upwards = matches!(path, ["crate", part, ..] if ABOVE.contains(part));
    match *place {
        Place::Other => Fine,
        Place::Ground if upwards || path.starts_with(&["crate", "features"]) => {
            Broken("platform and gateways know nothing above them")
        }
        Place::Ground => Fine,
        _ if upwards => Broken("features know neither http nor schema nor worker"),
        Place::Operations(own, is_index) => match *path {
            ["async_graphql", "Context" | "*", ..] => {
                Broken("operations take an Actor and a transaction, never a GraphQL context")
            }
            ["crate", "features", feature, "graphql", ..] if !(is_index && feature == own) => {
                Broken("operations know no graphql module")
            }
            ["crate", "features", "*"] => Broken("name the feature"),
            ["crate", "features", feature, _, ..] if feature != own => across(own, feature),
            _ => Fine,
        },
        Place::Graphql(own) => match *path {
            ["crate", "features", "*"] => Broken("name the feature"),
            ["crate", "features", "auth", ..] => Fine,
            ["crate", "features", feature, "graphql" | "queries", ..]
                if feature != own && !LOW.contains(&own) =>
            {
                Fine
            }
            ["crate", "features", feature, _, ..] if feature != own => across(own, feature),
            _ => Fine,
        },
    }
}

fn across<'a>(from: &'a str, to: &'a str) -> Judgement<'a> {
    if LOW.contains(&from) && !LOW.contains(&to) {
        return Judgement::Broken("audit, events and notifications know no feature above them");
    }
    Judgement::Arrow(from, to)
}

/// A way from a feature back to itself, if there is one.
fn circle(arrows: &Arrows) -> Option<Vec<String>> {
    let mut next: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (from, to) in arrows {
        next.entry(from).or_default().push(to);
    }
    fn walk<'a>(
        at: &'a str,
        next: &BTreeMap<&'a str, Vec<&'a str>>,
        trail: &mut Vec<&'a str>,
        done: &mut BTreeSet<&'a str>,
    ) -> Option<Vec<String>> {
        if let Some(start) = trail.iter().position(|feature| *feature == at) {
            return Some(trail[start..].iter().chain([&at]).map(ToString::to_string).collect());
        }
        if !done.insert(at) {
            return None;
        }
        trail.push(at);
        let found = next.get(at).into_iter().flatten().find_map(|to| walk(to, next, trail, done));
        trail.pop();
        found
    }
    let mut done = BTreeSet::new();
    next.keys().find_map(|feature| walk(feature, &next, &mut Vec::new(), &mut done))
}

#[test]
fn arrows_go_one_way() {
    let Findings { broken, operations, resolvers } = read(&program_files(), ARROWS);
    assert_none("Arrows that point the wrong way", &broken);
    assert_eq!(circle(&operations), None, "features that depend on each other in a circle");

    let gone: Vec<String> = ARROWS
        .iter()
        .flat_map(|(from, list)| list.iter().map(move |to| (from.to_string(), to.to_string())))
        .filter(|arrow| !operations.contains(arrow) && !resolvers.contains(arrow))
        .map(|(from, to)| format!("{from} → {to}"))
        .collect();
    assert_none("Arrows of ARROWS that are no longer in the code: take them out", &gone);
}

#[test]
fn tables_know_neither_graphql_nor_the_program() {
    let mut broken = Vec::new();
    for name in ["entity", "migration"] {
        let manifest = std::fs::read_to_string(root().join(name).join("Cargo.toml")).expect("a manifest");
        let manifest: toml::Table = manifest.parse().expect("a valid manifest");
        for section in ["dependencies", "dev-dependencies", "build-dependencies"] {
            let Some(section) = manifest.get(section).and_then(toml::Value::as_table) else { continue };
            for forbidden in ["async-graphql", "asistencia", "axum"] {
                if section.contains_key(forbidden) {
                    broken.push(format!("{name}/Cargo.toml: {forbidden}"));
                }
            }
        }
    }
    assert_none("Dependencies that do not belong to the tables", &broken);
}

mod can_fail {
    //! The rules against little pieces of code, so that it is known that they can fail.

    use super::*;

    fn broken(file: &str, text: &str) -> Vec<String> {
        let exports =
            "mod queries; mod merge; pub use merge::merge; pub use queries::{find_patient, PatientRow};";
        let patients = ("features/patients/mod.rs".into(), exports.into());
        read(&[patients, (file.into(), text.into())], &[("orders", &["catalog"])]).broken
    }

    fn assert_broken(file: &str, text: &str, why: &str) {
        let found = broken(file, text);
        assert!(found.len() == 1 && found[0].contains(why), "{file}: {text}: {found:?}");
    }

    fn assert_fine(file: &str, text: &str) {
        assert_eq!(broken(file, text), Vec::<String>::new(), "{file}: {text}");
    }

    #[test]
    fn operations_know_no_graphql() {
        let submit = "features/orders/submit.rs";
        assert_broken(submit, "use async_graphql::{Context, ID};", "never a GraphQL context");
        assert_broken(submit, "use async_graphql::*;", "never a GraphQL context");
        assert_broken(submit, "fn f(ctx: &async_graphql::Context<'_>) {}", "never a GraphQL context");
        assert_broken(submit, "use super::graphql::Order;", "no graphql module");
        assert_broken("features/orders/mod.rs", "use super::catalog::graphql::Service;", "no graphql module");
        assert_fine("features/orders/mod.rs", "pub mod graphql; pub use self::graphql::OrdersQuery;");
        assert_fine(submit, "use async_graphql::InputObject; use super::queries::find;");
    }

    #[test]
    fn features_know_nothing_above_them() {
        for part in ["http", "schema", "worker"] {
            let text = format!("use crate::{part}::Thing;");
            assert_broken("features/orders/submit.rs", &text, "features know neither");
            assert_broken("features/orders/graphql.rs", &text, "features know neither");
            assert_broken("platform/clock.rs", &text, "know nothing above them");
            assert_fine("app.rs", &text);
        }
        assert_broken("gateways/email.rs", "fn f() { crate::features::orders::x() }", "know nothing above");
    }

    #[test]
    fn low_features_know_no_feature_above_them() {
        let why = "know no feature above them";
        assert_broken("features/events/append.rs", "use crate::features::catalog::Service;", why);
        assert_broken("features/notifications/graphql.rs", "use crate::features::patients::queries;", why);
        assert_fine("features/notifications/claim.rs", "use crate::features::{audit, events::append};");
    }

    #[test]
    fn only_resolvers_reach_across() {
        let find = "use crate::features::patients::{find_patient, graphql::Patient};";
        assert_fine("features/orders/graphql.rs", find);
        assert_fine("features/orders/graphql/types.rs", find);
        assert_fine("features/audit/graphql.rs", "use crate::features::auth::Caller;");
        assert_broken("features/orders/graphql.rs", "use crate::features::patients::merge;", "not in ARROWS");
        let rows = "fn f() { super::super::patients::PatientRow::read() }";
        assert_broken("features/orders/submit.rs", rows, "not in ARROWS");
        assert_broken("features/orders/queries.rs", rows, "not in ARROWS");
    }

    #[test]
    fn an_arrow_has_to_be_listed() {
        assert_fine("features/orders/submit.rs", "use super::super::catalog::combine::check;");
        assert_fine("features/orders/submit.rs", "use crate::features::events::append;");
        assert_broken("features/orders/submit.rs", "use crate::features::clinics::find;", "not in ARROWS");
        assert_broken("features/orders/submit.rs", "use crate::features::*;", "name the feature");
    }

    #[test]
    fn a_circle_is_found() {
        let arrows = |list: &[(&str, &str)]| -> Arrows {
            list.iter().map(|(from, to)| (from.to_string(), to.to_string())).collect()
        };
        assert_eq!(circle(&arrows(&[("a", "b"), ("a", "c"), ("b", "d"), ("c", "d")])), None);
        let found = circle(&arrows(&[("a", "b"), ("b", "c"), ("c", "b")])).expect("a circle");
        assert_eq!(found, ["b", "c", "b"]);
    }
}
