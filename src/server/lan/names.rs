//! What a server goes by on the local network: a host, and an entry in lists of services.

/// Bytes of a name; with a number behind it, it still fits into a label.
const MOST: usize = 56;

/// Ports that are announced.
#[derive(Clone, Copy, Debug)]
pub struct Services {
    pub http: u16,
    /// Nothing where HTTPS is off.
    pub https: Option<u16>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names {
    /// Without `.local`.
    pub host: String,
    /// As people read it.
    pub entry: String,
}

/// Which of them somebody else has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    Host,
    Entry,
}

impl Names {
    /// For a space of that name.
    pub fn wished(host: &str, space: &str) -> Self {
        let entry = space.split_whitespace().collect::<Vec<_>>().join(" ");
        let entry = entry[..entry.floor_char_boundary(MOST)].trim_end();
        Names { host: host.to_owned(), entry: if entry.is_empty() { "Parlor" } else { entry }.to_owned() }
    }

    /// Such as `parlor.local`.
    pub fn full_host(&self) -> String {
        format!("{}.local", self.host)
    }

    /// Those to try next.
    pub fn after(&self, taken: Taken) -> Self {
        let next = |name: &str, before: &str, behind: &str| {
            let numbered = name.strip_suffix(behind).and_then(|name| name.rsplit_once(before));
            let (name, number) = numbered
                .and_then(|(name, number)| Some((name, number.parse::<u32>().ok()?)))
                .filter(|(name, number)| !name.is_empty() && (2..1000).contains(number))
                .unwrap_or((name, 1));
            format!("{name}{before}{}{behind}", number + 1)
        };
        match taken {
            Taken::Host => Names { host: next(&self.host, "-", ""), ..self.clone() },
            Taken::Entry => Names { entry: next(&self.entry, " (", ")"), ..self.clone() },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_what_people_call_the_space_as_far_as_it_fits() {
        let entry = |space: &str| Names::wished("parlor", space).entry;
        assert_eq!(entry(" St. John's \n Harbour "), "St. John's Harbour");
        assert_eq!(entry(" \t "), "Parlor");
        let long = entry(&"茶館".repeat(30));
        assert!(long.len() <= MOST && long.starts_with("茶館茶館"), "{long}");
    }

    #[test]
    fn whoever_is_not_the_first_of_a_name_has_a_number() {
        let host = |name: &str| Names::wished(name, "x").after(Taken::Host).host;
        assert_eq!(
            [host("parlor"), host("parlor-2"), host("parlor-9"), host("a-b")],
            ["parlor-2", "parlor-3", "parlor-10", "a-b-2"]
        );
        assert_eq!([host("2"), host("a-0"), host("pi-4000000000")], ["2-2", "a-0-2", "pi-4000000000-2"]);
        let entry = |name: &str| Names::wished("x", name).after(Taken::Entry).entry;
        assert_eq!([entry("Parlor"), entry("Parlor (2)"), entry("Parlor (x)")], ["Parlor (2)", "Parlor (3)", "Parlor (x) (2)"]);
    }
}
