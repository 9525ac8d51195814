//! A browser without scripts, and what it sees.

use reqwest::header::{HeaderMap, LOCATION, ORIGIN, SET_COOKIE};
use reqwest::multipart::{Form, Part};
use tests::TestApp;

/// A browser: it keeps the session's cookie, says where its forms come from, and follows where it is sent.
pub struct Browser {
    pub http: reqwest::Client,
    url: String,
    pub cookie: Option<String>,
    pub language: &'static str,
}

/// A page as it came.
pub struct Seen {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: String,
}

impl Browser {
    pub fn new(app: &TestApp) -> Self {
        let http =
            reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
        Self { http, url: app.url.clone(), cookie: None, language: "es-AR,es;q=0.9" }
    }

    pub async fn send(&mut self, request: reqwest::RequestBuilder) -> Seen {
        let mut request = request.header("accept-language", self.language);
        if let Some(cookie) = &self.cookie {
            request = request.header("cookie", cookie);
        }
        let response = request.send().await.expect("an answer");
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        if let Some(cookie) = headers.get(SET_COOKIE).and_then(|value| value.to_str().ok()) {
            self.cookie = cookie.split(';').next().map(str::to_owned);
        }
        Seen { status, headers, body: response.text().await.expect("a body") }
    }

    pub async fn get(&mut self, path: &str) -> Seen {
        self.send(self.http.get(format!("{}{path}", self.url))).await
    }

    /// Sends a form from one of our own pages, and leaves the answer as it is.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Seen {
        let body = fields.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&");
        let request = self.http.post(format!("{}{path}", self.url));
        let form = "application/x-www-form-urlencoded";
        self.send(request.header(ORIGIN, &self.url).header("content-type", form).body(body)).await
    }

    /// Sends a form that is taken, and reads the page to which it leads.
    pub async fn done(&mut self, path: &str, fields: &[(&str, &str)]) -> Seen {
        let sent = self.post(path, fields).await;
        assert_eq!(sent.status, 303, "{}", sent.body);
        self.follow(&sent).await
    }

    pub async fn follow(&mut self, sent: &Seen) -> Seen {
        let place = sent.headers[LOCATION].to_str().expect("a place").to_owned();
        self.get(&place).await
    }

    pub async fn send_photos(&mut self, files: Vec<(Vec<u8>, &'static str)>) -> Seen {
        let form = files
            .into_iter()
            .fold(Form::new(), |form, (bytes, name)| form.part("fotos", Part::bytes(bytes).file_name(name)));
        let request = self.http.post(format!("{}/reservar/fotos", self.url)).header(ORIGIN, &self.url);
        self.send(request.multipart(form)).await
    }
}

impl Seen {
    /// A page with this status that says all of these.
    #[track_caller]
    pub fn says(&self, status: u16, words: &[&str]) {
        assert_eq!(self.status, status, "{}", self.body);
        for word in words {
            assert!(self.body.contains(word), "{word:?} is not in\n{}", self.body);
        }
    }

    /// The values of the fields with this name, in their order.
    pub fn values(&self, name: &str) -> Vec<String> {
        let start = format!("name=\"{name}\" value=\"");
        let values = self.body.split(&start).skip(1);
        values.map(|rest| rest.split('"').next().expect("a value").to_owned()).collect()
    }

    pub fn value(&self, name: &str) -> String {
        self.values(name).into_iter().next().unwrap_or_else(|| panic!("no {name} in\n{}", self.body))
    }
}
