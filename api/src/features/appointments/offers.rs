//! Which slots there are: a pure function of what is asked for, when resources work and what is taken.
//!
//! All services of a visit are done on one day of the clinic at one site, one after the other, in any order
//! where there are at most [`MAX_ORDERED`] of them (in the order given beyond that), with at most `max_gap`
//! between two. There is one offer a start and site: of all orders the one that ends first.
//!
//! Starts: within each free stretch of a resource the first start that works out, and from there in steps of
//! the first service's duration. So the soonest slot is always offered, bookings of one kind abut and leave no
//! unusable rest, and a list holds no more than what can be booked side by side. Following services begin as
//! early as they can, on any five minutes: a patient's wait weighs more than a rest. Of several free resources
//! the one is taken that did the service before, else the one whose free stretch begins closest before, else
//! the one with the shortest stretch.
//!
//! The cost of a day is orders × services × cells, some ten thousand steps; days are asked for one by one.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use entity::ids::{ResourceId, ServiceId, SiteId};

use super::agenda::{Agenda, Cell, Span, Taken, free};
use super::slot_id::{ChosenSlot, Segment};

/// Most services that are tried in every order.
const MAX_ORDERED: usize = 4;

/// A service that is asked for.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Which.
    pub service: ServiceId,
    /// How many cells it takes.
    pub length: Cell,
    /// The resources that can do it.
    pub resources: BTreeSet<ResourceId>,
}

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Question {
    /// The services.
    pub wanted: Vec<Wanted>,
    /// Cells that may lie between two services.
    pub max_gap: Cell,
    /// No visit begins before.
    pub earliest: Cell,
    /// No visit is after this day of the clinic.
    pub last_day: Option<NaiveDate>,
}

/// A slot: where and when the services can be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Where.
    pub site: SiteId,
    /// From the start of the first service to the end of the last.
    pub span: Span,
    /// The services, in the order in which they are done.
    pub segments: Vec<Segment>,
}

/// The offers of a day, by start, then by site.
pub fn offers_of_day(question: &Question, agenda: &Agenda, taken: &Taken, day: NaiveDate) -> Vec<Offer> {
    if question.last_day.is_some_and(|last| last < day) {
        return Vec::new();
    }
    let able: BTreeSet<_> = question.wanted.iter().flat_map(|wanted| &wanted.resources).copied().collect();
    let mut sites: BTreeMap<SiteId, Stretches> = BTreeMap::new();
    for resource in able {
        let Some(site) = agenda.sites.get(&resource) else { continue };
        let spans = free(&agenda.working(resource, day), taken.get(&resource));
        if !spans.is_empty() {
            sites.entry(*site).or_default().insert(resource, spans);
        }
    }
    let mut offers: Vec<_> =
        sites.into_iter().flat_map(|(site, stretches)| offers_of_site(question, site, &stretches)).collect();
    offers.sort_by_key(|offer| (offer.span.start, offer.site));
    offers
}

/// The free stretches of a site's resources on one day.
type Stretches = BTreeMap<ResourceId, Vec<Span>>;

fn offers_of_site(question: &Question, site: SiteId, stretches: &Stretches) -> Vec<Offer> {
    let bounds = stretches
        .values()
        .flatten()
        .copied()
        .reduce(|one, other| Span { start: one.start.min(other.start), end: one.end.max(other.end) });
    let Some(bounds) = bounds else { return Vec::new() };
    let startable: Vec<Vec<bool>> =
        question.wanted.iter().map(|wanted| starts_of(wanted, bounds, stretches)).collect();
    if startable.iter().any(|starts| !starts.contains(&true)) {
        return Vec::new();
    }
    let orders = orders(question.wanted.len());
    let paths: Vec<_> = orders.iter().map(|order| Path::new(question, order, &startable, bounds)).collect();
    let starts: BTreeSet<_> = paths.iter().flat_map(|path| path.first_starts(stretches)).collect();
    starts
        .into_iter()
        .filter(|start| *start >= question.earliest)
        .filter_map(|start| {
            let visits = paths.iter().filter_map(|path| path.follow(start));
            let (end, visit) = visits.min_by_key(|(end, _)| *end)?;
            let segments = assign(question, &visit, stretches)?;
            Some(Offer { site, span: Span { start, end }, segments })
        })
        .collect()
}

