//! The JSON of the commands that show a log has the form that its schema in `grammars/schema/` describes.

use std::fs;

use schemars::{Schema, schema_for};
use serde_json::Value;
use wilog::render::sheet::schema;
use wilog::view::actions::Actions;
use wilog::view::features::Features;
use wilog::view::files::Files;
use wilog::view::folders::Folders;
use wilog::view::operations::Operations;
use wilog::view::packages::Packages;
use wilog::view::policies::Policies;
use wilog::view::properties::Properties;
use wilog::view::timeline::Timeline;

use super::{output, root, samples};

/// The commands and the schemas of their JSON.
fn schemas() -> [(&'static str, Schema); 9] {
    [
        ("actions", schema_for!(Actions)),
        ("features", schema::<Features>()),
        ("files", schema::<Files>()),
        ("folders", schema::<Folders>()),
        ("operations", schema::<Operations>()),
        ("packages", schema_for!(Packages)),
        ("policies", schema::<Policies>()),
        ("properties", schema::<Properties>()),
        ("timeline", schema_for!(Timeline)),
    ]
}

#[test]
fn schemas_of_views_are_current() {
    for (command, schema) in schemas() {
        let path = root(&format!("grammars/schema/{command}.schema.json"));
        let generated = serde_json::to_string_pretty(&schema).unwrap() + "\n";
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&path, &generated).unwrap();
        }
        let written = fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(
            written.replace("\r\n", "\n"),
            generated,
            "{}: run `UPDATE=1 cargo test --test commands`",
            path.display()
        );
    }
}

#[test]
fn views_of_every_sample_log_have_the_form_of_their_schema() {
    for (command, schema) in schemas() {
        let schema = serde_json::to_value(schema).unwrap();
        let validator = jsonschema::validator_for(&schema).unwrap();
        for log in samples() {
            let json: Value =
                serde_json::from_str(&output(&[command, &log, "--format", "json"])).unwrap();
            let errors: Vec<String> = validator
                .iter_errors(&json)
                .map(|error| format!("{}: {error}", error.instance_path()))
                .collect();
            assert!(errors.is_empty(), "{command} {log}: {errors:#?}");
        }
    }
}
