//! What single lines tell of the product of a session in which no engine begins, as in a part of a log.

use super::builder::Builder;
use super::index::{EngineId, NameId};
use super::package::Operation;
use super::update::Update;
use crate::event::{Event, EventKind};
use crate::syntax::{argument, is_hosts_text};

/// The product of a session in which no engine begins, as in the last part of a log.
#[derive(Clone, Copy, Debug, Default)]
pub struct SessionProduct {
    /// Its name, from the final dump, a result, a message, or a script.
    pub name: Option<NameId>,
    /// Its version, where the same line or the dump has it.
    pub version: Option<NameId>,
    /// Its code, from the final dump.
    pub(super) code: Option<NameId>,
    /// What its name is from.
    pub(super) named_by: NamedBy,
    /// Whether an engine wrote a message for the event log about it, `Product: X -- ...`, or a host of custom actions wrote
    /// anything.
    pub is_heard_of: bool,
    /// What was done with it, where the dump has `REMOVE = ALL` or the message of the outcome says so.
    pub operation: Option<Operation>,
    /// The update that sentences tell of.
    pub(super) update: Option<Update>,
}

/// What names a product where no engine begins, the least certain first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum NamedBy {
    /// Nothing has named it yet.
    #[default]
    Nothing,
    /// The script of a rollback. What was written last is undone first, so it begins with the product that failed.
    Rollback,
    /// Any other script. Those of older products may have run before it.
    Script,
    /// `Product: X -- ...`, which may be of a product inside of this one, so the first counts.
    Message,
    /// A result, or the final dump.
    Statement,
}

impl NamedBy {
    /// Whether a name gives way to one that stands below it.
    fn yields_to(self, later: Self) -> bool {
        let last_counts = matches!(later, Self::Script | Self::Statement);
        self < later || self == later && last_counts
    }
}

/// Takes note of a product and its version, which may be empty, unless a line of more worth has named another.
pub(super) fn name_product(builder: &mut Builder, by: NamedBy, [name, version]: [&str; 2]) {
    let named = builder
        .session_mut()
        .map(|session| session.product.named_by);
    if !named.is_some_and(|named| named.yields_to(by)) {
        return;
    }
    let names = &mut builder.trace.names;
    let name = Some(names.id(name));
    let version = (!version.is_empty()).then(|| names.id(version));
    if let Some(session) = builder.session_mut() {
        session.product.name = name;
        session.product.version = version;
        session.product.named_by = by;
    }
}

/// Takes note of a message `Product: X -- ...` where no engine begins: only an install writes one.
pub(super) fn hear_of_product(builder: &mut Builder, event: &Event<'_>, product: &str) {
    // Without a prefix, other programs write a word, a colon, and two dashes as well.
    let is_certain = event.origin.engine().is_some() || event.raw.starts_with("Product: ");
    if let Some(session) = builder.session_mut() {
        session.product.is_heard_of |= is_certain;
    }
    name_product(builder, NamedBy::Message, [product, ""]);
}

/// Takes note of the text of a host of custom actions, or of an error of the WiX toolset, where no engine begins: only an
/// install has them, `WixCreateInternetShortcuts:  Error 0x80070057: failed to set the target`.
pub(super) fn hear_of_host(builder: &mut Builder, event: &Event<'_>, engine: Option<EngineId>) {
    let is_wix = || match event.kind {
        EventKind::CustomActionText { source, text } => {
            !source.is_empty() && text.starts_with("Error 0x")
        }
        _ => false,
    };
    if builder.is_headless(engine)
        && (is_hosts_text(event.raw) || is_wix())
        && let Some(session) = builder.session_mut()
    {
        session.product.is_heard_of = true;
    }
}

/// Takes note of the product of a script whose engine began above the log:
/// `ProductInfo(ProductKey={...},ProductName=Contoso Ledger,PackageName=ledger.msi,Language=1033,Version=67239936,...)`.
pub(super) fn hear_of_script(builder: &mut Builder, by: NamedBy, arguments: &str) {
    let Some(name) = argument(arguments, "ProductName").filter(|name| !name.is_empty()) else {
        return;
    };
    let packed = argument(arguments, "Version").and_then(|packed| packed.parse::<u32>().ok());
    let version = packed.map_or(String::new(), |packed| {
        let [major, minor, high, low] = packed.to_be_bytes();
        format!("{major}.{minor}.{}", u16::from_be_bytes([high, low]))
    });
    name_product(builder, by, [name, &version]);
}

/// Takes note of what the final dump tells of the product, where the engine that writes it began above the log.
pub(super) fn hear_of_dump(builder: &mut Builder, name: &str, value: &str) {
    if !matches!(
        name,
        "ProductCode" | "ProductName" | "ProductVersion" | "REMOVE"
    ) {
        return;
    }
    let id = Some(builder.trace.names.id(value));
    let Some(session) = builder.session_mut() else {
        return;
    };
    let product = &mut session.product;
    match name {
        "ProductName" => {
            // The version that was known is that of the product that was named before.
            product.version = None;
            product.name = id;
            product.named_by = NamedBy::Statement;
        }
        "ProductVersion" => product.version = id,
        "ProductCode" => product.code = id,
        _ if value == "ALL" => product.operation = Some(Operation::Uninstall),
        _ => {}
    }
}
