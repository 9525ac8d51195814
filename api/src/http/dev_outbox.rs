//! `/dev/outbox`: what would have been sent, newest first. It exists with the recording gateways only.

use std::fmt::Write as _;
use std::sync::Arc;

use axum::extract::State;
use axum::http::header::{ACCEPT, CACHE_CONTROL, CONTENT_SECURITY_POLICY};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};

use crate::app::App;
use crate::gateways::recording::{RecordedChannel, RecordedMessage};

/// The page, where it is wanted and there is something to show.
pub fn routes(app: &App) -> Router<Arc<App>> {
    if app.outbox.is_none() || app.config.dev_outbox == Some(false) {
        return Router::new();
    }
    Router::new().route("/dev/outbox", get(show))
}

async fn show(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    let Some(outbox) = &app.outbox else { return StatusCode::NOT_FOUND.into_response() };
    let messages = outbox.sent();
    let accept = headers.get(ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
    let guarded = [
        (CACHE_CONTROL, "no-store"),
        (
            CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
        ),
    ];
    if wants_json(accept) {
        (guarded, Json(messages)).into_response()
    } else {
        (guarded, Html(page(&messages))).into_response()
    }
}

/// JSON only where it is asked for, and not after HTML.
fn wants_json(accept: &str) -> bool {
    match (accept.find("application/json"), accept.find("text/html")) {
        (Some(json), Some(html)) => json < html,
        (json, _) => json.is_some(),
    }
}

fn page(messages: &[RecordedMessage]) -> String {
    let mut page = String::from(HEAD);
    if messages.is_empty() {
        page.push_str("<p>Nothing was sent yet.</p>");
    }
    for message in messages {
        article(&mut page, message);
    }
    page.push_str("</main></body></html>");
    page
}

fn article(page: &mut String, message: &RecordedMessage) {
    let channel = match message.channel {
        RecordedChannel::Whatsapp => "WhatsApp",
        RecordedChannel::Email => "E-mail",
    };
    // Writing to a String does not fail.
    let _ = write!(
        page,
        "<article><header><b>{channel}</b> to <b>{}</b> · {} · <time>{}</time> · {}</header><h2>{}</h2>",
        escaped(&message.to),
        message.outcome,
        message.at.format("%Y-%m-%d %H:%M:%S UTC"),
        message.number,
        escaped(&message.subject_or_intent),
    );
    if !message.variables.is_empty() {
        page.push_str("<dl>");
        for (name, value) in &message.variables {
            let _ = write!(page, "<dt>{}</dt><dd>{}</dd>", escaped(name), linked(value));
        }
        page.push_str("</dl>");
    }
    if let Some(body) = &message.body {
        let _ = write!(page, "<pre>{}</pre>", linked(body));
    }
    if let Some(calendar) = &message.calendar {
        let _ =
            write!(page, "<details><summary>Calendar</summary><pre>{}</pre></details>", escaped(calendar));
    }
    page.push_str("</article>");
}

/// The text with what begins like an address made clickable.
fn linked(text: &str) -> String {
    text.split_inclusive(char::is_whitespace)
        .map(|word| {
            let trimmed = word.trim_end();
            let link = trimmed.trim_end_matches(['.', ',', ')', ';']);
            if !link.starts_with("https://") && !link.starts_with("http://") {
                return escaped(word);
            }
            let (link, rest) = (escaped(link), escaped(&word[link.len()..]));
            format!(r#"<a href="{link}" rel="noreferrer">{link}</a>{rest}"#)
        })
        .collect()
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            c => safe.push(c),
        }
    }
    safe
}

const HEAD: &str = r#"<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="5"><title>Outbox</title><style>
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { margin: 0 auto; max-width: 48rem; padding: 1rem }
article { border: 1px solid #8886; border-radius: .5rem; margin: 1rem 0; padding: .75rem 1rem }
header { font-size: .875rem } h2 { font-size: 1rem; margin: .5rem 0 }
dl { display: grid; gap: .25rem 1rem; grid-template-columns: max-content 1fr; margin: 0 }
dt { opacity: .75 } dd { margin: 0; overflow-wrap: anywhere }
pre { font: inherit; margin: 0; overflow-wrap: anywhere; white-space: pre-wrap }
</style></head><body><main><h1>Outbox</h1>
<p>What would have been sent, newest first: no provider is set up. The page reads itself again every five seconds.</p>
"#;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_escaped_and_links_are_clickable() {
        assert_eq!(escaped(r#"<b a="1">&'"#), "&lt;b a=&quot;1&quot;&gt;&amp;&#39;");
        assert_eq!(
            linked("Mirá https://x.example/j/a?b=1&c=\"2\".\nchau <i>"),
            "Mirá <a href=\"https://x.example/j/a?b=1&amp;c=&quot;2&quot;\" rel=\"noreferrer\">\
             https://x.example/j/a?b=1&amp;c=&quot;2&quot;</a>.\nchau &lt;i&gt;"
        );
        assert_eq!(linked("javascript:alert(1)"), "javascript:alert(1)");
    }

    #[test]
    fn json_is_for_those_who_ask() {
        assert!(wants_json("application/json"));
        assert!(wants_json("application/json, text/html"));
        assert!(!wants_json("text/html,application/xhtml+xml,application/json;q=0.9"));
        assert!(!wants_json("*/*"));
        assert!(!wants_json(""));
    }
}
