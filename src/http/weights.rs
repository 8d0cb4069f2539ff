//! Headers that list what is liked, and how much (RFC 9110, section 12.4.2).

/// Each with its weight, 0 to 1: 1 where it has none, 0 where it is no number.
pub fn of(list: &str) -> impl Iterator<Item = (&str, f32)> {
    list.split(',').map(|entry| {
        let mut parts = entry.split(';').map(str::trim);
        let name = parts.next().unwrap_or_default();
        let q = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
        (name, q.map_or(1.0, |q| q.trim().parse().unwrap_or(0.0)))
    })
}
