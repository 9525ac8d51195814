//! Relay paging by keys: opaque cursors over `(sort key, id)`, never an offset.

use async_graphql::SimpleObject;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sea_orm::sea_query::{Expr, ExprTrait, Order, SelectStatement, SimpleExpr};
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, Statement, StatementBuilder};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::error::{Error, Result};

/// Most rows that one page may have.
pub const MAX_PAGE: u64 = 100;
/// Rows of a page whose size was not asked for.
pub const DEFAULT_PAGE: u64 = 50;

/// The four arguments of a Relay connection, as a client gives them.
#[derive(Clone, Debug, Default)]
pub struct PageArgs {
    /// Rows from the start.
    pub first: Option<i32>,
    /// Only rows after this cursor.
    pub after: Option<String>,
    /// Rows from the end.
    pub last: Option<i32>,
    /// Only rows before this cursor.
    pub before: Option<String>,
}

impl PageArgs {
    /// The arguments of a connection that only goes forward.
    pub fn forward(first: Option<i32>, after: Option<String>) -> Self {
        Self { first, after, ..Self::default() }
    }

    /// Checks the arguments and opens the cursors.
    ///
    /// # Errors
    /// `BadInput` where both directions are asked for, a size is negative or above [`MAX_PAGE`], or a
    /// cursor is not one of ours.
    pub fn resolve<K: DeserializeOwned>(self) -> Result<Page<K>> {
        let (size, backward) = match (self.first, self.last) {
            (Some(_), Some(_)) => return Err(Error::BadInput("Give `first` or `last`, not both.".into())),
            (None, Some(last)) => (Some(last), true),
            (first, None) => (first, false),
        };
        let limit = match size.map(u64::try_from) {
            None => DEFAULT_PAGE,
            Some(Ok(size)) if size <= MAX_PAGE => size,
            Some(_) => return Err(Error::BadInput(format!("`first` and `last` go from 0 to {MAX_PAGE}."))),
        };
        Ok(Page {
            limit,
            backward,
            after: self.after.as_deref().map(open_cursor).transpose()?,
            before: self.before.as_deref().map(open_cursor).transpose()?,
        })
    }
}

/// A page that was asked for; `K` is the key that its cursors carry.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Page<K> {
    /// Rows wanted.
    pub limit: u64,
    /// Whether they are counted from the end.
    pub backward: bool,
    /// Only rows after this key.
    pub after: Option<K>,
    /// Only rows before this key.
    pub before: Option<K>,
}

impl<K> Page<K> {
    /// The same page by other keys.
    ///
    /// # Errors
    /// The first that `f` gives.
    pub fn try_map<L>(&self, f: impl Fn(&K) -> Result<L>) -> Result<Page<L>> {
        Ok(Page {
            limit: self.limit,
            backward: self.backward,
            after: self.after.as_ref().map(&f).transpose()?,
            before: self.before.as_ref().map(&f).transpose()?,
        })
    }

    /// Narrows, orders and limits a statement by its keys; it fetches one row more than asked for, by which
    /// [`Page::slice`] knows whether there is another page.
    pub fn apply(
        &self,
        mut select: SelectStatement,
        columns: &[SimpleExpr],
        descending: bool,
        values: impl Fn(&K) -> Vec<SimpleExpr>,
    ) -> Limited {
        let tuple = || Expr::tuple(columns.to_vec());
        if let Some(key) = &self.after {
            let bound = Expr::tuple(values(key));
            select.and_where(if descending { tuple().lt(bound) } else { tuple().gt(bound) });
        }
        if let Some(key) = &self.before {
            let bound = Expr::tuple(values(key));
            select.and_where(if descending { tuple().gt(bound) } else { tuple().lt(bound) });
        }
        let order = if descending == self.backward { Order::Asc } else { Order::Desc };
        for column in columns {
            select.order_by_expr(column.clone(), order.clone());
        }
        Limited { select, limit: self.limit + 1 }
    }

    /// Turns the fetched rows into the page.
    pub fn slice<T>(&self, mut rows: Vec<T>) -> Slice<T> {
        let more = rows.len() as u64 > self.limit;
        rows.truncate(usize::try_from(self.limit).unwrap_or(usize::MAX));
        if self.backward {
            rows.reverse();
        }
        let (has_next, has_previous) =
            if self.backward { (self.before.is_some(), more) } else { (more, self.after.is_some()) };
        Slice { items: rows, has_next, has_previous }
    }
}

/// A statement that gives so many rows at most, with that number in its text. As a bound value PostgreSQL would not know
/// it when it plans once for many executions, would take it for a tenth of the table, and so plan each execution anew:
/// for the grid with its joins that costs several times what the execution does.
#[derive(Clone, Debug)]
pub struct Limited {
    select: SelectStatement,
    limit: u64,
}

