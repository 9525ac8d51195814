//! Patients are found by how their names are heard, too: whoever answers the telephone does not see how they are
//! spelt.

use sea_orm_migration::prelude::*;

use crate::dialect::{WHOLE, execute_all};

/// Patients are found by how their names are heard, too.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        WHOLE
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let heard = SPELLINGS
            .iter()
            .fold("term".to_owned(), |text, (spelt, heard)| format!("replace({text}, '{spelt}', '{heard}')"));
        let fill = format!("UPDATE patient_search_term SET sound = {heard}");
        execute_all(manager, &[ADD, &fill, INDEX]).await
    }
}

const ADD: &str =
    "ALTER TABLE patient_search_term ADD COLUMN sound text {binary_collation} NOT NULL DEFAULT ''";

const INDEX: &str =
    "CREATE INDEX patient_search_term_sound ON patient_search_term (clinic_id, sound, patient_id)";

/// How a spelling is heard, in the order in which they are replaced. Terms are in lower case: a capital stands for what
/// is done with until the end.
const SPELLINGS: [(&str, &str); 17] = [
    ("ch", "C"),
    ("ll", "y"),
    ("qu", "k"),
    ("ge", "je"),
    ("gi", "ji"),
    ("gue", "Ge"),
    ("gui", "Gi"),
    ("ce", "se"),
    ("ci", "si"),
    ("c", "k"),
    ("q", "k"),
    ("z", "s"),
    ("v", "b"),
    ("x", "ks"),
    ("h", ""),
    ("C", "ch"),
    ("G", "g"),
];
