//! Coerces variables to their declared types before anything is executed.
//!
//! async-graphql coerces a variable when a resolver reads it: one that is never read is never checked, and
//! a mutation may have written something before the wrong one is met. Messages name paths, never values:
//! they end up in logs of clients, and the values are people's names and documents.

use async_graphql::parser::types::{BaseType, OperationDefinition, Type};
use async_graphql::{Number, Pos, ServerError, Value, Variables};

use super::answer::coded;
use super::types::{Input, Kind, Types};

/// The declared variables of an operation, coerced. What was given beyond them is ignored, as the
/// specification has it.
pub fn coerce(
    operation: &OperationDefinition,
    mut given: Variables,
    types: &Types,
) -> Result<Variables, Vec<ServerError>> {
    let mut coerced = Variables::default();
    let mut errors = Vec::new();
    for definition in &operation.variable_definitions {
        let position = definition.pos;
        let definition = &definition.node;
        let name = &definition.name.node;
        let ty = &definition.var_type.node;
        let Some(value) = given.remove(name) else {
            if !ty.nullable && definition.default_value.is_none() {
                errors.push(refused(
                    position,
                    format!("Variable \"${name}\" of required type \"{ty}\" was not provided."),
                ));
            }
            continue;
        };
        match value_of(value, ty, types) {
            Ok(value) => {
                coerced.insert(name.clone(), value);
            }
            Err(Fault { path, reason }) => {
                let at: String = path.iter().rev().map(String::as_str).collect();
                let message = format!("Variable \"${name}\" is wrong at \"{name}{at}\": {reason}");
                let mut error = refused(position, message);
                // As in `UserError.field`, for a page to show it beside.
                let inner = path.iter().rev().map(|part| part.trim_start_matches('.').to_owned());
                let parts: Vec<Value> =
                    std::iter::once(name.to_string()).chain(inner).map(Value::String).collect();
                error.extensions.get_or_insert_default().set("path", Value::List(parts));
                errors.push(error);
            }
        }
    }
    if errors.is_empty() { Ok(coerced) } else { Err(errors) }
}

fn refused(position: Pos, message: String) -> ServerError {
    coded("BAD_USER_INPUT", message, Some(position))
}

/// What is wrong, and where: the path's innermost part comes first.
struct Fault {
    path: Vec<String>,
    reason: String,
}

impl Fault {
    fn new(reason: impl Into<String>) -> Self {
        Self { path: Vec::new(), reason: reason.into() }
    }

    fn within(mut self, part: String) -> Self {
        self.path.push(part);
        self
    }
}

fn value_of(value: Value, ty: &Type, types: &Types) -> Result<Value, Fault> {
    if matches!(value, Value::Null) {
        return match ty.nullable {
            true => Ok(Value::Null),
            false => Err(Fault::new(format!("expected a value of type \"{ty}\", not null."))),
        };
    }
    match (&ty.base, value) {
        (BaseType::List(inner), Value::List(items)) => {
            let item = |(index, item)| {
                value_of(item, inner, types).map_err(|fault| fault.within(format!(".{index}")))
            };
            Ok(Value::List(items.into_iter().enumerate().map(item).collect::<Result<_, _>>()?))
        }
        (BaseType::List(inner), value) => Ok(Value::List(vec![value_of(value, inner, types)?])),
        (BaseType::Named(name), value) => named(value, name, types),
    }
}

fn named(value: Value, name: &str, types: &Types) -> Result<Value, Fault> {
    match (name, value) {
        ("Int", Value::Number(number)) => {
            match whole(&number).and_then(|number| i32::try_from(number).ok()) {
                Some(number) => Ok(Value::Number(number.into())),
                None => Err(expected("a whole number of 32 bits")),
            }
        }
        ("Float", value @ Value::Number(_)) => Ok(value),
        // PostgreSQL keeps it in no text.
        ("String" | "ID", Value::String(text)) if text.contains('\0') => {
            Err(expected("a text without the character U+0000"))
        }
        ("String", value @ Value::String(_)) => Ok(value),
        ("Boolean", value @ Value::Boolean(_)) => Ok(value),
        ("ID", value @ Value::String(_)) => Ok(value),
        ("ID", Value::Number(number)) => match whole(&number) {
            Some(number) => Ok(Value::String(number.to_string())),
            None => Err(expected("an id")),
        },
        ("Int" | "Float" | "String" | "Boolean" | "ID", _) => {
            Err(expected(&format!("a value of type \"{name}\"")))
        }
        (_, value) => match types.kind(name) {
            Some(Kind::Enum(values)) => match value {
                Value::String(ref word) if values.contains(word.as_str()) => Ok(value),
                Value::Enum(ref word) if values.contains(word) => Ok(value),
                _ => Err(expected(&format!("a value of the enum \"{name}\""))),
            },
            Some(Kind::Input(input)) => object(value, name, input, types),
            // Scalars of our own are read by their type; validation refuses what is unknown or no input.
            _ => Ok(value),
        },
    }
}

