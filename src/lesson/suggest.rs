//! The known word that a mistyped one probably means.

/// Advice for `word`, which is none of the `known`: the nearest one, or all of them when none is near.
pub fn did_you_mean<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> String {
    let known: Vec<&str> = known.into_iter().collect();
    let nearest = known
        .iter()
        .map(|candidate| (distance(word, candidate), *candidate))
        .min_by_key(|(distance, _)| *distance);
    match nearest {
        Some((_, candidate)) if is_near(word, candidate) => format!("did you mean `{candidate}`?"),
        Some(_) => format!("known are {}", listed(&known)),
        None => "nothing is known here".to_owned(),
    }
}

/// The nearest of the `known`, if `word` is probably that one mistyped.
pub fn nearest<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    known
        .into_iter()
        .filter(|candidate| is_near(word, candidate))
        .min_by_key(|candidate| distance(word, candidate))
}

/// Whether `word` is probably `candidate` mistyped: one slip, and one more for every four letters.
pub fn is_near(word: &str, candidate: &str) -> bool {
    distance(word, candidate) <= 1 + candidate.len() / 4
}

/// `a`, `b`, `c`, each in backticks.
pub fn listed(words: &[&str]) -> String {
    words
        .iter()
        .map(|word| format!("`{word}`"))
        .collect::<Vec<_>>()
        .join(", ")
}

/// How many characters must be added, removed, replaced or swapped with their neighbor to make `a` into `b`
/// (optimal string alignment: Damerau 1964, no part edited twice).
fn distance(a: &str, b: &str) -> usize {
    let a: Vec<char> = a.chars().collect();
    let b: Vec<char> = b.chars().collect();
    let mut rows: Vec<Vec<usize>> = vec![(0..=b.len()).collect()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let cost = usize::from(a[i - 1] != b[j - 1]);
            let mut best = (rows[i - 1][j] + 1)
                .min(row[j - 1] + 1)
                .min(rows[i - 1][j - 1] + cost);
            let is_swap = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if is_swap {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            row.push(best);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_is_suggested_and_a_far_one_is_not() {
        let known = ["title", "summary", "page"];
        assert_eq!(did_you_mean("tilte", known), "did you mean `title`?");
        assert_eq!(did_you_mean("pages", known), "did you mean `page`?");
        assert_eq!(
            did_you_mean("volume", known),
            "known are `title`, `summary`, `page`"
        );
    }
}
