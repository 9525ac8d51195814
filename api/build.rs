//! Sees that the pages are embedded anew whenever they were built.

fn main() {
    // Cargo takes a path that is missing for one that has changed, and would build every time without Node.
    let pages = "../web/dist";
    let _ = std::fs::create_dir_all(pages);
    println!("cargo::rerun-if-changed={pages}");
}
