//! Uploads, orders and files over HTTP, against a real database and a real folder. `ASISTENCIA_TEST_DATABASE`
//! says which database (`sqlite`, the default, or `postgres`), as for the integration tests.

mod crashes;
mod files;
mod orders;
mod uploads;

use std::io::Cursor;
use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use entity::enums::{AssistanceRequestState, DocumentType, Role, SessionKind};
use entity::ids::{AssistanceRequestId, ClinicId, JourneyLinkId, PatientId, SessionId, UploadId, UserId};
use entity::{assistance_request, clinic, clinic_feed, patient, session, upload, user};
use migration::{Migrator, MigratorTrait};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use tempfile::TempDir;
use uuid::Uuid;

use crate::app::App;
use crate::features::auth::{Caller, authenticate};
use crate::features::orders::{UploadGate, stage_upload};
use crate::platform::actor::{Actor, JourneyScope};
use crate::platform::clock::ManualClock;
use crate::platform::db::connect;
use crate::platform::error::{Failure, Language, Outcome};
use crate::platform::random::Random;
use crate::platform::test_database::empty_database;
use crate::platform::token;

const CLINIC: ClinicId = ClinicId(Uuid::from_u128(1));
const ANA: PatientId = PatientId(Uuid::from_u128(10));
const LUIS: PatientId = PatientId(Uuid::from_u128(11));
const STAFF: UserId = UserId(Uuid::from_u128(20));

/// A clinic with two patients and an operator. Their bearer tokens are their names.
struct Site {
    app: Arc<App>,
    clock: ManualClock,
    folder: TempDir,
    database: String,
}

impl Site {
    async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = empty_database(folder.path()).await;
        let clock = ManualClock::new("2026-11-02T12:00:00Z".parse().unwrap());
        let app = app(&database, &folder, &clock).await;
        Migrator::up(&app.db, None).await.unwrap();
        let site = Self { app, clock, folder, database };
        site.people().await;
        site
    }

    /// The process is killed and another one starts on the same disk.
    async fn restart(&mut self) {
        self.app = app(&self.database, &self.folder, &self.clock).await;
    }

    async fn people(&self) {
        let (db, now) = (&self.app.db, self.app.now());
        let (name, time_zone) = ("Clínica".to_owned(), "America/Argentina/Buenos_Aires".to_owned());
        let (slug, locale) = ("demo".to_owned(), "es-AR".to_owned());
        let row = clinic::Model {
            id: CLINIC,
            slug,
            name,
            time_zone,
            locale,
            phone: None,
            email: None,
            settings: Default::default(),
            created_at: now,
        };
        insert(db, row).await;
        let feed = clinic_feed::Model {
            clinic_id: CLINIC,
            epoch: 1,
            head: 0,
            tail: 0,
            audit_head: 0,
            audit_hash: Vec::new(),
        };
        insert(db, feed).await;
        for (id, name) in [(ANA, "ana"), (LUIS, "luis")] {
            patient::ActiveModel {
                id: Set(id),
                clinic_id: Set(CLINIC),
                given_name: Set(name.into()),
                family_name: Set("Paz".into()),
                document_type: Set(DocumentType::Dni),
                national_id: Set(id.0.as_u128().to_string()),
                mobile_phone: Set(Some("+5491155551234".into())),
                sort_name: Set(name.into()),
                version: Set(1),
                created_at: Set(now),
                ..Default::default()
            }
            .insert(db)
            .await
            .unwrap();
            self.session(name, SessionKind::Patient, None, Some(id)).await;
        }
        let staff = user::Model {
            id: STAFF,
            clinic_id: CLINIC,
            email: "o@demo.example".into(),
            name: "O".into(),
            role: Role::Operator,
            password_hash: String::new(),
            one_time_until: None,
            disabled_at: None,
            version: 1,
            created_at: now,
        };
        insert(db, staff).await;
        self.session("operator", SessionKind::User, Some(STAFF), None).await;
    }

    async fn session(
        &self,
        token: &str,
        kind: SessionKind,
        user_id: Option<UserId>,
        patient_id: Option<PatientId>,
    ) {
        let row = session::Model {
            id: self.app.new_id(),
            clinic_id: CLINIC,
            kind,
            token_hash: token::hash(token),
            user_id,
            patient_id,
            journey_link_id: None,
            created_at: self.app.now(),
            expires_at: self.app.now() + chrono::Duration::days(30),
            revoked_at: None,
        };
        insert(&self.app.db, row).await;
    }

    /// Serves on a port of its own; returns the address.
    async fn serve(&self) -> String {
        let router = Router::new()
            .merge(super::uploads::router(UploadGate::new()))
            .merge(super::files::router())
            .layer(from_fn_with_state(Arc::clone(&self.app), bearer))
            .with_state(Arc::clone(&self.app));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        address
    }

    /// Stages a small picture.
    async fn stage(&self, patient: PatientId) -> UploadId {
        let gate = UploadGate::new();
        let mut incoming = gate.enter(patient, 1_000_000).unwrap();
        incoming.push(&jpeg(40, 30).into()).await.unwrap();
        stage_upload(&self.app, &patient_actor(patient), Some("orden.jpg"), incoming).await.unwrap().id
    }

    async fn upload(&self, id: UploadId) -> upload::Model {
        upload::Entity::find_by_id(id).one(&self.app.db).await.unwrap().unwrap()
    }

    async fn request(&self, id: AssistanceRequestId) -> assistance_request::Model {
        assistance_request::Entity::find_by_id(id).one(&self.app.db).await.unwrap().unwrap()
    }

    async fn set_state(&self, id: AssistanceRequestId, state: AssistanceRequestState) {
        assistance_request::Entity::update_many()
            .col_expr(assistance_request::Column::State, Expr::value(state.as_str()))
            .filter(assistance_request::Column::Id.eq(id))
            .exec(&self.app.db)
            .await
            .unwrap();
    }

    /// Every file in the storage, the half-written ones too.
    fn files(&self) -> Vec<PathBuf> {
        let mut found = Vec::new();
        let mut folders = vec![self.folder.path().join("files")];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
                if entry.path().is_dir() { folders.push(entry.path()) } else { found.push(entry.path()) }
            }
        }
        found
    }
}

