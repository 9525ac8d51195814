//! What a field costs, and how many times what is selected below it will be resolved.

use async_graphql::parser::types::{Field, OperationDefinition};
use async_graphql::{Name, Value, Variables};

use super::types::{Shape, is_page_argument};
use super::weigh::Limits;

/// What a field costs.
pub struct Toll {
    /// By itself, in points.
    pub own: u64,
    /// How many times what is below it.
    pub factor: u64,
}

/// What a field costs. Below it, by its `first` or `last`, else the schema's default page, else an assumption.
///
/// `in_page` says that the field around it was paged, so that its lists are counted already.
pub fn toll(
    field: &Field,
    shape: Option<&Shape>,
    in_page: bool,
    limits: &Limits,
    operation: &OperationDefinition,
    variables: &Variables,
) -> Toll {
    let arguments = || {
        field.arguments.iter().map(|(name, value)| {
            let look_up = |name: Name| Ok::<_, ()>(variable(&name, operation, variables));
            (name, value.node.clone().into_const_with(look_up).unwrap_or_default())
        })
    };
    let own = if shape.is_some_and(|shape| shape.is_paged) { limits.lookup } else { 1 };
    let asked =
        arguments().filter(|(name, _)| is_page_argument(&name.node)).filter_map(|(_, value)| count(&value));
    if let Some(asked) = asked.max() {
        return Toll { own, factor: asked.max(1) };
    }
    let Some(shape) = shape else { return Toll { own, factor: 1 } };
    if shape.is_paged {
        return Toll { own, factor: shape.default_page.unwrap_or(limits.assumed_page) };
    }
    if !shape.is_list || in_page {
        return Toll { own, factor: 1 };
    }
    // `nodes(ids: […])` answers as many as were named, and looks up each.
    let named = arguments().filter_map(|(_, value)| match value {
        Value::List(items) => Some(items.len() as u64),
        _ => None,
    });
    match named.max() {
        Some(named) => {
            Toll { own: named.saturating_mul(limits.lookup).max(1), factor: named.max(limits.assumed_list) }
        }
        None => Toll { own, factor: limits.assumed_list },
    }
}

/// Typical sizes of the introspection system's lists.
pub fn introspection_factor(field: &str) -> u64 {
    match field {
        "types" => 100,
        "fields" | "inputFields" | "enumValues" | "directives" => 10,
        "possibleTypes" => 5,
        "args" | "interfaces" => 3,
        _ => 1,
    }
}

fn count(value: &Value) -> Option<u64> {
    let Value::Number(number) = value else { return None };
    number.as_u64().or_else(|| number.as_f64().filter(|number| *number > 0.0).map(|number| number as u64))
}

fn variable(name: &Name, operation: &OperationDefinition, variables: &Variables) -> Value {
    if let Some(given) = variables.get(name) {
        return given.clone();
    }
    let definition = operation.variable_definitions.iter().find(|each| each.node.name.node == *name);
    definition
        .and_then(|each| each.node.default_value.as_ref())
        .map(|value| value.node.clone())
        .unwrap_or_default()
}
