//! What a run prints: where, when and of what it was measured, then the tables.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::Bench;

/// A report in Markdown, built up table by table.
pub struct Report(String);

impl Report {
    /// The heading: date, commit, machine, command.
    pub async fn begin(bench: &Bench) -> Result<Self> {
        let commit = output("git", &["rev-parse", "--short=12", "HEAD"]);
        let changed = !output("git", &["status", "--porcelain", "--untracked-files=no"]).is_empty();
        let mut text = String::new();
        writeln!(
            text,
            "## {}, commit {commit}{}\n",
            output("date", &["-u", "+%Y-%m-%d"]),
            if changed { " with changes" } else { "" }
        )?;
        writeln!(text, "- Machine: {}", machine())?;
        writeln!(text, "- PostgreSQL: {}", bench.postgres.version().await?)?;
        let arguments: Vec<String> = std::env::args().skip(1).collect();
        writeln!(text, "- Command: `bench {}`", arguments.join(" "))?;
        writeln!(text, "- Client, server and database share the machine.")?;
        Ok(Self(text))
    }

    /// The heading of one benchmark and a line on what it does.
    pub fn section(&mut self, title: &str, what: &str) {
        let _ = write!(self.0, "\n### {title}\n\n{what}\n");
    }

    /// A table.
    pub fn table(&mut self, head: &[&str], rows: &[Vec<String>]) {
        self.0.push('\n');
        let mut line = |cells: &[String]| {
            let _ = writeln!(self.0, "| {} |", cells.join(" | "));
        };
        let head: Vec<String> = head.iter().map(ToString::to_string).collect();
        line(&head);
        line(&head.iter().map(|_| "---".to_owned()).collect::<Vec<_>>());
        rows.iter().for_each(|row| line(row));
    }

    /// Prints it all, and appends it to a file where one is named.
    pub fn finish(self, append: Option<&Path>) -> Result<()> {
        std::io::stdout().write_all(self.0.as_bytes())?;
        if let Some(path) = append {
            let mut file = std::fs::OpenOptions::new()
                .create(true)
                .append(true)
                .open(path)
                .with_context(|| format!("cannot append to {}", path.display()))?;
            writeln!(file, "\n{}", self.0.trim_end())?;
        }
        Ok(())
    }
}

/// A line on the standard error for whoever waits.
pub fn progress(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}

fn machine() -> String {
    let field = |file: &str, name: &str| {
        let text = std::fs::read_to_string(file).unwrap_or_default();
        let line = text.lines().find(|line| line.starts_with(name))?;
        Some(line.split_once(':')?.1.trim().to_owned())
    };
    let model = field("/proc/cpuinfo", "model name").unwrap_or_else(|| std::env::consts::ARCH.into());
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let memory = field("/proc/meminfo", "MemTotal")
        .and_then(|text| text.split(' ').next()?.parse::<u64>().ok())
        .map_or_else(|| "unknown".into(), |kb| format!("{:.0} GiB", kb as f64 / 1024.0 / 1024.0));
    format!("{model}, {cores} cores, {memory} of memory")
}

fn output(program: &str, arguments: &[&str]) -> String {
    Command::new(program)
        .args(arguments)
        .output()
        .map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned())
        .unwrap_or_default()
}
