//! How long a node takes to be ready, and what it holds in memory when nobody asks anything.

use std::time::Duration;

use anyhow::Result;

use crate::Bench;
use crate::report::{Report, progress};
use crate::server::Home;
use crate::statistics::{Samples, ms};

/// Its options.
#[derive(clap::Args)]
pub struct Options {
    /// Starts on each database.
    #[arg(long, default_value_t = 5)]
    starts: u32,
    /// Seconds of rest before the memory is read.
    #[arg(long, default_value_t = 5)]
    rest: u64,
}

/// Measures and reports it.
pub async fn run(bench: &Bench, options: &Options, report: &mut Report) -> Result<()> {
    let database = bench.postgres.create("startup").await?;
    let homes = [("SQLite", Home::on_sqlite()?), ("PostgreSQL", Home::on_postgres(database.clone())?)];
    let mut rows = Vec::new();
    for (name, home) in &homes {
        progress(&format!("startup: {name}"));
        bench.program.run(home, &["migrate"]).await?;
        bench.program.run(home, &["seed"]).await?;
        let mut times = Samples::default();
        let (mut resident, mut peak) = (0.0_f64, 0.0_f64);
        for _ in 0..options.starts {
            let server = bench.program.serve(home).await?;
            times.push(server.startup);
            tokio::time::sleep(Duration::from_secs(options.rest)).await;
            resident = resident.max(server.memory("VmRSS")?);
            peak = peak.max(server.memory("VmHWM")?);
            server.stop().await?;
        }
        rows.push(vec![
            (*name).to_owned(),
            ms(times.percentile(50.0)),
            ms(times.max()),
            format!("{resident:.1} MiB"),
            format!("{peak:.1} MiB"),
        ]);
    }
    bench.postgres.remove(&database).await?;
    report.section(
        "Start",
        &format!(
            "From the start of the process to `/readyz` 200 on a migrated database with the demo, {} starts; \
             memory after {} s of rest, the largest of them.",
            options.starts, options.rest
        ),
    );
    report.table(&["database", "ready p50", "ready max", "resident", "peak"], &rows);
    Ok(())
}
