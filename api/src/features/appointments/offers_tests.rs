//! The slot search against small agendas, and against a search that tries everything.

use std::collections::{BTreeMap, BTreeSet};

use chrono_tz::Tz;
use entity::ids::{ResourceId, ServiceId, SiteId};
use sea_orm::prelude::Uuid;

use super::agenda::tests::{SITE, day, rule};
use super::agenda::{Agenda, Cell, Span, Taken, cells_of, start_of};
use super::offers::{Misfit, Offer, Question, Wanted, check_slot, offers_of_day};
use super::slot_id::{ChosenSlot, Segment};
use crate::platform::random::Random;

const MONDAY: &str = "2026-11-23";
const OTHER_SITE: SiteId = SiteId(Uuid::from_u128(2));

fn resource(id: u128) -> ResourceId {
    ResourceId(Uuid::from_u128(id))
}

/// Services with their minutes and the resources that can do them.
fn question(wanted: &[(i32, &[u128])], max_gap: i32) -> Question {
    let wanted = (1u128..).zip(wanted).map(|(id, (minutes, resources))| Wanted {
        service: ServiceId(Uuid::from_u128(id)),
        length: cells_of(*minutes),
        resources: resources.iter().map(|id| resource(*id)).collect(),
    });
    Question { wanted: wanted.collect(), max_gap: Cell::from(max_gap / 5), earliest: 0, last_day: None }
}

/// Resources that work on Mondays from one hour to another, by the clock of UTC.
fn agenda(hours: &[(u128, i32, i32)]) -> Agenda {
    Agenda {
        zone: Tz::UTC,
        sites: hours.iter().map(|(id, _, _)| (resource(*id), SITE)).collect(),
        rules: hours.iter().map(|(id, from, to)| rule(resource(*id), 1, *from, *to)).collect(),
        exceptions: Vec::new(),
    }
}

fn cell(minute: i32) -> Cell {
    super::agenda::cell_from(day(MONDAY).and_hms_opt(0, 0, 0).expect("midnight").and_utc())
        + Cell::from(minute / 5)
}

fn taken(cells: &[(u128, i32, i32)]) -> Taken {
    let mut taken = Taken::new();
    for (id, from, to) in cells {
        taken.entry(resource(*id)).or_default().extend(cell(*from)..cell(*to));
    }
    taken
}

fn offers(question: &Question, agenda: &Agenda, taken: &Taken) -> Vec<Offer> {
    offers_of_day(question, agenda, taken, day(MONDAY))
}

fn clock(cell: Cell) -> String {
    start_of(cell).format("%H:%M").to_string()
}

fn starts(offers: &[Offer]) -> Vec<String> {
    offers.iter().map(|offer| clock(offer.span.start)).collect()
}

/// What is done when and where: `1@10 08:00`.
fn plan(offer: &Offer) -> Vec<String> {
    let segment = |segment: &Segment| {
        let (service, resource) = (segment.service.0.as_u128(), segment.resource.0.as_u128());
        format!("{service}@{resource} {}", clock(segment.start))
    };
    offer.segments.iter().map(segment).collect()
}

#[test]
fn starts_abut_from_where_a_stretch_begins() {
    let (one, hours) = (question(&[(20, &[10])], 60), agenda(&[(10, 480, 560)]));
    assert_eq!(starts(&offers(&one, &hours, &Taken::new())), ["08:00", "08:20", "08:40", "09:00"]);
    let after = taken(&[(10, 480, 505), (10, 545, 550)]);
    assert_eq!(starts(&offers(&one, &hours, &after)), ["08:25", "08:45"]);
    let late = Question { earliest: cell(525), ..one };
    assert_eq!(starts(&offers(&late, &hours, &Taken::new())), ["09:00"]);
}

