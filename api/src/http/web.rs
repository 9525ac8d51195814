//! The console and the patients' pages: what `web/` builds, embedded into the program.
//!
//! A debug build reads `web/dist` from the disk, so pages that are built anew need no new server. Without that folder
//! the same addresses say how to build it.

use std::borrow::Cow;

use axum::Router;
use axum::extract::Path;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, VARY,
};
use http::{HeaderMap, HeaderValue, StatusCode};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "../web/dist"]
#[allow_missing = true]
struct Dist;

/// Where a built file comes from.
pub(super) type Source = fn(&str) -> Option<Cow<'static, [u8]>>;

/// What is embedded.
pub(super) fn embedded(name: &str) -> Option<Cow<'static, [u8]>> {
    Dist::get(name).map(|file| file.data)
}

const CONSOLE: &str = "consola.html";
const PATIENT: &str = "paciente.html";
const NOT_BUILT: &str = include_str!("../../assets/not_built.html");

/// Everything from here, and nothing inline. Previews of what is about to be uploaded are `blob:` images; the PDF
/// viewer works in a worker.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; \
    connect-src 'self'; font-src 'self'; worker-src 'self' blob:; base-uri 'none'; form-action 'self'; \
    frame-ancestors 'none'";

/// The name says what is in it, so it never changes.
const FOREVER: &str = "public, max-age=31536000, immutable";

/// Encodings that are built beside the files, the smallest first.
const ENCODINGS: [(&str, &str); 2] = [("br", ".br"), ("gzip", ".gz")];

/// The pages' routes; which page it is within the console or the patients', the client tells by the address.
pub(super) fn router<S: Clone + Send + Sync + 'static>(source: Source) -> Router<S> {
    let page =
        |name: &'static str| get(move |headers: HeaderMap| async move { page_of(source, &headers, name) });
    // Its address is a secret.
    let of_link = move |headers: HeaderMap| async move {
        let mut response = page_of(source, &headers, PATIENT);
        response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    };
    Router::new()
        .route("/", page(PATIENT))
        .route("/ingresar", page(PATIENT))
        .route("/registrarse", page(PATIENT))
        .route("/mis-datos", page(PATIENT))
        .route("/ordenes", page(PATIENT))
        .route("/ordenes/{*rest}", page(PATIENT))
        .route("/j/{token}", get(of_link))
        // A link that was cut off on its way.
        .route("/j", page(PATIENT))
        .route("/j/", page(PATIENT))
        .route("/reservar", page(PATIENT))
        .route("/reservar/{*rest}", page(PATIENT))
        .route("/tratamiento", page(PATIENT))
        .route("/tratamiento/{*rest}", page(PATIENT))
        .route("/formularios", page(PATIENT))
        .route("/formularios/{*rest}", page(PATIENT))
        .route("/consola", page(CONSOLE))
        .route("/consola/", page(CONSOLE))
        .route("/consola/{*rest}", page(CONSOLE))
        .route(
            "/before-paint.js",
            get(move |headers: HeaderMap| async move { file(source, &headers, "before-paint.js", "no-cache") }),
        )
        .route(
            "/assets/{*name}",
            get(move |Path(name): Path<String>, headers: HeaderMap| async move {
                file(source, &headers, &format!("assets/{name}"), FOREVER)
            }),
        )
}

fn page_of(source: Source, headers: &HeaderMap, name: &'static str) -> Response {
    let mut response = match built(source, headers, name) {
        Some(response) => response,
        None => Html(NOT_BUILT).into_response(),
    };
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    response
}

fn file(source: Source, headers: &HeaderMap, name: &str, cached: &'static str) -> Response {
    let Some(mut response) = built(source, headers, name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static(cached));
    response
}

/// A built file in the smallest form that the browser takes.
fn built(source: Source, headers: &HeaderMap, name: &str) -> Option<Response> {
    let (encoding, bytes) = ENCODINGS
        .iter()
        .filter(|(encoding, _)| accepts(headers, encoding))
        .find_map(|(encoding, ending)| Some((Some(*encoding), source(&format!("{name}{ending}"))?)))
        .or_else(|| Some((None, source(name)?)))?;
    let mut response = bytes.into_owned().into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind(name)));
    headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
    if let Some(encoding) = encoding {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    Some(response)
}

/// The kinds of files that are built; browsers are told not to guess.
fn kind(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "wasm" => "application/wasm",
        _ => "application/octet-stream",
    }
}

