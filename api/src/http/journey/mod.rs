//! The patient's way from the link to the appointment and through its forms: plain pages that work on any telephone, without scripts.
//!
//! | address | what |
//! |---|---|
//! | `/j/{token}` | the link: GET is the same harmless page for any token, POST exchanges it for a session |
//! | `/reservar` | GET: where the journey stands; POST: books |
//! | `/reservar/revisar` | the slot that was picked, before it is booked |
//! | `/reservar/cambiar`, `…/revisar` | the same, to move the appointment |
//! | `/reservar/cancelar` | GET asks, POST cancels |
//! | `/reservar/turno.ics` | the appointment for the telephone's calendar |
//! | `/reservar/fotos` | better photos, where they were asked for |
//! | `/tratamiento` | a care plan, for the holder of a link to it: the next visit, those after it, past ones |
//! | `/tratamiento/{id}`, `…/cambiar`, `…/cancelar`, `…/turno.ics` | one of its visits, as an appointment of a request |
//! | `/recordatorios` | POST: by what not to be reminded |
//! | `/formularios` | the forms that wait |
//! | `/formularios/{id}?parte=1` | a section of a form: GET shows it, POST saves it |
//! | `/formularios/{id}/revisar`, `…/enviar` | the answers before they are submitted; POST submits |
//!
//! The pages have no rules of their own: what may be done and what is said when it may not comes from the same
//! operations as in GraphQL. A GET changes nothing. A POST counts only from our own pages ([`visitor`]), answers
//! a refusal with the page that can mend it, and else leads on with 303, so that going back repeats nothing.

mod booking;
mod change;
mod door;
mod form_view;
mod forms;
mod offers;
mod photos;
mod reminders;
mod render;
mod treatment;
mod view;
mod visitor;

use std::sync::Arc;

use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use axum::{Extension, Router};

pub(super) use self::view::preparations;
use crate::app::App;
use crate::features::orders::UploadGate;

/// The pages' routes.
pub(super) fn router(gate: Arc<UploadGate>) -> Router<Arc<App>> {
    let photos = Router::new()
        .route("/reservar/fotos", post(photos::add))
        .layer(DefaultBodyLimit::disable())
        .layer(Extension(gate));
    Router::new()
        .route("/j/{token}", get(door::show).post(door::open))
        .route("/reservar", get(booking::show).post(booking::book))
        .route("/reservar/revisar", get(booking::review))
        .route("/reservar/cambiar", get(change::show).post(change::reschedule))
        .route("/reservar/cambiar/revisar", get(change::review))
        .route("/reservar/cancelar", get(change::ask_to_cancel).post(change::cancel))
        .route("/reservar/turno.ics", get(change::calendar))
        .route("/tratamiento", get(treatment::show))
        .route("/tratamiento/{id}", get(change::one))
        .route("/tratamiento/{id}/cambiar", get(change::show).post(change::reschedule))
        .route("/tratamiento/{id}/cambiar/revisar", get(change::review))
        .route("/tratamiento/{id}/cancelar", get(change::ask_to_cancel).post(change::cancel))
        .route("/tratamiento/{id}/turno.ics", get(change::calendar))
        .route("/recordatorios", post(reminders::save))
        .route("/formularios", get(forms::list))
        .route("/formularios/{id}", get(forms::part).post(forms::save))
        .route("/formularios/{id}/revisar", get(forms::review))
        .route("/formularios/{id}/enviar", post(forms::send))
        .merge(photos)
}
