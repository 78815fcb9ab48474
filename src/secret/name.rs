//! Which names are those of secrets.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

/// How sure a name is that of a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Named {
    /// Whatever it holds is one: `DBPASSWORD`, `ClientSecret`.
    Secret,
    /// It may hold one: `AGENT_TOKEN` and `SITE_KEY`, which could as well be a switch or a word.
    Token,
    /// It may hold a key where the caller gives it, and mostly names a key of the registry or of a keyboard: `GROUPKEY`.
    Key,
    /// It may hold a number that opens something: `ADMIN_PIN`.
    Pin,
}

/// Names that hold a secret wherever they stand in a longer name.
const SECRETS: &str = "password passwd passwrd passwort kennwort motdepasse contrasena passphrase passcode secret apikey accesskey accountkey sharedkey privatekey \
    encryptionkey signingkey masterkey";

/// Names that hold one at the end of a longer name: `SQLPWD`, but not `PWDAGE`.
///
/// `TLSPSKVALUE` is the key that an agent of Zabbix shares with its server:
/// <https://www.zabbix.com/documentation/current/en/manual/installation/install_from_packages/win_msi>.
const AT_END: &str =
    "pwd userpw dbpass sqlpass userpass adminpass svcpass servicepass psk pskvalue";

/// Names that hold a key at the end of a longer name, which may as well be a switch or a place: `LICENSE_KEY`.
const KEYS: &str = "licensekey licencekey serialkey activationkey enrollmentkey enrolmentkey registrationkey \
    subscriptionkey provisioningkey installkey installationkey deploymentkey agentkey acctkey bootstrapkey joinkey authkey \
    appkey sitekey customerkey tenantkey";

/// Words that end with `pass` and have nothing to do with passwords.
const NO_PASS: &str = "bypass compass encompass trespass surpass overpass underpass";

/// Names of a key in the hand of a caller, beside those that end with `key`: the serial number of a licence, and a code or
/// what else makes a machine one of an account, <https://www.powershellgallery.com/packages/TeamViewerPS>.
const GIVEN_KEYS: &str = "serial serialnum serialnumber serialno assignmentid activationcode registrationcode enrollmentcode \
    enrolmentcode joincode uninstallcode licensecode licencecode";

/// What stands before `key` where it is no secret: a key of the registry, of a keyboard, of a table, or one that is public.
const NO_KEY: &str = "reg registry root sub uninstall run hot short accelerator public pub host component feature upgrade \
    product primary foreign partition sort folder dir path locale lang";

/// What makes of the name of a secret the name of something about it, when it follows: `PasswordDlg_Title`.
const ABOUTS: &str = "age box caption change char check complex control count ctrl desc dialog dir disable dlg edit empty \
    enable encrypted error exception exist expir field file folder given group header help hidden hide hint info \
    invalid isset label len length location mask match max message min mismatch mode msg name never notfound option \
    page path policy prompt protect provider require reset restriction rule screen server service show state status strength store \
    text title type uri url valid version visible";

/// The same, when it stands alone before: `SHOWPASSWORD`.
const SWITCHES: &str = "allow ask askfor change check disable enable forgot has hide is mask max min need no prompt promptfor \
    remember require reset save show use valid validate";

/// No name of a property or a key is longer, in bytes.
pub(super) const LONGEST: usize = 200;
/// No name of a secret is shorter than `pwd`, but for `PW` in the hand of a caller.
const SHORTEST: usize = 3;

/// A name in small letters, without what separates its words.
fn plain<'a>(name: &str, buffer: &'a mut [u8; LONGEST]) -> Option<&'a str> {
    let bytes = name.bytes();
    let kept = bytes.filter(|byte| !matches!(byte, b'_' | b'-' | b'.' | b' '));
    let mut length = 0;
    for (place, byte) in buffer.iter_mut().zip(kept) {
        *place = byte.to_ascii_lowercase();
        length += 1;
    }
    std::str::from_utf8(&buffer[..length]).ok()
}

/// Whether one of the words of secrets stands in a name, which is asked of each name of a log.
fn has_word(plain: &str) -> bool {
    static WORDS: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
        let words = SECRETS.split_whitespace().chain(AT_END.split_whitespace());
        let words = words.chain(KEYS.split_whitespace()).chain([
            "pass",
            "pw",
            "token",
            "authorization",
            "pidkey",
        ]);
        AhoCorasick::new(words).ok()
    });
    WORDS.as_ref().is_none_or(|words| words.is_match(plain))
}