impl Limited {
    /// Its rows, of one table.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub async fn all<M: FromQueryResult>(&self, db: &impl ConnectionTrait) -> Result<Vec<M>> {
        let rows = db.query_all(self).await?;
        Ok(rows.iter().map(|row| M::from_query_result(row, "")).collect::<std::result::Result<_, _>>()?)
    }
}

impl Limited {
    /// The same as a part of a larger statement, which is short and whose plan does not matter as much.
    pub fn into_part(mut self) -> SelectStatement {
        self.select.limit(self.limit);
        self.select
    }
}

impl StatementBuilder for Limited {
    fn build(&self, backend: &DbBackend) -> Statement {
        let mut statement = backend.build(&self.select);
        statement.sql.push_str(&format!(" LIMIT {}", self.limit));
        statement
    }
}

/// The rows of one page.
#[derive(Clone, Debug)]
pub struct Slice<T> {
    /// The rows, in the connection's order.
    pub items: Vec<T>,
    /// Whether rows follow.
    pub has_next: bool,
    /// Whether rows precede.
    pub has_previous: bool,
}

impl<T> Slice<T> {
    /// The same page of something else.
    pub fn map<U>(self, f: impl FnMut(T) -> U) -> Slice<U> {
        Slice {
            items: self.items.into_iter().map(f).collect(),
            has_next: self.has_next,
            has_previous: self.has_previous,
        }
    }
}

/// Seals a key into an opaque cursor.
pub fn seal_cursor<K: Serialize>(key: &K) -> String {
    URL_SAFE_NO_PAD.encode(serde_json::to_vec(key).unwrap_or_default())
}

fn open_cursor<K: DeserializeOwned>(cursor: &str) -> Result<K> {
    URL_SAFE_NO_PAD
        .decode(cursor)
        .ok()
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .ok_or_else(|| Error::BadInput("The cursor is not one of this connection.".into()))
}

/// Where a page stands in its connection.
#[derive(Clone, Debug, SimpleObject)]
pub struct PageInfo {
    /// Whether rows follow this page.
    pub has_next_page: bool,
    /// Whether rows precede this page.
    pub has_previous_page: bool,
    /// Cursor of the first row; null where the page is empty.
    pub start_cursor: Option<String>,
    /// Cursor of the last row; null where the page is empty.
    pub end_cursor: Option<String>,
}

/// A row and its cursor: what every connection is made of.
#[derive(Clone, Debug)]
pub struct Paged<T> {
    /// Rows with their cursors.
    pub rows: Vec<(String, T)>,
    /// Where the page stands.
    pub info: PageInfo,
}

impl<T> Paged<T> {
    /// Gives each row of a slice its cursor.
    pub fn new<K: Serialize>(slice: Slice<T>, key: impl Fn(&T) -> K) -> Self {
        let rows: Vec<_> = slice.items.into_iter().map(|item| (seal_cursor(&key(&item)), item)).collect();
        let info = PageInfo {
            has_next_page: slice.has_next,
            has_previous_page: slice.has_previous,
            start_cursor: rows.first().map(|(cursor, _)| cursor.clone()),
            end_cursor: rows.last().map(|(cursor, _)| cursor.clone()),
        };
        Self { rows, info }
    }
}

/// Declares the GraphQL types of a connection: `XConnection` and `XEdge` around the object `X`. A macro
/// and not a generic type, because names and descriptions are part of the schema.
#[macro_export]
macro_rules! relay_connection {
    ($node:ty, $connection:ident, $edge:ident, $what:literal $(, { $($(#[doc = $doc:literal])* $field:ident: $ty:ty),* $(,)? })?) => {
        #[doc = concat!("A page of ", $what, ".")]
        #[derive(Clone, async_graphql::SimpleObject)]
        pub struct $connection {
            /// The rows with their cursors.
            pub edges: Vec<$edge>,
            /// The rows alone.
            pub nodes: Vec<$node>,
            /// Where the page stands.
            pub page_info: $crate::platform::connection::PageInfo,
            $($($(#[doc = $doc])* pub $field: $ty,)*)?
        }

        #[doc = concat!("One of ", $what, ", with its cursor.")]
        #[derive(Clone, async_graphql::SimpleObject)]
        pub struct $edge {
            /// Position of the row, for `after` and `before`.
            pub cursor: String,
            /// The row.
            pub node: $node,
        }

        impl $connection {
            /// The connection over a page of rows.
            pub fn new(page: $crate::platform::connection::Paged<$node> $($(, $field: $ty)*)?) -> Self {
                let nodes = page.rows.iter().map(|(_, node)| node.clone()).collect();
                let edges = page.rows.into_iter().map(|(cursor, node)| $edge { cursor, node }).collect();
                Self { edges, nodes, page_info: page.info $($(, $field)*)? }
            }
        }
    };
}
