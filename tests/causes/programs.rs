//! Programs that custom actions start themselves: what their codes ask for, and where their logs are.

use super::{frame, told};

/// A program that a custom action started, and that ended with a code.
fn ended_with(program: &str, code: i64) -> String {
    format!(
            "CustomAction OpenGates returned actual error code {code} (note this may not be 100% accurate if translation happened inside sandbox)
            S Note: 1: 1722 2: OpenGates 3: C:\\Gates\\{program} 4: install gates.inf\x20
            S Product: Gates -- Error 1722. A program run as part of the setup did not finish as expected.
            Action ended 10:00:05: InstallFinalize. Return value 3."
        )
}

#[test]
fn the_end_of_a_program_says_what_to_do_where_its_code_is_known() {
    for (program, code, headline, advice) in [
        (
            "gatedrv.exe",
            -536_870_353,
            "0xE000022F",
            "signed for this version of Windows. Where that does not help, read C:\\Windows\\INF\\setupapi.dev.log",
        ),
        (
            "gatectl.exe",
            -2_146_232_576,
            "0x80131700",
            "Where that does not help, run the command by hand",
        ),
        (
            "gatectl.exe",
            -2_147_024_891,
            "0x80070005",
            "The command was denied access (5)",
        ),
        (
            "gatectl.exe",
            -2_147_467_259,
            "0x80004005",
            "Run the command by hand",
        ),
        (
            "gatesetup.exe",
            -2_147_023_293,
            "(0x80070643: its own install failed)",
            "Run the command by hand",
        ),
        (
            "vc_redist.x64.exe",
            -2_147_023_293,
            "its own install failed",
            "dd_vcredist",
        ),
        (
            "NDP48-x86-x64-AllOS-ENU.exe",
            5100,
            "this machine does not meet its requirements (5100)",
            "is installed already",
        ),
        ("gatesetup.exe", 5100, "(5100)", "Run the command by hand"),
    ] {
        told(&ended_with(program, code), headline, advice);
    }
}

#[test]
fn a_program_with_codes_of_its_own_is_known() {
    for (program, code, headline, advice) in [
        (
            "VSTOInstaller.exe",
            -300,
            "the publisher of the add-in is not trusted (-300)",
            "among the trusted publishers of the account of the action",
        ),
        (
            "VSTOInstaller.exe",
            -400,
            "the add-in could not be installed (-400)",
            "Run the command by hand",
        ),
        (
            "gatesetup.exe",
            -300,
            "ended with an error (-300)",
            "Run the command by hand",
        ),
        (
            "devcon.exe",
            1,
            "ran devcon, which did its work, and a restart is needed (1), and the installer took that for a failure.",
            "a device waits for the restart",
        ),
        (
            "devcon.exe",
            2,
            "devcon could not do its work (2)",
            "setupapi.dev.log",
        ),
        (
            "gatedev.exe",
            1,
            "ended with an error (1)",
            "Run the command by hand",
        ),
        (
            "gatedrv.exe",
            -536_870_345,
            "ended with an error (0xE0000237)",
            "Read C:\\Windows\\INF\\setupapi.dev.log",
        ),
        (
            "gatedrv.exe",
            -536_870_911,
            "ended with an error (0xE0000001)",
            "Run the command by hand",
        ),
        (
            "gatedrv.exe",
            -2_145_452_013,
            "0x801F0013: the filter driver was not found",
            "sc.exe query",
        ),
        (
            "SQLEXPR_x64_ENU.exe",
            -2_067_919_934,
            "the machine has to be restarted before SQL Server can be installed (0x84BE0BC2)",
            "Restart the machine, then install again.",
        ),
        (
            "SQLEXPRADV_x64_ENU.exe",
            -2_061_893_607,
            "the new instance of SQL Server did not start (0x851A0019)",
            "Read ERRORLOG of the instance",
        ),
        (
            "SQLServer2022-x64-ENU.exe",
            -2_068_643_839,
            "ended with an error (0x84B30001)",
            "The log of that program says why it failed. It writes Summary.txt",
        ),
    ] {
        told(&ended_with(program, code), headline, advice);
    }
}

#[test]
fn a_program_that_the_rollback_takes_away_cannot_be_run_by_hand() {
    let log = |decided: &str, kind: u32, rollback: &str| {
        frame(
            &format!(
                "{decided}
                S Doing action: InstallFinalize
                S Executing op: Header(Signature=1,ScriptType=1,)
                S Executing op: ActionStart(Name=OpenGates,,)
                S Executing op: CustomActionSchedule(Action=OpenGates,ActionType={kind},Source=C:\\Gates\\gatectl.exe,Target=/open,)
                CustomAction OpenGates returned actual error code 4 (note this may not be 100% accurate if translation happened inside sandbox)
                S Note: 1: 1722 2: OpenGates 3: C:\\Gates\\gatectl.exe 4: /open\x20
                S Product: Gates -- Error 1722. A program run as part of the setup did not finish as expected.
                {rollback}
                Action ended 10:00:05: InstallFinalize. Return value 3."
            ),
            3,
            1603,
        )
    };
    let decided = |what: &str| {
        format!("S File: C:\\Gates\\GateCtl.exe;\t{what};\tWon't patch;\tNo existing file")
    };
    let undone = "S Executing op: Header(Signature=1,ScriptType=2,)";
    let by_hand = "Run the command by hand";
    let gone = "the rollback takes it away again";
    for (decided, kind, rollback, advice) in [
        ("", 3090, undone, gone),
        (decided("To be installed").as_str(), 3122, undone, gone),
        (decided("Won't Overwrite").as_str(), 3090, undone, by_hand),
        ("", 3122, undone, by_hand),
        ("", 3090, "", by_hand),
    ] {
        told(&log(decided, kind, rollback), "(4)", advice);
    }
}
