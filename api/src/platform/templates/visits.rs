//! What patients are told of the visits of a care plan: with whom and which one, and never what for.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use minijinja::context;
use minijinja::value::Value;

use super::{ClinicText, RenderedEmail, SiteText, each_once, first_name, render_email};
use crate::platform::clinic_time::{ZoneName, format_moment};
use crate::platform::error::{Language, Result};

/// What the e-mails about a visit of a care plan need. They name the zone of their times: a treatment goes on while
/// the patient travels.
#[derive(Clone, Copy, Debug)]
pub struct VisitEmail<'a> {
    /// The clinic's language: a message is in that, whoever reads it.
    pub language: Language,
    /// The patient's given name, as stored; the message uses the first of several.
    pub given_name: &'a str,
    /// The clinic that writes.
    pub clinic: ClinicText<'a>,
    /// The practitioner's name.
    pub practitioner: &'a str,
    /// The visit's number within the treatment, from 1.
    pub number: i32,
    /// The clinic's zone, in which times are told.
    pub time_zone: Tz,
    /// When the visit starts, or would have started.
    pub starts_at: DateTime<Utc>,
    /// Where.
    pub site: Option<SiteText<'a>>,
    /// What to do before, a sentence or more each; repeated ones are said once.
    pub preparations: &'a [&'a str],
    /// What the clinic says of the authorisation that the patient's payer asks for, a sentence each; none where it
    /// asks for none.
    pub authorization: Option<&'a [&'a str]>,
    /// Where the patient sees, moves or cancels the visits of the treatment; none where it has ended.
    pub link: Option<&'a str>,
}

/// The e-mail that a visit was added.
pub fn visit_added(email: &VisitEmail<'_>) -> Result<RenderedEmail> {
    render_email("visit_added", email.language, email.clinic, values(email, None))
}

/// The e-mail that a visit was moved from `previous_starts_at` to where it is now.
pub fn visit_moved(email: &VisitEmail<'_>, previous_starts_at: DateTime<Utc>) -> Result<RenderedEmail> {
    render_email("visit_moved", email.language, email.clinic, values(email, Some(previous_starts_at)))
}

/// The e-mail that a visit was cancelled.
pub fn visit_cancelled(email: &VisitEmail<'_>) -> Result<RenderedEmail> {
    render_email("visit_cancelled", email.language, email.clinic, values(email, None))
}

fn values(email: &VisitEmail<'_>, previous: Option<DateTime<Utc>>) -> Value {
    let moment = |at| format_moment(at, email.time_zone, email.language, ZoneName::Shown);
    context! {
        patient => first_name(email.given_name),
        practitioner => email.practitioner,
        number => email.number,
        when => moment(email.starts_at),
        previous => previous.map(moment),
        site => email.site.map(|site| context! { name => site.name, address => site.address }),
        preparations => each_once(email.preparations),
        authorization => email.authorization.map(each_once),
        link => email.link,
    }
}

#[cfg(test)]
mod tests {
    use chrono_tz::America::Argentina::Buenos_Aires;

    use super::*;
    use crate::platform::templates::tests::{CLINIC, assert_footer};

