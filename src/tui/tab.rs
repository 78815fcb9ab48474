//! The tabs of the viewer.

/// A tab. The digit keys follow this order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Tab {
    /// The lines.
    #[default]
    Log,
    /// Everything worth telling.
    Findings,
    /// Phases and actions by time.
    Timeline,
    /// Values of properties.
    Properties,
    /// Where folders lie.
    Folders,
    /// Features and components.
    Features,
    /// Decisions about files.
    Files,
    /// What scripts did.
    Operations,
    /// Policies that were read.
    Policies,
    /// The report as text.
    Summary,
}

impl Tab {
    /// All tabs, in order.
    pub const ALL: [Self; 10] = [
        Self::Log,
        Self::Findings,
        Self::Timeline,
        Self::Properties,
        Self::Folders,
        Self::Features,
        Self::Files,
        Self::Operations,
        Self::Policies,
        Self::Summary,
    ];

    /// What stands on it.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Log => "Log",
            Self::Findings => "Findings",
            Self::Timeline => "Timeline",
            Self::Properties => "Properties",
            Self::Folders => "Folders",
            Self::Features => "Features",
            Self::Files => "Files",
            Self::Operations => "Operations",
            Self::Policies => "Policies",
            Self::Summary => "Summary",
        }
    }

    /// Its place, from 0.
    #[must_use]
    pub fn index(self) -> usize {
        self as usize
    }
}