#[test]
fn one_offer_a_start_and_site_whoever_is_free() {
    let one = question(&[(30, &[10, 11, 12])], 60);
    let mut hours = agenda(&[(10, 480, 540), (11, 480, 540), (12, 490, 520)]);
    hours.sites.insert(resource(12), OTHER_SITE);
    let found = offers(&one, &hours, &taken(&[(10, 480, 510)]));
    assert_eq!(starts(&found), ["08:00", "08:10", "08:30"]);
    assert_eq!(plan(&found[0]), ["1@11 08:00"]);
    assert_eq!(found[1].site, OTHER_SITE);
    // At half past eight the free stretch of 10 begins: it is filled first.
    assert_eq!(plan(&found[2]), ["1@10 08:30"]);
}

#[test]
fn several_services_follow_each_other_in_the_order_that_ends_first() {
    // The second resource opens late: the second service waits for it, or goes first.
    let two = question(&[(30, &[10]), (20, &[11])], 60);
    let hours = agenda(&[(10, 480, 600), (11, 480, 500)]);
    let found = offers(&two, &hours, &Taken::new());
    assert_eq!(starts(&found), ["08:00"]);
    assert_eq!(plan(&found[0]), ["2@11 08:00", "1@10 08:20"]);
    let none = question(&[(30, &[10]), (20, &[11])], 0);
    let apart = agenda(&[(10, 480, 510), (11, 515, 535)]);
    assert!(offers(&none, &apart, &Taken::new()).is_empty());
    let found = offers(&question(&[(30, &[10]), (20, &[11])], 5), &apart, &Taken::new());
    assert_eq!(plan(&found[0]), ["1@10 08:00", "2@11 08:35"]);
}

#[test]
fn a_later_second_service_is_taken_where_the_third_needs_it() {
    let three = question(&[(30, &[10]), (30, &[11]), (30, &[12])], 30);
    let hours = agenda(&[(10, 480, 510), (11, 480, 600), (12, 600, 630)]);
    let found = offers(&three, &hours, &Taken::new());
    // 2 at 08:30 would leave an hour before 3; the wait is split.
    assert_eq!(plan(&found[0]), ["1@10 08:00", "2@11 09:00", "3@12 10:00"]);
}

#[test]
fn services_at_two_sites_are_no_visit() {
    let two = question(&[(30, &[10]), (20, &[11])], 60);
    let mut hours = agenda(&[(10, 480, 600), (11, 480, 600)]);
    hours.sites.insert(resource(11), OTHER_SITE);
    assert!(offers(&two, &hours, &Taken::new()).is_empty());
}

#[test]
fn who_began_with_a_resource_stays_with_it() {
    let two = question(&[(30, &[10, 11]), (30, &[10, 11])], 60);
    let found = offers(&two, &agenda(&[(10, 480, 600), (11, 480, 600)]), &Taken::new());
    assert_eq!(plan(&found[0]), ["1@10 08:00", "2@10 08:30"]);
}

#[test]
fn many_services_keep_the_order_given() {
    let five = question(&[(5, &[14]), (5, &[13]), (5, &[12]), (5, &[11]), (5, &[10])], 60);
    let hours = agenda(&[(10, 480, 600), (11, 480, 600), (12, 480, 600), (13, 480, 600), (14, 480, 600)]);
    let first = &offers(&five, &hours, &Taken::new())[0];
    assert_eq!(plan(first), ["1@14 08:00", "2@13 08:05", "3@12 08:10", "4@11 08:15", "5@10 08:20"]);
}

#[test]
fn nothing_after_the_last_day() {
    let until = Question { last_day: Some(day("2026-11-22")), ..question(&[(20, &[10])], 60) };
    assert!(offers(&until, &agenda(&[(10, 480, 560)]), &Taken::new()).is_empty());
}

fn chosen(offer: &Offer) -> ChosenSlot {
    ChosenSlot { site: offer.site, segments: offer.segments.clone() }
}

