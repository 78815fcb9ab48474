//! The values of the fields of an event, by name.
//!
//! Events say by `serde` what fields they have, so a new kind of event or a new field needs no line in here.

use std::fmt;

use serde::Serialize;
use serde::ser::{Impossible, SerializeStruct, Serializer};

use crate::event::EventKind;
use crate::text::duration;

/// The value of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Value<'a> {
    Text(&'a str),
    Number(i64),
    /// A length of time, in milliseconds.
    Time(u32),
    Boolean(bool),
    /// The log does not tell it.
    Nothing,
}

impl fmt::Display for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => text.fmt(f),
            Self::Number(number) => number.fmt(f),
            Self::Time(milliseconds) => duration(*milliseconds).fmt(f),
            Self::Boolean(value) => value.fmt(f),
            Self::Nothing => Ok(()),
        }
    }
}

/// Gives each field of an event to `sink`, by its name in JSON.
pub(super) fn each_field(kind: &EventKind<'_>, sink: &mut dyn FnMut(&'static str, Value<'_>)) {
    // All fields of events are plain values, which a test holds, so nothing fails here.
    let _ = kind.serialize(Fields { sink });
}

/// A word as events have it: `hkcr-absent`.
pub(super) fn word(word: &impl Serialize) -> String {
    let mut text = String::new();
    // A word is a plain value, so nothing fails here.
    let _ = word.serialize(One {
        name: "",
        sink: &mut |_, value| text = value.to_string(),
    });
    text
}

/// What a field cannot be: a list, a map, or bytes.
#[derive(Debug)]
struct Compound;

impl fmt::Display for Compound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a field of an event is no plain value")
    }
}

impl std::error::Error for Compound {}

impl serde::ser::Error for Compound {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

struct Fields<'s> {
    sink: &'s mut dyn FnMut(&'static str, Value<'_>),
}

/// One field: gives its value to the sink under its name.
struct One<'s> {
    name: &'static str,
    sink: &'s mut dyn FnMut(&'static str, Value<'_>),
}

impl One<'_> {
    #[expect(
        clippy::unnecessary_wraps,
        reason = "the methods of a serializer give a result"
    )]
    fn give(self, value: Value<'_>) -> Result<(), Compound> {
        (self.sink)(self.name, value);
        Ok(())
    }
}

impl SerializeStruct for Fields<'_> {
    type Ok = ();
    type Error = Compound;

    fn serialize_field<T: ?Sized + Serialize>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Compound> {
        let sink = &mut *self.sink;
        value.serialize(One { name, sink })
    }

    fn end(self) -> Result<(), Compound> {
        Ok(())
    }
}

/// The methods of a serializer that take what no field is.
macro_rules! no_compounds {
    () => {
        type Ok = ();
        type Error = Compound;
        type SerializeSeq = Impossible<(), Compound>;
        type SerializeTuple = Impossible<(), Compound>;
        type SerializeTupleStruct = Impossible<(), Compound>;
        type SerializeTupleVariant = Impossible<(), Compound>;
        type SerializeMap = Impossible<(), Compound>;
        type SerializeStructVariant = Impossible<(), Compound>;

        fn serialize_seq(self, _: Option<usize>) -> Result<Self::SerializeSeq, Compound> {
            Err(Compound)
        }
        fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, Compound> {
            Err(Compound)
        }
        fn serialize_tuple_struct(
            self,
            _: &'static str,
            _: usize,
        ) -> Result<Self::SerializeTupleStruct, Compound> {
            Err(Compound)
        }
        fn serialize_tuple_variant(
            self,
            _: &'static str,
            _: u32,
            _: &'static str,
            _: usize,
        ) -> Result<Self::SerializeTupleVariant, Compound> {
            Err(Compound)
        }
        fn serialize_map(self, _: Option<usize>) -> Result<Self::SerializeMap, Compound> {
            Err(Compound)
        }
        fn serialize_struct_variant(
            self,
            _: &'static str,
            _: u32,
            _: &'static str,
            _: usize,
        ) -> Result<Self::SerializeStructVariant, Compound> {
            Err(Compound)
        }
        fn serialize_bytes(self, _: &[u8]) -> Result<(), Compound> {
            Err(Compound)
        }
        fn serialize_newtype_variant<T: ?Sized + Serialize>(
            self,
            _: &'static str,
            _: u32,
            _: &'static str,
            _: &T,
        ) -> Result<(), Compound> {
            Err(Compound)
        }
    };
}

/// Methods that take a plain value, each with what is made of it.
macro_rules! plain {
    ($($method:ident($type:ty) => $make:expr;)*) => {$(
        fn $method(self, value: $type) -> Result<(), Compound> {
            let make: fn($type) -> Value<'static> = $make;
            self.give(make(value))
        }
    )*};
}

