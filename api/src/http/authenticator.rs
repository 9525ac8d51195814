//! Who sends a request: a bearer token, an API key, or a browser's cookie with a matching `Origin`.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use async_trait::async_trait;
use axum::extract::{ConnectInfo, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::header::{ACCEPT_LANGUAGE, AUTHORIZATION, COOKIE, HOST, ORIGIN};
use http::request::Parts;
use http::{HeaderMap, StatusCode};
use tokio::sync::watch;

use super::graphql::{AuthenticationError, Authenticator};
use super::open_sessions::OpenSessions;
use super::problem::Problem;
use super::uploads::discard;
use crate::app::App;
use crate::features::auth::{Caller, SESSION_COOKIE, authenticate};
use crate::graphql::loaders;
use crate::platform::actor::Actor;
use crate::platform::error::Language;
use crate::platform::global_id::decode;

/// By this a page says for whom it speaks, by the opaque id of its viewer; sockets say it in `connection_init`.
pub(super) const VIEWER: &str = "asistencia-viewer";

/// Resolves callers against the application's sessions and keys.
pub struct SessionAuthenticator {
    app: Arc<App>,
    open: OpenSessions,
}

/// What a request presents.
enum Credential<'a> {
    None,
    Bearer(&'a str),
    Cookie(&'a str),
}

impl SessionAuthenticator {
    /// Over an application.
    pub fn new(app: Arc<App>) -> Arc<Self> {
        let open = OpenSessions::new(app.clone());
        Arc::new(Self { app, open })
    }

    /// Who presents this; `meant` is whom a page takes them for, by their opaque id.
    async fn caller(
        &self,
        parts: &Parts,
        credential: Credential<'_>,
        meant: Option<&str>,
    ) -> Result<Caller, AuthenticationError> {
        let secret = match credential {
            Credential::None => None,
            Credential::Bearer(token) => Some(token),
            Credential::Cookie(token) => {
                let config = &self.app.config;
                match source(&parts.headers, config.public_base(), &config.allowed_origins) {
                    Source::Own => Some(token),
                    Source::Unsaid => None,
                    Source::Foreign => return Err(AuthenticationError::Forbidden),
                }
            }
        };
        let found = match secret {
            None => None,
            Some(secret) => {
                let found = authenticate(&self.app, secret).await.map_err(|error| {
                    tracing::error!(error = ?error, "a session could not be looked up");
                    AuthenticationError::Unavailable
                })?;
                // A browser keeps sending the cookie of a session that has ended: it is nobody then, and can
                // sign in again. A bearer token is sent on purpose.
                if found.is_none() && matches!(credential, Credential::Bearer(_)) {
                    return Err(AuthenticationError::Rejected);
                }
                // All tabs of a browser share the cookie. One that does not know yet that somebody else signed in acts
                // for nobody.
                let is_cookie = matches!(credential, Credential::Cookie(_));
                found.filter(|found| !is_cookie || meant.is_none_or(|id| is_of(id, &found.actor)))
            }
        };
        let spoken = spoken(&parts.headers);
        let at_home = found.as_ref().map(|found| Language::of_locale(&found.clinic.locale));
        let (actor, clinic) =
            found.map_or((Actor::Anonymous, None), |found| (found.actor, Some(found.clinic)));
        let address = peer_address(parts, self.app.config.trusted_proxies);
        Ok(Caller { actor, language: spoken.or(at_home).unwrap_or_default(), address, clinic })
    }
}

#[async_trait]
impl Authenticator for SessionAuthenticator {
    type Context = Caller;

    async fn from_request(&self, parts: &Parts) -> Result<Caller, AuthenticationError> {
        let meant = parts.headers.get(VIEWER).map(|value| value.to_str().unwrap_or_default());
        self.caller(parts, presented(&parts.headers), meant).await
    }

    async fn from_connection_init(
        &self,
        parts: &Parts,
        payload: &serde_json::Value,
    ) -> Result<Caller, AuthenticationError> {
        let authorization = payload.get("authorization").or_else(|| payload.get("Authorization"));
        match authorization.map(|value| value.as_str().and_then(bearer)) {
            Some(Some(token)) => self.caller(parts, Credential::Bearer(token), None).await,
            Some(None) => Err(AuthenticationError::Rejected),
            None => {
                let meant = payload.get("viewer").map(|id| id.as_str().unwrap_or_default());
                self.caller(parts, presented(&parts.headers), meant).await
            }
        }
    }

    fn furnish(&self, request: async_graphql::Request) -> async_graphql::Request {
        request.data(loaders(self.app.clone()))
    }

    fn address(&self, parts: &Parts) -> String {
        peer_address(parts, self.app.config.trusted_proxies)
    }

    fn principal(&self, context: &Caller) -> String {
        context.actor.identity().1.map_or_else(|| context.address.clone(), |id| id.to_string())
    }

    fn language(&self, context: &Caller) -> Language {
        context.language
    }

    async fn is_still_valid(&self, context: &Caller) -> bool {
        self.open.is_still(&context.actor).await
    }

    fn endings(&self) -> watch::Receiver<()> {
        self.app.endings.subscribe()
    }
}

/// The language that the caller asks for, where it is one of ours.
pub(super) fn spoken(headers: &HeaderMap) -> Option<Language> {
    headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).and_then(Language::of_accept_language)
}

/// Whether an opaque id names an actor.
fn is_of(id: &str, actor: &Actor) -> bool {
    decode(&id.into()).is_some_and(|(_, id)| actor.identity().1 == Some(id))
}

fn presented(headers: &HeaderMap) -> Credential<'_> {
    if let Some(value) = headers.get(AUTHORIZATION) {
        return Credential::Bearer(value.to_str().ok().and_then(bearer).unwrap_or_default());
    }
    session_in_cookie(headers).map_or(Credential::None, Credential::Cookie)
}

