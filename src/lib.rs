//! `wilog` reads the logs that Windows Installer writes and says why an install failed.

pub mod event;
pub mod syntax;
pub mod text;

pub mod catalog {
    //! Stub.
    /// Stub.
    pub fn standard_action(name: &str) -> Option<()> {
        const N: &[&str] = &["INSTALL","ADMIN","CostInitialize","FileCost","CostFinalize","InstallValidate","InstallInitialize","InstallFiles","InstallFinalize","ExecuteAction","RegisterProduct","PublishProduct","ValidateProductID","RemoveExistingProducts","FindRelatedProducts","AppSearch","LaunchConditions","MigrateFeatureStates"];
        N.contains(&name).then_some(())
    }
}
