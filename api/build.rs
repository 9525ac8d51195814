//! Sees that the pages are embedded anew whenever they were built.

fn main() {
    let pages = "../web/dist";
    // Cargo takes a path that is missing for one that has changed, and would build every time without Node.
    let _ = std::fs::create_dir_all(pages);
    // A debug build reads them from the disk.
    let is_debug = std::env::var("PROFILE").is_ok_and(|profile| profile == "debug");
    println!("cargo::rerun-if-changed={}", if is_debug { "build.rs" } else { pages });
}