/// Whether what is called so is a secret. Small and capital letters are the same, and so are `_`, `-`, `.`, and a blank.
pub(super) fn named(name: &str) -> Option<Named> {
    if !(SHORTEST..=LONGEST).contains(&name.len()) || !could_be(name) {
        return None;
    }
    let mut buffer = [0; LONGEST];
    let plain = plain(name, &mut buffer).filter(|plain| has_word(plain))?;
    let is_about = |(at, word): (usize, &str)| {
        let (before, after) = (&plain[..at], &plain[at + word.len()..]);
        let after = after.trim_start_matches(|c: char| c.is_ascii_digit());
        let several = after.strip_prefix('s').unwrap_or(after);
        let mut abouts = ABOUTS.split(' ');
        SWITCHES.split(' ').any(|switch| switch == before)
            || abouts.any(|about| after.starts_with(about) || several.starts_with(about))
    };
    let found = SECRETS
        .split(' ')
        .find_map(|word| plain.rfind(word).map(|at| (at, word)));
    if let Some(found) = found {
        return (!is_about(found)).then_some(Named::Secret);
    }
    let end = plain.trim_end_matches(|c: char| c.is_ascii_digit());
    let is_word = |word| is_last_word(name, word);
    if AT_END.split(' ').any(|word| end.ends_with(word)) || is_word("pass") || is_word("pw") {
        return Some(Named::Secret);
    }
    // The token of a public key is no secret, and that of a cancel is none at all.
    let is_token =
        end.ends_with("token") && !end.ends_with("keytoken") && !end.ends_with("cancellationtoken");
    // The product key that the caller gives, and not one of the package's own, such as `CRPIDKEY`.
    let is_key = plain == "pidkey"
        || KEYS.split(' ').any(|key| end.ends_with(key)) && !end.ends_with("uninstallkey");
    let is_token = is_token || is_key || is_loud_pass(name, end);
    (is_token || plain == "authorization").then_some(Named::Token)
}

/// Whether what a caller gives under a name on a command line is a secret. Less is taken for a name of something else there,
/// since whoever calls gives passwords and keys, and no keys of the registry.
pub(super) fn given(name: &str) -> Option<Named> {
    if name.eq_ignore_ascii_case("pw") {
        return Some(Named::Secret);
    }
    if !(SHORTEST..=LONGEST).contains(&name.len()) {
        return None;
    }
    let mut buffer = [0; LONGEST];
    let plain = plain(name, &mut buffer)?;
    let end = plain.trim_end_matches(|c: char| c.is_ascii_digit());
    if is_loud_pass(name, end) {
        return Some(Named::Secret);
    }
    let key = end.strip_suffix("key").filter(|before| {
        // The integration key of Duo only names the application: <https://duo.com/docs/rdp>.
        let is_other =
            *before == "i" || NO_KEY.split_whitespace().any(|word| before.ends_with(word));
        // A removal that is guarded takes a key.
        !is_other || matches!(*before, "product" | "uninstall")
    });
    let is_given = || {
        GIVEN_KEYS
            .split_whitespace()
            .any(|word| end.ends_with(word))
    };
    let may_be = || match () {
        () if key.is_some() || is_given() => Some(Named::Key),
        () if end.ends_with("snmpcommunity") => Some(Named::Token),
        () if is_last_word(name, "pin") => Some(Named::Pin),
        () => None,
    };
    named(name).or_else(may_be)
}

/// Whether a name in capitals ends with `PASS`, behind which no separator shows a word of its own: `SQLSAPASS`, but neither
/// `BYPASS` nor `SHOWPASS`.
fn is_loud_pass(name: &str, plain: &str) -> bool {
    let is_loud = !name.bytes().any(|byte| byte.is_ascii_lowercase());
    let mut others = NO_PASS.split(' ');
    let mut switches = SWITCHES.split(' ');
    is_loud
        && !others.any(|word| plain.ends_with(word))
        && plain
            .strip_suffix("pass")
            .is_some_and(|before| !switches.any(|switch| switch == before))
}

/// Whether a name ends with a word of its own: `SMTP_PASS`, `smtpPass`, `pass`, but not `Bypass`.
fn is_last_word(name: &str, word: &str) -> bool {
    let Some(at) = name.len().checked_sub(word.len()) else {
        return false;
    };
    let Some((before, end)) = name.split_at_checked(at) else {
        return false;
    };
    end.eq_ignore_ascii_case(word)
        && (before.is_empty()
            || before.ends_with(['_', '-', '.'])
            || before.ends_with(char::is_lowercase) && end.starts_with(char::is_uppercase))
}

/// The letters that a text has, small or capital, a bit for each.
fn letters_of(text: &[u8]) -> u32 {
    /// What each byte adds to them.
    const BITS: [u32; 256] = {
        let mut bits = [0; 256];
        let mut letter = 0;
        while letter < 26 {
            bits[b'a' as usize + letter] = 1 << letter;
            bits[b'A' as usize + letter] = 1 << letter;
            letter += 1;
        }
        bits
    };
    text.iter()
        .fold(0, |letters, byte| letters | BITS[usize::from(*byte)])
}

/// Whether a name has the letters of one of the words above: most of the properties of a package have not.
fn could_be(name: &str) -> bool {
    let letters = letters_of(name.as_bytes());
    let all = |word: &[u8]| {
        let wanted = letters_of(word);
        letters & wanted == wanted
    };
    all(b"pas")
        || all(b"pw")
        || all(b"wortken")
        || all(b"contrase")
        || all(b"secrt")
        || all(b"key")
        || all(b"token")
        || all(b"authoriz")
        || all(b"psk") && has_psk(name)
}