#[test]
fn every_offer_passes_the_check_and_what_was_none_does_not() {
    let two = question(&[(30, &[10]), (20, &[10, 11])], 30);
    let mut hours = agenda(&[(10, 480, 600), (11, 480, 600)]);
    for offer in offers(&two, &hours, &Taken::new()) {
        assert_eq!(check_slot(&two, &hours, &chosen(&offer)), Ok(offer));
    }
    let segment = |service, id, minute| Segment {
        service: ServiceId(Uuid::from_u128(service)),
        resource: resource(id),
        start: cell(minute),
    };
    let slot = |segments: &[Segment]| ChosenSlot { site: SITE, segments: segments.to_vec() };
    let check = |hours: &Agenda, segments: &[Segment]| check_slot(&two, hours, &slot(segments)).err();
    let fine = [segment(1, 10, 485), segment(2, 11, 545)];
    assert_eq!(check(&hours, &fine), None, "the grid is for lists only");
    assert_eq!(check(&hours, &[fine[1], fine[0]]), None, "the order is that of time");
    for (segments, misfit) in [
        (vec![fine[0]], Misfit::Impossible),
        (vec![segment(1, 11, 480), segment(2, 11, 510)], Misfit::Impossible),
        (vec![segment(1, 10, 480), segment(2, 11, 505)], Misfit::Impossible),
        (vec![segment(1, 10, 480), segment(2, 11, 545)], Misfit::Impossible),
        (vec![segment(1, 10, 480), segment(3, 11, 510)], Misfit::Impossible),
        (vec![segment(1, 10, 480), segment(1, 10, 510)], Misfit::Impossible),
        (vec![segment(1, 10, 560), segment(2, 11, 590)], Misfit::Gone),
        (vec![segment(1, 10, 2000), segment(2, 11, 2030)], Misfit::Gone),
        (vec![], Misfit::Impossible),
    ] {
        assert_eq!(check(&hours, &segments), Some(misfit), "{segments:?}");
    }
    let later = Question { earliest: cell(490), ..two.clone() };
    assert_eq!(check_slot(&later, &hours, &slot(&fine)).err(), Some(Misfit::Gone));
    hours.sites.insert(resource(11), OTHER_SITE);
    assert_eq!(check(&hours, &fine), Some(Misfit::Gone), "half of it went to another site");
    hours.sites.insert(resource(10), OTHER_SITE);
    assert_eq!(check(&hours, &fine), Some(Misfit::Gone), "all of it did");
    hours.sites.remove(&resource(11));
    assert_eq!(check(&hours, &fine), Some(Misfit::Gone), "a resource that is no longer there");
}

/// Every start at which some order of the services works out, with the earliest end: by trying everything.
fn everything(question: &Question, agenda: &Agenda, taken: &Taken) -> BTreeMap<Cell, Cell> {
    fn ends(
        question: &Question,
        free: &dyn Fn(&Wanted, Cell) -> bool,
        done: &mut Vec<usize>,
        at: Cell,
    ) -> Option<Cell> {
        if done.len() == question.wanted.len() {
            return Some(at);
        }
        let mut best = None;
        for place in 0..question.wanted.len() {
            let wanted = &question.wanted[place];
            if done.contains(&place) {
                continue;
            }
            let latest = if done.is_empty() { at } else { at + question.max_gap };
            for start in (at..=latest).filter(|start| free(wanted, *start)) {
                done.push(place);
                let end = ends(question, free, done, start + wanted.length);
                done.pop();
                best = [best, end].into_iter().flatten().min();
            }
        }
        best
    }
    let free = |wanted: &Wanted, start: Cell| {
        wanted.resources.iter().any(|resource| {
            let span = Span::new(start, wanted.length);
            agenda.working(*resource, day(MONDAY)).iter().any(|block| block.contains(span))
                && (span.start..span.end)
                    .all(|cell| !taken.get(resource).is_some_and(|taken| taken.contains(&cell)))
        })
    };
    let starts = cell(0)..cell(1440);
    starts.filter_map(|start| Some((start, ends(question, &free, &mut Vec::new(), start)?))).collect()
}

