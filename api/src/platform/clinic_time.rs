//! The clinic's own time: days, minutes of a day, and dates in words.
//!
//! Instants are UTC everywhere else; this is the only place that turns a clinic's calendar into them. Clocks
//! change at midnight in Santiago, Asunción and (until 2019) São Paulo, so a day may begin at 01:00 or last
//! 23 or 25 hours: never add 24 hours to reach tomorrow.

use chrono::{
    DateTime, Datelike, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeDelta, TimeZone,
    Timelike, Utc,
};
use chrono_tz::Tz;

use super::error::Language;

/// Minutes in a day of the calendar.
const MINUTES_A_DAY: i32 = 24 * 60;

/// The zone by its IANA name; none if there is no such zone.
pub fn zone(name: &str) -> Option<Tz> {
    name.parse().ok()
}

/// The clinic's day at an instant.
pub fn day_of(at: DateTime<Utc>, tz: Tz) -> NaiveDate {
    at.with_timezone(&tz).date_naive()
}

/// The half-open span of UTC `[start, end)` of the clinic's days `from` to `to_inclusive`; empty where `to` is
/// before `from`. Days before year 1 or after 9998 are taken for those, so that no input can overflow.
pub fn day_range(tz: Tz, from: NaiveDate, to_inclusive: NaiveDate) -> (DateTime<Utc>, DateTime<Utc>) {
    let start = day_start(tz, from);
    let end = day_start(tz, within_reason(to_inclusive).succ_opt().unwrap_or(to_inclusive));
    (start, end.max(start))
}

/// The first instant of a clinic's day: midnight, or the moment to which the clock jumps over it.
pub fn day_start(tz: Tz, day: NaiveDate) -> DateTime<Utc> {
    let midnight = within_reason(day).and_time(NaiveTime::MIN);
    resolve(tz, midnight).unwrap_or_else(|| after_gap(tz, midnight))
}

/// The instant at which the clinic's clock shows `minute` (0 to 1440, after midnight) of `day`: the earlier one
/// where it shows it twice, none where it never does or the minute is outside the day.
pub fn local(day: NaiveDate, minute: i32, tz: Tz) -> Option<DateTime<Utc>> {
    if !(0..=MINUTES_A_DAY).contains(&minute) {
        return None;
    }
    resolve(tz, within_reason(day).and_time(NaiveTime::MIN) + TimeDelta::minutes(minute.into()))
}

/// The clinic's day and the minutes after its midnight at an instant; the inverse of [`local`].
pub fn day_and_minute(at: DateTime<Utc>, tz: Tz) -> (NaiveDate, i32) {
    let local = at.with_timezone(&tz);
    let minute = i32::try_from(local.hour() * 60 + local.minute()).unwrap_or_default();
    (local.date_naive(), minute)
}

fn within_reason(day: NaiveDate) -> NaiveDate {
    let first = NaiveDate::from_ymd_opt(1, 1, 1).unwrap_or_default();
    let last = NaiveDate::from_ymd_opt(9998, 12, 31).unwrap_or_default();
    day.clamp(first, last)
}

fn resolve(tz: Tz, local: NaiveDateTime) -> Option<DateTime<Utc>> {
    match tz.from_local_datetime(&local) {
        LocalResult::Single(at) => Some(at.to_utc()),
        LocalResult::Ambiguous(one, other) => Some(one.min(other).to_utc()),
        LocalResult::None => None,
    }
}

/// The moment of the jump that leaves out a local time, to the second. A day before the jump the clock is
/// certainly behind that time, and a day after it certainly past it.
fn after_gap(tz: Tz, missing: NaiveDateTime) -> DateTime<Utc> {
    let shows = |seconds: i64| {
        let at = missing + TimeDelta::seconds(seconds);
        at + TimeDelta::seconds(tz.offset_from_utc_datetime(&at).fix().local_minus_utc().into())
    };
    let (mut before, mut after): (i64, i64) = (-2 * 86_400, 2 * 86_400);
    while after - before > 1 {
        let middle = (before + after).div_euclid(2);
        if shows(middle) >= missing { after = middle } else { before = middle }
    }
    (missing + TimeDelta::seconds(after)).and_utc()
}

/// Whether a text names the zone of the time in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ZoneName {
    /// It does not: the reader is where the clinic is.
    #[default]
    Hidden,
    /// It does: '(hora de Buenos Aires)'.
    Shown,
}

const WEEKDAYS_ES: [&str; 7] = ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"];
const WEEKDAYS_EN: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const MONTHS_ES: [&str; 12] = [
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
];
const MONTHS_EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// 'martes 24 de noviembre', 'Tuesday 24 November'. Without the year: what is said is never far away.
pub fn format_day(day: NaiveDate, language: Language) -> String {
    let weekday = day.weekday().num_days_from_monday() as usize;
    let month = day.month0() as usize;
    match language {
        Language::Es => format!("{} {} de {}", WEEKDAYS_ES[weekday], day.day(), MONTHS_ES[month]),
        Language::En => format!("{} {} {}", WEEKDAYS_EN[weekday], day.day(), MONTHS_EN[month]),
    }
}

