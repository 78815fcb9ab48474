//! The processes that host custom actions in libraries.

use super::builder::Builder;
use super::index::{EngineId, HostId};
use crate::event::{Event, EventKind};
use crate::text::LineNo;

/// A process that hosts custom actions: `Created Custom Action Server with PID 12852 (0x3234).`
#[derive(Clone, Debug)]
pub struct Host {
    /// Where it was created.
    pub line: LineNo,
    /// Its process id.
    pub pid: u32,
    /// 32 or 64, from `Hello, I'm your 32bit Impersonated custom action server.`
    pub bits: Option<u32>,
    /// `Impersonated`, `Elevated`, `Elevated Non-remapped`; empty where it did not say.
    pub rights: String,
}

/// More processes than any install starts.
const MOST: usize = 65_536;

impl Builder {
    /// Takes note of a process that begins, and of an action that is invoked.
    ///
    /// An action that needs a new process is invoked first, and the lines of the process follow. One that needs none
    /// runs in a process that is there, and only where there is one of them is it certain which.
    pub(super) fn observe_host(&mut self, event: &Event<'_>, engine: Option<EngineId>) {
        match event.kind {
            EventKind::CustomActionInvoked { entry, .. } => {
                self.begin_commit_action(event, engine, entry);
                let mut hosts = self.hosts_from..self.trace.hosts.len();
                let only = hosts.next().filter(|_| hosts.next().is_none());
                self.set_host(engine, only.map(HostId::new));
            }
            EventKind::CustomActionServer { pid } if self.trace.hosts.len() < MOST => {
                let id = HostId::new(self.trace.hosts.len());
                self.trace.hosts.push(Host {
                    line: event.line,
                    pid,
                    bits: None,
                    rights: String::new(),
                });
                self.set_host(engine, Some(id));
            }
            EventKind::CustomActionHello { bits, rights } => {
                let fresh = self.trace.hosts.get_mut(self.hosts_from..);
                if let Some(host) = fresh.and_then(<[Host]>::last_mut) {
                    host.bits = Some(bits);
                    rights.clone_into(&mut host.rights);
                }
            }
            _ => {}
        }
    }

    /// Sets the process of the action that works now.
    fn set_host(&mut self, engine: Option<EngineId>, host: Option<HostId>) {
        if let Some(run) = self.script.and_then(|script| script.run) {
            self.trace.script_runs[run].host = host;
        } else if let Some(open) = self.innermost(engine) {
            self.trace.actions[open.at()].host = host;
        }
    }
}