/// The stretch of a resource in which a span lies.
fn stretch_of(stretches: &Stretches, resource: ResourceId, span: Span) -> Option<Span> {
    stretches.get(&resource)?.iter().copied().find(|stretch| stretch.contains(span))
}

/// For each cell from the bounds' start whether some resource can begin the service then.
fn starts_of(wanted: &Wanted, bounds: Span, stretches: &Stretches) -> Vec<bool> {
    let mut starts = vec![false; usize::try_from(bounds.end - bounds.start).unwrap_or_default()];
    for span in wanted.resources.iter().filter_map(|resource| stretches.get(resource)).flatten() {
        for start in span.start..=span.end - wanted.length {
            if let Some(flag) = usize::try_from(start - bounds.start).ok().and_then(|at| starts.get_mut(at)) {
                *flag = true;
            }
        }
    }
    starts
}

/// All orders of so many things, the given one first; only that one where there are too many.
fn orders(count: usize) -> Vec<Vec<usize>> {
    let given: Vec<usize> = (0..count).collect();
    if count > MAX_ORDERED {
        return vec![given];
    }
    let mut orders = vec![Vec::new()];
    for _ in 0..count {
        orders = orders
            .into_iter()
            .flat_map(|order: Vec<usize>| {
                given
                    .iter()
                    .filter(|next| !order.contains(next))
                    .map(|next| [&order[..], &[*next]].concat())
                    .collect::<Vec<_>>()
            })
            .collect();
    }
    orders
}

/// The services in one order. `next[place][at]` is the earliest start, not before the cell `at` of the bounds,
/// of the service at that place from which all the following ones work out. To take the earliest is best: a
/// later start can only make what follows later.
struct Path<'a> {
    question: &'a Question,
    order: &'a [usize],
    bounds: Span,
    next: Vec<Vec<Option<Cell>>>,
}

impl<'a> Path<'a> {
    fn new(question: &'a Question, order: &'a [usize], startable: &[Vec<bool>], bounds: Span) -> Self {
        let mut path = Self { question, order, bounds, next: vec![Vec::new(); order.len()] };
        for place in (0..order.len()).rev() {
            let starts = &startable[order[place]];
            let mut earliest = None;
            let mut next = vec![None; starts.len()];
            for (at, start) in
                (bounds.start..).enumerate().take(starts.len()).collect::<Vec<_>>().into_iter().rev()
            {
                if starts[at] && (place + 1 == order.len() || path.after(place, start).is_some()) {
                    earliest = Some(start);
                }
                next[at] = earliest;
            }
            path.next[place] = next;
        }
        path
    }

    /// When the service after a place begins, where the one at it begins at `start`.
    fn after(&self, place: usize, start: Cell) -> Option<Cell> {
        let end = start + self.question.wanted[self.order[place]].length;
        self.earliest(place + 1, end).filter(|next| *next <= end + self.question.max_gap)
    }

    fn earliest(&self, place: usize, from: Cell) -> Option<Cell> {
        let at = usize::try_from(from - self.bounds.start).ok()?;
        self.next.get(place)?.get(at).copied().flatten()
    }

    /// The starts that are offered.
    fn first_starts(&self, stretches: &Stretches) -> Vec<Cell> {
        let Some(wanted) = self.order.first().map(|first| &self.question.wanted[*first]) else {
            return Vec::new();
        };
        let mut offered = Vec::new();
        for span in wanted.resources.iter().filter_map(|resource| stretches.get(resource)).flatten() {
            let mut run = None;
            for start in span.start..=span.end - wanted.length {
                if self.earliest(0, start) != Some(start) {
                    run = None;
                } else if (start - *run.get_or_insert(start)) % wanted.length == 0 {
                    offered.push(start);
                }
            }
        }
        offered
    }

    /// When the visit ends whose first service begins at `start`, with places in the question and starts of all
    /// services; none where it does not work out.
    fn follow(&self, start: Cell) -> Option<(Cell, Vec<(usize, Cell)>)> {
        let mut visit = Vec::with_capacity(self.order.len());
        let (mut at, mut end) = (self.earliest(0, start).filter(|first| *first == start), start);
        for (place, wanted) in self.order.iter().enumerate() {
            let start = at?;
            visit.push((*wanted, start));
            end = start + self.question.wanted[*wanted].length;
            at = self.after(place, start);
        }
        Some((end, visit))
    }
}

