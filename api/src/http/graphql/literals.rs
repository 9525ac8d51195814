//! Refuses what the specification refuses in a document and async-graphql lets pass: a text where an enum belongs, since
//! that is how variables spell it, and whatever hangs on a `__typename`, which its validation does not visit.
//!
//! It runs on what was weighed: there are no cycles, and nothing nests deeply.

use std::collections::HashSet;

use async_graphql::parser::types::{
    BaseType, Directive, ExecutableDocument, Field, OperationDefinition, Selection, SelectionSet, Type,
};
use async_graphql::{Name, Pos, Positioned, ServerError, Value};

use super::answer::coded;
use super::types::{Kind, Types};

/// Checks every operation of a document with the fragments that it spreads.
pub fn check_literals(document: &ExecutableDocument, types: &Types) -> Result<(), ServerError> {
    for (_, operation) in document.operations.iter() {
        let operation = &operation.node;
        for variable in &operation.variable_definitions {
            if let Some(default) = &variable.node.default_value {
                check_value(&default.node, &variable.node.var_type.node, types, default.pos)?;
            }
        }
        let mut check = Check { document, operation, types, seen: HashSet::new() };
        check.selection_set(types.root(operation.ty), &operation.selection_set.node)?;
    }
    Ok(())
}

struct Check<'a> {
    document: &'a ExecutableDocument,
    operation: &'a OperationDefinition,
    types: &'a Types,
    /// The fragments that were met.
    seen: HashSet<&'a Name>,
}

impl<'a> Check<'a> {
    fn selection_set(&mut self, on: Option<&'a Name>, set: &'a SelectionSet) -> Result<(), ServerError> {
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) if field.node.name.node == "__typename" => self.typename(field)?,
                Selection::Field(field) => {
                    let shape = on.and_then(|on| self.types.field(on, &field.node.name.node));
                    for (name, value) in &field.node.arguments {
                        if let Some(ty) = shape.and_then(|shape| shape.arguments.get(&name.node)) {
                            // What a variable holds was coerced.
                            let literal = value.node.clone().into_const_with(|_| Ok::<_, ()>(Value::Null));
                            check_value(&literal.unwrap_or_default(), ty, self.types, value.pos)?;
                        }
                    }
                    self.selection_set(shape.map(|shape| &shape.named), &field.node.selection_set.node)?;
                }
                Selection::FragmentSpread(spread) => {
                    let name = &spread.node.fragment_name.node;
                    if let Some(fragment) = self.document.fragments.get(name)
                        && self.seen.insert(name)
                    {
                        let on = &fragment.node.type_condition.node.on.node;
                        self.selection_set(Some(on), &fragment.node.selection_set.node)?;
                    }
                }
                Selection::InlineFragment(inline) => {
                    let condition =
                        inline.node.type_condition.as_ref().map(|condition| &condition.node.on.node);
                    self.selection_set(condition.or(on), &inline.node.selection_set.node)?;
                }
            }
        }
        Ok(())
    }

    fn typename(&self, field: &Positioned<Field>) -> Result<(), ServerError> {
        let Positioned { pos, node: field } = field;
        if let Some((name, _)) = field.arguments.first() {
            let message = format!("Unknown argument \"{}\" on field \"__typename\".", name.node);
            return Err(invalid(message, name.pos));
        }
        if !field.selection_set.node.items.is_empty() {
            return Err(invalid("Field \"__typename\" has no fields to select.", *pos));
        }
        let mut names = HashSet::new();
        for directive in &field.directives {
            self.condition(directive)?;
            let name = &directive.node.name.node;
            if !names.insert(name) {
                let message = format!("The directive \"@{name}\" can only be used once at this location.");
                return Err(invalid(message, directive.pos));
            }
        }
        Ok(())
    }

    /// `@skip` or `@include`: no other directive may stand at a field.
    fn condition(&self, directive: &Positioned<Directive>) -> Result<(), ServerError> {
        let Positioned { pos, node: directive } = directive;
        let name = directive.name.node.as_str();
        if !matches!(name, "skip" | "include") {
            return Err(invalid(format!("Unknown directive \"@{name}\"."), *pos));
        }
        let [(argument, value)] = directive.arguments.as_slice() else {
            return Err(invalid(format!("\"@{name}\" takes \"if\", and nothing else."), *pos));
        };
        if argument.node != "if" {
            return Err(invalid(
                format!("Unknown argument \"{}\" on \"@{name}\".", argument.node),
                argument.pos,
            ));
        }
        let look_up = |name: Name| if self.is_a_boolean(&name) { Ok(Value::Boolean(true)) } else { Err(()) };
        match value.node.clone().into_const_with(look_up) {
            Ok(Value::Boolean(_)) => Ok(()),
            _ => {
                let message =
                    format!("\"if\" of \"@{name}\" is a Boolean, or a variable that is always one.");
                Err(invalid(message, value.pos))
            }
        }
    }

    /// Whether the operation declares a variable that is never null and true or false.
    fn is_a_boolean(&self, name: &Name) -> bool {
        let definitions = self.operation.variable_definitions.iter().map(|each| &each.node);
        definitions.filter(|each| each.name.node == *name).any(|each| {
            let ty = &each.var_type.node;
            let has_value =
                each.default_value.as_ref().is_some_and(|value| !matches!(value.node, Value::Null));
            matches!(&ty.base, BaseType::Named(name) if name == "Boolean") && (!ty.nullable || has_value)
        })
    }
}

