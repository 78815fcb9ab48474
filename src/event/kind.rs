//! Every kind of event, with the shape of the lines it comes from.

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    BundleStep, Change, CodeStage, ComponentRuling, Context, ExitCode, FileRole, HandleChange,
    InstallState, MessageLevel, MessageNumber, PolicyScope, Resolution, ReturnValue, Sequence,
    Side, TimeOfDay, Topic,
};

/// Defines the enum, the name of each kind, and the list of all names, from one list.
macro_rules! kinds {
    ($(#[$meta:meta])* $enum:ident {$(
        $(#[$kind_meta:meta])*
        $name:literal $kind:ident { $($(#[$field_meta:meta])* $field:ident: $type:ty,)* }
    )*}) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
        #[serde(tag = "kind")]
        // With a tag of one byte the fields behind it are copied from odd addresses, which stalls the processor
        // for every line of a log.
        #[repr(u64)]
        #[non_exhaustive]
        pub enum $enum<'log> {$(
            $(#[$kind_meta])*
            #[serde(rename = $name)]
            $kind { $($(#[$field_meta])* $field: $type,)* },
        )*}

        /// The names of all kinds, as they stand in JSON and behind `--kind`, in the order of the enum.
        pub const KINDS: &[&str] = &[$($name,)*];

        impl $enum<'_> {
            /// The name of the kind: `property-change`.
            #[must_use]
            pub fn name(&self) -> &'static str {
                match self {
                    $(Self::$kind { .. } => $name,)*
                }
            }
        }
    };
}

kinds! {
    /// What a record says.
    ///
    /// The doc comment of a kind quotes the line it comes from, `<...>` for what varies.
    /// Text in a field is as the log has it, without line end; a hidden value is `**********`.
    EventKind {
        // Header and footer.

        /// `=== Verbose logging started: <date>  <time>  Build type: <build>  Calling process: <process> ===`
        "session-started" SessionStarted {
            /// In the short form of the writer's locale.
            date: &'log str,
            /// 24 hours, one or two digits for the hour.
            time: &'log str,
            /// `SHIP UNICODE 5.00.10011.00`: the version of `msi.dll`.
            build: &'log str,
            /// The program that called the installer.
            process: &'log str,
        }
        /// `=== Verbose logging stopped: <date>  <time> ===`
        "session-stopped" SessionStopped {
            /// In the short form of the writer's locale.
            date: &'log str,
            /// 24 hours.
            time: &'log str,
        }
        /// `=== Logging started: <date>  <time> ===`, in the package's language.
        "logging-started" LoggingStarted {
            /// In the short form of the writer's locale.
            date: &'log str,
            /// 24 hours.
            time: &'log str,
        }
        /// `=== Logging stopped: <date>  <time> ===`, in the package's language.
        "logging-stopped" LoggingStopped {
            /// In the short form of the writer's locale.
            date: &'log str,
            /// 24 hours.
            time: &'log str,
        }
        /// `=== MSI (s) Failed to grab mutex for logging. Some log might be lost. === `
        "lines-lost" LinesLost {
            /// Whose lines are missing.
            side: Side,
        }

        // Engine.

        /// `******* RunEngine:` and the three lines below it.
        "engine-started" EngineStarted {
            /// Path of the package, or product code.
            product: &'log str,
            /// The top action asked for, empty when the caller named none.
            action: &'log str,
            /// Masked as `**********` since Windows Installer 5.
            command_line: &'log str,
        }
        /// `MainEngineThread is returning <code>`
        "engine-returned" EngineReturned {
            /// The result of this engine.
            code: ExitCode,
        }
        /// `Running UISequence`, `Running ExecuteSequence`
        "sequence-started" SequenceStarted {
            /// Which one.
            sequence: Sequence,
        }
        /// `Command Line: <properties> CURRENTDIRECTORY=<folder> CLIENTUILEVEL=<n> CLIENTPROCESSID=<n> `
        "command-line" CommandLine {
            /// The properties given, as `NAME=value` with blanks between.
            text: &'log str,
        }
        /// `Original package ==> <path>` and its four sisters.
        "package-file" PackageFile {
            /// Which of them.
            role: FileRole,
            /// Path of the file.
            path: &'log str,
        }
        /// `Product Code from property table after transforms:  '<code>'`
        "product-code" ProductCode {
            /// At which point.
            stage: CodeStage,
            /// The code, or nothing.
            code: &'log str,
        }
        /// `Product registered: entering maintenance mode`, `Product not registered: beginning first-time install`
        "product-registered" ProductRegistered {
            /// Whether the product was there already.
            registered: bool,
        }
        /// `Determined that existing product (...) is installed per-machine.`
        "product-context" ProductContext {
            /// For whom.
            context: Context,
        }
        /// `Product <code> is not managed.`, `... is admin assigned: ...`
        "product-assignment" ProductAssignment {
            /// The product code.
            product: &'log str,
            /// What is said of it.
            text: &'log str,
        }
        /// `Running product '<code>' with elevated privileges: <reason>`
        "product-privileges" ProductPrivileges {
            /// The product code.
            product: &'log str,
            /// Whether with the rights of the service.
            elevated: bool,
            /// Why.
            reason: &'log str,
        }
        /// `MSI_LUA: <text>`: what user account control decided.
        "elevation" Elevation {
            /// The decision.
            text: &'log str,
        }
        /// `SOFTWARE RESTRICTION POLICY: <text>`
        "software-restriction" SoftwareRestriction {
            /// The check or its result.
            text: &'log str,
        }
        /// `APPCOMPAT: <text>`
        "app-compat" AppCompat {
            /// What the compatibility database says.
            text: &'log str,
        }
        /// `Machine policy value '<name>' is <value>`
        "policy" Policy {
            /// Whose.
            scope: PolicyScope,
            /// The name.
            name: &'log str,
            /// The value, without quotes.
            value: &'log str,
        }

        // The mutex and the hand-off.

        /// `Grabbed execution mutex.`
        "mutex-taken" MutexTaken {}
        /// `Failed to grab execution mutex. System error <n>.`
        "mutex-failed" MutexFailed {
            /// A Win32 code; 258 is a wait that timed out.
            system_error: i32,
        }
        /// `Client-side and UI is none or basic: Running entire install on the server.`
        "run-on-server" RunOnServer {}
        /// `Switching to server: <NAME="value" ...>`
        "switching-to-server" SwitchingToServer {
            /// The properties handed over.
            properties: &'log str,
        }
        /// `Running installation inside multi-package transaction <name>`
        "transaction-entered" TransactionEntered {
            /// Path or product code for an implicit transaction, any other name for a real one.
            name: &'log str,
        }
        /// `Back from server. Return value: <code>`
        "back-from-server" BackFromServer {
            /// The result of the server.
            code: ExitCode,
        }
        /// `Incrementing counter to disable shutdown. Counter after increment: <n>`, and the decrement.
        "shutdown-counter" ShutdownCounter {
            /// The counter after the change; below 0, shutdown is allowed.
            count: i32,
        }
        /// `I/O on thread <n> could not be cancelled. Error: <n>`: somebody cancels.
        "cancel-attempt" CancelAttempt {
            /// The thread that waits.
            thread: u32,
            /// A Win32 code; 1168 means that nothing was to be cancelled.
            error: i32,
        }

        // Transforms, patches, the source, and the restore point.

        /// `TRANSFORMS property is now: <list>`
        "transforms" Transforms {
            /// The transforms in force, with semicolons between.
            list: &'log str,
        }
        /// `SequencePatches starts. Product code: <code>, Product version: <v>, Upgrade code: <code>, Product language <n>`
        "patch-sequence" PatchSequence {
            /// The product to be patched.
            product_code: &'log str,
            /// Its version.
            version: &'log str,
            /// Its upgrade code.
            upgrade_code: &'log str,
            /// Its language, a number.
            language: &'log str,
        }
        /// `Transforming table <name>.`
        "transforming-table" TransformingTable {
            /// The table.
            table: &'log str,
        }
        /// `TRANSFORM: <text>`
        "transform-step" TransformStep {
            /// What the transform does.
            text: &'log str,
        }
        /// `{<patch code>} - <path>` below `Final Patch Application Order:`.
        "patch-order" PatchOrder {
            /// The patch code.
            patch: &'log str,
            /// Its file, or nothing.
            path: &'log str,
        }
        /// `SOURCEDIR ==> <folder>`
        "source-folder" SourceFolder {
            /// The folder.
            path: &'log str,
        }
        /// `SOURCEDIR product ==> <code>`
        "source-product" SourceProduct {
            /// The product code.
            product: &'log str,
        }
        /// `Source type from package '<file>': <n>`
        "source-type" SourceType {
            /// The package.
            package: &'log str,
            /// Bits of the summary property Word Count.
            code: u32,
        }
        /// `Package name extracted from package path: '<file>'` and its sisters.
        "package-name" PackageName {
            /// The file name.
            name: &'log str,
        }
        /// `SOURCEMGMT: <text>`
        "source-management" SourceManagement {
            /// How the source was looked for.
            text: &'log str,
        }
        /// `SECREPAIR: <text>`, `SECUREREPAIR: <text>`
        "secure-repair" SecureRepair {
            /// What became of the hashes that protect repairs.
            text: &'log str,
        }
        /// `Calling SRSetRestorePoint API. dwRestorePtType: <n>, dwEventType: <n>, llSequenceNumber: <n>, szDescription: "<text>".`
        "restore-point-call" RestorePointCall {
            /// What changes: 0 application install, 1 uninstall, and so on.
            change: u32,
            /// 100 begins a change, 101 ends it, 102 and 103 nest.
            event: u32,
            /// What the restore point is called, in the language of Windows.
            description: &'log str,
        }
        /// `The call to SRSetRestorePoint API succeeded. Returned status: <n>, llSequenceNumber: <n>.`
        "restore-point-result" RestorePointResult {
            /// Whether it was made.
            succeeded: bool,
            /// A Win32 code.
            status: u32,
        }

        // Properties.

        /// `PROPERTY CHANGE: Modifying <name> property. Its current value is '<old>'. Its new value: '<new>'.`
        "property-change" PropertyChange {
            /// How it changed.
            change: Change,
            /// The name, case-sensitive.
            name: &'log str,
            /// The value before, empty when added.
            old: &'log str,
            /// The value after, empty when deleted.
            new: &'log str,
        }
        /// `Property(S): <name> = <value>`: the values at the end of an engine.
        "property-dump" PropertyDump {
            /// Whose.
            side: Side,
            /// The name, case-sensitive.
            name: &'log str,
            /// The value.
            value: &'log str,
        }
        /// `Ignoring disallowed property <name>`
        "property-ignored" PropertyIgnored {
            /// The name.
            name: &'log str,
        }

        // Actions.

        /// `Doing action: <name>`
        "action-doing" ActionDoing {
            /// The action.
            name: &'log str,
        }
        /// `Action start <time>: <name>.`, in the package's language.
        "action-started" ActionStarted {
            /// Whole seconds.
            at: TimeOfDay,
            /// The action.
            name: &'log str,
        }
        /// `Action ended <time>: <name>. Return value <n>.`, in the package's language.
        "action-ended" ActionEnded {
            /// Whole seconds.
            at: TimeOfDay,
            /// The action.
            name: &'log str,
            /// What it returned.
            value: ReturnValue,
        }
        /// `Action <time>: <name>. <description>`, in the package's language.
        "action-described" ActionDescribed {
            /// Whole seconds.
            at: TimeOfDay,
            /// The action or the dialog.
            name: &'log str,
            /// What the package calls it, or `Dialog created`; often empty.
            text: &'log str,
        }
        /// `Skipping action: <name> (condition is false)`, `Skipping <name> action: already done on client side`
        "action-skipped" ActionSkipped {
            /// The action, empty where the line does not name it.
            name: &'log str,
            /// Why.
            reason: &'log str,
        }
        /// `<action>: <text>` or `1: <text> 2: <text> `: what an action reports while it works.
        "action-data" ActionData {
            /// The action, empty where the line does not name it.
            action: &'log str,
            /// The fields.
            text: &'log str,
        }

        // Folders.

        /// `Target path resolution complete. Dumping Directory table...`
        "folder-resolution" FolderResolution {
            /// Which paths follow.
            resolution: Resolution,
        }
        /// `Dir (source): Key: <key>\t, Object: <path>\t, LongSubPath: <path>\t, ShortSubPath: <path>`
        "folder-source" FolderSource {
            /// Key in the Directory table.
            key: &'log str,
            /// The folder.
            path: &'log str,
            /// Below the source, long names.
            long: &'log str,
            /// Below the source, short names.
            short: &'log str,
        }
        /// `Dir (target): Key: <key>\t, Object: <path>`
        "folder-target" FolderTarget {
            /// Key in the Directory table.
            key: &'log str,
            /// The folder.
            path: &'log str,
        }
        /// `SHELL32::SHGetFolderPath returned: <path>`
        "known-folder" KnownFolder {
            /// The folder, or what went wrong.
            path: &'log str,
        }
        /// `WIN64DUALFOLDERS: '<a>' will substitute <n> characters in '<b>' folder path. (mask argument = <m>, the folder pair's iSwapAttrib member = <k>).`
        "dual-folder-substituted" DualFolderSubstituted {
            /// The folder that is put in.
            replacement: &'log str,
            /// How many characters are taken out.
            characters: u32,
            /// The folder that is redirected.
            folder: &'log str,
            /// The mask argument.
            mask: i32,
            /// The swap attribute of the pair.
            member: i32,
        }
        /// `WIN64DUALFOLDERS: Substitution in '<f>' folder had been blocked by the <m> mask argument (the folder pair's iSwapAttrib member = <k>).`
        "dual-folder-blocked" DualFolderBlocked {
            /// The folder that stays as it is.
            folder: &'log str,
            /// The mask argument.
            mask: i32,
            /// The swap attribute of the pair.
            member: i32,
        }

        // Features and components.

        /// `Feature: <name>; Installed: <s>;   Request: <s>;   Action: <s>`
        "feature" Feature {
            /// The feature.
            name: &'log str,
            /// What is there.
            installed: InstallState,
            /// What is asked for.
            request: InstallState,
            /// What is done.
            action: InstallState,
        }
        /// `Component: <name>; Installed: <s>;   Request: <s>;   Action: <s>`, on some builds with `; Client State: <s>`.
        "component" Component {
            /// The component.
            name: &'log str,
            /// What is there.
            installed: InstallState,
            /// What is asked for.
            request: InstallState,
            /// What is done.
            action: InstallState,
            /// The state for this product, where the build tells it.
            client: Option<InstallState>,
        }
        /// `Disallowing installation of component: {<code>} since <reason>` and its sisters.
        "component-ruling" ComponentRuled {
            /// What was decided.
            ruling: ComponentRuling,
            /// The component code.
            component: &'log str,
            /// Why.
            reason: &'log str,
        }
        /// `Migrating feature settings from product(s) '<codes>'`
        "feature-migration" FeatureMigration {
            /// Product codes with semicolons between.
            products: &'log str,
        }
        /// `MigrateFeatureStates: based on existing product, setting feature '<f>' to '<s>' state.`
        "feature-migrated" FeatureMigrated {
            /// The feature.
            feature: &'log str,
            /// Its new state.
            state: InstallState,
        }

        // The script.

        /// `BeginTransaction: Locking Server`
        "transaction-begun" TransactionBegun {}
        /// `Server not locked: locking for product <code>`
        "server-locked" ServerLocked {
            /// The product code.
            product: &'log str,
        }
        /// `Unlocking Server`
        "server-unlocked" ServerUnlocked {}
        /// `Running Script: <file>`
        "script-started" ScriptStarted {
            /// The script.
            file: &'log str,
        }
        /// `Executing op: <name>(<arguments>)`
        "operation" Operation {
            /// The operation.
            name: &'log str,
            /// What stands in the parentheses; as `Name=Value` with commas between.
            arguments: &'log str,
        }
        /// `File: <path>;\t<decision>;\t<patch>;\t<reason>`
        "file-decision" FileDecision {
            /// The file on disk.
            path: &'log str,
            /// `To be installed`, `Overwrite`, `Won't Overwrite`.
            decision: &'log str,
            /// `Won't patch` and the like.
            patch: &'log str,
            /// Why.
            reason: &'log str,
        }
        /// `File = <key>: Final State = <state>`: what patches do to a file.
        "patched-file" PatchedFile {
            /// Key in the File table.
            file: &'log str,
            /// Install, Uninstall, and so on.
            state: &'log str,
        }
        /// `Source for file '<key>' is compressed`, `... is uncompressed, at '<path>'.`
        "file-source" FileSource {
            /// Key in the File table.
            file: &'log str,
            /// Where an uncompressed file lies, else empty.
            path: &'log str,
        }
        /// `Verifying accessibility of file: <file>`
        "file-access" FileAccess {
            /// The file.
            file: &'log str,
        }

        // Custom actions.

        /// `Invoking remote custom action. DLL: <file>, Entrypoint: <name>`
        "custom-action-invoked" CustomActionInvoked {
            /// The library, a temporary file.
            library: &'log str,
            /// The function.
            entry: &'log str,
        }
        /// `Created Custom Action Server with PID <n> (0x<n>).`
        "custom-action-server" CustomActionServer {
            /// Process id.
            pid: u32,
        }
        /// `Hello, I'm your <32bit|64bit> <kind> custom action server.`
        "custom-action-hello" CustomActionHello {
            /// 32 or 64.
            bits: u32,
            /// `Impersonated`, `Elevated`, and so on.
            rights: &'log str,
        }
        /// `CustomAction <name> returned actual error code <n> (note this may not be 100% accurate ...)`
        "custom-action-returned" CustomActionReturned {
            /// The action, empty for an inner uninstall.
            name: &'log str,
            /// The code: an exit code of a library, any number of a program.
            code: ExitCode,
            /// Whether it is taken for success because the action is marked to continue.
            ignored: bool,
        }
        /// Any text between the invocation of a custom action and its end.
        "custom-action-text" CustomActionText {
            /// What stands before the two blanks in `WixQuietExec:  <text>`, else empty.
            source: &'log str,
            /// The text.
            text: &'log str,
        }
        /// `Leaked MSIHANDLE (<n>) of type <n> for thread <n>`
        "handle" Handle {
            /// What happened to it.
            change: HandleChange,
            /// The handle.
            handle: u32,
        }

        // Numbers.

        /// `Note: 1: <number> 2: <field> 3: <field> `
        "note" Note {
            /// The message.
            number: MessageNumber,
            /// The rest; as `2: text 3: text`.
            fields: &'log str,
        }
        /// `Error <number>. <text>`, alone or behind `Product: <product> -- `.
        "numbered-message" NumberedMessage {
            /// How grave.
            level: MessageLevel,
            /// The message.
            number: MessageNumber,
            /// The product, empty where the line does not name it.
            product: &'log str,
            /// The text.
            text: &'log str,
        }

        // Restarts and rollback.

        /// `RESTART MANAGER: <text>`
        "restart-manager" RestartManager {
            /// What it found or did.
            text: &'log str,
        }
        /// `Value of RebootAction property is <value>`
        "reboot-action" RebootAction {
            /// The value.
            value: &'log str,
        }
        /// `Windows Installer requires a system restart. Product Name: <p>. ...`, in the language of Windows.
        "restart-event" RestartEvent {
            /// The product.
            product: &'log str,
            /// 1 at once, 2 later.
            restart: u32,
            /// 0 not told, 1 files in use, 2 the action `ScheduleReboot`, 3 the action `ForceReboot`, 4 a custom action.
            reason: u32,
        }
        /// `Product: <p>. Restart required. ...`, in the language of Windows.
        "restart-notice" RestartNotice {
            /// The text.
            text: &'log str,
        }
        /// `Error in rollback skipped.\tReturn: <n>`
        "rollback-error" RollbackError {
            /// A Win32 code.
            code: i32,
        }

        // The summary.

        /// `Product: <product> -- <text>`, in the package's language.
        "product-message" ProductMessage {
            /// The product.
            product: &'log str,
            /// `Installation completed successfully.` and the like, or the text of a launch condition.
            text: &'log str,
        }
        /// `Windows Installer installed the product. Product Name: <p>. Product Version: <v>. Product Language: <n>. Manufacturer: <m>. Installation success or error status: <n>.`, in the language of Windows.
        "product-status" ProductStatus {
            /// The product.
            product: &'log str,
            /// Its version.
            version: &'log str,
            /// Its maker.
            manufacturer: &'log str,
            /// The update, empty where the line names none.
            update: &'log str,
            /// Its language, as Windows numbers them.
            language: u32,
            /// The result; the verb of the line says "installed" for failures too.
            status: ExitCode,
        }
        /// Text that Windows has for the exit code, after the engine has ended.
        "system-message" SystemMessage {
            /// The text.
            text: &'log str,
        }

        // Bundles.

        /// `i001: Burn <arch> v<version>, Windows v<version> (Build <n>: Service Pack <n>), path: <path>`
        "bundle-started" BundleStarted {
            /// The version of the bundle engine.
            version: &'log str,
            /// The version of Windows.
            windows: &'log str,
            /// The bundle.
            path: &'log str,
        }
        /// `i009: Command Line: '<text>'`
        "bundle-command-line" BundleCommandLine {
            /// The arguments.
            text: &'log str,
        }
        /// `i052: Condition '<text>' evaluates to <true|false>.`
        "bundle-condition" BundleCondition {
            /// The condition.
            condition: &'log str,
            /// What it gives.
            value: bool,
        }
        /// `i101: Detected package: <id>, state: <state>, ...`
        "bundle-package-detected" BundlePackageDetected {
            /// The package.
            package: &'log str,
            /// Absent, Present, and so on.
            state: &'log str,
        }
        /// `i200: Plan begin, <n> packages, action: <action>`
        "bundle-plan" BundlePlan {
            /// How many packages.
            packages: u32,
            /// Install, Uninstall, Repair, and so on.
            action: &'log str,
        }
        /// `i201: Planned package: <id>, state: <s>, ..., execute: <action>, rollback: <action>, ...`
        "bundle-package-planned" BundlePackagePlanned {
            /// The package.
            package: &'log str,
            /// Absent, Present, and so on.
            state: &'log str,
            /// What is to be done with it.
            execute: &'log str,
            /// What undoes that.
            rollback: &'log str,
        }
        /// `i301: Applying execute package: <id>, action: <action>, path: <path>, arguments: '<text>'`
        "bundle-package-begin" BundlePackageBegin {
            /// The package.
            package: &'log str,
            /// Install, Uninstall, Repair, and so on.
            action: &'log str,
            /// The file.
            path: &'log str,
            /// Properties or arguments, hidden ones masked.
            arguments: &'log str,
            /// Whether this undoes an earlier step.
            rollback: bool,
        }
        /// `i319: Applied execute package: <id>, result: 0x<n>, restart: <word>`,
        /// `w350: Applied non-vital package: <id>, encountered error: 0x<n>. Continuing...`
        "bundle-package-end" BundlePackageEnd {
            /// The package.
            package: &'log str,
            /// An HRESULT.
            result: u32,
            /// None, Required, Initiated.
            restart: &'log str,
            /// Whether this undid an earlier step.
            rollback: bool,
            /// Whether the bundle needs it: `w350` lets one fail that it does not.
            vital: bool,
        }
        /// `w348: Application requested retry of package: <id>, encountered error: 0x<n>. Retrying...`
        "bundle-package-retry" BundlePackageRetry {
            /// The package.
            package: &'log str,
            /// The HRESULT with which it failed.
            result: u32,
        }
        /// `i000: MUX:  ExecuteError: Package (<id>) failed: Error Message Id: <n> ErrorMessage: <text>` and its sister.
        "bundle-package-error" BundlePackageError {
            /// The package.
            package: &'log str,
            /// The number of the message that the package showed, 0 where the line has none.
            number: MessageNumber,
            /// The message.
            text: &'log str,
        }
        /// `i000: Loading prerequisite bootstrapper application because managed host could not be loaded, error: 0x<n>.`
        "bundle-host-not-loaded" BundleHostNotLoaded {
            /// An HRESULT.
            result: u32,
        }
        /// `i300: Apply begin` and the other marks of a phase: begin, complete.
        "bundle-phase" BundlePhase {
            /// The text.
            text: &'log str,
        }
        /// `i399: Apply complete, result: 0x<n>, restart: <word>, ba requested restart:  <word>`
        "bundle-apply-end" BundleApplyEnd {
            /// An HRESULT.
            result: u32,
            /// None, Required, Initiated.
            restart: &'log str,
        }
        /// `i007: Exit code: 0x<n>, restarting: <word>`
        "bundle-exit" BundleExit {
            /// An exit code or an HRESULT.
            code: u32,
            /// Whether the machine is restarted.
            restarting: bool,
        }
        /// `i500: Shutting down, exit code: 0x<n>`
        "bundle-shutdown" BundleShutdown {
            /// The exit code or the HRESULT that it is about to end with.
            code: u32,
        }
        /// `i410: Variable: <name> = <value>`, `i000: Setting string variable '<name>' to value '<value>'`
        "bundle-variable" BundleVariable {
            /// The name.
            name: &'log str,
            /// The value.
            value: &'log str,
        }
        /// `i384: Starting a new MSI transaction, id: <id>` and its sisters.
        "bundle-transaction" BundleTransaction {
            /// Which step.
            step: BundleStep,
            /// The transaction.
            name: &'log str,
        }
        /// Any other message of the bundle engine that has a number, or an `e000` with an HRESULT.
        "bundle-message" BundleMessage {
            /// The HRESULT that the text states, 0 where it states none.
            result: u32,
            /// The text.
            text: &'log str,
        }
        /// `i000: <text>`: what the bundle's own program writes.
        "bundle-text" BundleText {
            /// The text.
            text: &'log str,
        }

        // The rest.

        /// A fixed sentence of the engine with no more to it than its topic.
        "remark" Remark {
            /// What it is about.
            topic: Topic,
            /// The sentence.
            text: &'log str,
        }
        /// An empty line, which carries no meaning.
        "blank" Blank {}
        /// A line that goes on with the record above, and comes after an empty line within it, after its cap, or in a later piece
        /// of a line that is too long to be read at once.
        "continuation" Continuation {
            /// The text.
            text: &'log str,
        }
        /// A line that nobody knows.
        "message" Message {
            /// The text.
            text: &'log str,
        }
    }
}
