//! The GraphQL schema in both versions that are in the field.

mod derived;
mod print;
mod read;
pub(crate) mod types;
pub(crate) mod weights;

use std::{collections::BTreeMap, sync::LazyLock};

use async_graphql_parser::types::{BaseType, Type};

use super::Version;

/// Definitions by the names of their types.
pub(crate) type Definitions = BTreeMap<String, Definition>;

/// A type.
#[derive(Clone, Debug)]
pub(crate) enum Definition {
    Object(Vec<Member>),
    Input(Vec<Member>),
    /// Its values.
    Enum(Vec<String>),
}

/// A field of an object, or a field of an input, which has no arguments; an argument, too.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    pub(crate) name: String,
    pub(crate) arguments: Vec<Member>,
    pub(crate) ty: Type,
}

/// The types of one version; names that it does not define are scalars.
pub(crate) struct Schema {
    types: Definitions,
}

impl Schema {
    pub(crate) fn of(version: Version) -> &'static Self {
        static V2_0: LazyLock<Schema> = LazyLock::new(|| Schema::new(Version::V2_0));
        static V2_1: LazyLock<Schema> = LazyLock::new(|| Schema::new(Version::V2_1));
        match version {
            Version::V2_0 => &V2_0,
            Version::V2_1 => &V2_1,
        }
    }

    fn new(version: Version) -> Self {
        Self {
            types: types::of(version),
        }
    }

    pub(crate) fn definition(&self, name: &str) -> Option<&Definition> {
        self.types.get(name)
    }

    /// The members of an object.
    pub(crate) fn object(&self, name: &str) -> Option<&[Member]> {
        match self.types.get(name)? {
            Definition::Object(members) => Some(members),
            Definition::Input(_) | Definition::Enum(_) => None,
        }
    }

    /// The members of an input.
    pub(crate) fn input(&self, name: &str) -> Option<&[Member]> {
        match self.types.get(name)? {
            Definition::Input(members) => Some(members),
            Definition::Object(_) | Definition::Enum(_) => None,
        }
    }

    pub(crate) fn field(&self, object: &str, name: &str) -> Option<&Member> {
        self.object(object)?.iter().find(|member| member.name == name)
    }

    /// Tells whether a value of this type may be sent to the ERP.
    pub(crate) fn takes(&self, name: &str) -> bool {
        match self.types.get(name) {
            Some(Definition::Input(_) | Definition::Enum(_)) => true,
            Some(Definition::Object(_)) => false,
            None => SCALARS.contains(&name),
        }
    }

    /// The schema in GraphQL's own language.
    pub(crate) fn sdl(&self) -> String {
        print::schema(self)
    }
}

impl Definition {
    pub(crate) fn members(&self) -> &[Member] {
        match self {
            Self::Object(members) | Self::Input(members) => members,
            Self::Enum(_) => &[],
        }
    }

    fn members_mut(&mut self) -> &mut Vec<Member> {
        match self {
            Self::Object(members) | Self::Input(members) => members,
            Self::Enum(_) => unreachable!("the tables name members of objects and inputs"),
        }
    }

    /// Replaces the member of this name, or adds it.
    fn put(&mut self, member: Member) {
        let members = self.members_mut();
        match members.iter_mut().find(|own| own.name == member.name) {
            Some(own) => *own = member,
            None => members.push(member),
        }
    }
}

/// The name of a type without its lists and exclamation marks.
pub(crate) fn named(ty: &Type) -> &str {
    match &ty.base {
        BaseType::Named(name) => name,
        BaseType::List(inner) => named(inner),
    }
}

pub(crate) fn is_list(ty: &Type) -> bool {
    matches!(ty.base, BaseType::List(_))
}

/// GraphQL's own scalars and the ERP's. The last five are enumerations whose values nobody outside has
/// seen: any value passes.
pub(crate) const SCALARS: [&str; 14] = [
    "Boolean",
    "Byte",
    "DateTime",
    "Decimal",
    "Float",
    "ID",
    "Int",
    "String",
    "UUID",
    "AddressType",
    "CustomerSearchField",
    "SerialNumberType",
    "TaxReference",
    "VariationType",
];
