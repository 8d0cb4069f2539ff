//! The configuration file as a package brings it: every option of the table, with its help and its default.
//! `packaging/parlor.toml` is checked for drift; `PARLOR_BLESS=1 cargo test --lib sample` writes it anew.

use clap::Arg;

use super::table::table;

const HEAD: &str = "\
# What Parlor does, and what it does unless told. Take the # from a line to change it, then restart Parlor; `parlor config`
# shows what counts. A variable of the environment goes before a line of this file, and a flag before both.
# Everybody on this machine may read this file: keep a secret in a file of its own, which a variable names that has _FILE
# at its end, such as PARLOR_METRICS_TOKEN_FILE.
";

/// Where packages have the data. Verbs find it by this line, for systemd tells it to the service alone.
const DATA_DIR: &str = "data_dir = \"/var/lib/parlor\"";

/// The whole file.
pub fn sample() -> String {
    let mut text = HEAD.to_owned();
    let mut heading = None;
    let table = table();
    for arg in &table {
        if arg.get_help_heading() != heading {
            heading = arg.get_help_heading();
            text.push_str(&heading.map(|heading| format!("\n## {heading}\n")).unwrap_or_default());
        }
        let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
        let line = if arg.get_id() == "data_dir" { DATA_DIR.to_owned() } else { format!("#{} = {}", arg.get_id(), value(arg)) };
        text.push_str(&format!("\n# {}\n{line}\n", help.replace('\n', "\n# ")));
    }
    text
}

/// The default as TOML has it. Of an option that has none one of the values that it takes, or what that is called.
fn value(arg: &Arg) -> String {
    if arg.get_value_delimiter().is_some() {
        return format!(
            "[{}]",
            arg.get_default_values().iter().map(|one| scalar(&one.to_string_lossy())).collect::<Vec<_>>().join(", ")
        );
    }
    if let Some(default) = arg.get_default_values().first() {
        return scalar(&default.to_string_lossy());
    }
    let possible = arg.get_possible_values().first().map(|value| value.get_name().to_owned());
    let called = || arg.get_value_names().and_then(|names| names.first()).map(ToString::to_string);
    scalar(&possible.or_else(called).unwrap_or_default())
}

fn scalar(text: &str) -> String {
    if text.parse::<i64>().is_ok() || text.parse::<bool>().is_ok() { text.to_owned() } else { format!("{text:?}") }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::super::{Options, read};
    use super::*;

    #[test]
    fn the_sample_is_what_the_table_says() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/packaging/parlor.toml");
        if std::env::var_os("PARLOR_BLESS").is_some() {
            std::fs::write(path, sample()).expect("packaging is writable");
        }
        let kept = std::fs::read_to_string(path).unwrap_or_default();
        assert!(kept == sample(), "packaging/parlor.toml has drifted: run PARLOR_BLESS=1 cargo test --lib sample");
    }

    #[test]
    fn every_line_of_the_sample_may_be_taken_as_it_stands() {
        #[derive(Parser)]
        struct Everything {
            #[command(flatten)]
            options: Options,
        }

        let home = tempfile::tempdir().expect("a directory");
        let path = home.path().join("parlor.toml");
        let file = |text: String| {
            std::fs::write(&path, text).expect("written");
            let words = ["parlor".into(), "--config".into(), path.clone().into_os_string()];
            read::<Everything>(words).map(|read| read.options).expect("every line is right")
        };
        let uncommented = |line: &str| match line.strip_prefix('#') {
            Some(rest) if rest.starts_with(|letter: char| letter.is_ascii_lowercase()) => format!("{rest}\n"),
            _ => format!("{line}\n"),
        };
        let all: String = sample().lines().map(uncommented).collect();
        assert_eq!(all.lines().filter(|line| line.contains(" = ") && !line.starts_with('#')).count(), table().len());
        let (none, all) = (file(sample()), file(all));
        assert_eq!(none.reach.place.data_dir, Some("/var/lib/parlor".into()));
        assert_eq!(format!("{:?}", (none.limits, none.files)), format!("{:?}", (all.limits, all.files)));
    }
}
