//! Test of the hues: they can be read on their background and told apart, also under simulated color blindness.

use ratatui::style::Color;

use super::Theme;
use crate::app::appearance::{Appearance, Depth, ThemeChoice};
use crate::trace::ProcId;

type Rgb = [f64; 3];

/// What full protan, deutan and tritan vision makes of linear RGB (Machado, Oliveira, Fernandes 2009, severity 1.0).
const BLINDNESS: [[Rgb; 3]; 3] = [
    [
        [0.152_286, 1.052_583, -0.204_868],
        [0.114_503, 0.786_281, 0.099_216],
        [-0.003_882, -0.048_116, 1.051_998],
    ],
    [
        [0.367_322, 0.860_646, -0.227_968],
        [0.280_085, 0.672_501, 0.047_413],
        [-0.011_820, 0.042_940, 0.968_881],
    ],
    [
        [1.255_528, -0.076_749, -0.178_779],
        [-0.078_411, 0.930_809, 0.147_602],
        [0.004_733, 0.691_367, 0.303_900],
    ],
];

/// Linear sRGB to CIE XYZ, D65, each row divided by the white point.
const TO_XYZ: [Rgb; 3] = [
    [
        0.412_456_4 / 0.950_47,
        0.357_576_1 / 0.950_47,
        0.180_437_5 / 0.950_47,
    ],
    [0.212_672_9, 0.715_152_2, 0.072_175],
    [
        0.019_333_9 / 1.088_83,
        0.119_192 / 1.088_83,
        0.950_304_1 / 1.088_83,
    ],
];

fn times(matrix: &[Rgb; 3], color: Rgb) -> Rgb {
    matrix.map(|row| {
        row.iter()
            .zip(color)
            .map(|(factor, part)| factor * part)
            .sum()
    })
}

fn linear(color: Color) -> Rgb {
    const LEVELS: [u8; 6] = [0, 95, 135, 175, 215, 255];
    let parts = match color {
        Color::Rgb(red, green, blue) => [red, green, blue],
        Color::Indexed(index) => {
            let cube = usize::from(index) - 16;
            [cube / 36, cube / 6 % 6, cube % 6].map(|level| LEVELS[level])
        }
        other => panic!("{other:?} has no exact value"),
    };
    parts.map(|part| {
        let part = f64::from(part) / 255.0;
        if part <= 0.040_45 {
            part / 12.92
        } else {
            ((part + 0.055) / 1.055).powf(2.4)
        }
    })
}

/// CIELAB of linear RGB.
fn lab(color: Rgb) -> Rgb {
    let [x, y, z] = times(&TO_XYZ, color).map(|part| {
        let edge: f64 = 6.0 / 29.0;
        if part > edge.powi(3) {
            part.cbrt()
        } else {
            part / (3.0 * edge * edge) + 4.0 / 29.0
        }
    });
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

fn distance(one: Rgb, other: Rgb) -> f64 {
    one.iter()
        .zip(other)
        .map(|(a, b)| (a - b).powi(2))
        .sum::<f64>()
        .sqrt()
}

fn contrast(one: Rgb, other: Rgb) -> f64 {
    let luminance = |color: Rgb| times(&TO_XYZ, color)[1] + 0.05;
    let (one, other) = (luminance(one), luminance(other));
    one.max(other) / one.min(other)
}

/// Contrast and distance at least, for a theme at a depth on a background of this gray.
#[track_caller]
fn check(theme: ThemeChoice, depth: Depth, gray: u8, at_least: (f64, f64)) {
    let theme = Theme::new(Appearance {
        theme,
        depth,
        ..Appearance::default()
    });
    let hues: Vec<Rgb> = (1..=8)
        .map(|id| linear(theme.hue(ProcId(id)).fg.expect("a process has a hue")))
        .collect();
    let background = linear(Color::Rgb(gray, gray, gray));
    for (place, hue) in hues.iter().enumerate() {
        let contrast = contrast(*hue, background);
        assert!(
            contrast >= at_least.0,
            "hue {} has contrast {contrast}",
            place + 1
        );
        for (other_place, other) in hues.iter().enumerate().skip(place + 1) {
            for blindness in &BLINDNESS {
                let seen = |color| lab(times(blindness, color).map(|part| part.clamp(0.0, 1.0)));
                let distance = distance(seen(*hue), seen(*other));
                assert!(
                    distance >= at_least.1,
                    "hues {} and {}: {distance}",
                    place + 1,
                    other_place + 1
                );
            }
        }
    }
}

#[test]
fn hues_can_be_read_and_told_apart_by_every_eye() {
    check(ThemeChoice::Dark, Depth::Rgb, 0x1E, (4.8, 16.0));
    check(ThemeChoice::Light, Depth::Rgb, 0xFF, (5.0, 13.0));
    check(ThemeChoice::Dark, Depth::Indexed, 0x1E, (4.7, 12.0));
    check(ThemeChoice::Light, Depth::Indexed, 0xFF, (4.7, 11.0));
}
