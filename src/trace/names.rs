//! Names, each kept once.

use std::hash::BuildHasher;

use foldhash::quality::RandomState;
use hashbrown::HashTable;

/// A name of a [`Names`] table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NameId(u32);

/// A table of names in which each name stands once.
///
/// All names stand one after the other in one text, so that a name takes its bytes, four for its end, and some eight for
/// the table that finds it. Bounded: a log that invents more than two million names gets the last of them all as one, and
/// they are counted.
#[derive(Clone, Debug, Default)]
pub struct Names {
    text: String,
    /// Where each name ends in the text; it begins where the one before it ends.
    ends: Vec<u32>,
    ids: HashTable<NameId>,
    hasher: RandomState,
    dropped: u32,
}

/// More names than the largest package has components, by far.
const MOST_NAMES: usize = 1 << 21;

/// The most bytes that all names take together.
const MOST_TEXT: usize = 1 << 26;

/// What stands for all names beyond that.
const TOO_MANY: &str = "(too many names)";

impl Names {
    /// The id of `name`, new or known.
    pub(super) fn id(&mut self, name: &str) -> NameId {
        let hash = self.hasher.hash_one(name);
        if let Some(id) = self
            .ids
            .find(hash, |id| name_at(&self.text, &self.ends, *id) == name)
        {
            return *id;
        }
        let is_full = self.ends.len() >= MOST_NAMES || self.text.len() + name.len() > MOST_TEXT;
        if is_full && name != TOO_MANY {
            self.dropped = self.dropped.saturating_add(1);
            return self.last();
        }
        self.insert(name, hash)
    }

    /// The id of the one name that stands for all that are not kept.
    fn last(&mut self) -> NameId {
        let hash = self.hasher.hash_one(TOO_MANY);
        let known = self
            .ids
            .find(hash, |id| name_at(&self.text, &self.ends, *id) == TOO_MANY);
        known
            .copied()
            .unwrap_or_else(|| self.insert(TOO_MANY, hash))
    }

    fn insert(&mut self, name: &str, hash: u64) -> NameId {
        let id = NameId(self.ends.len() as u32);
        self.text.push_str(name);
        self.ends.push(self.text.len() as u32);
        let Self {
            text,
            ends,
            ids,
            hasher,
            ..
        } = self;
        ids.insert_unique(hash, id, |id| hasher.hash_one(name_at(text, ends, *id)));
        id
    }

    /// How many times a name was not kept, since there are too many.
    #[must_use]
    pub fn dropped(&self) -> u32 {
        self.dropped
    }

    /// The name with that id.
    #[must_use]
    pub fn get(&self, id: NameId) -> &str {
        name_at(&self.text, &self.ends, id)
    }
}

fn name_at<'a>(text: &'a str, ends: &[u32], NameId(id): NameId) -> &'a str {
    let at = id as usize;
    let begin = at.checked_sub(1).and_then(|before| ends.get(before));
    let begin = begin.map_or(0, |begin| *begin as usize);
    let end = ends.get(at).map_or(begin, |end| *end as usize);
    text.get(begin..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_name_is_kept_once_and_given_back() {
        let mut names = Names::default();
        let all: Vec<String> = (0..5000).map(|number| format!("名{number}")).collect();
        let ids: Vec<NameId> = all.iter().map(|name| names.id(name)).collect();
        for (name, id) in all.iter().zip(&ids) {
            assert_eq!(names.id(name), *id);
            assert_eq!(names.get(*id), name);
        }
        assert_eq!(names.ends.len(), all.len());
        let empty = names.id("");
        assert_eq!(names.id(""), empty);
        assert_eq!(names.get(empty), "");
    }

    #[test]
    fn names_beyond_the_bound_are_one() {
        let mut names = Names::default();
        let long = "x".repeat(MOST_TEXT - 10);
        let first = names.id(&long);
        let [a, b] = ["one name more", "and another one"].map(|name| names.id(name));
        assert_eq!((names.get(a), a), (TOO_MANY, b));
        assert_eq!(names.get(first).len(), long.len());
        assert_eq!(names.dropped(), 2);
    }
}
