//! Addresses of other systems, made of a template of the clinic's: `https://portal.example/{service}?id={token}`.

use std::fmt::Write;

/// Fills a template in: each mark such as `{service}` with its values, a comma between two of them. A value stands
/// for itself wherever the mark is, in the path or in the query: whatever means something there is percent-encoded,
/// a comma in a value too.
pub fn fill_in(template: &str, values: &[(&str, &[&str])]) -> String {
    values.iter().fold(template.to_owned(), |address, (mark, parts)| {
        let parts: Vec<_> = parts.iter().map(|part| encode(part)).collect();
        address.replace(&format!("{{{mark}}}"), &parts.join(","))
    })
}

/// All but the unreserved characters of RFC 3986, byte by byte.
fn encode(text: &str) -> String {
    text.bytes().fold(String::with_capacity(text.len()), |mut encoded, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing into a text does not fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
        encoded
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stand_for_themselves_in_the_path_and_in_the_query() {
        let template = "https://portal.example/os/{service}/false?t={token}&s={service}";
        let codes: &[&str] = &["A/1?#", "ñ&=+ %,{token}"];
        let filled = fill_in(template, &[("service", codes), ("token", &["aZ-_9"])]);
        let codes = "A%2F1%3F%23,%C3%B1%26%3D%2B%20%25%2C%7Btoken%7D";
        assert_eq!(filled, format!("https://portal.example/os/{codes}/false?t=aZ-_9&s={codes}"));
        let url = url::Url::parse(&filled).expect("an address");
        assert_eq!(url.path_segments().map(Iterator::count), Some(3));
        let queried: Vec<_> = url.query_pairs().collect();
        assert_eq!(queried[1].1, "A/1?#,ñ&=+ %,{token}");
    }
}
