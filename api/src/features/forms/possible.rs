//! Which answers and which conditions a structure makes possible at all.

use std::collections::BTreeMap;

use super::body::is_body_area;
use super::structure::{Condition, FieldDefinition, FieldKind};

/// The numbers with which a field can be answered.
pub(super) struct Numbers {
    low: f64,
    high: f64,
    whole: bool,
}

impl Numbers {
    /// Those of a number or a scale; none of another kind.
    pub(super) fn of(kind: &FieldKind) -> Option<Self> {
        match kind {
            FieldKind::Number(number) => Some(Self {
                low: number.minimum.unwrap_or(f64::NEG_INFINITY),
                high: number.maximum.unwrap_or(f64::INFINITY),
                whole: number.integer,
            }),
            FieldKind::Scale(scale) => {
                Some(Self { low: scale.lowest.into(), high: scale.highest.into(), whole: true })
            }
            _ => None,
        }
    }

    /// Whether there are any.
    pub(super) fn are_some(&self) -> bool {
        if self.whole { self.low.ceil() <= self.high.floor() } else { self.low <= self.high }
    }

    fn contain(&self, number: f64) -> bool {
        (self.low..=self.high).contains(&number) && !(self.whole && number.fract() != 0.0)
    }

    fn reach(&self, least: f64) -> bool {
        Self { low: self.low.max(least), ..*self }.are_some()
    }
}

/// Whether a field can ever be answered so that the value of `equals` fits.
pub(super) fn can_equal(kind: &FieldKind, value: &str) -> bool {
    match kind {
        FieldKind::Choice(choice) => {
            !choice.multiple && choice.options.iter().any(|option| option.value == value)
        }
        kind => Numbers::of(kind)
            .is_some_and(|numbers| value.parse().is_ok_and(|number: f64| numbers.contain(number))),
    }
}

/// The same of `includes`.
pub(super) fn can_include(kind: &FieldKind, value: &str) -> bool {
    match kind {
        FieldKind::Choice(choice) => {
            choice.multiple && choice.options.iter().any(|option| option.value == value)
        }
        FieldKind::BodyArea(_) => is_body_area(value),
        _ => false,
    }
}

/// The same of `atLeast`.
pub(super) fn can_reach(kind: &FieldKind, least: f64) -> bool {
    Numbers::of(kind).is_some_and(|numbers| numbers.reach(least))
}

/// Whether these conditions can hold together, and with them those under which the fields that they look at are
/// visible. Each is taken to be possible by itself.
pub(super) fn can_hold_together(
    conditions: &[Condition],
    earlier: &BTreeMap<&str, &FieldDefinition>,
) -> bool {
    let mut all = BTreeMap::<&str, Vec<&Condition>>::new();
    let mut open: Vec<&Condition> = conditions.iter().collect();
    while let Some(condition) = open.pop() {
        let on_field = all.entry(condition.field_id.as_str()).or_default();
        // What has to be answered has to be visible: the first time that this is found is enough.
        let is_seen = on_field.iter().any(|other| other.answered != Some(false));
        on_field.push(condition);
        if condition.answered != Some(false)
            && !is_seen
            && let Some(field) = earlier.get(condition.field_id.as_str())
        {
            open.extend(&field.visible_when);
        }
    }
    all.iter().all(|(id, conditions)| earlier.get(id).is_none_or(|field| agree(&field.kind, conditions)))
}

/// Whether one answer satisfies all of these.
fn agree(kind: &FieldKind, conditions: &[&Condition]) -> bool {
    let unanswered = conditions.iter().filter(|condition| condition.answered == Some(false)).count();
    if (1..conditions.len()).contains(&unanswered) {
        return false;
    }
    let same = |one: &str, other: &str| match (Numbers::of(kind), one.parse::<f64>(), other.parse::<f64>()) {
        (Some(_), Ok(one), Ok(other)) => one == other,
        _ => one == other,
    };
    let mut values = conditions.iter().filter_map(|condition| condition.equals.as_deref());
    if let Some(value) = values.next() {
        let reaches = |least: f64| value.parse().is_ok_and(|number: f64| number >= least);
        return values.all(|other| same(value, other))
            && conditions.iter().filter_map(|condition| condition.at_least).all(reaches);
    }
    let mut included = conditions.iter().filter_map(|condition| condition.includes.as_deref());
    let of_one = matches!(kind, FieldKind::BodyArea(area) if !area.multiple);
    let first = included.next();
    !of_one || included.all(|other| Some(other) == first)
}
