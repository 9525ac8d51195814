//! Appointments as iCalendar documents (RFC 5545), for mail (RFC 6047) and for download.
//!
//! Times are UTC instants, so no VTIMEZONE is needed and every calendar shows them in its own zone.

use std::fmt::Write as _;

use chrono::{DateTime, Utc};

/// The longest line, in octets, without its CRLF (RFC 5545, section 3.1).
const MAX_LINE: usize = 75;

/// One appointment, as it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invite {
    /// Names the appointment for ever: `id@domain`, the same when it is moved or cancelled.
    pub uid: String,
    /// Counts up by one with every change; calendars ignore what is older than what they have.
    pub sequence: u32,
    /// From.
    pub starts_at: DateTime<Utc>,
    /// To.
    pub ends_at: DateTime<Utc>,
    /// The title. Whoever looks over the patient's shoulder reads it.
    pub summary: String,
    /// What to bring, how to prepare; lines separated by `\n`.
    pub description: String,
    /// The address of the site.
    pub location: String,
    /// Who invites: the clinic's address.
    pub organizer_email: String,
    /// Who is invited. With it the document is a request that calendars take in and update; without it, it
    /// is published for whoever downloads it.
    pub attendee_email: Option<String>,
    /// Called off: calendars take it out.
    pub cancelled: bool,
}

/// What the calendar is asked to do (RFC 5546, section 1.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CalendarMethod {
    /// Take note; no reply is expected.
    Publish,
    /// Invite; a newer sequence replaces the older one.
    Request,
    /// Take it out.
    Cancel,
}

impl CalendarMethod {
    /// As RFC 5546 writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Publish => "PUBLISH",
            Self::Request => "REQUEST",
            Self::Cancel => "CANCEL",
        }
    }
}

/// An iCalendar document and its METHOD, which a mail's content type repeats.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    /// The document.
    pub ics: String,
    /// Its METHOD.
    pub method: CalendarMethod,
}

impl Invite {
    /// What a calendar is to do with it.
    pub fn method(&self) -> CalendarMethod {
        match (self.cancelled, &self.attendee_email) {
            (true, _) => CalendarMethod::Cancel,
            (false, Some(_)) => CalendarMethod::Request,
            (false, None) => CalendarMethod::Publish,
        }
    }

    /// The document; `now` is when it was written (DTSTAMP).
    pub fn to_calendar(&self, now: DateTime<Utc>) -> Calendar {
        let method = self.method();
        let mut out = Lines::default();
        out.raw("BEGIN:VCALENDAR");
        out.raw("VERSION:2.0");
        out.raw("PRODID:-//Asistencia//Turnos//ES");
        out.raw("CALSCALE:GREGORIAN");
        out.line("METHOD", method.as_str());
        out.raw("BEGIN:VEVENT");
        out.text("UID", &self.uid);
        out.line("SEQUENCE", &self.sequence.to_string());
        out.line("DTSTAMP", &utc(now));
        out.line("DTSTART", &utc(self.starts_at));
        out.line("DTEND", &utc(self.ends_at));
        out.text("SUMMARY", &self.summary);
        for (name, value) in [("DESCRIPTION", &self.description), ("LOCATION", &self.location)] {
            if !value.trim().is_empty() {
                out.text(name, value);
            }
        }
        out.line("ORGANIZER", &mailto(&self.organizer_email));
        if let Some(attendee) = &self.attendee_email {
            // The appointment stands; nobody is waiting for a reply.
            let name = "ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE";
            out.line(name, &mailto(attendee));
        }
        out.raw("CLASS:PRIVATE");
        out.raw("TRANSP:OPAQUE");
        out.line("STATUS", if self.cancelled { "CANCELLED" } else { "CONFIRMED" });
        out.raw("END:VEVENT");
        out.raw("END:VCALENDAR");
        Calendar { ics: out.0, method }
    }
}

#[derive(Default)]
struct Lines(String);

impl Lines {
    fn raw(&mut self, line: &str) {
        self.0.push_str(line);
        self.0.push_str("\r\n");
    }

    /// A value that is not text (times, addresses): nothing is escaped.
    fn line(&mut self, name: &str, value: &str) {
        self.fold(&format!("{name}:{value}"));
    }

    /// A value of type TEXT (RFC 5545, section 3.3.11).
    fn text(&mut self, name: &str, value: &str) {
        let mut line = format!("{name}:");
        for c in value.replace("\r\n", "\n").chars() {
            match c {
                '\\' | ';' | ',' => {
                    let _ = write!(line, "\\{c}");
                }
                '\n' => line.push_str("\\n"),
                c if c.is_control() && c != '\t' => {}
                c => line.push(c),
            }
        }
        self.fold(&line);
    }