/// The session's token as a browser presents it.
pub(super) fn session_in_cookie(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    cookies
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, value)| *name == SESSION_COOKIE && !value.is_empty())
        .map(|(_, value)| value)
}

fn bearer(value: &str) -> Option<&str> {
    let (scheme, token) = value.trim().split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// Where a browser says that a request comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Source {
    /// One of our own pages, or of those of an allowed origin.
    Own,
    /// A page elsewhere.
    Foreign,
    /// It does not say: an app, perhaps, whose library keeps cookies by itself. They count for nothing, and it can
    /// sign in.
    Unsaid,
}

/// By `Origin`, or, where a same-origin GET has none, by `Sec-Fetch-Site`. A page elsewhere can forge neither.
fn source(headers: &HeaderMap, public_base: &str, allowed: &[String]) -> Source {
    let text = |name: &http::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    match text(&ORIGIN) {
        Some(origin) => {
            let own_host = text(&HOST).is_some_and(|host| {
                origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://")) == Some(host)
            });
            let public =
                url::Url::parse(public_base).is_ok_and(|url| url.origin().ascii_serialization() == origin);
            match own_host || public || allowed.iter().any(|allowed| allowed == origin) {
                true => Source::Own,
                false => Source::Foreign,
            }
        }
        None => match headers.get("sec-fetch-site") {
            Some(site) if site == "same-origin" => Source::Own,
            Some(_) => Source::Foreign,
            None => Source::Unsaid,
        },
    }
}

/// The caller's network address: the peer's, or what the trusted proxies in front say.
pub(super) fn peer_address(parts: &Parts, trusted_proxies: u8) -> String {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip().to_canonical());
    let forwarded: Vec<IpAddr> = parts
        .headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(','))
        .filter_map(|address| address.trim().parse().ok())
        .collect();
    let behind = usize::from(trusted_proxies);
    let address = if behind > 0 { forwarded.iter().rev().nth(behind - 1).copied().or(peer) } else { peer };
    match address {
        // One customer has a whole /64: its addresses count as one.
        Some(IpAddr::V6(address)) => Ipv6Addr::from(u128::from(address) >> 64 << 64).to_string(),
        Some(address) => address.to_string(),
        None => "unknown".into(),
    }
}

/// Puts the [`Caller`] into a plain HTTP request's extensions. Who is not let in is told why, and may finish
/// sending first: a browser that is cut off amid a large upload would show a broken connection instead.
pub async fn identify(
    State(authenticator): State<Arc<SessionAuthenticator>>,
    request: Request,
    next: Next,
) -> Response {
    let (mut parts, body) = request.into_parts();
    match authenticator.from_request(&parts).await {
        Ok(caller) => {
            parts.extensions.insert(caller);
            next.run(Request::from_parts(parts, body)).await
        }
        Err(error) => {
            discard(body);
            turned_away(error, spoken(&parts.headers).unwrap_or_default()).into_response()
        }
    }
}

fn turned_away(error: AuthenticationError, language: Language) -> Problem {
    let (status, code, es, en) = match error {
        AuthenticationError::Rejected => {
            (StatusCode::UNAUTHORIZED, "UNAUTHENTICATED", "Ingresá primero.", "Sign in first.")
        }
        AuthenticationError::Forbidden => (
            StatusCode::FORBIDDEN,
            "FORBIDDEN",
            "Entrá desde la página de la clínica.",
            "Come in by the clinic's own pages.",
        ),
        AuthenticationError::Unavailable => (
            StatusCode::SERVICE_UNAVAILABLE,
            "UNAVAILABLE",
            "Algo falló de nuestro lado. Probá de nuevo en un rato.",
            "Something went wrong on our side. Try again in a while.",
        ),
    };
    Problem::new(status, code, language, es, en)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (http::HeaderName::from_static(name), http::HeaderValue::from_static(value)))
            .collect()
    }

    #[test]
    fn a_cookie_counts_only_from_our_own_pages() {
        use Source::{Foreign, Own, Unsaid};
        let base = "https://clinic.example";
        for (pairs, expected) in [
            (&[("origin", "https://clinic.example")][..], Own),
            (&[("origin", "http://127.0.0.1:8080"), ("host", "127.0.0.1:8080")][..], Own),
            (&[("sec-fetch-site", "same-origin")][..], Own),
            (&[("origin", "https://evil.example"), ("host", "clinic.example")][..], Foreign),
            (&[("origin", "null")][..], Foreign),
            (&[("sec-fetch-site", "cross-site")][..], Foreign),
            (&[][..], Unsaid),
        ] {
            assert_eq!(source(&headers(pairs), base, &[]), expected, "{pairs:?}");
        }
        let elsewhere = headers(&[("origin", "https://app.example"), ("host", "clinic.example")]);
        assert_eq!(source(&elsewhere, base, &["https://app.example".into()]), Own);
        assert_eq!(source(&elsewhere, base, &["https://app.example.evil".into()]), Foreign);
    }

    #[test]
    fn a_bearer_token_wins_over_a_cookie() {
        let both = headers(&[("authorization", "Bearer as_x"), ("cookie", "a=b; asistencia_session=as_y")]);
        assert!(matches!(presented(&both), Credential::Bearer("as_x")));
        let cookie = headers(&[("cookie", "a=b; asistencia_session=as_y")]);
        assert!(matches!(presented(&cookie), Credential::Cookie("as_y")));
        assert!(matches!(presented(&headers(&[("authorization", "Basic eA==")])), Credential::Bearer("")));
    }
}
