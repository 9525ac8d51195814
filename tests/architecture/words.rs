//! What the documentation must not forget, and where it must not lead astray.

use super::{assert_none, root};

const PAGES: &[&str] = &[
    "README.md",
    "docs/ARCHITECTURE.md",
    "docs/adding-a-feature.md",
    "docs/integrating.md",
    "docs/operations.md",
];

/// Where the codes of errors are written down, below `api/src`.
const CODES: &[&str] = &[
    "platform/error.rs",
    "http/graphql/answer.rs",
    "http/graphql/over_http.rs",
    "http/graphql/prepare.rs",
    "http/graphql/scan.rs",
    "http/graphql/weigh.rs",
    "http/graphql/ws.rs",
    "features/orders/upload_problem.rs",
];

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The targets of a page's links.
fn links(text: &str) -> impl Iterator<Item = &str> {
    text.split("](").skip(1).filter_map(|rest| rest.split(')').next())
}

/// A heading as its anchor: what people see on the page's host.
fn anchor(heading: &str) -> String {
    let kept = |c: &char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_');
    heading
        .trim_start_matches('#')
        .trim()
        .to_lowercase()
        .chars()
        .filter(kept)
        .collect::<String>()
        .replace(' ', "-")
}

/// The texts of a file, outside its unit tests, that look like a code: `"LIKE_THIS"`.
fn codes(text: &str) -> impl Iterator<Item = &str> {
    let product = text.split("#[cfg(test)]").next().unwrap_or_default();
    let is_code = |word: &&str| word.len() > 3 && word.chars().all(|c| c.is_ascii_uppercase() || c == '_');
    product.split('"').skip(1).step_by(2).filter(is_code).filter(|word| *word != "POST")
}

/// The values of an enum of the schema.
fn values_of<'a>(sdl: &'a str, name: &str) -> Vec<&'a str> {
    let (_, rest) = sdl.split_once(&format!("enum {name} {{")).expect("the enum");
    let (body, _) = rest.split_once('}').expect("its end");
    let words = body.split("\"\"\"").step_by(2).flat_map(str::split_whitespace);
    words.collect()
}

#[test]
fn every_link_leads_somewhere() {
    let mut broken = Vec::new();
    for page in PAGES {
        let folder = root().join(page).parent().expect("a folder").to_owned();
        for link in links(&read(page)).filter(|link| !link.starts_with("http")) {
            let (path, heading) = link.split_once('#').unwrap_or((link, ""));
            let target = if path.is_empty() { root().join(page) } else { folder.join(path) };
            let text = std::fs::read_to_string(&target).unwrap_or_default();
            let found = target.exists()
                && (heading.is_empty()
                    || text.lines().any(|line| line.starts_with('#') && anchor(line) == heading));
            if !found {
                broken.push(format!("{page}: {link}"));
            }
        }
    }
    assert_none("Links that lead nowhere", &broken);
}

#[test]
fn every_code_that_a_client_may_meet_is_documented() {
    let page = read("docs/integrating.md");
    let sources: Vec<String> = CODES.iter().map(|file| read(&format!("api/src/{file}"))).collect();
    let sdl = read("schema.graphql");
    let mut wanted: Vec<&str> = sources.iter().flat_map(|text| codes(text)).collect();
    for name in ["UserErrorCode", "FeedResyncReason", "Scope"] {
        wanted.extend(values_of(&sdl, name));
    }
    let missing: Vec<String> =
        wanted.into_iter().filter(|code| !page.contains(&format!("`{code}`"))).map(str::to_owned).collect();
    assert_none("Codes that docs/integrating.md does not explain", &missing);
}

#[test]
fn codes_links_and_headings_are_found() {
    let text = r#"coded("QUERY_TOO_DEEP", "It is."), ("POST", "Ab"), "BUSY" #[cfg(test)] "RED_HERRING""#;
    assert_eq!(codes(text).collect::<Vec<_>>(), ["QUERY_TOO_DEEP", "BUSY"]);
    assert_eq!(links("[a](b.md#c) and [d](e)").collect::<Vec<_>>(), ["b.md#c", "e"]);
    assert_eq!(anchor("## WhatsApp: Botmaker"), "whatsapp-botmaker");
    let sdl = "enum Colour {\n\"\"\"\nWarm.\n\"\"\"\nRED\n\"\"\"\nCold.\n\"\"\"\nBLUE\n}";
    assert_eq!(values_of(sdl, "Colour"), ["RED", "BLUE"]);
}