    /// Breaks a line so that no piece is longer than 75 octets; a piece that continues starts with a space.
    /// Never inside a character.
    fn fold(&mut self, line: &str) {
        let mut width = 0;
        for c in line.chars() {
            if width + c.len_utf8() > MAX_LINE {
                self.0.push_str("\r\n ");
                width = 1;
            }
            self.0.push(c);
            width += c.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}

fn utc(at: DateTime<Utc>) -> String {
    at.format("%Y%m%dT%H%M%SZ").to_string()
}

/// What would end the line or the value has no place in an address.
fn mailto(address: &str) -> String {
    let address: String = address.chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect();
    format!("mailto:{address}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn invite() -> Invite {
        Invite {
            uid: "0192-abc@clinic.example".into(),
            sequence: 0,
            starts_at: at("2026-11-25T13:30:00Z"),
            ends_at: at("2026-11-25T13:50:00Z"),
            summary: "Turno en Clínica Demo".into(),
            description: "Traé la orden, tu DNI; y la credencial.\nAyuno: 8 h \\ agua sí".into(),
            location: "Av. Rivadavia 1234, CABA".into(),
            organizer_email: "turnos@clinic.example".into(),
            attendee_email: Some("ana@example.org".into()),
            cancelled: false,
        }
    }

    /// What a reader sees after joining folded lines.
    fn unfolded(invite: &Invite) -> Vec<String> {
        let ics = invite.to_calendar(at("2026-11-21T10:00:00Z")).ics;
        ics.replace("\r\n ", "").split("\r\n").map(str::to_owned).collect()
    }

    #[test]
    fn a_booked_appointment() {
        let expected = [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//Asistencia//Turnos//ES",
            "CALSCALE:GREGORIAN",
            "METHOD:REQUEST",
            "BEGIN:VEVENT",
            "UID:0192-abc@clinic.example",
            "SEQUENCE:0",
            "DTSTAMP:20261121T100000Z",
            "DTSTART:20261125T133000Z",
            "DTEND:20261125T135000Z",
            "SUMMARY:Turno en Clínica Demo",
            r"DESCRIPTION:Traé la orden\, tu DNI\; y la credencial.\nAyuno: 8 h \\ agua sí",
            r"LOCATION:Av. Rivadavia 1234\, CABA",
            "ORGANIZER:mailto:turnos@clinic.example",
            "ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE:mailto:ana@example.org",
            "CLASS:PRIVATE",
            "TRANSP:OPAQUE",
            "STATUS:CONFIRMED",
            "END:VEVENT",
            "END:VCALENDAR",
            "",
        ];
        assert_eq!(unfolded(&invite()), expected);
    }

    #[test]
    fn moved_and_cancelled_keep_their_name_and_count_up() {
        let moved = Invite { sequence: 1, starts_at: at("2026-11-26T13:30:00Z"), ..invite() };
        let lines = unfolded(&moved);
        for line in
            ["METHOD:REQUEST", "SEQUENCE:1", "UID:0192-abc@clinic.example", "DTSTART:20261126T133000Z"]
        {
            assert!(lines.contains(&line.to_owned()), "{line}");
        }
        let cancelled = Invite { sequence: 2, cancelled: true, ..invite() };
        let lines = unfolded(&cancelled);
        for line in ["METHOD:CANCEL", "SEQUENCE:2", "UID:0192-abc@clinic.example", "STATUS:CANCELLED"] {
            assert!(lines.contains(&line.to_owned()), "{line}");
        }
        let download = Invite { attendee_email: None, ..invite() };
        assert_eq!(download.method(), CalendarMethod::Publish);
        assert!(!unfolded(&download).iter().any(|line| line.starts_with("ATTENDEE")));
    }

    #[test]
    fn no_line_is_longer_than_75_octets_and_no_character_is_torn() {
        for shift in 0..5 {
            let text = format!("{}{}", "x".repeat(shift), "ñandú €𝄞 ".repeat(60));
            let ics =
                Invite { description: text.clone(), ..invite() }.to_calendar(at("2026-11-21T10:00:00Z")).ics;
            assert!(ics.ends_with("\r\n"));
            assert!(ics.split("\r\n").all(|line| line.len() <= 75));
            assert!(!ics.replace("\r\n", "").contains(['\r', '\n']));
            assert!(ics.replace("\r\n ", "").contains(&text));
        }
    }

    #[test]
    fn nothing_can_be_smuggled_in() {
        let evil = Invite {
            summary: "a\r\nATTENDEE:mailto:evil@example.org\u{7}".into(),
            uid: "x\nSTATUS:CANCELLED".into(),
            organizer_email: "a@b.example\r\nEND:VEVENT".into(),
            ..invite()
        };
        let lines = unfolded(&evil);
        assert!(lines.contains(&r"SUMMARY:a\nATTENDEE:mailto:evil@example.org".to_owned()));
        assert!(lines.contains(&r"UID:x\nSTATUS:CANCELLED".to_owned()));
        assert!(lines.contains(&"ORGANIZER:mailto:a@b.exampleEND:VEVENT".to_owned()));
        assert_eq!(lines.iter().filter(|line| line.starts_with("ATTENDEE")).count(), 1);
    }
}