/// Whether the browser takes an encoding: it is named, and not with a weight of zero.
fn accepts(headers: &HeaderMap, encoding: &str) -> bool {
    let lines = headers.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    lines.flat_map(|line| line.split(',')).any(|offer| {
        let (name, weight) = offer.split_once(';').unwrap_or((offer, ""));
        let weight = weight.trim().strip_prefix("q=").and_then(|weight| weight.parse::<f32>().ok());
        name.trim().eq_ignore_ascii_case(encoding) && weight != Some(0.0)
    })
}

#[cfg(test)]
mod tests {
    use axum::body::{Body, to_bytes};
    use http::Request;
    use tower::ServiceExt;

    use super::*;

    fn pages(name: &str) -> Option<Cow<'static, [u8]>> {
        let text: &'static str = match name {
            "consola.html" => "console",
            "paciente.html" => "patient",
            "assets/app-1a2b.js" => "plain",
            "assets/app-1a2b.js.br" => "brotli",
            "assets/app-1a2b.js.gz" => "gzip",
            _ => return None,
        };
        Some(Cow::Borrowed(text.as_bytes()))
    }

    async fn ask(source: Source, path: &str, encoding: &str) -> (u16, HeaderMap, String) {
        let request = Request::get(path).header(ACCEPT_ENCODING, encoding).body(Body::empty()).unwrap();
        let response = router::<()>(source).oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let text = String::from_utf8(to_bytes(body, usize::MAX).await.unwrap().to_vec()).unwrap();
        (parts.status.as_u16(), parts.headers, text)
    }

    #[tokio::test]
    async fn each_address_has_its_page_under_a_strict_policy() {
        for (path, expected) in [
            ("/", "patient"),
            ("/ingresar", "patient"),
            ("/registrarse", "patient"),
            ("/mis-datos", "patient"),
            ("/ordenes/abc", "patient"),
            ("/reservar/revisar?turno=abc", "patient"),
            ("/tratamiento", "patient"),
            ("/formularios/abc", "patient"),
            ("/j", "patient"),
            ("/j/", "patient"),
            ("/consola", "console"),
            ("/consola/", "console"),
            ("/consola/grilla?estado=todos", "console"),
        ] {
            let (status, headers, text) = ask(pages, path, "").await;
            assert_eq!((status, text.as_str()), (200, expected), "{path}");
            assert_eq!(headers[CONTENT_TYPE], "text/html; charset=utf-8");
            assert_eq!(headers[CACHE_CONTROL], "no-cache");
            let policy = headers[CONTENT_SECURITY_POLICY].to_str().unwrap();
            assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
        }
    }

    #[tokio::test]
    async fn the_page_of_a_link_is_kept_nowhere() {
        let (status, headers, text) = ask(pages, "/j/abc", "").await;
        assert_eq!((status, text.as_str()), (200, "patient"));
        assert_eq!(headers[CACHE_CONTROL], "no-store");
    }

    #[tokio::test]
    async fn files_come_in_the_form_that_the_browser_takes_and_never_change() {
        for (offer, encoding, expected) in [
            ("gzip, deflate, br", Some("br"), "brotli"),
            ("gzip;q=0.5, br;q=0", Some("gzip"), "gzip"),
            ("", None, "plain"),
        ] {
            let (status, headers, text) = ask(pages, "/assets/app-1a2b.js", offer).await;
            assert_eq!((status, text.as_str()), (200, expected));
            assert_eq!(headers.get(CONTENT_ENCODING).map(|value| value.to_str().unwrap()), encoding);
            assert_eq!(headers[CACHE_CONTROL], FOREVER);
            assert_eq!(headers[CONTENT_TYPE], "text/javascript; charset=utf-8");
            assert_eq!(headers[VARY], "accept-encoding");
        }
        assert_eq!(ask(pages, "/assets/nothing.js", "").await.0, 404);
    }

    #[tokio::test]
    async fn without_built_pages_the_addresses_say_how_to_build_them() {
        for path in ["/", "/consola/revision"] {
            let (status, headers, text) = ask(|_| None, path, "br").await;
            assert_eq!(status, 200);
            assert!(text.contains("npm ci &amp;&amp; npm run build"), "{text}");
            assert!(headers[CONTENT_SECURITY_POLICY].to_str().unwrap().starts_with("default-src 'none'"));
        }
        assert_eq!(ask(|_| None, "/assets/app-1a2b.js", "br").await.0, 404);
    }
}
