//! [`Search`]: finding a text in the region with the focus.

use super::drawn::{Drawn, Place};
use super::screen::LessonScreen;
use crate::lesson::{Language, Region};
use crate::model::narration::sentence;

/// What is searched for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search {
    /// The text, as typed.
    pub text: String,
    /// Whether letters go into it still.
    pub is_typing: bool,
}

impl LessonScreen {
    /// The rows of a region that contain the text that is searched for, whatever the case; counted as the region
    /// scrolls. None in regions that are not texts. `drawn` is the last frame.
    pub fn hits(&self, place: Place, language: Language, drawn: &Drawn) -> Vec<usize> {
        let Some(search) = self
            .search
            .as_ref()
            .filter(|search| !search.text.is_empty())
        else {
            return Vec::new();
        };
        let wanted = search.text.to_lowercase();
        let rows: Vec<String> = match place {
            Place::Code => self.listing().map_or_else(Vec::new, |listing| {
                listing.source.lines().map(str::to_owned).collect()
            }),
            Place::Output => self.output_rows(),
            Place::Log => self.log_rows(language),
            _ => drawn.texts.get(&place).cloned().unwrap_or_default(),
        };
        (0..)
            .zip(rows)
            .filter(|(_, row)| row.to_lowercase().contains(&wanted))
            .map(|(place, _)| place)
            .collect()
    }

    /// The whole text of a region; none of those that are pictures.
    pub(super) fn text_of(&self, region: Region, language: Language) -> Option<String> {
        let rows = match region {
            Region::Story => return Some(self.page()?.text.get(language).to_owned()),
            Region::Code => return Some(self.listing()?.source.clone()),
            Region::Output => self.output_rows(),
            Region::Log => self.log_rows(language),
            Region::Processes | Region::Timeline | Region::Objects => return None,
        };
        Some(rows.iter().flat_map(|row| [row, "\n"]).collect())
    }

    fn output_rows(&self) -> Vec<String> {
        let rows = self.run.world.output.rows.iter();
        rows.map(|row| row.pieces.iter().map(|piece| piece.text.as_str()).collect())
            .collect()
    }

    fn log_rows(&self, language: Language) -> Vec<String> {
        let world = &self.run.world;
        world
            .log
            .iter()
            .filter(|entry| !entry.fact.is_detail())
            .map(|entry| sentence(world, entry, language))
            .collect()
    }

    /// Scrolls a region to the first hit from its first row on (`from` rows below it), else to the very first.
    pub(super) fn go_to_hit(
        &mut self,
        place: Place,
        (language, drawn): (Language, &Drawn),
        from: usize,
    ) {
        let hits = self.hits(place, language, drawn);
        let hit = hits.iter().find(|hit| **hit >= from).or(hits.first());
        if let Some(hit) = hit {
            self.tops.insert(place, *hit);
        }
    }

    /// The same backwards.
    pub(super) fn go_to_hit_before(
        &mut self,
        place: Place,
        (language, drawn): (Language, &Drawn),
        before: usize,
    ) {
        let hits = self.hits(place, language, drawn);
        let hit = hits.iter().rfind(|hit| **hit < before).or(hits.last());
        if let Some(hit) = hit {
            self.tops.insert(place, *hit);
        }
    }
}
