//! What every tracked file has to keep to.

use std::process::Command;

use super::{assert_none, program_files, root, rust_files};

/// What can be read in one sitting.
const LINES: usize = 450;

/// The tracked files that are text, with what is in them.
fn tracked() -> Vec<(String, String)> {
    let listing = Command::new("git")
        // A clone may belong to another user than the one who runs the tests.
        .args(["-c", "safe.directory=*", "ls-files", "-z"])
        .current_dir(root())
        .output()
        .expect("git");
    assert!(listing.status.success(), "git ls-files: {}", String::from_utf8_lossy(&listing.stderr));
    let names = String::from_utf8(listing.stdout).expect("names in UTF-8");
    let files: Vec<_> = names
        .split_terminator('\0')
        .filter_map(|name| Some((name.to_owned(), std::fs::read_to_string(root().join(name)).ok()?)))
        .collect();
    assert!(!files.is_empty(), "no file is tracked");
    files
}

/// The lines of a text in which one of the words stands by itself: not as a part of a longer name or path.
fn lines_with<'a>(text: &'a str, words: &'a [&str]) -> impl Iterator<Item = (usize, &'a str)> {
    text.lines().enumerate().filter_map(|(index, line)| {
        let stands = |word: &str| {
            line.match_indices(word).any(|(start, _)| {
                let before = line[..start].chars().next_back();
                let after = line[start + word.len()..].chars().next();
                !before.is_some_and(|c| c.is_alphanumeric() || "_./-*~}".contains(c))
                    && (word.ends_with('/') || !after.is_some_and(|c| c.is_alphanumeric() || c == '_'))
            })
        };
        words.iter().any(|word| stands(word)).then_some((index + 1, line.trim()))
    })
}

fn findings(words: &[&str], skip: fn(&str) -> bool) -> Vec<String> {
    tracked()
        .iter()
        .filter(|(name, _)| !skip(name))
        .flat_map(|(name, text)| {
            lines_with(text, words).map(move |(number, line)| format!("{name}:{number} {line}"))
        })
        .collect()
}

#[test]
fn a_file_is_read_in_one_sitting() {
    let long: Vec<String> = ["api/src", "bench/src", "entity/src", "migration/src", "tests"]
        .into_iter()
        .flat_map(|folder| rust_files(folder).into_iter().map(move |(name, text)| (folder, name, text)))
        .map(|(folder, name, text)| (format!("{folder}/{name}"), text.lines().count()))
        .filter(|(_, lines)| *lines > LINES)
        .map(|(name, lines)| format!("{name}: {lines} lines"))
        .collect();
    assert_none("Files of more than 450 lines: cut them where a reader would", &long);
}

#[test]
fn no_file_names_a_path_of_one_machine() {
    let paths = [concat!("/ho", "me/"), concat!("/ro", "ot/"), concat!("/wo", "rk/")];
    assert_none("Paths of one machine", &findings(&paths, |_| false));
}

#[test]
fn nothing_is_left_for_later() {
    let marks = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X")];
    // Hashes in lock files may spell anything, and the bundles are other people's code.
    let skip = |name: &str| {
        name.ends_with("package-lock.json") || name.ends_with(".lock") || name.starts_with("api/assets/")
    };
    assert_none(
        "Work left in the files: do it, or open an issue and take the mark out",
        &findings(&marks, skip),
    );
}

#[test]
fn lock_files_name_no_registry() {
    let naming: Vec<String> = tracked()
        .into_iter()
        .filter(|(name, text)| name.ends_with("package-lock.json") && text.contains("\"resolved\": \"http"))
        .map(|(name, _)| name)
        .collect();
    assert_none(
        "Lock files with a registry's address: install with omit-lockfile-registry-resolved",
        &naming,
    );
}

#[test]
fn every_setting_is_documented() {
    let documented = std::fs::read_to_string(root().join("docs/operations.md")).expect("docs/operations.md");
    let missing: Vec<String> = program_files()
        .iter()
        .flat_map(|(file, text)| settings(text).map(move |key| format!("{key} ({file})")))
        // Those of the tests are for scripts/with-postgres.sh to say.
        .filter(|key| !key.starts_with("ASISTENCIA_TEST_"))
        .filter(|key| !documented.contains(&format!("`{}`", key.split(' ').next().unwrap_or_default())))
        .collect();
    assert_none("Settings that docs/operations.md does not list", &missing);
}

/// The environment variables that a source file spells out as texts.
fn settings(text: &str) -> impl Iterator<Item = &str> {
    let is_key = |c: char| c.is_ascii_uppercase() || c == '_';
    text.match_indices("\"ASISTENCIA_").filter_map(move |(start, _)| {
        let key = text[start + 1..].split(|c| !is_key(c)).next()?;
        (!key.ends_with('_') && text[start + 1 + key.len()..].starts_with('"')).then_some(key)
    })
}

#[test]
fn settings_are_found() {
    let text =
        r#"("ASISTENCIA_LISTEN", "x"), strip_prefix("ASISTENCIA_"), "ASISTENCIA_… y", "ASISTENCIA_LOG""#;
    assert_eq!(settings(text).collect::<Vec<_>>(), ["ASISTENCIA_LISTEN", "ASISTENCIA_LOG"]);
}

#[test]
fn words_are_found_by_themselves_only() {
    let numbers = |text, words| lines_with(text, words).map(|(number, _)| number).collect::<Vec<_>>();
    let paths = &["/ho\u{6d}e/"][..];
    assert_eq!(numbers("cd /ho\u{6d}e/ana\nhttps://a.example/ho\u{6d}e/x\n~/ho\u{6d}e/", paths), [1]);
    assert_eq!(numbers("LATER: x\nTRANSLATER\n// LATER\nLATER_ON", &["LATER"]), [1, 3]);
}
