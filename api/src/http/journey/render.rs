//! From a template to a response that a browser can be trusted with.

use std::sync::LazyLock;

use axum::response::{Html, IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::header::{CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_SECURITY_POLICY, REFERRER_POLICY, VARY};
use http::{HeaderValue, StatusCode};
use minijinja::value::Value;
use minijinja::{Environment, State, UndefinedBehavior, context};
use sha2::{Digest, Sha256};

use crate::platform::error::Language;

const STYLE: &str = include_str!("../../../templates/pages/style.css");

macro_rules! template_files {
    ($($name:literal),* $(,)?) => {
        [$(($name, include_str!(concat!("../../../templates/pages/", $name)))),*]
    };
}

static TEMPLATES: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.add_function("t", in_language);
    environment.add_global("style", Value::from_safe_string(STYLE.to_owned()));
    for (name, source) in template_files![
        "actions.html",
        "booked.html",
        "cancel.html",
        "door.html",
        "facts.html",
        "form_part.html",
        "form_review.html",
        "forms.html",
        "layout.html",
        "note.html",
        "offers.html",
        "open_forms.html",
        "photos.html",
        "reminders.html",
        "review.html",
        "studies.html",
        "treatment.html",
    ] {
        // The files are compiled in, and the tests see every one of them.
        if let Err(error) = environment.add_template(name, source) {
            tracing::error!(template = name, %error, "template does not parse");
        }
    }
    environment
});

/// No script, no request to anywhere else; the style stands in the page and is known by its hash.
static POLICY: LazyLock<HeaderValue> = LazyLock::new(|| {
    let hash = STANDARD.encode(Sha256::digest(STYLE));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{hash}'; img-src 'self'; form-action 'self'; base-uri 'none'; \
         frame-ancestors 'none'"
    );
    HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
});

/// Both languages of a text stand side by side in the template: `{{ t("Turno", "Appointment") }}`.
fn in_language(state: &State<'_, '_>, es: String, en: String) -> String {
    let english = state.lookup("lang").is_some_and(|lang| lang.as_str() == Some("en"));
    if english { en } else { es }
}

/// A page. `values` must hold what its template names: a hole is an error, never a page with a gap.
pub(super) fn page(
    status: StatusCode,
    language: Language,
    clinic: Option<&str>,
    template: &str,
    values: Value,
) -> Response {
    let lang = match language {
        Language::Es => "es",
        Language::En => "en",
    };
    let rendered = TEMPLATES
        .get_template(template)
        .and_then(|template| template.render(context! { lang, clinic, ..values }));
    let mut response = match rendered {
        Ok(html) => (status, Html(html)).into_response(),
        Err(error) => {
            tracing::error!(template, error = format!("{error:#}"), "a page could not be rendered");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    };
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(VARY, HeaderValue::from_static("accept-language, cookie"));
    headers.insert(CONTENT_LANGUAGE, HeaderValue::from_static(lang));
    headers.insert(CONTENT_SECURITY_POLICY, POLICY.clone());
    // Nothing travels to another site. Not `no-referrer`: with it browsers send `Origin: null` with a form, and
    // those that know no `Sec-Fetch-Site` could no longer show that it comes from our own page.
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    response
}