/// Numbers beyond 63 bits are in no event.
fn number(value: impl TryInto<i64>) -> Value<'static> {
    value.try_into().map_or(Value::Nothing, Value::Number)
}

impl Serializer for One<'_> {
    no_compounds!();

    type SerializeStruct = Impossible<(), Compound>;

    fn serialize_struct(
        self,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStruct, Compound> {
        Err(Compound)
    }

    plain! {
        serialize_bool(bool) => Value::Boolean;
        serialize_i8(i8) => number;
        serialize_i16(i16) => number;
        serialize_i32(i32) => number;
        serialize_i64(i64) => number;
        serialize_u8(u8) => number;
        serialize_u16(u16) => number;
        serialize_u32(u32) => number;
        serialize_u64(u64) => number;
    }

    fn serialize_f32(self, _: f32) -> Result<(), Compound> {
        Err(Compound)
    }

    fn serialize_f64(self, _: f64) -> Result<(), Compound> {
        Err(Compound)
    }

    fn serialize_char(self, value: char) -> Result<(), Compound> {
        self.give(Value::Text(value.encode_utf8(&mut [0; 4])))
    }

    fn serialize_str(self, value: &str) -> Result<(), Compound> {
        self.give(Value::Text(value))
    }

    fn serialize_none(self) -> Result<(), Compound> {
        self.give(Value::Nothing)
    }

    fn serialize_some<T: ?Sized + Serialize>(self, value: &T) -> Result<(), Compound> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Compound> {
        self.give(Value::Nothing)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Compound> {
        self.give(Value::Nothing)
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        word: &'static str,
    ) -> Result<(), Compound> {
        self.give(Value::Text(word))
    }

    fn serialize_newtype_struct<T: ?Sized + Serialize>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Compound> {
        value.serialize(self)
    }
}

/// An event is a struct; anything else is refused.
macro_rules! refused {
    ($($method:ident($type:ty))*) => {$(
        fn $method(self, _: $type) -> Result<(), Compound> {
            Err(Compound)
        }
    )*};
}

impl Serializer for Fields<'_> {
    no_compounds!();

    type SerializeStruct = Self;

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self, Compound> {
        Ok(self)
    }

    refused! {
        serialize_bool(bool) serialize_i8(i8) serialize_i16(i16) serialize_i32(i32) serialize_i64(i64)
        serialize_u8(u8) serialize_u16(u16) serialize_u32(u32) serialize_u64(u64) serialize_f32(f32)
        serialize_f64(f64) serialize_char(char) serialize_str(&str) serialize_unit_struct(&'static str)
    }

    fn serialize_none(self) -> Result<(), Compound> {
        Err(Compound)
    }

    fn serialize_some<T: ?Sized + Serialize>(self, _: &T) -> Result<(), Compound> {
        Err(Compound)
    }

    fn serialize_unit(self) -> Result<(), Compound> {
        Err(Compound)
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
    ) -> Result<(), Compound> {
        Err(Compound)
    }

    fn serialize_newtype_struct<T: ?Sized + Serialize>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Compound> {
        value.serialize(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(line: &str) -> Vec<String> {
        let mut fields = Vec::new();
        for event in crate::syntax::events(line) {
            each_field(&event.kind, &mut |name, value| {
                fields.push(format!("{name}={value:?}"));
            });
        }
        fields
    }

    #[test]
    fn fields_come_with_their_values() {
        assert_eq!(
            fields("Action ended 9:12:53: INSTALL. Return value 3."),
            [
                "kind=Text(\"action-ended\")",
                "at=Text(\"09:12:53.000\")",
                "name=Text(\"INSTALL\")",
                "value=Number(3)"
            ]
        );
        assert_eq!(
            fields(
                "MSI (s) (10:20) [10:00:00:000]: Component: A; Installed: Local;   Request: Null;   Action: Absent"
            )[2..],
            [
                "installed=Text(\"local\")",
                "request=Text(\"null\")",
                "action=Text(\"absent\")",
                "client=Nothing"
            ]
        );
    }

    #[test]
    fn every_kind_gives_what_its_schema_says() {
        // The samples of the grammar have every kind of event.
        let shapes = include_str!("../../grammars/line-shapes.toml");
        let lines = shapes
            .lines()
            .filter_map(|line| line.split_once("{ line = '"));
        let mut seen = std::collections::BTreeSet::new();
        for (_, line) in lines {
            let line = line.split("', fields").next().unwrap();
            for event in crate::syntax::events(line) {
                assert!(
                    event
                        .kind
                        .serialize(Fields {
                            sink: &mut |_, _| {}
                        })
                        .is_ok(),
                    "{event:?}"
                );
                seen.insert(event.kind.name());
            }
        }
        assert!(seen.len() > 60, "{seen:?}");
    }
}