/// '10:30 h', '10:30': the clinic's clock, 24 hours. A line does not break before the h.
pub fn format_time(at: DateTime<Utc>, tz: Tz, language: Language) -> String {
    let time = at.with_timezone(&tz).format("%H:%M");
    match language {
        Language::Es => format!("{time}\u{a0}h"),
        Language::En => time.to_string(),
    }
}

/// 'martes 24 de noviembre, 10:30 h', 'Tuesday 24 November, 10:30', with the zone where asked.
pub fn format_moment(at: DateTime<Utc>, tz: Tz, language: Language, zone_name: ZoneName) -> String {
    let moment = format!("{}, {}", format_day(day_of(at, tz), language), format_time(at, tz, language));
    match zone_name {
        ZoneName::Hidden => moment,
        ZoneName::Shown => format!("{moment} ({})", format_zone(tz, language)),
    }
}

/// Whose time it is: 'hora de Buenos Aires'.
pub fn format_zone(tz: Tz, language: Language) -> String {
    match (place(tz, language), language) {
        (place, _) if place == "UTC" => place,
        (place, Language::Es) => format!("hora de {place}"),
        (place, Language::En) => format!("{place} time"),
    }
}

/// The place that a zone is named after, as people write it. IANA's names are English and have no accents; told here
/// are those of Spanish-speaking countries, of their neighbours, and of where their people travel.
fn place(tz: Tz, language: Language) -> String {
    let city = tz.name().rsplit('/').next().unwrap_or_else(|| tz.name());
    let name = match (city, language) {
        ("Asuncion", _) => "Asunción",
        ("Belem", _) => "Belém",
        ("Bogota", _) => "Bogotá",
        ("Cancun", _) => "Cancún",
        ("Ciudad_Juarez", _) => "Ciudad Juárez",
        ("Cordoba", _) => "Córdoba",
        ("Cuiaba", _) => "Cuiabá",
        ("Maceio", _) => "Maceió",
        ("Mazatlan", _) => "Mazatlán",
        ("Merida", _) => "Mérida",
        ("Rio_Gallegos", _) => "Río Gallegos",
        ("Santarem", _) => "Santarém",
        ("Sao_Paulo", _) => "São Paulo",
        ("Tucuman", _) => "Tucumán",
        ("Canary", Language::Es) => "Canarias",
        ("Easter", Language::Es) => "Isla de Pascua",
        ("Galapagos", Language::Es) => "Galápagos",
        ("Havana", Language::Es) => "La Habana",
        ("London", Language::Es) => "Londres",
        ("Los_Angeles", Language::Es) => "Los Ángeles",
        ("Mexico_City", Language::Es) => "Ciudad de México",
        ("New_York", Language::Es) => "Nueva York",
        ("Panama", Language::Es) => "Panamá",
        ("Paris", Language::Es) => "París",
        ("Rome", Language::Es) => "Roma",
        (other, _) => return other.replace('_', " "),
    };
    name.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono_tz::America::Argentina::Buenos_Aires;
    use chrono_tz::America::{Asuncion, Los_Angeles, Santiago, Sao_Paulo};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn utc(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn a_plain_day() {
        let (start, end) = day_range(Buenos_Aires, day("2026-11-24"), day("2026-11-24"));
        assert_eq!((start, end), (utc("2026-11-24T03:00:00Z"), utc("2026-11-25T03:00:00Z")));
        assert_eq!(day_of(utc("2026-11-24T02:59:59Z"), Buenos_Aires), day("2026-11-23"));
        let (start, end) = day_range(Buenos_Aires, day("2026-11-01"), day("2026-11-30"));
        assert_eq!((end - start).num_hours(), 30 * 24);
        let (start, end) = day_range(Buenos_Aires, day("2026-11-30"), day("2026-11-01"));
        assert_eq!(start, end);
    }

    #[test]
    fn days_that_begin_at_one_o_clock() {
        // Each of these days has no midnight.
        for (tz, text, start) in [
            (Sao_Paulo, "2018-11-04", "2018-11-04T03:00:00Z"),
            (Santiago, "2024-09-08", "2024-09-08T04:00:00Z"),
            (Asuncion, "2023-10-01", "2023-10-01T04:00:00Z"),
        ] {
            let (from, to) = day_range(tz, day(text), day(text));
            assert_eq!(from, utc(start), "{tz}");
            assert_eq!((to - from).num_hours(), 23, "{tz}");
            assert_eq!(day_and_minute(from, tz), (day(text), 60), "{tz}");
            assert_eq!(day_of(from - TimeDelta::seconds(1), tz), day(text).pred_opt().unwrap(), "{tz}");
            assert_eq!(local(day(text), 0, tz), None, "{tz}");
            assert_eq!(local(day(text), 60, tz), Some(from), "{tz}");
            assert_eq!(local(day(text).pred_opt().unwrap(), 1440, tz), None, "{tz}");
        }
    }

    #[test]
    fn days_of_twenty_five_hours() {
        // The clock goes back at midnight: the last hour of the day comes twice.
        for (tz, text) in [(Santiago, "2024-04-06"), (Sao_Paulo, "2018-02-17")] {
            let (from, to) = day_range(tz, day(text), day(text));
            assert_eq!((to - from).num_hours(), 25, "{tz}");
            let twice = local(day(text), 23 * 60 + 30, tz).unwrap();
            assert_eq!(twice, to - TimeDelta::minutes(90), "the earlier one, {tz}");
        }
    }

    #[test]
    fn clocks_that_change_in_the_small_hours() {
        let (from, to) = day_range(Los_Angeles, day("2026-03-08"), day("2026-03-08"));
        assert_eq!((to - from).num_hours(), 23);
        assert_eq!(local(day("2026-03-08"), 150, Los_Angeles), None);
        assert_eq!(local(day("2026-11-01"), 90, Los_Angeles), Some(utc("2026-11-01T08:30:00Z")));
    }

    #[test]
    fn a_day_that_never_was_is_empty() {
        let (from, to) = day_range(chrono_tz::Pacific::Apia, day("2011-12-30"), day("2011-12-30"));
        assert_eq!(from, to);
        assert_eq!(from, utc("2011-12-30T10:00:00Z"));
    }

    #[test]
    fn every_day_of_many_years_joins_the_next() {
        for tz in [Buenos_Aires, Santiago, Sao_Paulo, Asuncion, Los_Angeles] {
            let mut today = day("2006-12-01");
            while today < day("2028-01-01") {
                let tomorrow = today.succ_opt().unwrap();
                let (start, end) = day_range(tz, today, today);
                assert_eq!(end, day_start(tz, tomorrow));
                assert_eq!(day_of(start, tz), today, "{tz} {today}");
                assert_eq!(day_of(end - TimeDelta::seconds(1), tz), today, "{tz} {today}");
                today = tomorrow;
            }
        }
    }

    #[test]
    fn minutes_outside_the_day_and_days_outside_reason() {
        assert_eq!(local(day("2026-11-24"), -1, Buenos_Aires), None);
        assert_eq!(local(day("2026-11-24"), 1441, Buenos_Aires), None);
        assert_eq!(local(day("2026-11-24"), 1440, Buenos_Aires), Some(utc("2026-11-25T03:00:00Z")));
        let (from, to) = day_range(Buenos_Aires, NaiveDate::MIN, NaiveDate::MAX);
        assert!(from < to);
    }

    #[test]
    fn dates_in_words() {
        let at = utc("2026-11-24T13:30:00Z");
        let text = |language, zone| format_moment(at, Buenos_Aires, language, zone);
        assert_eq!(text(Language::Es, ZoneName::Hidden), "martes 24 de noviembre, 10:30\u{a0}h");
        assert_eq!(text(Language::En, ZoneName::Hidden), "Tuesday 24 November, 10:30");
        assert_eq!(
            text(Language::Es, ZoneName::Shown),
            "martes 24 de noviembre, 10:30\u{a0}h (hora de Buenos Aires)"
        );
        assert_eq!(text(Language::En, ZoneName::Shown), "Tuesday 24 November, 10:30 (Buenos Aires time)");
        assert_eq!(
            format_moment(at, Tz::UTC, Language::En, ZoneName::Shown),
            "Tuesday 24 November, 13:30 (UTC)"
        );
        assert_eq!(
            format_moment(at, Sao_Paulo, Language::Es, ZoneName::Shown),
            "martes 24 de noviembre, 10:30\u{a0}h (hora de São Paulo)"
        );
        let zones = [
            (Los_Angeles, "hora de Los Ángeles", "Los Angeles time"),
            (chrono_tz::America::Mexico_City, "hora de Ciudad de México", "Mexico City time"),
            (chrono_tz::America::Bogota, "hora de Bogotá", "Bogotá time"),
            (Asuncion, "hora de Asunción", "Asunción time"),
            (chrono_tz::America::Argentina::San_Juan, "hora de San Juan", "San Juan time"),
        ];
        for (tz, es, en) in zones {
            assert_eq!((&*format_zone(tz, Language::Es), &*format_zone(tz, Language::En)), (es, en));
        }
        // The clinic's day, not that of UTC.
        let late = utc("2026-03-01T02:05:00Z");
        assert_eq!(
            format_moment(late, Buenos_Aires, Language::Es, ZoneName::Hidden),
            "sábado 28 de febrero, 23:05\u{a0}h"
        );
    }

    #[test]
    fn zones_by_name() {
        assert_eq!(zone("America/Argentina/Buenos_Aires"), Some(Buenos_Aires));
        assert_eq!(zone("Argentina"), None);
    }
}