    fn email(language: Language, link: Option<&str>) -> VisitEmail<'_> {
        VisitEmail {
            language,
            given_name: "MARÍA JOSÉ",
            clinic: CLINIC,
            practitioner: "Lic. Paula <Giménez>",
            number: 3,
            time_zone: Buenos_Aires,
            starts_at: "2026-11-24T13:30:00Z".parse().expect("an instant"),
            site: Some(SiteText { name: "Sede Centro", address: "Av. de los Tilos 1234" }),
            preparations: &["Vení con ropa cómoda.", "Vení con ropa cómoda."],
            authorization: None,
            link,
        }
    }

    #[test]
    fn added_in_both_languages() {
        let link = Some("https://turnos.example/j/abc");
        let es = visit_added(&email(Language::Es, link)).expect("a mail");
        assert_eq!(
            es.subject,
            "Tu visita 3 en Clínica Demo: martes 24 de noviembre, 10:30\u{a0}h (hora de Buenos Aires)"
        );
        assert_eq!(
            es.text,
            "Hola, María:\n\nAgendamos la visita 3 de tu tratamiento.\n\n\
             Cuándo: martes 24 de noviembre, 10:30\u{a0}h (hora de Buenos Aires)\n\
             Dónde: Sede Centro, Av. de los Tilos 1234\nCon: Lic. Paula <Giménez>\n\nCómo prepararte:\n- Vení con ropa cómoda.\n\n\
             Para ver, cambiar o cancelar tus visitas, entrá acá:\nhttps://turnos.example/j/abc\n\n\
             ¡Te esperamos!\nClínica Demo\n\n--\nRecibís este correo porque hacés un tratamiento en Clínica Demo.\n"
        );
        assert!(es.html.contains("href=") && !es.html.contains("Con:"), "{}", es.html);
        let rows = ["Cuándo</td>", "Dónde</td>", "Con</td>", "Lic. Paula &lt;Giménez&gt;", "</table>"];
        assert!(rows.map(|row| es.html.find(row).expect(row)).is_sorted(), "{}", es.html);
        let en = visit_added(&email(Language::En, None)).expect("a mail");
        assert!(en.text.contains("We have booked visit 3 of your treatment.\n"), "{}", en.text);
        assert!(
            en.text.contains("\nWith: Lic. Paula <Giménez>\n") && !en.text.contains("http"),
            "{}",
            en.text
        );
        assert!(!en.html.contains("href="), "{}", en.html);
    }

    #[test]
    fn what_the_payer_asks_for_is_said_where_the_visit_stands() {
        let previous = "2026-11-23T12:00:00Z".parse().expect("an instant");
        for (language, asks) in [
            (Language::Es, "Para esta visita necesitás la autorización"),
            (Language::En, "has to authorise this visit"),
        ] {
            let notes = ["Pedila en la app <de> tu prepaga."];
            let email = VisitEmail { authorization: Some(&notes), ..email(language, None) };
            let (added, moved) =
                (visit_added(&email).expect("a mail"), visit_moved(&email, previous).expect("a mail"));
            for mail in [added, moved] {
                assert!(mail.text.contains(asks) && mail.text.contains("app <de> tu"), "{}", mail.text);
                assert!(mail.html.contains(asks) && mail.html.contains("app &lt;de&gt; tu"), "{}", mail.html);
            }
            let without = visit_added(&VisitEmail { authorization: None, ..email }).expect("a mail");
            assert!(!without.text.contains(asks) && !without.html.contains(asks), "{}", without.text);
            let cancelled = visit_cancelled(&email).expect("a mail");
            assert!(!cancelled.text.contains(asks), "{}", cancelled.text);
        }
    }

    #[test]
    fn moved_and_cancelled_name_their_times() {
        let previous = "2026-11-23T12:00:00Z".parse().expect("an instant");
        for (language, was, is) in [
            (Language::Es, "lunes 23 de noviembre, 09:00\u{a0}h", "martes 24 de noviembre, 10:30\u{a0}h"),
            (Language::En, "Monday 23 November, 09:00", "Tuesday 24 November, 10:30"),
        ] {
            let moved = visit_moved(&email(language, None), previous).expect("a mail");
            for part in [&moved.text, &moved.html] {
                assert!(part.contains(was) && part.contains(is) && part.contains('3'), "{part}");
            }
            let cancelled = visit_cancelled(&email(language, None)).expect("a mail");
            let added = visit_added(&email(language, None)).expect("a mail");
            [added, moved.clone(), cancelled.clone()].iter().for_each(assert_footer);
            for part in [&cancelled.text, &cancelled.html] {
                assert!(part.contains(is) && part.contains("Lic. Paula"), "{part}");
            }
        }
    }
}
