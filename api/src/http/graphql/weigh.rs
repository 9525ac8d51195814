//! Weighs a parsed document before anything else looks at it.
//!
//! async-graphql's own limits expand fragments every time they are spread, so the check itself is the
//! attack: eight fragments that spread each other eight times held a core for 25 seconds. Here a fragment
//! is weighed once and its weight is added wherever it is spread, so the work is linear in the text. What
//! passes is small enough, expanded, for async-graphql's validation and execution to walk.
//!
//! A page costs statements, so that it weighs as much as many fields: one in every row of another is dear, and a few
//! such levels are more than anybody may ask for.
//!
//! Skipped fields weigh as much as others, and so do `__typename`s. Introspection has a budget of its own:
//! it answers from memory, is wider than what clients ask otherwise, and loops (`type { fields { type`).

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use async_graphql::parser::types::{
    ExecutableDocument, Field, OperationDefinition, OperationType, Selection, SelectionSet,
};
use async_graphql::{Name, Pos, Positioned, ServerError, Variables};

use super::answer::coded;
use super::multiply::{Toll, introspection_factor, toll};
use super::types::Types;

/// What a document may weigh.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Length of the text in bytes.
    pub document_bytes: usize,
    /// Tokens of the text.
    pub tokens: usize,
    /// Brackets within brackets in the text, and selections within selections with every spread expanded: what
    /// recursion is bounded by, here and in async-graphql.
    pub nesting: usize,
    /// Operations in a document; only one of them is executed.
    pub operations: usize,
    /// Selections of all operations and fragments with every spread expanded.
    pub selections: u64,
    /// Fields within fields.
    pub depth: u64,
    /// Fields of the operation with every spread expanded.
    pub fields: u64,
    /// Aliases of the operation with every spread expanded.
    pub aliases: u64,
    /// Fields at the root of the operation.
    pub root_fields: u64,
    /// Points: what a field costs by itself, times the sizes of the lists around it.
    pub cost: u64,
    /// Points of a field that has to be looked up: a page, or one of several things by their ids. Others cost one.
    pub lookup: u64,
    /// How long a list is assumed to be that takes no `first`.
    pub assumed_list: u64,
    /// How long a page is assumed to be when neither the query nor the schema says.
    pub assumed_page: u64,
    /// Depth below `__schema` and `__type`.
    pub introspection_depth: u64,
    /// Points of introspection.
    pub introspection_cost: u64,
    /// Whether `__schema` and `__type` are answered at all.
    pub introspection: bool,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            document_bytes: 100_000,
            tokens: 10_000,
            nesting: 60,
            operations: 50,
            selections: 5_000,
            depth: 15,
            fields: 1_000,
            aliases: 50,
            root_fields: 20,
            cost: 100_000,
            lookup: 50,
            assumed_list: 10,
            assumed_page: 20,
            introspection_depth: 20,
            introspection_cost: 400_000,
            introspection: true,
        }
    }
}

/// What a selection weighs with its fragments expanded. Everything saturates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Weight {
    /// Fields, spreads and inline fragments.
    pub selections: u64,
    /// Fields.
    pub fields: u64,
    /// Selections within selections.
    pub nesting: usize,
    /// Fields that are not within another one of this selection.
    pub top_fields: u64,
    /// Aliased fields.
    pub aliases: u64,
    /// Fields within fields.
    pub depth: u64,
    /// Points.
    pub cost: u64,
    /// Fields within fields of introspection.
    pub introspection_depth: u64,
    /// Points of introspection.
    pub introspection_cost: u64,
}

impl Weight {
    fn add(&mut self, other: Self) {
        self.selections = self.selections.saturating_add(other.selections);
        self.fields = self.fields.saturating_add(other.fields);
        self.nesting = self.nesting.max(other.nesting);
        self.top_fields = self.top_fields.saturating_add(other.top_fields);
        self.aliases = self.aliases.saturating_add(other.aliases);
        self.depth = self.depth.max(other.depth);
        self.cost = self.cost.saturating_add(other.cost);
        self.introspection_depth = self.introspection_depth.max(other.introspection_depth);
        self.introspection_cost = self.introspection_cost.saturating_add(other.introspection_cost);
    }
}

