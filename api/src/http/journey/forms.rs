//! `/formularios`: filling in a form, a section a page, without scripts.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use axum::Form;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Redirect, Response};
use entity::enums::FormState;
use entity::ids::FormId;
use http::StatusCode;
use minijinja::context;
use minijinja::value::Value;
use serde::Deserialize;

use super::form_view::{Sent, answer_in_words, field_view, name_of, read_field};
use super::visitor::Holder;
use crate::features::clinics::time_zone;
use crate::features::forms::{
    FieldDefinition, FormRow, SaveFormAnswers, SubmitForm, find_form, may_fill, missing_words,
    save_form_answers, submit_form, visible_fields,
};
use crate::platform::clinic_time::day_of;
use crate::platform::error::{Error, Failure, Language, Outcome, Refusal, Result, UserErrorCode};
use crate::platform::global_id::GlobalId;

/// What an address of these pages may say.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Address {
    parte: Option<usize>,
    aviso: Option<String>,
}

/// What is submitted.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Submission {
    version: i32,
    clave: String,
}

/// A form as other pages name it.
pub(super) fn link_to(row: &FormRow, language: Language) -> Value {
    context! { id => row.form.id.to_global().0, title => row.structure.title.read(language) }
}

fn address_of(row: &FormRow) -> String {
    format!("/formularios/{}", row.form.id.to_global().0)
}

fn lead(address: &str) -> Outcome<Response> {
    Ok(Redirect::to(address).into_response())
}

pub(super) async fn list(holder: Holder, Query(address): Query<Address>) -> Response {
    let notice = address.aviso.filter(|what| what == "enviado").map(|_| match holder.language() {
        Language::Es => "¡Gracias! Recibimos tus respuestas.",
        Language::En => "Thank you! We have your answers.",
    });
    let (home, of_request) = (holder.home(), holder.scope.request().is_some());
    holder.page(StatusCode::OK, "forms.html", context! { notice, home, of_request })
}

pub(super) async fn part(holder: Holder, Path(id): Path<String>, Query(address): Query<Address>) -> Response {
    let shown = async {
        let row = match find_open(&holder, &id).await? {
            Ok(row) => row,
            Err(page) => return Ok(page),
        };
        let pages = Pages::of(&row);
        match address.parte.map_or_else(|| pages.first(), |part| pages.at(part)) {
            Some(part) => Ok(show(&holder, &row, part, StatusCode::OK, None, &HashMap::new())),
            None => lead(&format!("{}/revisar", address_of(&row))),
        }
    };
    holder.settle(shown.await)
}

