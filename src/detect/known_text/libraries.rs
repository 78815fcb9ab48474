//! Texts of Go, curl, Java, Node.js, and Python about servers, certificates, and ports.
//!
//! Sources of the texts: <https://pkg.go.dev/net>, <https://pkg.go.dev/crypto/x509>,
//! <https://curl.se/libcurl/c/libcurl-errors.html>,
//! <https://docs.oracle.com/en/java/javase/17/docs/api/java.base/java/net/package-summary.html>,
//! <https://nodejs.org/api/errors.html>, <https://pip.pypa.io/en/latest/topics/https-certificates/>, and for the client of `PostgreSQL`
//! <https://www.postgresql.org/docs/current/server-start.html>.

use super::Known;
use super::Sign::{All, If};
use super::network::{NAME, REACH, TRUST};

/// The narrower ones stand first.
pub(super) const KNOWN: &[Known] = &[
    (All(&["dial tcp", ": no such host"]), NAME),
    (If(has_no_host), NAME),
    (All(&["curl: (6) "]), NAME),
    (All(&["java.net.UnknownHostException: "]), NAME),
    (All(&["getaddrinfo ENOTFOUND "]), NAME),
    (All(&["getaddrinfo failed"]), NAME),
    (All(&["dial tcp", ": i/o timeout"]), REACH),
    (All(&["curl: (7) "]), REACH),
    (All(&["curl: (28) Resolving timed out"]), NAME),
    // Nothing came, so that it is no slow download.
    (All(&["curl: (28) ", " with 0 bytes received"]), REACH),
    (All(&["curl: (28) ", " with 0 out of "]), REACH),
    (All(&["curl: (28) ", " bytes received"]), SLOW),
    (All(&["curl: (28) Operation too slow"]), SLOW),
    (All(&["curl: (28) "]), REACH),
    (All(&["java.net.ConnectException: "]), REACH),
    (All(&["connect ECONNREFUSED "]), REACH),
    (All(&["connect ETIMEDOUT "]), REACH),
    (All(&["Connection refused (0x0000274D/10061)"]), REACH),
    (All(&["Connection timed out (0x0000274C/10060)"]), REACH),
    // Go asks Windows for its trusted roots.
    (
        All(&["x509: certificate signed by unknown authority"]),
        TRUST,
    ),
    (
        All(&["x509: certificate has expired or is not yet valid"]),
        TRUST,
    ),
    (All(&["x509: certificate is valid for "]), TRUST),
    (All(&["x509: certificate is not valid for "]), TRUST),
    (All(&["PKIX path building failed"]), JAVA_ROOTS),
    (All(&["curl: (60) "]), OWN_ROOTS),
    (All(&["CERTIFICATE_VERIFY_FAILED"]), OWN_ROOTS),
    (All(&["unable to get local issuer certificate"]), OWN_ROOTS),
    (
        All(&["self signed certificate in certificate chain"]),
        OWN_ROOTS,
    ),
    (
        All(&["self-signed certificate in certificate chain"]),
        OWN_ROOTS,
    ),
    (All(&["UNABLE_TO_VERIFY_LEAF_SIGNATURE"]), OWN_ROOTS),
    (All(&["DEPTH_ZERO_SELF_SIGNED_CERT"]), OWN_ROOTS),
    (All(&["listen EADDRINUSE"]), PORT),
    (
        All(&["java.net.BindException: Address already in use"]),
        PORT,
    ),
    (
        All(&["Failed to bind to address ", ": address already in use"]),
        PORT,
    ),
    (All(&["java.lang.UnsupportedClassVersionError"]), NEWER_JAVA),
];

/// `Could not resolve host: gates.example`, and not `Could not resolve host: look for the keeper`.
fn has_no_host(text: &str) -> bool {
    text.split("Could not resolve host: ")
        .skip(1)
        .any(|behind| {
            let (host, behind) = behind
                .split_once(char::is_whitespace)
                .unwrap_or((behind, ""));
            let is_end =
                host.ends_with([';', '.', ')', '\'', '"']) || behind.trim_start().is_empty();
            !host.is_empty() && (is_end || behind.starts_with('('))
        })
}

/// What to do about a certificate that a program does not take which has trusted roots of its own.
///
/// Sources: <https://pip.pypa.io/en/latest/topics/https-certificates/>, <https://curl.se/docs/sslcerts.html>,
/// <https://nodejs.org/api/cli.html>.
const OWN_ROOTS: &str = "The program does not take the certificate of the server: check the clock of this machine, whether the name in the address is \
     that on the certificate, and whether the certificate has run out. Such programs mostly do not read the trusted roots of Windows \
     but bring their own: where an authority of your own, or a proxy that opens the connection, signed it, let the proxy pass the \
     address unopened, or ask the author of the package how its program is given another root.";

