//! What `serve` prints once it answers: where to look, and, on a first look, who can sign in.

use std::net::SocketAddr;

use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use crate::app::App;
use crate::demo;
use crate::platform::config::reachable;
use crate::platform::error::Result;

/// Slug of the clinic that the demo makes.
const DEMO: &str = "demo";

/// The addresses of this node; the demo's accounts too, where its clinic is there and nothing is really sent.
///
/// # Errors
/// Where the database does not answer.
pub async fn welcome(app: &App, listening: SocketAddr) -> Result<String> {
    let base = format!("http://{}", reachable(listening));
    let mut lines = vec![
        format!("patients  {base}/"),
        format!("console   {base}/consola"),
        format!("GraphQL   {base}/graphql"),
        format!("explorer  {base}/explorer"),
        format!("schema    {base}/schema.graphql"),
    ];
    if app.outbox.is_some() {
        lines.push(format!("outbox    {base}/dev/outbox  (messages are recorded here, not sent)"));
        if has_demo(app).await? {
            lines.extend([String::new(), demo::accounts().to_owned()]);
        }
    }
    Ok(format!("\nAsistencia is ready.\n\n{}\n", lines.join("\n")))
}

async fn has_demo(app: &App) -> Result<bool> {
    let clinics = entity::clinic::Entity::find().filter(entity::clinic::Column::Slug.eq(DEMO));
    Ok(clinics.count(&app.db).await? > 0)
}