fn object(value: Value, name: &str, input: &Input, types: &Types) -> Result<Value, Fault> {
    let Value::Object(mut fields) = value else {
        return Err(expected(&format!("an object of type \"{name}\"")));
    };
    for (field, value) in &mut fields {
        let Some((ty, _)) = input.fields.get(field) else {
            return Err(Fault::new(format!("\"{name}\" has no such field.")).within(format!(".{field}")));
        };
        let given = std::mem::take(value);
        *value = value_of(given, ty, types).map_err(|fault| fault.within(format!(".{field}")))?;
    }
    let mut missing = input
        .fields
        .iter()
        .filter(|(field, (ty, has_default))| !ty.nullable && !has_default && !fields.contains_key(*field));
    if let Some((field, (ty, _))) = missing.next() {
        let reason = format!("a value of type \"{ty}\" is required.");
        return Err(Fault::new(reason).within(format!(".{field}")));
    }
    if input.one_of && (fields.len() != 1 || fields.values().any(|value| matches!(value, Value::Null))) {
        return Err(Fault::new(format!("\"{name}\" takes exactly one of its fields, and not null.")));
    }
    Ok(Value::Object(fields))
}

fn expected(what: &str) -> Fault {
    Fault::new(format!("expected {what}."))
}

/// JSON knows one kind of number: 3.0 is whole too.
fn whole(number: &Number) -> Option<i64> {
    number.as_i64().or_else(|| {
        let number = number.as_f64().filter(|number| number.fract() == 0.0 && number.abs() < 9e15)?;
        Some(number as i64)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use async_graphql::parser::parse_query;
    use serde_json::json;

    const SDL: &str = r#"
        type Query { a: Int }
        scalar Date
        enum Colour { RED GREEN }
        input Inner { n: Int! note: String = "x" must: Boolean! = true }
        input Outer { inner: [Inner!]! colour: Colour day: Date }
        input Pick @oneOf { a: Int b: String }
        schema { query: Query }
    "#;

    fn attempt(declared: &str, given: serde_json::Value) -> Result<serde_json::Value, String> {
        let document = parse_query(format!("query ({declared}) {{ a }}")).unwrap();
        let operation = document.operations.iter().next().unwrap().1;
        coerce(&operation.node, Variables::from_json(given), &Types::from_sdl(SDL).unwrap())
            .map(|variables| serde_json::to_value(variables).unwrap())
            .map_err(|errors| errors[0].message.clone())
    }

    #[test]
    fn what_fits_is_coerced() {
        for (declared, given, expected) in [
            ("$a: Int", json!({"a": 3.0}), json!({"a": 3})),
            ("$a: Int", json!({"a": null, "beyond": 1}), json!({"a": null})),
            ("$a: Int! = 3", json!({}), json!({})),
            ("$a: [Int!]!", json!({"a": 3}), json!({"a": [3]})),
            ("$a: [[Int]]", json!({"a": [[1], null]}), json!({"a": [[1], null]})),
            ("$a: ID!", json!({"a": 12}), json!({"a": "12"})),
            ("$a: Colour", json!({"a": "RED"}), json!({"a": "RED"})),
            ("$a: Unknown", json!({"a": {"x": 1}}), json!({"a": {"x": 1}})),
            ("$a: Pick", json!({"a": {"a": 1}}), json!({"a": {"a": 1}})),
            (
                "$a: Outer!",
                json!({"a": {"inner": {"n": 1}, "day": "2026-11-21"}}),
                json!({"a": {"inner": [{"n": 1}], "day": "2026-11-21"}}),
            ),
        ] {
            assert_eq!(attempt(declared, given.clone()), Ok(expected), "{declared} {given}");
        }
    }

    #[test]
    fn what_does_not_fit_is_refused_with_its_path_and_without_its_value() {
        for (declared, given, part) in [
            ("$a: Int!", json!({}), "was not provided"),
            ("$a: Int! = 3", json!({"a": null}), "not null"),
            ("$a: Int", json!({"a": "30111222"}), "at \"a\""),
            ("$a: Int", json!({"a": 3_000_000_000_u32}), "32 bits"),
            ("$a: Int", json!({"a": 1.5}), "32 bits"),
            ("$a: String", json!({"a": 30111222}), "\"String\""),
            ("$a: String", json!({"a": "30111222\0"}), "U+0000"),
            ("$a: [ID!]", json!({"a": ["x", "\0"]}), "at \"a.1\""),
            ("$a: Boolean", json!({"a": 1}), "\"Boolean\""),
            ("$a: [Int!]", json!({"a": [1, null]}), "at \"a.1\""),
            ("$a: Colour", json!({"a": "BLUE"}), "enum \"Colour\""),
            ("$a: Outer", json!({"a": {"inner": [{"n": "30111222"}]}}), "at \"a.inner.0.n\""),
            ("$a: Outer", json!({"a": {"inner": [{"n": 1, "must": null}]}}), "at \"a.inner.0.must\""),
            ("$a: Outer", json!({"a": {}}), "at \"a.inner\""),
            ("$a: Outer", json!({"a": {"inner": [], "more": 1}}), "no such field"),
            ("$a: Outer", json!({"a": 1}), "an object"),
            ("$a: Pick", json!({"a": {"a": 1, "b": "x"}}), "exactly one"),
            ("$a: Pick", json!({"a": {"a": null}}), "exactly one"),
        ] {
            let message = attempt(declared, given.clone()).expect_err(declared);
            assert!(message.contains(part), "{declared} {given}: {message}");
            assert!(!message.contains("30111222"), "{message}");
        }
    }
}