/// Refuses a document that asks for more than `limits`. `chosen` is the operation that will be executed.
pub fn weigh(
    document: &ExecutableDocument,
    chosen: &OperationDefinition,
    variables: &Variables,
    types: &Types,
    limits: &Limits,
) -> Result<Weight, ServerError> {
    if document.operations.iter().count() > limits.operations {
        let message = format!("The document has more than {} operations.", limits.operations);
        return Err(coded("QUERY_TOO_COMPLEX", message, None));
    }
    let mut scale = Scale { document, chosen, variables, types, limits, memo: HashMap::new(), level: 0 };

    // Validation walks the operations and fragments that are not executed as well.
    let mut everything = 0u64;
    for fragment in document.fragments.keys() {
        everything = everything.saturating_add(scale.fragment(fragment, false, None)?.selections);
    }
    for (_, operation) in document.operations.iter() {
        everything = everything.saturating_add(scale.operation(&operation.node)?.selections);
    }
    let weight = scale.operation(chosen)?;
    if chosen.ty == OperationType::Subscription && weight.top_fields != 1 {
        // async-graphql would mix the streams of several; a position in the feed could not be told from it.
        let message = "A subscription must have exactly one root field.";
        return Err(coded("GRAPHQL_VALIDATION_FAILED", message, None));
    }
    check(everything, limits.selections, "QUERY_TOO_COMPLEX", "selections, with fragments expanded,")?;
    check(weight.depth, limits.depth, "QUERY_TOO_DEEP", "levels of fields")?;
    check(
        weight.introspection_depth,
        limits.introspection_depth,
        "QUERY_TOO_DEEP",
        "levels of introspection",
    )?;
    check(weight.fields, limits.fields, "QUERY_TOO_COMPLEX", "fields")?;
    check(weight.aliases, limits.aliases, "QUERY_TOO_COMPLEX", "aliases")?;
    check(weight.top_fields, limits.root_fields, "QUERY_TOO_COMPLEX", "root fields")?;
    check(
        weight.cost,
        limits.cost,
        "QUERY_TOO_COMPLEX",
        "points, fields times the sizes of the lists around them,",
    )?;
    let budget = limits.introspection_cost;
    check(weight.introspection_cost, budget, "QUERY_TOO_COMPLEX", "points of introspection")?;
    if weight.introspection_cost > 0 && !limits.introspection {
        return Err(coded("INTROSPECTION_DISABLED", "Introspection is switched off here.".to_owned(), None));
    }
    Ok(weight)
}

fn check(weight: u64, limit: u64, code: &'static str, what: &str) -> Result<(), ServerError> {
    if weight <= limit {
        return Ok(());
    }
    let weight = if weight == u64::MAX { "far too many".to_owned() } else { weight.to_string() };
    Err(coded(code, format!("The operation asks for {weight} {what} and {limit} is the limit."), None))
}

/// Where a selection stands.
#[derive(Clone, Copy)]
struct Place<'a> {
    on: Option<&'a Name>,
    /// The field around it was paged: its `edges` and `nodes` are already counted.
    in_page: bool,
    introspection: bool,
}

struct Scale<'a> {
    document: &'a ExecutableDocument,
    chosen: &'a OperationDefinition,
    variables: &'a Variables,
    types: &'a Types,
    limits: &'a Limits,
    /// `None` while a fragment is being weighed: meeting it again is a cycle.
    memo: HashMap<(&'a Name, bool), Option<Weight>>,
    /// How deep this is at the moment.
    level: usize,
}

impl<'a> Scale<'a> {
    fn operation(&mut self, operation: &'a OperationDefinition) -> Result<Weight, ServerError> {
        let on = self.types.root(operation.ty);
        self.selection_set(&operation.selection_set.node, Place { on, in_page: false, introspection: false })
    }

    fn fragment(&mut self, name: &'a Name, in_page: bool, at: Option<Pos>) -> Result<Weight, ServerError> {
        match self.memo.entry((name, in_page)) {
            Entry::Occupied(entry) => {
                return entry.get().ok_or_else(|| {
                    let message = format!("Cannot spread fragment \"{name}\" within itself.");
                    coded("GRAPHQL_VALIDATION_FAILED", message, at)
                });
            }
            Entry::Vacant(entry) => entry.insert(None),
        };
        let Some(fragment) = self.document.fragments.get(name) else {
            let message = format!("Unknown fragment: \"{name}\"");
            return Err(coded("GRAPHQL_VALIDATION_FAILED", message, at));
        };
        let on = &fragment.node.type_condition.node.on.node;
        let place = Place { on: Some(on), in_page, introspection: on.starts_with("__") };
        let weight = self.selection_set(&fragment.node.selection_set.node, place)?;
        self.memo.insert((name, in_page), Some(weight));
        Ok(weight)
    }

