//! The fixed words inside events, each as a small type.

use schemars::JsonSchema;
use serde::Serialize;

macro_rules! words {
    ($($(#[$meta:meta])* $name:ident { $($(#[$variant_meta:meta])* $variant:ident,)* })*) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
        #[serde(rename_all = "kebab-case")]
        pub enum $name {
            $($(#[$variant_meta])* $variant,)*
        }
    )*};
}

words! {
    /// Which sequence of actions an engine runs.
    Sequence {
        /// `Running UISequence`.
        Ui,
        /// `Running ExecuteSequence`.
        Execute,
    }

    /// What part a package or patch file plays.
    FileRole {
        /// `Original package ==> `: where the caller found it.
        OriginalPackage,
        /// `Package we're running from ==> `: the cached copy, or the same file in a client.
        RunningPackage,
        /// `Original patch ==> `.
        OriginalPatch,
        /// `Patch we're running from ==> `.
        RunningPatch,
        /// `Opening existing patch '...'.`: a cached patch.
        ExistingPatch,
    }

    /// At which point a product code was read.
    CodeStage {
        /// `Product Code passed to Engine.Initialize`.
        Given,
        /// `Product Code from property table before transforms`.
        BeforeTransforms,
        /// `Product Code from property table after transforms`.
        AfterTransforms,
    }

    /// For whom a product is installed.
    Context {
        /// For every user of the machine.
        PerMachine,
        /// For one user.
        PerUser,
    }

    /// Whose policy a value is.
    PolicyScope {
        /// `Machine policy value`.
        Machine,
        /// `User policy value`.
        User,
    }

    /// How a property changed.
    Change {
        /// It was not set before.
        Added,
        /// It had another value before.
        Modified,
        /// It is gone.
        Deleted,
    }

    /// Which paths were resolved.
    Resolution {
        /// Where files come from.
        Source,
        /// Where files go to.
        Target,
    }

    /// The state of a feature or component, or what is asked for or done with it.
    ///
    /// Source: <https://learn.microsoft.com/windows/win32/msi/checking-the-installation-of-features-components-files>.
    InstallState {
        /// Not there.
        Absent,
        /// On the local disk.
        Local,
        /// Run from the source.
        Source,
        /// Advertised, installed when first used.
        Advertised,
        /// No request, or nothing happens.
        Null,
        /// Installed again.
        Reinstall,
        /// Its file is gone, its registration stays.
        FileAbsent,
        /// Its class registration is gone.
        HkcrAbsent,
        /// Its file and its class registration are gone.
        HkcrFileAbsent,
        /// A word that is not documented; the text of the event has it.
        Other,
    }

    /// What the engine decided about one component, against what was asked.
    ComponentRuling {
        /// `Disallowing installation of component`: a higher version of its key file is there.
        InstallDisallowed,
        /// `Disallowing uninstallation of component`: another product uses it.
        UninstallDisallowed,
        /// `Allowing installation of component ... even though`.
        InstallAllowed,
        /// `Allowing uninstallation of component ... even though`.
        UninstallAllowed,
        /// `skipping installation of assembly component`.
        AssemblySkipped,
        /// `Rechecking assembly component`.
        AssemblyRechecked,
    }

    /// What happened to a handle of the installer's interface.
    HandleChange {
        /// `Creating MSIHANDLE`.
        Created,
        /// `Closing MSIHANDLE`.
        Closed,
        /// `Leaked MSIHANDLE`: a custom action did not close it.
        Leaked,
    }

    /// How grave a numbered message is, from its word or its shape.
    MessageLevel {
        /// `Error 1310.`
        Error,
        /// `Warning 1909.`
        Warning,
        /// `Info 1603.`
        Info,
        /// `Internal Error 2343.`, or the sentence about an unexpected error.
        Internal,
        /// `DEBUG: Error 2826:`, harmless in nearly all logs.
        Debug,
        /// The word is in a language that the number does not settle.
        Unstated,
    }

    /// A step in the life of a bundle's MSI transaction.
    BundleStep {
        /// `i384: Starting a new MSI transaction`.
        Begin,
        /// `i385: Committing MSI transaction`.
        Commit,
        /// `w386: Rolling back MSI transaction`.
        Rollback,
    }

    /// What a fixed sentence of the engine is about.
    Topic {
        /// The start, the end, or a state of an engine.
        Engine,
        /// The hand-off between client and server.
        HandOff,
        /// Rights, elevation, and signatures.
        Security,
        /// Policies as a whole.
        Policy,
        /// Windows, dialogs, and fonts.
        Ui,
        /// The package and its identity.
        Package,
        /// Where the package comes from.
        Source,
        /// Transforms and patches.
        Patch,
        /// The restore point.
        RestorePoint,
        /// Costing and paths.
        Costing,
        /// Features, components, and assemblies.
        Component,
        /// Files on their way to the disk.
        File,
        /// Services.
        Service,
        /// Shortcuts and icons.
        Shortcut,
        /// The script and its transaction.
        Script,
        /// The processes that host custom actions.
        CustomAction,
        /// Rollback and its files.
        Rollback,
        /// Cleaning up after the install.
        Cleanup,
        /// Restarts.
        Restart,
        /// Registration of the product.
        Registration,
        /// Chatter that helps the engine's authors only.
        Debug,
    }
}

impl InstallState {
    /// The state that a log's word names; [`InstallState::Other`] for a word that is not documented.
    #[must_use]
    pub fn from_word(word: &str) -> Self {
        match word {
            "Absent" => Self::Absent,
            "Local" => Self::Local,
            "Source" => Self::Source,
            "Advertised" | "Advertise" => Self::Advertised,
            "Null" => Self::Null,
            "Reinstall" => Self::Reinstall,
            "FileAbsent" => Self::FileAbsent,
            "HKCRAbsent" => Self::HkcrAbsent,
            "HKCRFileAbsent" => Self::HkcrFileAbsent,
            _ => Self::Other,
        }
    }
}
