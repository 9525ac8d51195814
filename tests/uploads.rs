//! Files that patients send, over real connections: what is wrong with them is said, and leaves nothing behind.

use std::io::Cursor;

use bytes::Bytes;
use image::{ImageFormat, Rgb, RgbImage};
use reqwest::Method;
use reqwest::multipart::{Form, Part};
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};
use tests::{Client, TestApp, fresh_key, pictures};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const PDF: &[u8] = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n";

/// Sends a form and gives the status and the problem's code, or the upload.
async fn send(client: &Client, form: Form) -> (u16, Value) {
    let request = client.request(Method::POST, "/uploads").multipart(form);
    answer(request.send().await.expect("an answer")).await
}

async fn answer(response: reqwest::Response) -> (u16, Value) {
    let status = response.status().as_u16();
    let kind = response.headers()["content-type"].to_str().expect("text").to_owned();
    assert_eq!(kind, if status == 201 { "application/json" } else { "application/problem+json" });
    let body: Value = response.json().await.expect("JSON");
    if status != 201 {
        assert_eq!(body["status"], status, "{body}");
        assert!(body["detail"].as_str().is_some_and(|words| !words.is_empty()), "{body}");
    }
    (status, body)
}

fn file(content: impl Into<std::borrow::Cow<'static, [u8]>>, name: &'static str, kind: &str) -> Form {
    let part = Part::bytes(content).file_name(name).mime_str(kind).expect("a media type");
    Form::new().part("file", part)
}

async fn nothing_is_left(app: &TestApp) {
    assert_eq!(app.stored_files(), Vec::<std::path::PathBuf>::new());
    assert_eq!(entity::upload::Entity::find().count(app.db()).await.expect("a count"), 0);
}

/// A PNG that says that it has 30,000 × 30,000 pixels, in a few bytes.
fn bomb() -> Vec<u8> {
    let mut png = pictures::png(8, 8);
    png[16..24].copy_from_slice(&[0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30]);
    // The header's checksum is right, so that only its size is wrong.
    let crc = png[12..29].iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(
            crc ^ u32::from(*byte),
            |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 },
        )
    });
    png[29..33].copy_from_slice(&(!crc).to_be_bytes());
    png
}

