//! An empty database for a test beside the code: on SQLite, or on PostgreSQL where `ASISTENCIA_TEST_DATABASE`
//! says so and `ASISTENCIA_TEST_POSTGRES_URL` names a server.

use std::path::Path;

use sea_orm::ConnectionTrait;

use super::db::connect;
use super::random::Random;

/// Whether the tests of this run use PostgreSQL.
pub(crate) fn on_postgres() -> bool {
    std::env::var("ASISTENCIA_TEST_DATABASE").is_ok_and(|kind| kind == "postgres")
}

/// The address of a database of the test's own; on SQLite it is a file in the folder.
pub(crate) async fn empty_database(folder: &Path) -> String {
    if !on_postgres() {
        return format!("sqlite://{}/test.db", folder.display());
    }
    let server = std::env::var("ASISTENCIA_TEST_POSTGRES_URL").expect("ASISTENCIA_TEST_POSTGRES_URL");
    let name = format!("t{}", hex::encode(Random::from_system().bytes::<8>()));
    let admin = connect(&server, 1).await.expect("the server");
    admin.execute_unprepared(&format!("CREATE DATABASE {name}")).await.expect("a database");
    let mut url = url::Url::parse(&server).expect("an address");
    url.set_path(&name);
    url.into()
}
