//! The schema as the door sees it: enough of it to weigh lists, to coerce variables and to check literals.
//!
//! async-graphql keeps its registry to itself, so this is read back from the SDL once, at start.

use std::collections::{HashMap, HashSet};

use async_graphql::parser::{
    parse_schema,
    types::{BaseType, FieldDefinition, Type, TypeKind, TypeSystemDefinition},
};
use async_graphql::{Name, Positioned, Value};

/// The types of a schema, by name.
#[derive(Debug, Default)]
pub struct Types {
    kinds: HashMap<Name, Kind>,
    query: Option<Name>,
    mutation: Option<Name>,
    subscription: Option<Name>,
}

/// What a named type is.
#[derive(Debug)]
pub enum Kind {
    /// A scalar, built in or our own.
    Scalar,
    /// An enum and its values.
    Enum(HashSet<Name>),
    /// An object or an interface and its fields; a union has none of its own.
    Composite(HashMap<Name, Shape>),
    /// An input object.
    Input(Input),
}

/// What a field takes, and how its answer multiplies what is selected below it.
#[derive(Debug)]
pub struct Shape {
    /// The type without lists and non-nulls.
    pub named: Name,
    /// Whether the field answers a list.
    pub is_list: bool,
    /// Whether it takes `first` or `last`.
    pub is_paged: bool,
    /// The page that the schema gives to those who ask for none.
    pub default_page: Option<u64>,
    /// What it takes.
    pub arguments: HashMap<Name, Type>,
}

/// An input object.
#[derive(Debug)]
pub struct Input {
    /// Its fields: the type, and whether it has a default.
    pub fields: HashMap<Name, (Type, bool)>,
    /// Whether exactly one of them is to be given.
    pub one_of: bool,
}

impl Types {
    /// Reads the SDL of a schema.
    pub fn from_sdl(sdl: &str) -> Result<Self, async_graphql::parser::Error> {
        let mut types = Self::default();
        for definition in parse_schema(sdl)?.definitions {
            match definition {
                TypeSystemDefinition::Schema(schema) => {
                    types.query = schema.node.query.map(|name| name.node);
                    types.mutation = schema.node.mutation.map(|name| name.node);
                    types.subscription = schema.node.subscription.map(|name| name.node);
                }
                TypeSystemDefinition::Type(definition) => {
                    let definition = definition.node;
                    let one_of = definition.directives.iter().any(|each| each.node.name.node == "oneOf");
                    types.kinds.insert(definition.name.node, kind(definition.kind, one_of));
                }
                TypeSystemDefinition::Directive(_) => {}
            }
        }
        Ok(types)
    }

    /// The root type of an operation.
    pub fn root(&self, operation: async_graphql::parser::types::OperationType) -> Option<&Name> {
        use async_graphql::parser::types::OperationType;
        match operation {
            OperationType::Query => self.query.as_ref(),
            OperationType::Mutation => self.mutation.as_ref(),
            OperationType::Subscription => self.subscription.as_ref(),
        }
    }

    /// What a type is; `None` for one that the schema does not have.
    pub fn kind(&self, name: &str) -> Option<&Kind> {
        self.kinds.get(name)
    }

    /// A field of an object or an interface.
    pub fn field(&self, on: &str, name: &str) -> Option<&Shape> {
        match self.kinds.get(on)? {
            Kind::Composite(fields) => fields.get(name),
            _ => None,
        }
    }
}

fn kind(kind: TypeKind, one_of: bool) -> Kind {
    match kind {
        TypeKind::Scalar => Kind::Scalar,
        TypeKind::Enum(values) => {
            Kind::Enum(values.values.into_iter().map(|value| value.node.value.node).collect())
        }
        TypeKind::Object(object) => composite(object.fields),
        TypeKind::Interface(interface) => composite(interface.fields),
        TypeKind::Union(_) => Kind::Composite(HashMap::new()),
        TypeKind::InputObject(input) => Kind::Input(Input {
            fields: input
                .fields
                .into_iter()
                .map(|field| (field.node.name.node, (field.node.ty.node, field.node.default_value.is_some())))
                .collect(),
            one_of,
        }),
    }
}

fn composite(fields: Vec<Positioned<FieldDefinition>>) -> Kind {
    Kind::Composite(
        fields.into_iter().map(|field| (field.node.name.node.clone(), shape(&field.node))).collect(),
    )
}

fn shape(field: &FieldDefinition) -> Shape {
    let page = field.arguments.iter().filter(|argument| is_page_argument(&argument.node.name.node));
    let default_page = page.clone().find_map(|argument| match argument.node.default_value.as_ref()?.node {
        Value::Number(ref number) => number.as_u64(),
        _ => None,
    });
    let (named, is_list) = unwrap(&field.ty.node);
    let arguments = field.arguments.iter().map(|argument| &argument.node);
    let arguments =
        arguments.map(|argument| (argument.name.node.clone(), argument.ty.node.clone())).collect();
    Shape { named: named.clone(), is_list, is_paged: page.count() > 0, default_page, arguments }
}

/// Whether an argument says how many are wanted.
pub fn is_page_argument(name: &str) -> bool {
    matches!(name, "first" | "last")
}

fn unwrap(ty: &Type) -> (&Name, bool) {
    match &ty.base {
        BaseType::Named(name) => (name, false),
        BaseType::List(inner) => (unwrap(inner).0, true),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use async_graphql::parser::types::OperationType;

    #[test]
    fn the_sdl_is_understood() {
        let types = Types::from_sdl(
            r#"
            type Query { "Some." things(first: Int = 20, after: String): ThingConnection! all: [[Thing!]!] }
            type ThingConnection { nodes: [Thing!]! }
            type Thing { id: ID! }
            input Pick @oneOf { a: Int b: [String!] = [] }
            enum Colour { RED GREEN }
            union Any = Thing | Query
            schema { query: Query }
            "#,
        )
        .unwrap();
        assert_eq!(types.root(OperationType::Query).unwrap(), "Query");
        assert!(types.root(OperationType::Mutation).is_none());
        let things = types.field("Query", "things").unwrap();
        assert!(things.is_paged && !things.is_list && things.default_page == Some(20));
        let all = types.field("Query", "all").unwrap();
        assert!(all.is_list && all.named == "Thing");
        assert!(
            matches!(types.kind("Pick"), Some(Kind::Input(input)) if input.one_of && input.fields["b"].1)
        );
        assert!(matches!(types.kind("Colour"), Some(Kind::Enum(values)) if values.len() == 2));
    }
}
