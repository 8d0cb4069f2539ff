//! Options: where they come from, and what is said about those that make no sense.

use super::*;

const MISUSE: i32 = 2;
const FAILURE: i32 = 1;

#[test]
fn a_flag_goes_before_a_variable_that_before_the_file_and_the_file_before_the_default() {
    let home = Home::new();
    let file = home.write("parlor.toml", "registration = \"open\"\nlisten = \"127.0.0.1:0\"\nlog = \"off\"\n");
    let registration = |words: &[&str], variables: &[(&str, &str)]| {
        home.serve(words, variables).info()["registration"].as_str().expect("a policy").to_owned()
    };
    let named = [("PARLOR_CONFIG", file.as_str())];
    let both = [named[0], ("PARLOR_REGISTRATION", "closed")];
    assert_eq!(registration(&["--listen", "127.0.0.1:0"], &[]), "invite");
    assert_eq!(registration(&["--config", &file], &[("PARLOR_REGISTRATION", "")]), "open", "a variable that says nothing");
    assert_eq!(registration(&["serve"], &named), "open");
    assert_eq!(registration(&["serve"], &both), "closed");
    assert_eq!(registration(&["serve", "--registration", "invite"], &both), "invite");
}

#[test]
fn what_makes_no_sense_is_said_in_one_sentence_with_the_place_where_it_stands() {
    let home = Home::new();
    for (words, variables, told) in [
        (&["--lisen", "127.0.0.1:0"][..], &[][..], &["no option --lisen", "--listen?"][..]),
        (&["srve"], &[], &["no verb srve", "serve?"]),
        (&["user", "lst"], &[], &["no verb lst", "list?"]),
        (&["serve", "today"], &[], &["\"today\" means nothing"]),
        (&["user", "add"], &[], &["<NAME>", "--password-stdin", "are missing"]),
        (&["--listen"], &[], &["--listen needs a value"]),
        (&["--listen", "8787"], &[], &["--listen: \"8787\"", "0.0.0.0:8787"]),
        (&["--registration", "opn"], &[], &["--registration: \"opn\"", "invite, open, closed"]),
        (&["--log", "verbose"], &[], &["--log: \"verbose\"", "debug"]),
        (&["--trusted-proxies", "10.0.0.0/8,proxy"], &[], &["--trusted-proxies: \"proxy\"", "10.0.0.0/8"]),
        (&["--public-url", "chat.example"], &[], &["--public-url: \"chat.example\"", "http://chat.example"]),
        (&["--send-rate", "lots"], &[], &["--send-rate: \"lots\"", "30 then 5/s"]),
        (&["--max-header-size", "1GB"], &[], &["--max-header-size: \"1GB\"", "at most 65536 bytes"]),
        (&["--log", "info", "--log", "warn"], &[], &["--log", "multiple times"]),
        (&[], &[("PARLOR_LISTEN", "here")], &["PARLOR_LISTEN: \"here\""]),
        (&[], &[("PARLOR_NO_MDNS", "perhaps")], &["PARLOR_NO_MDNS: \"perhaps\"", "true or false"]),
        (&["--config", "/nowhere/parlor.toml"], &[], &["/nowhere/parlor.toml cannot be read"]),
    ] {
        let (code, said) = home.fails(words, variables);
        assert!(told.iter().all(|told| said.contains(told)), "{words:?} {variables:?}: {said}");
        assert_eq!(code, MISUSE, "{said}");
    }
    for (text, told) in [
        ("regstration = \"open\"", &["\"regstration\"", "nearest is registration"][..]),
        ("registration = \"opn\"", &["registration in ", "\"opn\"", "invite, open, closed"]),
        ("listen = ", &["no TOML at line 1"]),
        ("send_rate = 5", &["send_rate in ", "\"5\"", "30 then 5/s"]),
        ("[limits]\nmax_headers = 64", &["\"limits\""]),
    ] {
        let file = home.write("wrong.toml", text);
        let (code, said) = home.fails(&["--config", &file], &[]);
        assert!(said.contains(&file) && told.iter().all(|told| said.contains(told)), "{text}: {said}");
        assert_eq!(code, MISUSE, "{said}");
    }
}

#[test]
fn a_secret_may_stand_in_a_file_and_is_shown_nowhere() {
    let home = Home::new();
    let (good, empty) = (home.write("token", "hush-hush\n"), home.write("empty", "\n"));
    let missing = home.path("missing").display().to_string();
    let toml = home.write("parlor.toml", "metrics_token = \"hush hush\"");
    let wrong = home.write("two", "hush hush\n");
    for (words, variables, told) in [
        (
            &[][..],
            &[("PARLOR_METRICS_TOKEN_FILE", missing.as_str())][..],
            &["PARLOR_METRICS_TOKEN_FILE", missing.as_str(), "cannot be read"][..],
        ),
        (&[], &[("PARLOR_METRICS_TOKEN_FILE", &empty)], &["PARLOR_METRICS_TOKEN_FILE", &empty, "is empty"]),
        (&[], &[("PARLOR_METRICS_TOKEN_FILE", &wrong)], &["PARLOR_METRICS_TOKEN_FILE", "without spaces"]),
        (
            &[],
            &[("PARLOR_METRICS_TOKEN_FILE", &good), ("PARLOR_METRICS_TOKEN", "hush")],
            &["PARLOR_METRICS_TOKEN and PARLOR_METRICS_TOKEN_FILE are both set"],
        ),
        (&[], &[("PARLOR_METRICS_TOKEN", "hush hush")], &["PARLOR_METRICS_TOKEN:", "without spaces"]),
        (&["--config", &toml], &[], &["metrics_token in ", "without spaces"]),
        (&["--metrics-token", "hush hush"], &[], &["--metrics-token:", "without spaces"]),
    ] {
        let (code, said) = home.fails(words, variables);
        assert!(told.iter().all(|told| said.contains(told)) && !said.contains("hush"), "{said}");
        assert_eq!(code, MISUSE);
    }
    let variables = [("PARLOR_METRICS_TOKEN_FILE", good.as_str())];
    home.serve(&["--listen", "127.0.0.1:0"], &variables).info();
    let quiet = home.write("quiet.toml", "metrics_token = \"hush-hush\"");
    let help = home.run(&["--config", &quiet, "--help"], &variables);
    assert!(
        help.status.success() && !String::from_utf8_lossy(&help.stdout).contains("hush"),
        "help is the same on every machine"
    );
}

#[test]
fn what_keeps_the_server_from_coming_up_is_said_in_one_sentence() {
    let (home, other) = (Home::new(), Home::new());
    let first = home.serve(&["--listen", "127.0.0.1:0"], &[]);
    let taken = first.address.to_string();
    let file = other.write("file", "");
    for (home, words, told) in [
        (&home, &["--listen", "127.0.0.1:0"][..], "already running"),
        (&other, &["--listen", taken.as_str()], "is taken by another program"),
        (&other, &["--listen", "203.0.113.1:80"], "203.0.113.1 is no address of this machine"),
        (&other, &["--data-dir", file.as_str()], "is a file"),
    ] {
        let (code, said) = home.fails(words, &[]);
        assert!(said.contains(told), "{said}");
        assert_eq!(code, FAILURE);
    }
    std::fs::create_dir(other.path("data")).ok();
    other.write("data/parlor.db", &"no database at all".repeat(1000));
    let (code, said) = other.fails(&["--listen", "127.0.0.1:0"], &[]);
    assert!(said.contains("parlor.db") && !said.contains("the log has the details"), "{said}");
    assert_eq!(code, FAILURE);
}
