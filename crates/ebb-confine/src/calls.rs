//! Which calls are left, by seccomp.
//!
//! Two filters: calls for which the C library has an older way are answered as unknown, so that it takes that way; all others
//! are answered as not allowed.

use std::collections::BTreeMap;

use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule,
    TargetArch, apply_filter_all_threads,
};

use crate::{Held, Needs, Network};

/// Rules for each call; a call without rules is refused whatever it is given.
type Refused = BTreeMap<i64, Vec<SeccompRule>>;

/// Calls that could do the same unseen: their arguments lie in memory, where a filter cannot look.
const UNKNOWN: &[i64] = &[
    libc::SYS_clone3,
    libc::SYS_openat2,
    libc::SYS_io_uring_setup,
    libc::SYS_io_uring_enter,
    libc::SYS_io_uring_register,
];

/// Never needed: connections to elsewhere, other programs, and ways around.
const NEVER: &[i64] = &[
    libc::SYS_socket,
    libc::SYS_connect,
    libc::SYS_bind,
    libc::SYS_listen,
    libc::SYS_sendmmsg,
    libc::SYS_execve,
    libc::SYS_execveat,
    libc::SYS_ptrace,
    libc::SYS_process_vm_readv,
    libc::SYS_process_vm_writev,
    libc::SYS_pidfd_getfd,
    libc::SYS_pidfd_open,
    libc::SYS_open_by_handle_at,
    libc::SYS_memfd_create,
    libc::SYS_bpf,
    libc::SYS_perf_event_open,
    libc::SYS_userfaultfd,
    libc::SYS_keyctl,
    libc::SYS_add_key,
    libc::SYS_request_key,
    libc::SYS_mount,
    libc::SYS_umount2,
    libc::SYS_chroot,
    libc::SYS_pivot_root,
    libc::SYS_unshare,
    libc::SYS_setns,
    libc::SYS_truncate,
    libc::SYS_mkdirat,
    libc::SYS_mknodat,
    libc::SYS_symlinkat,
    libc::SYS_fchmodat,
    libc::SYS_fchownat,
    libc::SYS_setxattr,
    libc::SYS_lsetxattr,
    libc::SYS_utimensat,
];

/// The same by older names, which newer machines do not have.
#[cfg(target_arch = "x86_64")]
const NEVER_HERE: &[i64] = &[
    libc::SYS_fork,
    libc::SYS_vfork,
    libc::SYS_creat,
    libc::SYS_mkdir,
    libc::SYS_rmdir,
    libc::SYS_mknod,
    libc::SYS_symlink,
    libc::SYS_chmod,
    libc::SYS_chown,
    libc::SYS_lchown,
    libc::SYS_utime,
    libc::SYS_utimes,
    libc::SYS_futimesat,
];
#[cfg(not(target_arch = "x86_64"))]
const NEVER_HERE: &[i64] = &[];

/// Needed by a page alone.
const OF_A_LISTENER: &[i64] =
    &[libc::SYS_socketpair, libc::SYS_accept, libc::SYS_accept4, libc::SYS_sendto, libc::SYS_sendmsg];

/// Needed by a file that takes its place, alone.
const OF_A_FILE: &[i64] = &[libc::SYS_renameat2, libc::SYS_linkat, libc::SYS_unlinkat];
#[cfg(target_arch = "x86_64")]
const OF_A_FILE_HERE: &[i64] = &[libc::SYS_rename, libc::SYS_renameat, libc::SYS_link, libc::SYS_unlink];
#[cfg(not(target_arch = "x86_64"))]
const OF_A_FILE_HERE: &[i64] = &[];

/// Ways to open a file that change it or make it.
const WRITING: &[i32] = &[libc::O_WRONLY, libc::O_RDWR, libc::O_CREAT, libc::O_TRUNC, libc::O_APPEND];

pub(crate) fn confine(needs: &Needs<'_>) -> Held {
    let filters = [(Some(unknown()), libc::ENOSYS), (refused(needs), libc::EPERM)];
    let mut held = Held::ByKernel;
    for (calls, answer) in filters {
        let is_applied = calls
            .and_then(|calls| compiled(calls, answer))
            .is_some_and(|filter| apply_filter_all_threads(&filter).is_ok());
        if !is_applied {
            held = Held::Not;
        }
    }
    held
}

fn compiled(calls: Refused, answer: i32) -> Option<BpfProgram> {
    let machine = TargetArch::try_from(std::env::consts::ARCH).ok()?;
    let answer = SeccompAction::Errno(answer.unsigned_abs());
    SeccompFilter::new(calls, SeccompAction::Allow, answer, machine).ok()?.try_into().ok()
}

fn unknown() -> Refused {
    with_other_numbers(UNKNOWN.iter().map(|call| (*call, Vec::new())).collect())
}

fn refused(needs: &Needs<'_>) -> Option<Refused> {
    let mut calls: Refused = NEVER.iter().chain(NEVER_HERE).map(|call| (*call, Vec::new())).collect();
    if needs.network == Network::Nothing {
        calls.extend(OF_A_LISTENER.iter().map(|call| (*call, Vec::new())));
    }
    if needs.renames_in.is_none() {
        calls.extend(OF_A_FILE.iter().chain(OF_A_FILE_HERE).map(|call| (*call, Vec::new())));
    }
    // Where the flags stand among the arguments.
    calls.insert(libc::SYS_openat, writing(2)?);
    #[cfg(target_arch = "x86_64")]
    calls.insert(libc::SYS_open, writing(1)?);
    // A thread is welcome, a process is not.
    let thread = flag(0, libc::CLONE_THREAD, 0)?;
    calls.insert(libc::SYS_clone, vec![thread]);
    Some(with_other_numbers(calls))
}

/// Returns rules that hold where a file is opened for more than reading.
fn writing(argument: u8) -> Option<Vec<SeccompRule>> {
    WRITING.iter().map(|&bit| flag(argument, bit, bit)).collect()
}

/// Returns a rule that holds where this bit of an argument has this value.
fn flag(argument: u8, bit: i32, value: i32) -> Option<SeccompRule> {
    let (bit, value) = (u64::from(bit.unsigned_abs()), u64::from(value.unsigned_abs()));
    let is_so =
        SeccompCondition::new(argument, SeccompCmpArgLen::Dword, SeccompCmpOp::MaskedEq(bit), value).ok()?;
    SeccompRule::new(vec![is_so]).ok()
}

/// Adds the second set of numbers that a kernel for this machine may know for the same calls.
#[cfg(target_arch = "x86_64")]
fn with_other_numbers(mut calls: Refused) -> Refused {
    /// Marks a call of programs with short pointers on long words ("x32").
    const SHORT: i64 = 0x4000_0000;
    /// Those that have numbers of their own there, from `rt_sigaction` to `pwritev2`; ebb makes none of them.
    const OWN: std::ops::RangeInclusive<i64> = 512..=547;
    let others: Vec<_> = calls.iter().map(|(call, rules)| (call | SHORT, rules.clone())).collect();
    calls.extend(others);
    calls.extend(OWN.map(|call| (call | SHORT, Vec::new())));
    calls
}

#[cfg(not(target_arch = "x86_64"))]
fn with_other_numbers(calls: Refused) -> Refused {
    calls
}