#[test]
fn the_soonest_slot_is_always_offered_and_every_offer_is_real() {
    let random = Random::seeded(7);
    let below = |bound: u64| i32::try_from(random.below(bound)).expect("small");
    for round in 0..150 {
        let minutes: Vec<i32> = (0..=below(3)).map(|_| 5 * (1 + below(5))).collect();
        let resources: Vec<Vec<u128>> =
            minutes.iter().map(|_| (10..13).filter(|_| below(2) == 0).collect()).collect();
        let wanted: Vec<(i32, &[u128])> =
            minutes.iter().copied().zip(resources.iter().map(Vec::as_slice)).collect();
        let question = question(&wanted, 5 * below(5));
        let hours: Vec<_> = (10..13)
            .map(|id| {
                let from = 480 + 5 * below(10);
                (id, from, from + 5 * (1 + below(20)))
            })
            .collect();
        let booked: Vec<_> = (0..below(6))
            .map(|_| {
                let from = 480 + 5 * below(24);
                (10 + u128::from(random.below(3)), from, from + 5 * (1 + below(4)))
            })
            .collect();
        let (agenda, taken) = (agenda(&hours), taken(&booked));
        let truth = everything(&question, &agenda, &taken);
        let found = offers(&question, &agenda, &taken);
        let first = found.first().map(|offer| offer.span.start);
        assert_eq!(first, truth.keys().next().copied(), "round {round}: the soonest");
        for offer in &found {
            assert_eq!(
                truth.get(&offer.span.start),
                Some(&offer.span.end),
                "round {round}: {:?}",
                plan(offer)
            );
            assert_eq!(check_slot(&question, &agenda, &chosen(offer)).as_ref(), Ok(offer), "round {round}");
            let free = |(resource, cell): &(ResourceId, Cell)| {
                !taken.get(resource).is_some_and(|taken| taken.contains(cell))
            };
            assert!(question.cells(offer).iter().all(free), "round {round}: {:?}", plan(offer));
        }
        let once: BTreeSet<_> = found.iter().map(|offer| (offer.span.start, offer.site)).collect();
        assert_eq!(once.len(), found.len(), "round {round}: one offer a start and site");
    }
}

#[test]
fn slots_keep_to_the_wall_when_clocks_change() {
    // Madrid goes from 02:00 to 03:00 on 2026-03-29: an hour less at night, 8 o'clock is 06:00 UTC from then on.
    let one = question(&[(60, &[10])], 60);
    let mut hours = agenda(&[(10, 480, 600)]);
    hours.zone = chrono_tz::Europe::Madrid;
    hours.rules = vec![rule(resource(10), 7, 60, 240), rule(resource(10), 7, 480, 600)];
    let found = offers_of_day(&one, &hours, &Taken::new(), day("2026-03-29"));
    assert_eq!(starts(&found), ["00:00", "01:00", "06:00", "07:00"]);
    let found = offers_of_day(&one, &hours, &Taken::new(), day("2026-10-25"));
    assert_eq!(starts(&found), ["23:00", "00:00", "01:00", "02:00", "07:00", "08:00"]);
}

/// Not a benchmark, a guard: 30 days of four services at a full clinic, in a debug build.
#[test]
fn a_month_is_searched_in_no_time() {
    let all: &[u128] = &[10, 11, 12, 13, 14, 15, 16, 17, 18, 19];
    let four = question(&[(15, all), (20, all), (25, all), (30, all)], 60);
    let hours: Vec<_> = all.iter().map(|id| (*id, 420, 1260)).collect();
    let hours = agenda(&hours);
    let started = tokio::time::Instant::now();
    for _ in 0..30 {
        assert!(!offers(&four, &hours, &taken(&[(10, 500, 700), (15, 430, 900)])).is_empty());
    }
    assert!(started.elapsed() < std::time::Duration::from_secs(10), "{:?}", started.elapsed());
}
