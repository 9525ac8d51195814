//! Which media type to answer in.

use http::{HeaderMap, header};

/// The types of a single answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaType {
    /// `application/graphql-response+json`
    GraphqlResponse,
    /// `application/json`
    Json,
}

impl MediaType {
    /// The `Content-Type`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::GraphqlResponse => "application/graphql-response+json; charset=utf-8",
            Self::Json => "application/json; charset=utf-8",
        }
    }
}

/// What a client accepts of what there is, with its preferences in thousandths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accept {
    single: Option<(MediaType, u16)>,
    stream: Option<u16>,
    stream_first: bool,
}

impl Accept {
    /// Reads the `Accept` headers; `None` where nothing that there is would do. Nothing said, and `*/*`, mean
    /// `application/json`, as the specification asks for.
    pub fn from_headers(headers: &HeaderMap) -> Option<Self> {
        let mut accept = Self { single: None, stream: None, stream_first: false };
        let mut seen = false;
        for range in headers.get_all(header::ACCEPT).iter().flat_map(|value| {
            value.to_str().unwrap_or_default().split(',').map(str::trim).filter(|range| !range.is_empty())
        }) {
            seen = true;
            accept.consider(range);
        }
        if !seen {
            accept.single = Some((MediaType::Json, 1000));
        }
        (accept.single.is_some() || accept.stream.is_some()).then_some(accept)
    }

    fn consider(&mut self, range: &str) {
        let mut parts = range.split(';').map(str::trim);
        let essence = parts.next().unwrap_or_default().to_ascii_lowercase();
        let quality = parts
            .find_map(|parameter| parameter.strip_prefix("q=").or_else(|| parameter.strip_prefix("Q=")))
            .map_or(1000, |q| (q.parse::<f32>().unwrap_or(0.0).clamp(0.0, 1.0) * 1000.0) as u16);
        if quality == 0 {
            return;
        }
        let media_type = match essence.as_str() {
            "text/event-stream" => {
                self.stream_first |= self.single.is_none();
                self.stream = self.stream.max(Some(quality));
                return;
            }
            "application/graphql-response+json" => MediaType::GraphqlResponse,
            "application/json" | "application/*" | "*/*" => MediaType::Json,
            _ => return,
        };
        if self.single.is_none_or(|(_, best)| quality > best) {
            self.single = Some((media_type, quality));
        }
    }

    /// Whether an event stream is acceptable.
    pub fn accepts_stream(self) -> bool {
        self.stream.is_some()
    }

    /// Whether an event stream is what the client likes best; between equals, what it names first.
    pub fn prefers_stream(self) -> bool {
        match (self.stream, self.single) {
            (Some(stream), Some((_, single))) => stream > single || (stream == single && self.stream_first),
            (stream, _) => stream.is_some(),
        }
    }

    /// The type of a single answer; of refusals too, where only a stream would be acceptable.
    pub fn single(self) -> MediaType {
        self.single.map_or(MediaType::Json, |(media_type, _)| media_type)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    fn accept(value: &'static str) -> Option<Accept> {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, HeaderValue::from_static(value));
        Accept::from_headers(&headers)
    }

    #[test]
    fn the_best_acceptable_type_is_chosen() {
        let none = Accept::from_headers(&HeaderMap::new()).unwrap();
        assert_eq!((none.single(), none.prefers_stream()), (MediaType::Json, false));
        for (value, single, stream) in [
            ("*/*", MediaType::Json, false),
            ("text/html, application/xhtml+xml, */*;q=0.8", MediaType::Json, false),
            (
                "application/graphql-response+json; charset=utf-8, application/json;q=0.9",
                MediaType::GraphqlResponse,
                false,
            ),
            ("application/json;q=0.5, application/graphql-response+json", MediaType::GraphqlResponse, false),
            (
                "application/graphql-response+json, application/json, text/event-stream, multipart/mixed",
                MediaType::GraphqlResponse,
                false,
            ),
            ("text/event-stream", MediaType::Json, true),
            ("text/event-stream, */*", MediaType::Json, true),
            ("application/json;q=0.5, text/event-stream", MediaType::Json, true),
        ] {
            let chosen = accept(value).expect(value);
            assert_eq!((chosen.single(), chosen.prefers_stream()), (single, stream), "{value}");
        }
        assert_eq!(accept("text/html"), None);
        assert_eq!(accept("application/json;q=0"), None);
    }
}