/// What to do about a certificate that Java does not take.
///
/// Source: <https://docs.oracle.com/en/java/javase/17/docs/specs/man/keytool.html>.
const JAVA_ROOTS: &str = "Java does not take the certificate of the server, and mostly has trusted roots of its own (the file cacerts below its folder), \
     and not those of Windows: where an authority of your own, or a proxy that opens the connection, signed it, put its root there with \
     keytool -importcert of that Java, or let the proxy pass the address unopened.";

/// What to do where another program has a port.
///
/// Source: <https://learn.microsoft.com/windows-server/administration/windows-commands/netstat>.
const PORT: &str = "Another program listens on the port that the text names: netstat -ano shows its number in the last column; stop it or, if it is \
     needed, give the package another port.";

/// What to do where a program is for a newer Java.
///
/// Source: <https://docs.oracle.com/en/java/javase/17/docs/api/java.base/java/lang/UnsupportedClassVersionError.html>.
const NEWER_JAVA: &str = "The Java that ran is too old for the program: install the version that the product asks for, and look whether JAVA_HOME and the \
     PATH of the machine lead to it, and not to an older one (the version of a class file is that of Java and 44: 61 is Java 17).";

/// What to do where a server was reached, and not all of a file came in time.
///
/// Source: <https://curl.se/docs/manpage.html>, `--max-time` and `--speed-limit`.
const SLOW: &str = "The server was reached, and not all of the file came in the time that the command gives it: try again when the network is less \
     busy, look whether a proxy or a scanner holds the download up, or take a package that needs no download.";

#[cfg(test)]
mod tests {
    use super::super::remedy_of_own_words;

    #[test]
    fn a_text_of_a_library_is_known() {
        for (text, advice) in [
            (
                "Post \"https://gates.example/api\": dial tcp: lookup gates.example on 10.0.0.1:53: no such host",
                "Check the name of the server",
            ),
            (
                "curl: (6) Could not resolve host: gates.example",
                "Check the name of the server",
            ),
            (
                "fatal: unable to access 'https://gates.example/': Could not resolve host: gates.example",
                "Check the name of the server",
            ),
            (
                "Error: getaddrinfo ENOTFOUND gates.example",
                "Check the name of the server",
            ),
            (
                "<urlopen error [Errno 11001] getaddrinfo failed>",
                "Check the name of the server",
            ),
            (
                "dial tcp 10.0.0.7:8220: i/o timeout",
                "Look whether the server runs",
            ),
            (
                "Caused by: java.net.ConnectException: Connection refused: connect",
                "Look whether the server runs",
            ),
            (
                "Error: connect ECONNREFUSED 127.0.0.1:9000",
                "Look whether the server runs",
            ),
            (
                "connection to server at \"localhost\" (::1), port 5432 failed: Connection refused (0x0000274D/10061)",
                "Look whether the server runs",
            ),
            (
                "Get \"https://gates.example\": x509: certificate signed by unknown authority",
                "the machine's store of trusted roots",
            ),
            (
                "javax.net.ssl.SSLHandshakeException: PKIX path building failed: sun.security.provider.certpath",
                "keytool -importcert",
            ),
            (
                "SSLError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed (_ssl.c:997)')",
                "bring their own",
            ),
            (
                "npm ERR! code SELF_SIGNED_CERT_IN_CHAIN: self-signed certificate in certificate chain",
                "bring their own",
            ),
            (
                "Error: listen EADDRINUSE: address already in use :::9000",
                "netstat -ano",
            ),
            (
                "Failed to bind to address http://127.0.0.1:5000: address already in use.",
                "netstat -ano",
            ),
            (
                "java.lang.UnsupportedClassVersionError: gates/Open has been compiled by a more recent version of the Java Runtime",
                "too old for the program",
            ),
        ] {
            let remedy = remedy_of_own_words(text).unwrap_or_default();
            assert!(remedy.contains(advice), "{text}: {remedy}");
        }
    }

    #[test]
    fn words_that_mean_another_thing_are_not_known() {
        for text in [
            "Could not resolve host: ask the keeper of the gates",
            "Could not resolve host: ",
            "x509: certificate of the gate was stored",
            "The keeper has no such host",
            "The e-mail address already in use belongs to the keeper",
            "Connection refused by the keeper",
            "i/o timeout of the gate",
            "curl: (22) The requested URL returned error: 404",
        ] {
            assert_eq!(remedy_of_own_words(text), None, "{text}");
        }
    }
}
