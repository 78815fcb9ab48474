//! Colours: what the terminal can show, on a light or a dark ground.

use ratatui::style::{Color, Modifier, Style};

/// How many colours the terminal shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// None: bold, dim, underlined, and reversed text only.
    Mono,
    /// The 16 that the user of the terminal has chosen.
    Ansi,
    /// 256.
    Indexed,
    /// All.
    True,
}

/// The ground that text stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    /// Light text on a dark ground.
    Dark,
    /// Dark text on a light ground.
    Light,
}

/// What colours are used for.
#[derive(Clone, Copy, Debug)]
pub struct Theme {
    /// How many colours there are.
    pub depth: Depth,
    /// Light or dark.
    pub ground: Ground,
}

impl Theme {
    /// A plain foreground in the 16 colours of the terminal, which its user has made readable on its ground.
    fn fore(self, color: Color) -> Style {
        match self.depth {
            Depth::Mono => Style::new(),
            _ => Style::new().fg(color),
        }
    }

    /// A quiet background.
    fn back(self, dark: (u8, u8, u8), light: (u8, u8, u8), indexed: (u8, u8)) -> Option<Color> {
        let is_dark = self.ground == Ground::Dark;
        match self.depth {
            Depth::True => {
                let (red, green, blue) = if is_dark { dark } else { light };
                Some(Color::Rgb(red, green, blue))
            }
            Depth::Indexed => Some(Color::Indexed(if is_dark { indexed.0 } else { indexed.1 })),
            Depth::Ansi | Depth::Mono => None,
        }
    }

    /// Of less weight. Bright black is a grey that shows on both grounds; DIM alone is ignored by many terminals.
    pub(crate) fn quiet(self) -> Style {
        match (self.depth, self.ground) {
            (Depth::Mono, _) => Style::new().add_modifier(Modifier::DIM),
            (Depth::Ansi, _) => Style::new().fg(Color::DarkGray),
            (_, Ground::Dark) => Style::new().fg(Color::Indexed(244)),
            (_, Ground::Light) => Style::new().fg(Color::Indexed(243)),
        }
    }

    /// What failed.
    pub(crate) fn bad(self) -> Style {
        self.fore(Color::Red).add_modifier(Modifier::BOLD)
    }

    /// What asks for a second look.
    pub(crate) fn warning(self) -> Style {
        self.fore(Color::Yellow)
    }

    /// What went well.
    pub(crate) fn good(self) -> Style {
        self.fore(Color::Green)
    }

    /// Lines of actions.
    pub(crate) fn action(self) -> Style {
        self.fore(Color::Cyan)
    }

    /// Lines of properties.
    pub(crate) fn property(self) -> Style {
        self.fore(Color::Blue)
    }

    /// What custom actions wrote.
    pub(crate) fn custom_action(self) -> Style {
        self.fore(Color::Magenta)
    }

    /// The row that is chosen, in the pane that takes the keys or in another one.
    pub(crate) fn chosen(self, has_focus: bool) -> Style {
        let back = if has_focus {
            self.back((46, 62, 88), (205, 220, 245), (237, 189))
        } else {
            self.back((40, 42, 48), (228, 230, 234), (236, 254))
        };
        match back {
            Some(color) => Style::new().bg(color),
            None if has_focus => Style::new().add_modifier(Modifier::REVERSED),
            None => Style::new().add_modifier(Modifier::UNDERLINED),
        }
    }

    /// A hit of the search.
    pub(crate) fn hit(self) -> Style {
        match self.depth {
            Depth::Mono => Style::new().add_modifier(Modifier::REVERSED | Modifier::BOLD),
            _ => Style::new().fg(Color::Black).bg(Color::Yellow),
        }
    }

    /// The lines at the top and at the bottom.
    pub(crate) fn frame(self) -> Style {
        match self.back((34, 40, 52), (222, 226, 236), (235, 253)) {
            Some(color) => Style::new().bg(color),
            None => Style::new(),
        }
    }

    /// The name of the tab that is shown, and of the pane that takes the keys.
    pub(crate) fn current(self) -> Style {
        match self.depth {
            Depth::Mono => Style::new().add_modifier(Modifier::REVERSED | Modifier::BOLD),
            _ => Style::new()
                .fg(Color::Black)
                .bg(Color::Cyan)
                .add_modifier(Modifier::BOLD),
        }
    }

    /// A cell of a table.
    pub(crate) fn tone(self, tone: super::model::table::Tone) -> Style {
        use super::model::table::Tone;
        match tone {
            Tone::Plain => Style::new(),
            Tone::Head => BOLD,
            Tone::Quiet => self.quiet(),
            Tone::Warning => self.warning(),
            Tone::Bad => self.bad(),
        }
    }
}

/// Of more weight, in any theme.
pub(crate) const BOLD: Style = Style::new().add_modifier(Modifier::BOLD);

/// The theme that the environment asks for: `NO_COLOR`, `COLORTERM`, `TERM`, and `COLORFGBG`.
/// `ask` gives the value of a variable.
pub(crate) fn of_environment(
    ask: impl Fn(&str) -> Option<String>,
    ground: Option<Ground>,
) -> Theme {
    let given = |name: &str| ask(name).filter(|value| !value.is_empty());
    let term = given("TERM").unwrap_or_default();
    // Terminals of Windows 10 and later show all colours, and set none of these.
    let of_windows = cfg!(windows) && term.is_empty();
    let depth = if given("NO_COLOR").is_some() || term == "dumb" {
        Depth::Mono
    } else if of_windows
        || given("COLORTERM").is_some_and(|value| ["truecolor", "24bit"].contains(&&value[..]))
    {
        Depth::True
    } else if term.contains("256color") || term.contains("direct") {
        Depth::Indexed
    } else {
        Depth::Ansi
    };
    // `15;0`: foreground and background as numbers of the 16 colours; 7 and 15 are the light ones.
    let told = given("COLORFGBG").and_then(|value| value.rsplit(';').next()?.parse::<u8>().ok());
    let light = told.is_some_and(|back| matches!(back, 7 | 9..=15));
    let found = if light { Ground::Light } else { Ground::Dark };
    Theme {
        depth,
        ground: ground.unwrap_or(found),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_decides() {
        for (variables, depth, ground) in [
            (&[("TERM", "xterm")][..], Depth::Ansi, Ground::Dark),
            (&[("TERM", "xterm-256color")], Depth::Indexed, Ground::Dark),
            (
                &[("TERM", "xterm-256color"), ("COLORTERM", "truecolor")],
                Depth::True,
                Ground::Dark,
            ),
            (
                &[("TERM", "xterm"), ("NO_COLOR", "1")],
                Depth::Mono,
                Ground::Dark,
            ),
            (
                &[("TERM", "xterm"), ("NO_COLOR", "")],
                Depth::Ansi,
                Ground::Dark,
            ),
            (
                &[("TERM", "rxvt"), ("COLORFGBG", "0;default;15")],
                Depth::Ansi,
                Ground::Light,
            ),
            (
                &[("TERM", "rxvt"), ("COLORFGBG", "15;0")],
                Depth::Ansi,
                Ground::Dark,
            ),
        ] {
            let ask = |name: &str| {
                let mut found = variables.iter().filter(|(key, _)| *key == name);
                found.next().map(|(_, value)| (*value).to_owned())
            };
            let theme = of_environment(ask, None);
            assert_eq!(
                (theme.depth, theme.ground),
                (depth, ground),
                "{variables:?}"
            );
        }
    }
}