async fn app(database: &str, folder: &TempDir, clock: &ManualClock) -> Arc<App> {
    let db = connect(database, 8).await.unwrap();
    let (mut app, _) = App::for_tests(db, &folder.path().join("files"), clock);
    app.config.max_upload_bytes = 1024 * 1024;
    app.random = Random::from_system();
    Arc::new(app)
}

async fn insert<M, A>(db: &sea_orm::DatabaseConnection, row: M)
where
    M: sea_orm::ModelTrait + sea_orm::IntoActiveModel<A>,
    A: ActiveModelTrait<Entity = M::Entity>,
{
    M::Entity::insert(row.into_active_model()).exec_without_returning(db).await.unwrap();
}

/// What the router's own layer does, with bearer tokens only.
async fn bearer(State(app): State<Arc<App>>, mut request: Request, next: Next) -> Response {
    let header = request.headers().get("authorization").and_then(|value| value.to_str().ok());
    let found = match header.and_then(|header| header.strip_prefix("Bearer ")) {
        Some(token) => authenticate(&app, token).await.unwrap(),
        None => None,
    };
    let (actor, clinic) = match found {
        Some(found) => (found.actor, Some(found.clinic)),
        None => (Actor::Anonymous, None),
    };
    let caller = Caller { actor, language: Language::En, address: "127.0.0.1".into(), clinic };
    request.extensions_mut().insert(caller);
    next.run(request).await
}

fn patient_actor(patient_id: PatientId) -> Actor {
    Actor::Patient { clinic_id: CLINIC, patient_id, session_id: SessionId(Uuid::nil()) }
}

fn staff_actor() -> Actor {
    let session_id = SessionId(Uuid::nil());
    Actor::User { clinic_id: CLINIC, user_id: STAFF, role: Role::Operator, session_id }
}

fn journey_actor(patient_id: PatientId, request_id: AssistanceRequestId) -> Actor {
    Actor::Journey {
        clinic_id: CLINIC,
        patient_id,
        scope: JourneyScope::Request(request_id),
        link_id: JourneyLinkId(Uuid::from_u128(30)),
        session_id: SessionId(Uuid::nil()),
    }
}

fn jpeg(width: u32, height: u32) -> Vec<u8> {
    picture(width, height, image::ImageFormat::Jpeg)
}

fn png(width: u32, height: u32) -> Vec<u8> {
    picture(width, height, image::ImageFormat::Png)
}

fn picture(width: u32, height: u32, format: image::ImageFormat) -> Vec<u8> {
    let picture = image::RgbImage::from_fn(width, height, |x, y| image::Rgb([x as u8, y as u8, 90]));
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// The refusals of an outcome: code and field.
fn refusals<T: std::fmt::Debug>(outcome: Outcome<T>) -> Vec<String> {
    match outcome {
        Err(Failure::Refused(refusals)) => {
            refusals.iter().map(|refusal| format!("{:?} {}", refusal.code, refusal.field.join("."))).collect()
        }
        other => panic!("{other:?}"),
    }
}
