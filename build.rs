//! Builds the web client into `$OUT_DIR/web`, from where `src/http/assets.rs` embeds it.
//!
//! `PARLOR_WEB_DIST=/path` embeds that directory instead, and then neither Node nor npm is needed.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

/// What the page is made of. Never `web/` whole: a build would then wake up for its own `node_modules`.
const INPUTS: [&str; 8] =
    ["src", "index.html", "docs.html", "package.json", "package-lock.json", ".npmrc", "tsconfig.json", "vite.config.ts"];
/// The oldest Node that Vite runs on.
const NODE: (u32, u32) = (20, 19);

fn main() -> ExitCode {
    let web = PathBuf::from(var("CARGO_MANIFEST_DIR")).join("web");
    let dist = PathBuf::from(var("OUT_DIR")).join("web");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=PARLOR_WEB_DIST");
    let built = match std::env::var_os("PARLOR_WEB_DIST").filter(|path| !path.is_empty()) {
        Some(given) => adopt(Path::new(&given), &dist),
        None => {
            for input in INPUTS {
                println!("cargo::rerun-if-changed=web/{input}");
            }
            build(&web, &dist)
        }
    };
    match built {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            println!("cargo::error={reason}");
            ExitCode::FAILURE
        }
    }
}

/// Copies a page that was built elsewhere.
fn adopt(given: &Path, dist: &Path) -> Result<(), String> {
    println!("cargo::rerun-if-changed={}", given.display());
    if !given.join("index.html.gz").is_file() {
        return Err(format!("PARLOR_WEB_DIST={} holds no index.html.gz.", given.display()));
    }
    let copied = if dist.exists() { fs::remove_dir_all(dist) } else { Ok(()) }.and_then(|()| copy(given, dist));
    copied.map_err(|error| format!("PARLOR_WEB_DIST={} could not be copied: {error}.", given.display()))
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() { copy(&entry.path(), &target)? } else { fs::copy(entry.path(), target).map(drop)? }
    }
    Ok(())
}

/// Installs what the lock file names, if that changed, and runs Vite.
fn build(web: &Path, dist: &Path) -> Result<(), String> {
    node_version()?;
    // Two cargo profiles build at once, and they share one `node_modules`: one installs and builds at a time.
    let turn = File::create(web.join(".lock")).and_then(|file| file.lock().map(|()| file));
    let _turn = turn.map_err(|error| format!("web/.lock cannot be taken: {error}."))?;

    let wanted = fs::read(web.join("package-lock.json")).map_err(|error| format!("web/package-lock.json: {error}."))?;
    // Inside, so that it goes where the packages go.
    let stamp = web.join("node_modules/.installed-from");
    if fs::read(&stamp).ok().as_ref() != Some(&wanted) {
        run(web, if cfg!(windows) { "npm.cmd" } else { "npm" }, &["ci", "--ignore-scripts", "--prefer-offline"])?;
        fs::write(&stamp, &wanted).map_err(|error| format!("{}: {error}.", stamp.display()))?;
    }
    let dist = dist.to_str().ok_or("OUT_DIR is not UTF-8.")?;
    run(web, "node", &["node_modules/vite/bin/vite.js", "build", "--logLevel", "warn", "--outDir", dist])
}

fn node_version() -> Result<(), String> {
    let needed = format!("Node {}.{} or newer", NODE.0, NODE.1);
    let without = "or PARLOR_WEB_DIST=/path to a page that is already built";
    let Ok(answer) = Command::new("node").arg("--version").output() else {
        return Err(format!("The web client needs {needed} to build ({without}); there is no node here."));
    };
    let version = String::from_utf8_lossy(&answer.stdout).trim().trim_start_matches('v').to_owned();
    let mut numbers = version.split('.').map(|part| part.parse::<u32>().unwrap_or(0));
    if (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0)) < NODE {
        return Err(format!("The web client needs {needed} to build ({without}); here is {version}."));
    }
    Ok(())
}

/// Runs one step in `web/`; what it printed is shown only if it failed.
fn run(web: &Path, program: &str, arguments: &[&str]) -> Result<(), String> {
    let step = format!("{program} {}", arguments.first().unwrap_or(&""));
    let output = Command::new(program)
        .args(arguments)
        .current_dir(web)
        .env("NODE_ENV", if program == "node" { "production" } else { "development" })
        .output()
        .map_err(|error| format!("{step}: {error}."))?;
    if output.status.success() {
        return Ok(());
    }
    eprint!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    Err(format!("{step} failed ({}); what it said is below.", output.status))
}

fn var(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("cargo sets {name}"))
}