/// Gives each service of a visit its resource.
fn assign(question: &Question, visit: &[(usize, Cell)], stretches: &Stretches) -> Option<Vec<Segment>> {
    let mut segments: Vec<Segment> = Vec::with_capacity(visit.len());
    for (place, start) in visit {
        let wanted = &question.wanted[*place];
        let before = segments.last().map(|segment| segment.resource);
        let resource = wanted
            .resources
            .iter()
            .filter_map(|resource| {
                let stretch = stretch_of(stretches, *resource, Span::new(*start, wanted.length))?;
                let moves = before.is_some() && before != Some(*resource);
                Some((moves, start - stretch.start, stretch.end - stretch.start, *resource))
            })
            .min()?
            .3;
        segments.push(Segment { service: wanted.service, resource, start: *start });
    }
    Some(segments)
}

/// Why a slot that somebody sends back is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misfit {
    /// It never was an offer.
    Impossible,
    /// It may have been one, and is one no longer.
    Gone,
}

/// Checks a slot that somebody sends back, by the same rules; whether the cells are free is for the database
/// to decide. It need not begin where a list would have begun it. The segments are those of the question's
/// services, each once, and all at the site that it was offered at.
///
/// # Errors
/// Why it is none.
pub fn check_slot(question: &Question, agenda: &Agenda, slot: &ChosenSlot) -> Result<Offer, Misfit> {
    let (site, mut segments) = (slot.site, slot.segments.clone());
    segments.sort_by_key(|segment| segment.start);
    let mut spans: Vec<(ResourceId, Span)> = Vec::with_capacity(segments.len());
    for segment in &segments {
        let wanted = question.wanted.iter().find(|wanted| wanted.service == segment.service);
        let wanted = wanted.ok_or(Misfit::Impossible)?;
        if !wanted.resources.contains(&segment.resource) {
            return Err(Misfit::Impossible);
        }
        spans.push((segment.resource, Span::new(segment.start, wanted.length)));
    }
    let (Some((_, first)), Some((_, last))) = (spans.first().copied(), spans.last().copied()) else {
        return Err(Misfit::Impossible);
    };
    let close = |pair: &[(ResourceId, Span)]| {
        let [(_, one), (_, other)] = pair else { return false };
        (one.end..=one.end + question.max_gap).contains(&other.start)
    };
    let services: BTreeSet<_> = segments.iter().map(|segment| segment.service).collect();
    if spans.len() != question.wanted.len() || services.len() != spans.len() || !spans.windows(2).all(close) {
        return Err(Misfit::Impossible);
    }
    let day = agenda.day_of(first.start);
    let works = |(resource, span): &(ResourceId, Span)| {
        agenda.working(*resource, day).iter().any(|block| block.contains(*span))
    };
    if first.start < question.earliest
        || question.last_day.is_some_and(|last| last < day)
        || spans.iter().any(|(resource, _)| agenda.sites.get(resource) != Some(&site))
        || !spans.iter().all(works)
    {
        return Err(Misfit::Gone);
    }
    Ok(Offer { site, span: Span { start: first.start, end: last.end }, segments })
}

impl Question {
    /// The services of an offer with the time that each takes.
    pub fn spans(&self, offer: &Offer) -> Vec<(Segment, Span)> {
        let length = |service| {
            self.wanted.iter().find(|wanted| wanted.service == service).map_or(0, |wanted| wanted.length)
        };
        let spans = offer.segments.iter().map(|segment| {
            let span = Span::new(segment.start, length(segment.service));
            (*segment, span)
        });
        spans.collect()
    }

    /// All cells of an offer.
    pub fn cells(&self, offer: &Offer) -> BTreeSet<(ResourceId, Cell)> {
        let spans = self.spans(offer).into_iter();
        spans
            .flat_map(|(segment, span)| (span.start..span.end).map(move |cell| (segment.resource, cell)))
            .collect()
    }
}
