//! The smaller verbs: what each prints, with and without a server, and for whom.

use super::*;

impl Home {
    /// What a verb that has to succeed prints.
    pub(super) fn says(&self, words: &[&str], variables: &[(&str, &str)]) -> String {
        let output = self.run(words, variables);
        assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("text")
    }

    pub(super) fn json(&self, words: &[&str], variables: &[(&str, &str)]) -> serde_json::Value {
        serde_json::from_str(&self.says(words, variables)).expect("JSON")
    }
}

#[test]
fn every_verb_explains_itself_with_an_example() {
    let home = Home::new();
    for verb in [
        "user add",
        "user list",
        "user passwd",
        "user disable",
        "user enable",
        "user admin",
        "invite create",
        "invite list",
        "invite revoke",
        "backup",
        "restore",
        "export",
        "urls",
        "config",
        "doctor",
        "completions",
        "man",
    ] {
        let words: Vec<&str> = verb.split(' ').chain(["--help"]).collect();
        let help = home.says(&words, &[]);
        assert!(help.contains("Example") && help.contains(&format!("parlor {verb}")), "{verb}: {help}");
        assert_eq!(home.fails(&[&words[..words.len() - 1], &["--nonsense"]].concat(), &[]).0, 2, "{verb}");
    }
}

#[test]
fn every_option_is_told_with_its_value_and_the_place_that_it_comes_from() {
    let home = Home::new();
    let file =
        home.write("parlor.toml", "registration = \"open\"\nsend_rate = \"60 then 10/s\"\nmetrics_token = \"hush-hush\"\n");
    let variables = [("PARLOR_CONFIG", file.as_str()), ("PARLOR_SEND_RATE", "9/s"), ("PARLOR_TRUSTED_PROXIES", "10.0.0.0/8,::1")];
    let told = home.json(&["config", "--json", "--listen", "127.0.0.1:1"], &variables);
    let of = |name: &str| {
        let lines = told.as_array().expect("a list");
        let line = lines.iter().find(|line| line["name"] == name).unwrap_or_else(|| panic!("{name} is told"));
        (line["value"].as_str().map(str::to_owned), line["from"].as_str().expect("a place").to_owned())
    };
    let value = |text: &str| Some(text.to_owned());
    assert_eq!(of("listen"), (value("127.0.0.1:1"), "--listen".into()));
    assert_eq!(of("send_rate"), (value("9/s"), "PARLOR_SEND_RATE".into()));
    assert_eq!(of("trusted_proxies"), (value("10.0.0.0/8,::1"), "PARLOR_TRUSTED_PROXIES".into()));
    assert_eq!(of("registration"), (value("open"), format!("registration in {file}")));
    assert_eq!(of("max_headers"), (value("64"), "default".into()));
    assert_eq!(of("public_url"), (None, "default".into()));
    assert_eq!(of("data_dir"), (value(&home.path("data").display().to_string()), "PARLOR_DATA_DIR".into()));
    assert_eq!(of("metrics_token"), (value("(hidden)"), format!("metrics_token in {file}")));
    let people = home.says(&["config"], &variables);
    assert!(people.contains("send_rate") && !people.contains("hush"), "{people}");
    assert_eq!(home.fails(&["config", "--send-rate", "lots"], &[]).0, 2);
    let usual = home.json(&["config", "--json"], &[("PARLOR_DATA_DIR", ""), ("STATE_DIRECTORY", "/somewhere")]);
    assert!(usual.to_string().contains("\"/somewhere\""), "{usual}");
}

#[test]
fn the_addresses_are_those_of_the_server_that_runs_or_else_what_is_configured() {
    let home = Home::new();
    let words = ["urls", "--json", "--listen", "127.0.0.1:4711", "--public-url", "https://chat.example"];
    let told = home.json(&words, &[]);
    assert_eq!(told["urls"], serde_json::json!(["https://chat.example", "http://127.0.0.1:4711"]));
    assert_eq!((&told["running"], &told["setupUrl"]), (&false.into(), &serde_json::Value::Null));
    assert!(!home.path("data").exists(), "asking makes nothing");
    let server = home.serve(&["--listen", "127.0.0.1:0"], &[]);
    let told = home.json(&words, &[]);
    assert_eq!(told["urls"], serde_json::json!([format!("http://{}", server.address)]));
    let link = told["setupUrl"].as_str().expect("nobody is in yet");
    assert!(link.starts_with(&format!("http://{}/#/setup?code=", server.address)), "{link}");
    assert_eq!(home.says(&["urls"], &[]), format!("http://{}/\n{link}\n", server.address));
}

#[test]
fn shells_and_manuals_know_every_verb_and_nothing_of_this_machine() {
    let home = Home::new();
    for shell in ["bash", "zsh", "fish"] {
        let script = home.says(&["completions", shell], &[("PARLOR_SEND_RATE", "7/s")]);
        assert!(script.contains("passwd") && script.contains("revoke") && !script.contains("7/s"), "{shell}");
    }
    assert_eq!(home.fails(&["completions", "csh"], &[]).0, 2);
    let pages = home.path("man").display().to_string();
    home.says(&["man", &pages], &[]);
    for page in ["parlor.1", "parlor-serve.1", "parlor-user-add.1", "parlor-invite-create.1", "parlor-doctor.1"] {
        let text = std::fs::read_to_string(home.path("man").join(page)).expect(page);
        assert!(text.contains(".TH") && !text.contains(&pages), "{page}");
    }
    let file = home.write("file", "");
    let (code, said) = home.fails(&["man", &file], &[]);
    assert!(code == 1 && said.contains(&file), "{said}");
}
