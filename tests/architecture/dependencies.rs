//! `deny.toml` held without a tool beside cargo: licences, banned crates, sources. It looks at what is really
//! built for this machine; `cargo deny`, where it is installed, looks at the other platforms too.

use std::collections::BTreeSet;
use std::process::Command;

use super::{assert_none, root};

struct Rules {
    licences: BTreeSet<String>,
    banned: BTreeSet<String>,
    registries: BTreeSet<String>,
}

fn rules() -> Rules {
    let text = std::fs::read_to_string(root().join("deny.toml")).expect("deny.toml");
    let table: toml::Table = text.parse().expect("a valid deny.toml");
    let list = |section: &str, key: &str| table[section][key].as_array().expect("a list").clone();
    let texts = |list: Vec<toml::Value>| {
        list.iter().map(|value| value.as_str().expect("a text").to_owned()).collect()
    };
    Rules {
        licences: texts(list("licenses", "allow")),
        banned: list("bans", "deny")
            .iter()
            .map(|ban| ban["crate"].as_str().expect("a name").to_owned())
            .collect(),
        registries: texts(list("sources", "allow-registry")),
    }
}

/// Every crate that is built, with the licence that it declares.
fn built() -> BTreeSet<(String, String)> {
    let tree = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["tree", "--workspace", "--locked", "--offline", "--prefix", "none"])
        .args(["--edges", "normal,build,dev", "--format", "{p}|{l}"])
        .current_dir(root())
        .output()
        .expect("cargo tree");
    assert!(tree.status.success(), "cargo tree: {}", String::from_utf8_lossy(&tree.stderr));
    let text = String::from_utf8(tree.stdout).expect("UTF-8");
    let crates: BTreeSet<_> = text
        .lines()
        .filter_map(|line| line.split_once('|'))
        .map(|(package, licence)| {
            // What stands in the tree already is marked.
            let licence = licence.trim_end_matches(" (*)");
            (package.split(' ').next().unwrap_or_default().into(), licence.into())
        })
        .collect();
    assert!(crates.len() > 50, "cargo tree shows hardly anything:\n{text}");
    crates
}

/// Whether a licence expression (SPDX, or the old form with `/`) can be met with the allowed licences.
fn is_allowed(expression: &str, allowed: &BTreeSet<String>) -> bool {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let mut words = spaced.split_whitespace().peekable();
    let verdict = either(&mut words, allowed);
    verdict && words.next().is_none()
}

type Words<'a> = std::iter::Peekable<std::str::SplitWhitespace<'a>>;

fn either(words: &mut Words<'_>, allowed: &BTreeSet<String>) -> bool {
    let mut verdict = both(words, allowed);
    while words.next_if_eq(&"OR").is_some() {
        verdict |= both(words, allowed);
    }
    verdict
}

fn both(words: &mut Words<'_>, allowed: &BTreeSet<String>) -> bool {
    let mut verdict = one(words, allowed);
    while words.next_if_eq(&"AND").is_some() {
        verdict &= one(words, allowed);
    }
    verdict
}

fn one(words: &mut Words<'_>, allowed: &BTreeSet<String>) -> bool {
    match words.next() {
        Some("(") => {
            let verdict = either(words, allowed);
            words.next() == Some(")") && verdict
        }
        Some(licence) if words.next_if_eq(&"WITH").is_some() => {
            let exception = words.next().unwrap_or_default();
            allowed.contains(&format!("{licence} WITH {exception}"))
        }
        Some(licence) => allowed.contains(licence),
        None => false,
    }
}

#[test]
fn licences_are_permissive() {
    let rules = rules();
    let refused: Vec<String> = built()
        .into_iter()
        .filter(|(_, licence)| !is_allowed(licence, &rules.licences))
        .map(|(name, licence)| format!("{name}: {licence:?}"))
        .collect();
    assert_none("Licences that deny.toml does not allow", &refused);
}

#[test]
fn no_banned_crate_is_built() {
    let banned = rules().banned;
    let found: Vec<String> =
        built().into_iter().map(|(name, _)| name).filter(|name| banned.contains(name)).collect();
    assert_none("Crates that deny.toml bans", &found);
}

#[test]
fn crates_come_from_the_registry() {
    let registries = rules().registries;
    let text = std::fs::read_to_string(root().join("Cargo.lock")).expect("Cargo.lock");
    let lock: toml::Table = text.parse().expect("a valid Cargo.lock");
    let foreign: Vec<String> = lock["package"]
        .as_array()
        .expect("packages")
        .iter()
        .filter_map(|package| Some((package["name"].as_str()?, package.get("source")?.as_str()?)))
        .filter(|(_, source)| !source.strip_prefix("registry+").is_some_and(|url| registries.contains(url)))
        .map(|(name, source)| format!("{name}: {source}"))
        .collect();
    assert_none("Crates from elsewhere", &foreign);
}

#[test]
fn licence_expressions_are_understood() {
    let allowed: BTreeSet<String> = ["MIT", "ISC", "Apache-2.0 WITH LLVM-exception"].map(String::from).into();
    for fine in
        ["MIT", "GPL-3.0 OR MIT", "GPL-3.0/MIT", "(GPL-3.0 OR MIT) AND ISC", "Apache-2.0 WITH LLVM-exception"]
    {
        assert!(is_allowed(fine, &allowed), "{fine}");
    }
    for refused in [
        "",
        "GPL-3.0",
        "MIT AND GPL-3.0",
        "Apache-2.0",
        "(MIT",
        "MIT GPL-3.0",
        "ISC AND (GPL-3.0 OR AGPL-3.0)",
    ] {
        assert!(!is_allowed(refused, &allowed), "{refused}");
    }
}
