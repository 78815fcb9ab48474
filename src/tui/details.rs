//! What the details of a line are made of.

/// A line of the details.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Detail {
    /// A heading.
    Heading(String),
    /// A label and a value.
    Field(String, String),
    /// A sentence or a line of the log, wrapped.
    Text(String),
    /// The same, of less weight.
    Quiet(String),
    /// Something with a line of its own: the number, and what is there.
    Place(u32, String),
}