#[tokio::test]
async fn what_is_refused_leaves_nothing_behind() {
    let app = TestApp::setup().configure(|config| config.max_upload_bytes = 1024 * 1024).start().await;
    let patient = app.patient().await;
    let good = pictures::jpeg(64, 48);
    let truncated = good[..good.len() / 2].to_vec();
    let jpeg = |content: Vec<u8>| file(content, "orden.jpg", "image/jpeg");
    let script = b"<script>alert(document.cookie)</script>".to_vec();
    let program = [b"MZ".as_slice(), &[0; 2_000]].concat();
    for (what, form, status, code) in [
        ("truncated", jpeg(truncated), 422, "FILE_TRUNCATED"),
        ("nothing", jpeg(Vec::new()), 422, "FILE_EMPTY"),
        ("oversized", jpeg(vec![0xff; 2 * 1024 * 1024]), 413, "FILE_TOO_LARGE"),
        ("far oversized", jpeg(vec![0xff; 30 * 1024 * 1024]), 413, "FILE_TOO_LARGE"),
        ("a page that calls itself a picture", jpeg(script), 415, "FILE_UNSUPPORTED"),
        (
            "a program that calls itself a document",
            file(program, "orden.pdf", "application/pdf"),
            415,
            "FILE_UNSUPPORTED",
        ),
        (
            "a drawing with scripts",
            file(b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>".to_vec(), "a.svg", "image/svg+xml"),
            415,
            "FILE_UNSUPPORTED",
        ),
        ("a bomb", file(bomb(), "orden.png", "image/png"), 422, "TOO_MANY_PIXELS"),
        ("half a document", file(&PDF[..40], "orden.pdf", "application/pdf"), 422, "FILE_TRUNCATED"),
        ("several", jpeg(good.clone()).part("file", Part::bytes(good.clone())), 422, "SEVERAL_FIELDS"),
        ("another name", Form::new().part("photo", Part::bytes(good.clone())), 422, "FILE_MISSING"),
        ("a field beside it", jpeg(good.clone()).text("note", "x"), 422, "SEVERAL_FIELDS"),
        ("no file", Form::new(), 422, "FILE_MISSING"),
    ] {
        let (answered, body) = send(&patient, form).await;
        assert_eq!((answered, body["code"].as_str()), (status, Some(code)), "{what}: {body}");
    }
    let plain =
        patient.request(Method::POST, "/uploads").header("content-type", "image/jpeg").body(good.clone());
    assert_eq!(answer(plain.send().await.expect("an answer")).await.1["code"], "NOT_MULTIPART");
    // Without a length announced, it is counted.
    let chunks =
        std::iter::once(Bytes::from_static(b"--x\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\n"))
            .chain((0..80).map(|_| Bytes::from(vec![b'.'; 64 * 1024])));
    let body = reqwest::Body::wrap_stream(futures_util::stream::iter(chunks.map(Ok::<_, std::io::Error>)));
    let endless = patient
        .request(Method::POST, "/uploads")
        .header("content-type", "multipart/form-data; boundary=x")
        .body(body);
    assert_eq!(answer(endless.send().await.expect("an answer")).await.0, 413);
    nothing_is_left(&app).await;
    // And the next good one is taken, whatever it calls itself.
    let (status, body) = send(&patient, file(good, "orden.pdf", "application/pdf")).await;
    assert_eq!((status, body["contentType"].as_str()), (201, Some("image/jpeg")));
    let (status, body) = send(&patient, file(PDF, "orden", "text/plain")).await;
    assert_eq!((status, body["contentType"].as_str()), (201, Some("application/pdf")), "{body}");
}

#[tokio::test]
async fn who_may_not_upload_is_told_so_even_with_a_large_file() {
    let app = TestApp::start().await;
    let large = || file(vec![0xff; 15 * 1024 * 1024], "orden.jpg", "image/jpeg");
    let stale = Client::new(&app.url, Some("as_somebody-who-signed-out".into()));
    for (client, status, code) in [
        (app.anonymous(), 401, "UNAUTHENTICATED"),
        (stale, 401, "UNAUTHENTICATED"),
        (app.operator().await, 403, "FORBIDDEN"),
    ] {
        let (answered, body) = send(&client, large()).await;
        assert_eq!((answered, body["code"].as_str()), (status, Some(code)), "{body}");
    }
    // In the caller's language, as everything is.
    for (language, words) in [("en", "Sign in first."), ("es-AR", "Ingresá primero.")] {
        let stale = Client::new(&app.url, Some("as_somebody-who-signed-out".into()));
        for client in [app.anonymous(), stale] {
            let request = client.request(Method::POST, "/uploads").header("accept-language", language);
            let body = answer(request.multipart(large()).send().await.expect("an answer")).await.1;
            assert_eq!(body["detail"], words);
        }
    }
    nothing_is_left(&app).await;
}

#[tokio::test]
async fn a_connection_that_breaks_leaves_nothing_behind() {
    let app = TestApp::start().await;
    let patient = app.patient().await;
    let picture = pictures::jpeg(400, 300);
    let part = b"--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"orden.jpg\"\r\n\r\n";
    let whole = [part.as_slice(), &picture, b"\r\n--x--\r\n"].concat();
    let head = format!(
        "POST /uploads HTTP/1.1\r\nHost: clinic\r\nAuthorization: Bearer {}\r\n\
         Content-Type: multipart/form-data; boundary=x\r\nContent-Length: {}\r\n\r\n",
        patient.token(),
        whole.len()
    );
    let address = app.url.strip_prefix("http://").expect("an address");
    for sent in [0, 10, part.len(), part.len() + 500, whole.len() - 10] {
        let mut connection = TcpStream::connect(address).await.expect("a connection");
        connection.write_all(head.as_bytes()).await.expect("sent");
        connection.write_all(&whole[..sent]).await.expect("sent");
        // The telephone loses its network: what was sent arrives, and nothing after it.
        connection.shutdown().await.expect("half closed");
        let mut answer = Vec::new();
        let _ = connection.read_to_end(&mut answer).await;
        assert!(!answer.starts_with(b"HTTP/1.1 201"), "{sent} of {} bytes were taken", whole.len());
    }
    nothing_is_left(&app).await;
    // The whole of it is taken, so that the above has shown something.
    let mut connection = TcpStream::connect(address).await.expect("a connection");
    connection.write_all(&[head.as_bytes(), &whole].concat()).await.expect("sent");
    let mut answer = [0; 12];
    connection.read_exact(&mut answer).await.expect("an answer");
    assert_eq!(&answer, b"HTTP/1.1 201");
}

#[tokio::test]
async fn an_order_takes_only_the_patients_own_fresh_uploads() {
    let app = TestApp::start().await;
    let (elena, mario) = (app.patient().await, app.patient_with("28333444").await);
    let submit = async |client: &Client, ids: Vec<String>| {
        let input = json!({ "uploadIds": ids, "idempotencyKey": fresh_key() });
        let payload =
            client.mutate("submitOrder", "SubmitOrderInput", input, "assistanceRequest { id }").await;
        payload["userErrors"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|error| {
                format!(
                    "{} {}",
                    error["code"].as_str().unwrap_or_default(),
                    error["field"].as_array().map_or(0, Vec::len)
                )
            })
            .collect::<Vec<_>>()
    };
    let (mine, his) = (elena.upload_picture().await, mario.upload_picture().await);
    assert_eq!(submit(&elena, vec![mine.clone(), his.clone()]).await, ["UPLOAD_UNKNOWN 3"]);
    assert_eq!(
        submit(&elena, vec!["made up".into(), "VXBsb2FkOng=".into()]).await,
        ["UPLOAD_UNKNOWN 3", "UPLOAD_UNKNOWN 3"]
    );
    assert_eq!(submit(&elena, vec![mine.clone(), mine.clone()]).await, ["INVALID 3"]);
    assert_eq!(submit(&elena, vec![]).await, ["INVALID 2"]);
    let mut many = vec![mine.clone()];
    for _ in 0..10 {
        many.push(elena.upload_picture().await);
    }
    assert_eq!(submit(&elena, many.clone()).await, ["INVALID 2"], "eleven pages are one too many");
    // A refusal spends nothing: the same uploads go through now, once.
    assert_eq!(submit(&elena, many[..10].to_vec()).await, Vec::<String>::new());
    assert_eq!(submit(&elena, vec![mine]).await, ["UPLOAD_UNKNOWN 3"]);
    assert_eq!(submit(&mario, vec![his]).await, Vec::<String>::new());
}

/// EXIF as a telephone writes it: turned by 90 degrees, and where it was taken.
fn photo_with_a_place() -> Vec<u8> {
    let (red, blue) = (Rgb([230, 20, 20]), Rgb([20, 20, 230]));
    // As the sensor saw it: red on the left. Upright, red is on top.
    let picture = RgbImage::from_fn(200, 100, |x, _| if x < 100 { red } else { blue });
    let mut jpeg = Cursor::new(Vec::new());
    picture.write_to(&mut jpeg, ImageFormat::Jpeg).expect("an encoded picture");
    let jpeg = jpeg.into_inner();
    let mut exif = b"Exif\0\0II\x2a\0\x08\0\0\0\x02\0".to_vec();
    exif.extend(b"\x12\x01\x03\0\x01\0\0\0\x06\0\0\0");
    exif.extend(b"\x25\x88\x04\0\x01\0\0\0\x26\0\0\0\0\0\0\0");
    exif.extend(b"\x01\0\x02\0\x05\0\x03\0\0\0\x38\0\0\0\0\0\0\0");
    exif.resize(6 + 0x38, 0);
    exif.extend(PLACE);
    let length = u16::try_from(exif.len() + 2).expect("short").to_be_bytes();
    [&jpeg[..2], b"\xff\xe1", &length, &exif, &jpeg[2..]].concat()
}

/// Degrees, minutes and seconds of a latitude, as EXIF writes them.
const PLACE: &[u8] = b"\x22\0\0\0\x01\0\0\0\x24\0\0\0\x01\0\0\0\xd2\x04\0\0\x64\0\0\0";

#[tokio::test]
async fn where_it_was_taken_is_gone_and_the_preview_is_upright() {
    let app = TestApp::start().await;
    let (patient, operator) = (app.patient().await, app.operator().await);
    let photo = photo_with_a_place();
    assert!(photo.windows(PLACE.len()).any(|window| window == PLACE));
    let (status, upload) = send(&patient, file(photo, "orden.jpg", "image/jpeg")).await;
    assert_eq!(status, 201, "{upload}");
    let input = json!({ "uploadIds": [upload["id"]], "idempotencyKey": fresh_key() });
    let selection = "assistanceRequest { id }";
    let request =
        patient.done("submitOrder", "SubmitOrderInput", input, selection).await["assistanceRequest"].clone();
    let query = "query($id: ID!) { assistanceRequest(id: $id) { order { attachments { url previewUrl sha256 byteSize } } } }";
    let seen = operator.ok(query, json!({ "id": request["id"] })).await;
    let attachment = &seen["assistanceRequest"]["order"]["attachments"][0];
    let fetch = async |field: &str| {
        let address = attachment[field].as_str().expect("an address");
        let response = app.anonymous().request(Method::GET, address).send().await.expect("an answer");
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["x-content-type-options"], "nosniff");
        response.bytes().await.expect("a file")
    };
    let (original, preview) = (fetch("url").await, fetch("previewUrl").await);
    assert_eq!(
        (original.len(), &attachment["sha256"]),
        (attachment["byteSize"].as_u64().expect("a size") as usize, &upload["sha256"])
    );
    for content in [&original, &preview] {
        assert!(!content.windows(PLACE.len()).any(|window| window == PLACE), "the place is still there");
    }
    let preview = image::load_from_memory(&preview).expect("a picture").to_rgb8();
    assert_eq!((preview.width(), preview.height()), (100, 200));
    let (top, bottom) = (preview.get_pixel(50, 20), preview.get_pixel(50, 180));
    assert!(top[0] > 150 && bottom[2] > 150, "{top:?} above {bottom:?}");
}