/// Many names have these three letters, and next to none has them in a row.
fn has_psk(name: &str) -> bool {
    let mut threes = name.as_bytes().windows(3);
    threes.any(|three| three.eq_ignore_ascii_case(b"psk"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_secrets_are_told_from_names_about_them() {
        for name in [
            "PASSWORD",
            "DBPASSWORD",
            "DB_PASSWORD",
            "DB.Password",
            "SqlPwd",
            "SAPWD",
            "PWD",
            "PASSWORD2",
            "PASSWORDCONFIRM",
            "USERPASSWORD",
            "ClientSecret",
            "client-secret",
            "API_KEY",
            "ApiKey",
            "AccountKey",
            "SMTP_PASS",
            "smtpPass",
            "pass",
            "Passphrase",
            "DBPASS",
            "SERVICE_PW",
            "ServicePw",
            "SQLUSERPW",
            "SVC_PASSWRD",
            "KENNWORT",
            "MOTDEPASSE",
            "DB_CONTRASENA",
            "TLSPSKVALUE",
            "WIFI_PSK",
        ] {
            assert_eq!(named(name), Some(Named::Secret), "{name}");
        }
        for name in [
            "AGENT_TOKEN",
            "AccessToken",
            "token",
            "Authorization",
            "LICENSEKEY",
            "LICENSE_KEY",
            "PIDKEY",
            "EnrollmentKey",
            "APP_KEY",
            "SITEKEY",
            "TS_AUTHKEY",
            "ACCT_KEY",
            "INSTALLATION_KEY",
            "DEPLOYMENTKEY",
            "UNINSTALLPASS",
            "SQLSAPASS",
        ] {
            assert_eq!(named(name), Some(Named::Token), "{name}");
        }
        for name in [
            "",
            "INSTALLDIR",
            "PasswordDlg_Title",
            "PASSWORDPROMPT",
            "PASSWORD_MIN_LENGTH",
            "PASSWORDSMATCH",
            "SHOWPASSWORD",
            "USE_PASSWORD",
            "NOPASSWORD",
            "SecretNotFound",
            "PasswordRestriction",
            "SecretsLocation",
            "PWRCFG",
            "SHOWPW",
            "PASSWORDFILE",
            "SecretServer",
            "PublicKeyToken",
            "publicKeyToken",
            "ProductKey",
            "Key",
            "HOTKEY",
            "CRPIDKEY",
            "LICENSEKEYFILE",
            "SiteKeyPath",
            "BYPASS",
            "Bypass",
            "COMPASS",
            "TokenExpiry",
            "PWDAGE",
            "MsiHiddenProperties",
            "PRIMARYFOLDER",
            "SecureCustomProperties",
        ] {
            assert_eq!(named(name), None, "{name}");
        }
    }

    #[test]
    fn names_that_have_the_letters_of_a_secret_are_none() {
        for name in [
            "TLSPSKIDENTITY",
            "TLSPSKFILE",
            "MYBYPASS",
            "ENCOMPASS",
            "GROUPKEY",
            "UninstallKey",
            "SKEY",
            "UpgradeKey",
            "RegKey",
            "PIN",
            "SERIALNUMBER",
            "WP",
        ] {
            assert_eq!(named(name), None, "{name}");
        }
    }

    #[test]
    fn a_caller_gives_keys_and_passwords_under_more_names() {
        for (name, expected) in [
            ("DBPASSWORD", Named::Secret),
            ("PW", Named::Secret),
            ("UNINSTALLPASS", Named::Secret),
            ("PFXPASS", Named::Secret),
            ("SKEY", Named::Key),
            ("GROUPKEY", Named::Key),
            ("ENCKEY", Named::Key),
            ("PRODUCTKEY", Named::Key),
            ("SERIALNUMBER", Named::Key),
            ("ISX_SERIALNUM", Named::Key),
            ("ASSIGNMENTID", Named::Key),
            ("UNINSTALL_CODE", Named::Key),
            ("UNINSTALL_KEY", Named::Key),
            ("UNINSTALLKEY", Named::Key),
            ("LICENSEKEY", Named::Token),
            ("SNMPCOMMUNITY", Named::Token),
            ("ADMIN_PIN", Named::Pin),
        ] {
            assert_eq!(given(name), Some(expected), "{name}");
        }
        for name in [
            "BYPASS",
            "SHOWPASS",
            "REGKEY",
            "IKEY",
            "HOTKEY",
            "SSHPUBLICKEY",
            "SUBPRODUCTKEY",
            "KEYBOARD",
            "PINNED",
            "TASKBARPIN",
            "SERIALPORT",
            "PRODUCTCODE",
            "UPGRADINGPRODUCTCODE",
            "LANGUAGECODE",
            "COMMUNITY",
            "USERNAME",
        ] {
            assert_eq!(given(name), None, "{name}");
        }
    }
}