/// Refuses texts where enums belong. Whatever else is wrong with a value is found by validation.
fn check_value(value: &Value, ty: &Type, types: &Types, at: Pos) -> Result<(), ServerError> {
    match (&ty.base, value) {
        (BaseType::List(inner), Value::List(items)) => {
            items.iter().try_for_each(|item| check_value(item, inner, types, at))
        }
        (BaseType::List(inner), value) => check_value(value, inner, types, at),
        (BaseType::Named(name), value) => match (types.kind(name), value) {
            (Some(Kind::Enum(_)), Value::String(_)) => Err(invalid(
                format!("A value of the enum \"{name}\" is written without quotation marks."),
                at,
            )),
            (Some(Kind::Input(input)), Value::Object(fields)) => {
                fields.iter().try_for_each(|(field, value)| {
                    input.fields.get(field).map_or(Ok(()), |(ty, _)| check_value(value, ty, types, at))
                })
            }
            _ => Ok(()),
        },
    }
}

fn invalid(message: impl Into<String>, at: Pos) -> ServerError {
    coded("GRAPHQL_VALIDATION_FAILED", message, Some(at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use async_graphql::parser::parse_query;

    const SDL: &str = r#"
        type Query { paint(colour: Colour, colours: [Colour!], how: How, name: String): Thing thing: Thing }
        type Thing { id: ID! paint(colour: Colour): Int }
        enum Colour { RED GREEN }
        input How { colour: Colour note: String and: [How!] }
        schema { query: Query }
    "#;

    fn is_refused(query: &str) -> bool {
        check_literals(&parse_query(query).expect(query), &Types::from_sdl(SDL).expect("a schema")).is_err()
    }

    #[test]
    fn an_enum_is_no_text() {
        for wrong in [
            "{ paint(colour: \"RED\") { id } }",
            "{ paint(colours: [RED, \"GREEN\"]) { id } }",
            "{ paint(colours: \"RED\") { id } }",
            "{ paint(how: { and: [{ colour: \"RED\" }] }) { id } }",
            "{ thing { ... { paint(colour: \"RED\") } } }",
            "{ thing { ...T } } fragment T on Thing { paint(colour: \"RED\") }",
            "query($c: Colour = \"RED\") { paint(colour: $c) { id } }",
            "query A { thing { id } } query B { paint(colour: \"RED\") { id } }",
        ] {
            assert!(is_refused(wrong), "{wrong}");
        }
        for right in [
            "{ paint(colour: RED, name: \"RED\") { id } }",
            "{ paint(colours: [RED], how: { colour: null, note: \"RED\", and: { note: \"RED\" } }) { id } }",
            "query($c: Colour = RED) { paint(colour: $c) { id } }",
        ] {
            assert!(!is_refused(right), "{right}");
        }
    }

    #[test]
    fn a_typename_is_validated_like_any_field() {
        let many = format!("{{ __typename {} }}", "@foo ".repeat(4_000));
        for wrong in [
            "{ __typename(x: 1) }",
            "{ __typename { x } }",
            "{ __typename @foo }",
            "{ __typename @deprecated }",
            "{ __typename @skip }",
            "{ __typename @skip(if: 1) }",
            "{ __typename @skip(if: true, x: 1) }",
            "{ __typename @skip(if: $undefined) }",
            "{ __typename @skip(if: true) @skip(if: true) }",
            "query($b: Boolean) { __typename @skip(if: $b) }",
            "query($b: String!) { __typename @skip(if: $b) }",
            "query($b: Boolean = null) { __typename @skip(if: $b) }",
            "{ thing { ...T } } fragment T on Thing { kind: __typename @foo }",
            "query A($b: Boolean!) { ...T } query B { ...T } fragment T on Query { __typename @skip(if: $b) }",
            &many,
        ] {
            assert!(is_refused(wrong), "{wrong}");
        }
        for right in [
            "{ __typename thing { a: __typename } }",
            "{ __typename @skip(if: false) @include(if: true) }",
            "query($b: Boolean!) { __typename @include(if: $b) }",
            "query($b: Boolean = true) { ...T } fragment T on Query { __typename @include(if: $b) }",
        ] {
            assert!(!is_refused(right), "{right}");
        }
    }
}
