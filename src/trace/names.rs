//! Names, each kept once.

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};

use super::index::NameId;
use crate::syntax::MOST_AT_ONCE;

/// A table of names in which each name stands once.
///
/// All names stand one after the other in one text, so that a name takes its bytes, eight for its end and its hash, and
/// some eight for the table that finds it. Bounded: a log that invents more than 1.8 million names gets the last of
/// them all as one, and they are counted.
#[derive(Clone, Debug, Default)]
pub struct Names {
    text: String,
    /// In the order in which they came.
    each: Vec<Name>,
    ids: HashTable<NameId>,
    /// The last names that were asked for, each at a place that its hash gives, while there are few.
    ///
    /// More than half of the names of a line stood in one of the last thousands of lines.
    recent: Vec<(u32, NameId)>,
    hasher: DefaultHashBuilder,
    dropped: u32,
}

/// A name; it begins in the text where the one before it ends.
#[derive(Clone, Copy, Debug)]
struct Name {
    end: u32,
    /// Kept, so that a table that grows does not look at each name again, which is in no cache any more when there are
    /// many. The table itself stays small without it, and that is what each search for a new name has to wait for.
    hash: u32,
}

/// A hash as the table takes it, which looks at its lowest and at its highest bits.
fn spread(hash: u32) -> u64 {
    u64::from(hash) << 32 | u64::from(hash)
}

/// Names from which on the table and what it refers to take more than a core keeps near, 1 MB.
const MANY: usize = 1 << 15;

/// How many names are kept as recent, 32 KB.
const RECENT: usize = 1 << 12;

/// More names than the largest package has components, by far: with the one for all others, as many as a table of two
/// million places takes before it doubles.
const MOST_NAMES: usize = (1 << 21) / 8 * 7 - 1;

/// The most bytes that all names take together.
const MOST_TEXT: usize = 1 << 26;

/// What stands for all names beyond that.
const TOO_MANY: &str = "(too many names)";

impl Names {
    /// The id of `name`, new or known.
    pub(super) fn id(&mut self, name: &str) -> NameId {
        let hash = self.hash(name);
        if self.are_many() {
            return self.find_or_add(name, hash);
        }
        let place = hash as usize % RECENT;
        if let Some((known, id)) = self.recent.get(place).copied()
            && known == hash
            && self.is(id, name)
        {
            return id;
        }
        let id = self.find_or_add(name, hash);
        self.recent.resize(RECENT, (hash, id));
        self.recent[place] = (hash, id);
        id
    }

    /// Whether the table is in no cache of a core any more, so that [`Names::look_ahead`] is worth its time.
    pub(super) fn are_many(&self) -> bool {
        self.each.len() >= MANY
    }

    /// Brings what is known of some names into the cache, all at once: looked for one by one, each would wait for the memory
    /// by itself.
    pub(super) fn look_ahead<'a>(&self, names: impl Iterator<Item = &'a str>) {
        let mut hashes = [0; MOST_AT_ONCE];
        let mut count = 0;
        for (hash, name) in hashes.iter_mut().zip(names) {
            *hash = self.hash(name);
            count += 1;
        }
        let known = hashes[..count]
            .iter()
            .filter(|hash| {
                let is = |id: &NameId| {
                    self.each
                        .get(id.at())
                        .is_some_and(|name| name.hash == **hash)
                };
                self.ids.find(spread(**hash), is).is_some()
            })
            .count();
        // Nobody asks how many they are, and what nobody asks for is not done.
        std::hint::black_box(known);
    }

    fn find_or_add(&mut self, name: &str, hash: u32) -> NameId {
        self.find(name, hash)
            .unwrap_or_else(|| self.add(name, hash))
    }

    /// The id of a name that is new.
    fn add(&mut self, name: &str, hash: u32) -> NameId {
        let is_full = self.each.len() >= MOST_NAMES || self.text.len() + name.len() > MOST_TEXT;
        if !is_full || name == TOO_MANY {
            return self.insert(name, hash);
        }
        self.dropped = self.dropped.saturating_add(1);
        self.id(TOO_MANY)
    }

    fn hash(&self, name: &str) -> u32 {
        self.hasher.hash_one(name) as u32
    }

    fn find(&self, name: &str, hash: u32) -> Option<NameId> {
        self.ids
            .find(spread(hash), |known| self.is(*known, name))
            .copied()
    }

    fn is(&self, id: NameId, name: &str) -> bool {
        self.get(id) == name
    }

    fn insert(&mut self, name: &str, hash: u32) -> NameId {
        let id = NameId::new(self.each.len());
        self.text.push_str(name);
        self.each.push(Name {
            end: self.text.len() as u32,
            hash,
        });
        let names = &self.each;
        let hash_of = |id: &NameId| names.get(id.at()).map_or(0, |name| spread(name.hash));
        if self.ids.len() == self.ids.capacity() && names.len() > MANY {
            // Eight times the places at once: to grow, the table has to look for the hash of each name in it.
            let more = (names.len() * 7).min(MOST_NAMES + 1 - self.ids.len());
            self.ids.reserve(more, hash_of);
        }
        self.ids.insert_unique(spread(hash), id, hash_of);
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
        name_at(&self.text, &self.each, id)
    }
}

fn name_at<'a>(text: &'a str, names: &[Name], id: NameId) -> &'a str {
    let before = id.at().checked_sub(1).and_then(|at| names.get(at));
    let begin = before.map_or(0, |name| name.end as usize);
    let end = names.get(id.at()).map_or(begin, |name| name.end as usize);
    text.get(begin..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_name_is_kept_once_and_given_back() {
        let mut names = Names::default();
        let all: Vec<String> = (0..MANY + 30_000)
            .map(|number| format!("名{number}"))
            .collect();
        let ids: Vec<NameId> = all.iter().map(|name| names.id(name)).collect();
        names.look_ahead(all.iter().map(String::as_str));
        for (name, id) in all.iter().zip(&ids) {
            assert_eq!(names.id(name), *id);
            assert_eq!(names.get(*id), name);
        }
        assert_eq!(names.each.len(), all.len());
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
