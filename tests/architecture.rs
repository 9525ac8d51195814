//! The shape of the code, held by reading it: which part may know which, how long a file may be, what must
//! not stand in a tracked file, what the documentation must say, and what the dependency tree may hold.

mod arrows;
mod dependencies;
mod files;
mod scanner;
mod words;

use std::path::{Path, PathBuf};

/// The top of the repository.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The Rust files under a folder of the repository, with their paths relative to it, in order.
fn rust_files(folder: &str) -> Vec<(String, String)> {
    let top = root().join(folder);
    let mut found = Vec::new();
    let mut folders = vec![top.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a readable folder").flatten() {
            let path = entry.path();
            let name = entry.file_name();
            if path.is_dir() && name != "node_modules" && name != "target" {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&path).expect("a readable source file");
                let relative = path.strip_prefix(&top).expect("a file under its folder");
                found.push((relative.to_string_lossy().replace('\\', "/"), text));
            }
        }
    }
    found.sort();
    found
}

/// The program's own files: tests that stand beside the code may use whatever builds them an application.
fn program_files() -> Vec<(String, String)> {
    let is_test = |name: &str| {
        let stem = name.rsplit('/').next().unwrap_or(name).trim_end_matches(".rs");
        name.split('/').any(|part| part == "tests")
            || stem == "tests"
            || stem.ends_with("_tests")
            || stem.starts_with("test_")
    };
    rust_files("api/src").into_iter().filter(|(name, _)| !is_test(name)).collect()
}

/// Fails with all the findings at once, so that one run tells everything.
fn assert_none(what: &str, findings: &[String]) {
    assert!(findings.is_empty(), "{what}:\n  {}", findings.join("\n  "));
}