pub(super) async fn save(
    holder: Holder,
    Path(id): Path<String>,
    Query(address): Query<Address>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Response {
    let mut sent = Sent::new();
    for (name, value) in fields {
        sent.entry(name).or_default().push(value);
    }
    let saved = try_save(&holder, &id, address.parte.unwrap_or(1), &sent).await;
    holder.settle(saved)
}

async fn try_save(holder: &Holder, id: &str, part: usize, sent: &Sent) -> Outcome<Response> {
    let row = match find_open(holder, id).await? {
        Ok(row) => row,
        Err(page) => return Ok(page),
    };
    let first = |name: &str| sent.get(name).and_then(|values| values.first()).map(String::as_str);
    // What the page showed: a field that was hidden then was not left empty.
    let shown: BTreeSet<&str> = first("campos").unwrap_or_default().split(',').collect();
    let Some(section) = part.checked_sub(1).and_then(|index| row.structure.sections.get(index)) else {
        return lead(&address_of(&row));
    };
    let (mut answers, mut errors) = (Vec::new(), HashMap::new());
    for field in section.fields.iter().filter(|field| shown.contains(field.id.as_str())) {
        match read_field(field, sent) {
            Ok(answer) => answers.push(answer),
            Err((es, en)) => {
                errors.insert(field.id.clone(), in_language(holder, es, en));
            }
        }
    }
    if errors.is_empty() {
        let definition_version = first("version").and_then(|text| text.parse().ok()).unwrap_or_default();
        let save = SaveFormAnswers { form_id: Some(row.form.id), definition_version, answers };
        match save_form_answers(holder.app(), &holder.actor, save).await {
            Ok(_) => {}
            Err(Failure::Refused(refusals)) => match errors_by_field(holder, &refusals) {
                Some(found) => errors = found,
                None => return Ok(conflict(holder, &refusals)),
            },
            Err(failure) => return Err(failure),
        }
    }
    if !errors.is_empty() {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(show(holder, &row, part, status, Some(sent), &errors));
    }
    let row = reload(holder, row.form.id).await?;
    let visible = visible_fields(&row.structure, &row.answers);
    let here = section.fields.iter().filter(|field| visible.contains(field.id.as_str()));
    let address = address_of(&row);
    // An answer may have brought up another question of this section.
    if let Some(new) = here.clone().find(|field| !shown.contains(field.id.as_str())) {
        return lead(&format!("{address}?parte={part}#{}", name_of(new)));
    }
    let missing: HashMap<_, _> = here
        .filter(|field| field.required && !row.answers.contains_key(&field.id))
        .map(|field| (field.id.clone(), missing(holder, field)))
        .collect();
    if !missing.is_empty() {
        return Ok(show(holder, &row, part, StatusCode::UNPROCESSABLE_ENTITY, None, &missing));
    }
    match Pages::of(&row).after(part) {
        Some(next) => lead(&format!("{address}?parte={next}")),
        None => lead(&format!("{address}/revisar")),
    }
}

pub(super) async fn review(holder: Holder, Path(id): Path<String>) -> Response {
    let shown = async {
        Ok(match find_open(&holder, &id).await? {
            Ok(row) => look_over(&holder, &row, StatusCode::OK),
            Err(page) => page,
        })
    };
    holder.settle(shown.await)
}

pub(super) async fn send(
    holder: Holder,
    Path(id): Path<String>,
    Form(submission): Form<Submission>,
) -> Response {
    let sent = try_send(&holder, &id, submission).await;
    holder.settle(sent)
}

async fn try_send(holder: &Holder, id: &str, submission: Submission) -> Outcome<Response> {
    let submit = SubmitForm {
        form_id: GlobalId::from_global(&id.into()),
        definition_version: submission.version,
        idempotency_key: submission.clave,
    };
    let form_id = submit.form_id;
    match submit_form(holder.app(), &holder.actor, submit).await {
        Ok(_) => lead("/formularios?aviso=enviado"),
        Err(Failure::Refused(refusals)) => match (errors_by_field(holder, &refusals), form_id) {
            (Some(_), Some(form_id)) => {
                let row = reload(holder, form_id).await?;
                Ok(look_over(holder, &row, StatusCode::UNPROCESSABLE_ENTITY))
            }
            _ => Ok(conflict(holder, &refusals)),
        },
        Err(failure) => Err(failure),
    }
}

/// The sections of a form that have something to show, counted from 1 among all of them.
struct Pages(Vec<usize>);

impl Pages {
    fn of(row: &FormRow) -> Self {
        let visible = visible_fields(&row.structure, &row.answers);
        let sections = row.structure.sections.iter().zip(1..);
        let shown = sections
            .filter(|(section, _)| section.fields.iter().any(|field| visible.contains(field.id.as_str())));
        Self(shown.map(|(_, part)| part).collect())
    }

    fn first(&self) -> Option<usize> {
        self.0.first().copied()
    }

    fn at(&self, part: usize) -> Option<usize> {
        self.0.iter().copied().find(|shown| *shown >= part)
    }

    fn after(&self, part: usize) -> Option<usize> {
        self.0.iter().copied().find(|shown| *shown > part)
    }

    fn before(&self, part: usize) -> Option<usize> {
        self.0.iter().copied().rev().find(|shown| *shown < part)
    }

    fn place(&self, part: usize) -> usize {
        self.0.iter().filter(|shown| **shown <= part).count()
    }
}

fn in_language(holder: &Holder, es: &str, en: &str) -> String {
    if holder.language() == Language::En { en } else { es }.to_owned()
}

fn missing(holder: &Holder, field: &FieldDefinition) -> String {
    let (es, en) = missing_words(field);
    in_language(holder, es, en)
}

/// The words of refusals by the field that they are about; none where one is about the whole form.
fn errors_by_field(holder: &Holder, refusals: &[Refusal]) -> Option<HashMap<String, String>> {
    let by_field = refusals.iter().map(|refusal| {
        let field = refusal.field.last().filter(|_| refusal.field.get(1).is_some_and(|at| at == "answers"));
        let field = field.filter(|_| refusal.code == UserErrorCode::Invalid);
        Some((field?.clone(), holder.words(std::slice::from_ref(refusal))))
    });
    by_field.collect()
}

/// The form that the address names, if it can be filled in; else the page that says why not.
async fn find_open(holder: &Holder, id: &str) -> Outcome<Result<Arc<FormRow>, Response>> {
    let db = &holder.app().db;
    let found = match GlobalId::from_global(&id.into()) {
        Some(id) => find_form(db, holder.clinic.id, id).await?,
        None => None,
    };
    let Some(row) = found else { return Ok(Err(nowhere(holder))) };
    if !may_fill(db, &holder.actor, &row.form).await? {
        return Ok(Err(nowhere(holder)));
    }
    let (es, en) = match row.form.state {
        FormState::Open => return Ok(Ok(row)),
        FormState::Submitted => ("Ya recibimos este formulario.", "We have this form already."),
        FormState::Withdrawn => {
            ("La clínica ya no pide este formulario.", "The clinic no longer asks for this form.")
        }
    };
    let values = context! { title => in_language(holder, es, en), words => "" };
    Ok(Err(holder.page(StatusCode::OK, "note.html", values)))
}

fn nowhere(holder: &Holder) -> Response {
    let title = in_language(holder, "No encontramos ese formulario.", "We cannot find this form.");
    holder.page(StatusCode::NOT_FOUND, "note.html", context! { title, words => "" })
}

fn conflict(holder: &Holder, refusals: &[Refusal]) -> Response {
    let values = context! { title => holder.words(refusals), words => "" };
    holder.page(StatusCode::CONFLICT, "note.html", values)
}

async fn reload(holder: &Holder, id: FormId) -> Result<Arc<FormRow>> {
    let row = find_form(&holder.app().db, holder.clinic.id, id).await?;
    row.ok_or_else(|| Error::internal("a form vanished"))
}

/// A section to fill in.
fn show(
    holder: &Holder,
    row: &FormRow,
    part: usize,
    status: StatusCode,
    sent: Option<&Sent>,
    errors: &HashMap<String, String>,
) -> Response {
    let language = holder.language();
    let visible = visible_fields(&row.structure, &row.answers);
    let today = day_of(holder.app().now(), time_zone(&holder.clinic));
    let Some(section) = row.structure.sections.get(part.saturating_sub(1)) else { return nowhere(holder) };
    let fields: Vec<_> = section.fields.iter().filter(|field| visible.contains(field.id.as_str())).collect();
    let summary: Vec<_> = fields
        .iter()
        .filter(|field| errors.contains_key(&field.id))
        .map(|field| context! { name => name_of(field), label => field.label.read(language) })
        .collect();
    let pages = Pages::of(row);
    let shown = fields.iter().map(|field| field.id.as_str()).collect::<Vec<_>>().join(",");
    let views: Vec<_> = fields
        .iter()
        .map(|field| field_view(row, field, sent, errors.get(&field.id).cloned(), language, today))
        .collect();
    let values = context! {
        title => row.structure.title.read(language),
        section => context! {
            title => section.title.read(language),
            description => section.description.as_ref().map(|text| text.read(language)),
            fields => views,
        },
        errors => summary,
        form => row.form.id.to_global().0,
        version => row.form.definition_version,
        part,
        shown,
        place => pages.place(part),
        count => pages.0.len(),
        back => pages.before(part),
    };
    holder.page(status, "form_part.html", values)
}

/// All the answers, before they are submitted.
fn look_over(holder: &Holder, row: &FormRow, status: StatusCode) -> Response {
    let language = holder.language();
    let visible = visible_fields(&row.structure, &row.answers);
    let mut errors = Vec::new();
    let mut sections = Vec::new();
    for (section, part) in row.structure.sections.iter().zip(1..) {
        let fields: Vec<_> =
            section.fields.iter().filter(|field| visible.contains(field.id.as_str())).collect();
        for field in fields.iter().filter(|field| field.required && !row.answers.contains_key(&field.id)) {
            let (name, label) = (name_of(field), field.label.read(language));
            errors.push(context! { name, label, part, error => missing(holder, field) });
        }
        let answers = fields.iter().map(|field| {
            context! { label => field.label.read(language), answer => answer_in_words(row, field, language) }
        });
        let answers: Vec<_> = answers.collect();
        if !answers.is_empty() {
            sections.push(context! { title => section.title.read(language), part, fields => answers });
        }
    }
    let key = holder.app().new_id::<sea_orm::prelude::Uuid>().to_string();
    let values = context! {
        title => row.structure.title.read(language),
        form => row.form.id.to_global().0,
        version => row.form.definition_version,
        errors,
        sections,
        key,
    };
    holder.page(status, "form_review.html", values)
}
