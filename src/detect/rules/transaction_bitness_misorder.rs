//! # What it finds
//!
//! A 64-bit package that was installed inside a real transaction after a 32-bit one.
//! The installer then takes the 64-bit package for a 32-bit one as far as folders go: it puts `Program Files (x86)` in
//! place of `Program Files` and changes `ProgramFiles64Folder`, `CommonFiles64Folder`, and every folder below them.
//!
//! # Why it matters
//!
//! Every package of the transaction ends with 0, and the files of the 64-bit package lie in the 32-bit tree.
//! Services, shortcuts, and other products that look for them in `Program Files` do not find them, and the next upgrade
//! looks in the right place and leaves the wrong one behind.
//!
//! # What to do
//!
//! Install all 64-bit packages of a transaction before its first 32-bit package, or give the 32-bit packages a
//! transaction of their own.
//! In a bundle the order of the packages in the chain is the order of the transaction.
//! Remove the package whose folders were redirected, and install it again: a repair keeps it where it is.
//!
//! # Evidence
//!
//! `WIN64DUALFOLDERS: '...' will substitute ...` and the change of `ProgramFiles64Folder` in the engine of a package
//! whose script says `Platform=589824`, in a transaction with a name of its own.
//! Then all folders of the Directory table that lead to the 32-bit tree, and files that were copied there.
//! A chainer that gives each package a log of its own leaves the 32-bit package out of this one.
//!
//! # When it is wrong
//!
//! The same sentence between `system32` and `SysWOW64` is normal for 32-bit components, and is not looked at.
//! Where the package has folders of its own in the 32-bit tree, some of the files may be where they belong.

use super::{Check, Hit, Rule, Status};
use crate::detect::lines::Lines;
use crate::detect::prose::first_of;
use crate::detect::redirect::{Redirection, redirections};
use crate::finding::{Confidence, Role, Severity};
use crate::trace::{Bitness, EngineId, Trace, Transaction};

pub(super) const RULE: Rule = Rule {
    code: "MSI701",
    name: "transaction-bitness-misorder",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Risk,
    status: Status::Stable,
    about: "A 64-bit package was installed after a 32-bit one in the same transaction, so its 64-bit folders were redirected to the 32-bit tree.",
    advice: "Install all 64-bit packages of a transaction before its 32-bit packages, or give them transactions of their own. Remove the package that landed in the wrong tree, and install it again.",
    link: "https://learn.microsoft.com/windows/win32/msi/multiple-package-installations",
    check: Check::Trace(check),
};

fn check(trace: &Trace, lines: &mut Lines<'_>) -> Vec<Hit> {
    let packages = trace.transactions.iter().flat_map(|all| &all.packages);
    let of_64_bits = packages
        .copied()
        .filter(|id| is_of(trace, *id, Bitness::X64));
    let found = redirections(trace, of_64_bits, lines);
    let mut hits = Vec::new();
    for transaction in &trace.transactions {
        if !transaction.packages.iter().any(|id| found.contains_key(id)) {
            continue;
        }
        let order = Order::of(trace, transaction);
        for (id, before) in order.of_64_bits.iter().zip(&order.before) {
            if let Some(found) = found.get(id) {
                hits.push(hit(trace, transaction, &order, (*id, *before), found));
            }
        }
    }
    hits
}

/// The packages of a transaction by their bitness, each in the order in which they were installed.
struct Order {
    of_64_bits: Vec<EngineId>,
    of_32_bits: Vec<EngineId>,
    /// For each package of 64 bits, how many of 32 bits came before it.
    before: Vec<usize>,
}

impl Order {
    fn of(trace: &Trace, transaction: &Transaction) -> Self {
        let mut order = Self {
            of_64_bits: Vec::new(),
            of_32_bits: Vec::new(),
            before: Vec::new(),
        };
        for id in &transaction.packages {
            if is_of(trace, *id, Bitness::X64) {
                order.of_64_bits.push(*id);
                order.before.push(order.of_32_bits.len());
            } else if is_of(trace, *id, Bitness::X86) {
                order.of_32_bits.push(*id);
            }
        }
        order
    }
}

fn hit(
    trace: &Trace,
    transaction: &Transaction,
    order: &Order,
    (id, before): (EngineId, usize),
    found: &Redirection,
) -> Hit {
    let after = if before == 0 {
        "a 32-bit package that is not in this log".to_owned()
    } else {
        let before = order.of_32_bits[..before].iter();
        format!("the 32-bit {}", names(trace, before))
    };
    let headline = format!(
        "{} is a 64-bit package and was installed after {after} in the transaction {}, so its folders were redirected to the 32-bit tree: {}; {}.",
        name(trace, id),
        transaction.name,
        found.names(),
        found.files_in_words(),
    );
    let sure = match (before, transaction.real, found.is_mixed) {
        (1.., true, false) => Confidence::High,
        _ => Confidence::Medium,
    };
    Hit::new(headline, found.evidence())
        .confidence(sure)
        .advice(advice(trace, order, id))
}

/// The order that would be right: the packages of 64 bits in their order, then those of 32.
fn advice(trace: &Trace, order: &Order, id: EngineId) -> String {
    let name = name(trace, id);
    if order.of_32_bits.is_empty() {
        return format!("{} That package is {name}.", RULE.advice);
    }
    let order = names(trace, order.of_64_bits.iter().chain(&order.of_32_bits));
    format!(
        "Install the packages of this transaction in this order: {order}. Or give the 32-bit packages a transaction of their own. Then remove {name} and install it again: a repair leaves it in the wrong tree."
    )
}

fn is_of(trace: &Trace, id: EngineId, bitness: Bitness) -> bool {
    trace.engines[id.at()].bitness() == Some(bitness)
}

fn name(trace: &Trace, id: EngineId) -> &str {
    let run = &trace.engines[id.at()];
    run.called()
}

/// More packages than this make no sentence.
const MOST_NAMES: usize = 8;

fn names<'a>(trace: &Trace, packages: impl Iterator<Item = &'a EngineId> + Clone) -> String {
    let count = packages.clone().count();
    let first = packages.take(MOST_NAMES);
    let names: Vec<&str> = first.map(|id| name(trace, *id)).collect();
    first_of(&names, count)
}