    fn selection_set(&mut self, set: &'a SelectionSet, place: Place<'a>) -> Result<Weight, ServerError> {
        let mut total = Weight::default();
        self.level += 1;
        if self.level > self.limits.nesting {
            return Err(self.too_deep());
        }
        for selection in &set.items {
            total.selections = total.selections.saturating_add(1);
            total.add(match &selection.node {
                Selection::Field(field) => self.field(field, place)?,
                Selection::FragmentSpread(spread) => {
                    self.fragment(&spread.node.fragment_name.node, place.in_page, Some(spread.pos))?
                }
                Selection::InlineFragment(inline) => {
                    let on = inline.node.type_condition.as_ref().map(|condition| &condition.node.on.node);
                    let introspection = place.introspection || on.is_some_and(|on| on.starts_with("__"));
                    let place = Place { on: on.or(place.on), introspection, ..place };
                    self.selection_set(&inline.node.selection_set.node, place)?
                }
            });
        }
        self.level -= 1;
        total.nesting += usize::from(!set.items.is_empty());
        // A fragment that was weighed before adds its own nesting to where it is spread.
        if self.level + total.nesting > self.limits.nesting {
            return Err(self.too_deep());
        }
        Ok(total)
    }

    fn too_deep(&self) -> ServerError {
        let message = format!("The document nests selections more than {} deep.", self.limits.nesting);
        coded("QUERY_TOO_DEEP", message, None)
    }

    fn field(&mut self, field: &'a Positioned<Field>, place: Place<'a>) -> Result<Weight, ServerError> {
        let field = &field.node;
        let name = field.name.node.as_str();
        let introspection = place.introspection || matches!(name, "__schema" | "__type");
        let (Toll { own, factor }, below) = if introspection {
            (
                Toll { own: 1, factor: introspection_factor(name) },
                Place { on: None, in_page: false, introspection },
            )
        } else {
            let shape = place.on.and_then(|on| self.types.field(on, name));
            let toll = toll(field, shape, place.in_page, self.limits, self.chosen, self.variables);
            let in_page = shape.is_some_and(|shape| shape.is_paged && !shape.is_list);
            (toll, Place { on: shape.map(|shape| &shape.named), in_page, introspection })
        };
        let inner = self.selection_set(&field.selection_set.node, below)?;
        let mut weight = Weight {
            selections: inner.selections,
            fields: inner.fields.saturating_add(1),
            nesting: inner.nesting,
            top_fields: 1,
            aliases: inner.aliases.saturating_add(u64::from(field.alias.is_some())),
            depth: inner.depth,
            cost: inner.cost,
            introspection_depth: inner.introspection_depth,
            introspection_cost: inner.introspection_cost,
        };
        if introspection {
            weight.introspection_depth = inner.introspection_depth.saturating_add(1);
            weight.introspection_cost = inner.introspection_cost.saturating_mul(factor).saturating_add(own);
        } else {
            weight.depth = inner.depth.saturating_add(1);
            weight.cost = inner.cost.saturating_mul(factor).saturating_add(own);
        }
        Ok(weight)
    }
}

/// The operation that a request means, as the specification chooses it.
pub fn choose<'a>(
    document: &'a ExecutableDocument,
    name: Option<&str>,
) -> Result<&'a OperationDefinition, ServerError> {
    let mut operations = document.operations.iter();
    let (message, found) = match name {
        Some(wanted) => (
            format!("Unknown operation named \"{wanted}\""),
            operations.find(|(name, _)| name.is_some_and(|name| name == wanted)),
        ),
        None if operations.len() == 1 => ("There is no operation.".to_owned(), operations.next()),
        None => ("Operation name required in request.".to_owned(), None),
    };
    let (_, operation) = found.ok_or_else(|| coded("OPERATION_RESOLUTION_FAILURE", message, None))?;
    Ok(&operation.node)
}
