//! Names, each kept once.

use std::collections::HashMap;
use std::sync::Arc;

/// A name of a [`Names`] table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NameId(u32);

/// A table of names in which each name stands once.
///
/// Bounded: a log that invents a million names gets the last of them all as one, so that memory stays small.
#[derive(Clone, Debug, Default)]
pub struct Names {
    ids: HashMap<Arc<str>, NameId>,
    names: Vec<Arc<str>>,
}

/// More names than the largest package has actions, by far.
const MOST_NAMES: usize = 1 << 20;

impl Names {
    /// The id of `name`, new or known.
    pub(super) fn id(&mut self, name: &str) -> NameId {
        if let Some(id) = self.ids.get(name) {
            return *id;
        }
        let name: Arc<str> = if self.names.len() < MOST_NAMES {
            name.into()
        } else {
            "(too many names)".into()
        };
        let id = NameId(self.names.len().min(MOST_NAMES) as u32);
        if self.names.len() <= MOST_NAMES {
            self.names.push(Arc::clone(&name));
        }
        self.ids.entry(name).or_insert(id);
        id
    }

    /// The name with that id.
    #[must_use]
    pub fn get(&self, id: NameId) -> &str {
        self.names.get(id.0 as usize).map_or("", |name| name)
    }
}
